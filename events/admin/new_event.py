"""A new event in two steps: choose its kind, say when and where; the rest comes from the kind."""

from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from events.access.permissions import agenda_for
from events.dates.convocations import warnings_for
from events.dates.form_fields import ComingDateMixin
from events.hosting.prefill import PrefillForm
from events.models import AgendaPage, EventDate, EventKind, EventPage
from home.dates import validate_day
from home.pages.tree import add_page, translate
from network.models import Organisation, WorkingGroup

# How the beginning of a title ends that a kind proposes: “Midi chez …”.
UNFINISHED = ("…", "...")


class NewEventForm(ComingDateMixin, forms.Form):
    """What differs from one event to the next of its kind."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("In French, as it stands in the agenda. The address is made from it."),
    )
    title_nl = forms.CharField(
        label=_("Title in Dutch"),
        max_length=120,
        required=False,
        help_text=_("Left empty, Dutch readers see the French page until somebody translates it."),
    )
    day = forms.DateField(
        label=_("Day"),
        widget=AdminDateInput,
        validators=[validate_day],
        help_text=_("More dates can be added afterwards."),
    )
    repeats = forms.BooleanField(
        label=_("This event repeats"),
        required=False,
        help_text=_("Its draft is made first; then you say when it comes back."),
    )
    start_time = forms.TimeField(
        label=_("Starts at"), required=False, widget=AdminTimeInput, help_text=_("Leave empty for a whole day.")
    )
    end_time = forms.TimeField(label=_("Ends at"), required=False, widget=AdminTimeInput)
    host = forms.ModelChoiceField(
        Organisation.objects.members(),
        label=_("Host"),
        required=False,
        help_text=_("The member that receives: its address is the place."),
    )
    place_fr = forms.CharField(
        label=_("Or another place"),
        max_length=250,
        required=False,
        help_text=_("On one line: Maison du Peuple, parvis 37, 1060 Saint-Gilles."),
    )
    group = forms.ModelChoiceField(
        WorkingGroup.objects.filter(active=True),
        label=_("Working group"),
        required=False,
        help_text=_("The group that meets or organises; its badge is shown with the date."),
    )
    capacity = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=1,
        max_value=32_767,
        help_text=_("Leave empty where there is room for all."),
    )

    def clean_title(self):
        title = self.cleaned_data["title"]
        if title.rstrip().endswith(UNFINISHED):
            raise forms.ValidationError(_("Finish the title: it still ends with “…”."))
        return checked_title(title)

    def clean_title_nl(self):
        """Empty while it is the kind's beginning of a title, so that no Dutch reader sees “Middag bij …”."""
        title = self.cleaned_data["title_nl"]
        return "" if title.rstrip().endswith(UNFINISHED) else title

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("host") and not cleaned.get("place_fr"):
            self.add_error("host", _("Choose a host, or write the place below."))
        return cleaned


def checked_title(title: str) -> str:
    """``title``, if an address can be made of it; else refused in words."""
    if not slugify(title, allow_unicode=True):
        raise forms.ValidationError(_("Write at least one word: the address is made from it."))
    return title


def defaults_of(kind: EventKind) -> dict:
    """What the form starts with for an event of this kind."""
    return {
        "title": kind.default_title_fr or kind.name_fr,
        "title_nl": kind.default_title_nl or kind.name_nl,
        "start_time": kind.default_start,
        "end_time": kind.default_end,
        "capacity": kind.default_capacity,
    }


def titled_by_host(values: dict) -> dict:
    """``values`` with the host's name where the title of the kind leaves room for it: “Midi chez L’Escale”."""
    host, ends = values.get("host"), "".join(UNFINISHED)
    if host is None:
        return values
    titles = {"title": host.name_fr, "title_nl": host.name_nl or host.name_fr}
    finished = {
        field: f"{values[field].rstrip(ends + ' ')} {name}"[:120]
        for field, name in titles.items()
        if values[field].rstrip().endswith(UNFINISHED)
    }
    return values | finished


@transaction.atomic
def create_event(*, agenda: AgendaPage, kind: EventKind, values: dict, publish: bool, user) -> EventPage:
    """Add the event below ``agenda``: ``values`` are the form's, everything else comes from ``kind``.

    With a title in Dutch there is a Dutch page at once, published together with the French one.
    """
    page = EventPage(
        title=values["title"],
        introduction=kind.default_introduction_fr,
        kind=kind,
        group=values["group"],
        host=values["host"],
        place_fr=values["place_fr"],
        capacity=values["capacity"],
        **kind.copied(),
    )
    page.dates = [EventDate(day=values["day"], start_time=values["start_time"], end_time=values["end_time"])]
    add_page(agenda, page, publish=publish, user=user)
    if values["title_nl"]:
        words = {page.title: values["title_nl"], page.introduction: kind.default_introduction_nl}
        translate(page, words, user=user)
    return page


class NewEventView(WagtailAdminTemplateMixin, FormView):
    """First the kinds as large choices, then one short form."""

    page_title = _("New event")
    header_icon = "calendar-check"
    form_class = NewEventForm
    template_name = "events/admin/new_event.html"

    def dispatch(self, request, *args, **kwargs):
        self.agenda = agenda_for(request.user)
        slug = kwargs.get("kind")
        self.kind = get_object_or_404(EventKind, slug=slug, active=True) if slug else None
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self):
        return [self.template_name if self.kind else "events/admin/choose_kind.html"]

    def get_breadcrumbs_items(self):
        first = {"url": reverse("new_event") if self.kind else "", "label": self.page_title}
        return [*self.breadcrumbs_items, first, *([{"url": "", "label": str(self.kind)}] if self.kind else [])]

    def get_initial(self):
        if not self.kind:
            return {}
        return titled_by_host(defaults_of(self.kind) | PrefillForm.values_in(self.request.GET))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "kind": self.kind,
            "kinds": [] if self.kind else EventKind.objects.filter(active=True),
            "can_publish": self.agenda.permissions_for_user(self.request.user).can_publish_subpage(),
        }

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.kind else redirect("new_event")

    def form_valid(self, form):
        can_publish = self.agenda.permissions_for_user(self.request.user).can_publish_subpage()
        # What repeats is published with all its dates, on the page that follows.
        repeats = form.cleaned_data["repeats"]
        publish = "publish" in self.request.POST and can_publish and not repeats
        page = create_event(
            agenda=self.agenda, kind=self.kind, values=form.cleaned_data, publish=publish, user=self.request.user
        )
        for words in warnings_for(page, today=timezone.localdate()):
            messages.warning(self.request, words)
        edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        if repeats:
            messages.success(
                self.request,
                _("“%(title)s” is a draft with its first date. Say when it comes back.") % {"title": page.title},
            )
            return redirect("event_repetition", page.pk)
        if not publish:
            messages.success(
                self.request, _("“%(title)s” is a draft: complete it and publish it.") % {"title": page.title}
            )
            return redirect(edit_url)
        messages.success(
            self.request,
            _("“%(title)s” is published.") % {"title": page.title},
            buttons=[
                messages.button(page.get_url(self.request), _("View"), new_window=False),
                messages.button(edit_url, _("Edit")),
            ],
        )
        return redirect("events:index")
