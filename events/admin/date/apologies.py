"""CMS pages to excuse an organisation from a date, to name its proxy, and to take the apology back."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from events.admin.date.dry_run import RehearsedView
from events.models import Apology, Occurrence, Seat
from events.seats import apologies
from events.seats.apologies import LONGEST_NOTE, apology_of, possible_holders
from network.models import Organisation


class ExcuseForm(forms.Form):
    """Which organisation does not come, why, and at an assembly who votes for it; ``known`` is not asked again."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Which organisation does not come?"),
        empty_label=gettext_lazy("choose"),
        help_text=gettext_lazy("With or without people signed up. Those excused already stand below the list."),
        error_messages={
            "invalid_choice": gettext_lazy("This organisation is excused already, or is no longer there. Choose again.")
        },
    )
    proxy_holder = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Who votes for it?"),
        required=False,
        empty_label=gettext_lazy("nobody: no proxy"),
        help_text=gettext_lazy("Another member that comes. It gets a mail, and may hold one proxy only."),
        error_messages={
            "invalid_choice": gettext_lazy("This member cannot hold the proxy any more. Choose another one.")
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("If they gave one. Only the coordination reads it."),
    )

    def __init__(self, *args, occurrence: Occurrence, known: Organisation | None, **kwargs):
        super().__init__(*args, **kwargs)
        excused = Apology.objects.filter(occurrence=occurrence).values("organisation")
        free = Organisation.objects.exclude(pk__in=excused)
        if known:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = free
        if occurrence.kind.takes_proxies:
            holders = possible_holders(occurrence, known) if known else free.members()
            self.fields["proxy_holder"].queryset = holders
        else:
            del self.fields["proxy_holder"]


class ExcuseView(RehearsedView):
    """For an organisation chosen in the form, or for one that is excused: its proxy and its reason change."""

    template_name = "events/admin/date/excuse.html"
    form_class = ExcuseForm
    seats_heading = gettext_lazy("These seats end")
    nobody = gettext_lazy("The organisation has no seat at this date: none ends.")

    @property
    def page_title(self) -> str:
        return _("Apology of an organisation") if self.apology else _("Excuse an organisation")

    @cached_property
    def apology(self) -> Apology | None:
        """The one that changes."""
        if "organisation" not in self.kwargs:
            return None
        held = Apology.objects.select_related("organisation")
        return get_object_or_404(held, occurrence=self.date, organisation=self.kwargs["organisation"])

    def post(self, request, *args, **kwargs):
        if "confirm" in request.POST and (excused := self.excused_already()):
            messages.warning(request, _("%(name)s is excused already. Nothing was changed.") % {"name": excused.name})
            return redirect(self.date_url)
        return super().post(request, *args, **kwargs)

    def excused_already(self) -> Organisation | None:
        """The organisation sent, where a second click or a colleague was faster."""
        text = self.request.POST.get("organisation", "")
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            return None
        return Organisation.objects.filter(apologies__occurrence=self.date, pk=int(text)).first()

    def get_initial(self):
        if not self.apology:
            return {}
        return {"note": self.apology.note, "proxy_holder": self.apology.proxy_holder_id}

    def get_form_kwargs(self):
        known = self.apology and self.apology.organisation
        return super().get_form_kwargs() | {"occurrence": self.date, "known": known}

    def organisation(self, form) -> Organisation:
        return self.apology.organisation if self.apology else form.cleaned_data["organisation"]

    def act(self, form):
        organisation = self.organisation(form)
        ending = Seat.objects.active().filter(occurrence=self.date, registration__organisation=organisation)
        keys = list(ending.values_list("pk", flat=True))
        apologies.excuse(
            occurrence_id=self.date.pk,
            organisation=organisation,
            user=self.request.user,
            proxy_holder=form.cleaned_data.get("proxy_holder"),
            note=form.cleaned_data["note"],
        )
        return list(Seat.objects.filter(pk__in=keys).with_people().order_by("pk"))

    def asked(self, form):
        holder = form.cleaned_data.get("proxy_holder")
        return f"{self.organisation(form).pk} {holder.pk if holder else ''}"

    def submit_words(self) -> str:
        return _("Save the apology") if self.apology else _("Excuse this organisation")

    def done_words(self, done: list[Seat]) -> str:
        return _("The apology is noted.")


class WithdrawApologyView(RehearsedView):
    """The organisation comes after all; its seats do not come back by themselves."""

    template_name = "events/admin/date/withdraw_apology.html"
    page_title = gettext_lazy("Comes after all")
    intro = gettext_lazy(
        "The apology is taken back, and its proxy with it. Seats do not come back: add the people anew."
    )

    @cached_property
    def organisation(self) -> Organisation:
        return get_object_or_404(Organisation, pk=self.kwargs["organisation"])

    def get(self, request, *args, **kwargs):
        return self.back_if_not_excused() or self.shown(self.get_form())

    def post(self, request, *args, **kwargs):
        return self.back_if_not_excused() or super().post(request, *args, **kwargs)

    def back_if_not_excused(self):
        if apology_of(self.date, self.organisation):
            return None
        messages.warning(self.request, _("%(name)s is not excused any more.") % {"name": self.organisation.name})
        return redirect(self.date_url)

    def act(self, form):
        apologies.withdraw_apology(occurrence_id=self.date.pk, organisation=self.organisation, user=self.request.user)
        return []

    def submit_words(self) -> str:
        return _("Take the apology back")

    def done_words(self, done: list[Seat]) -> str:
        return _("%(name)s comes after all: add its people anew.") % {"name": self.organisation.name}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"organisation": self.organisation}
