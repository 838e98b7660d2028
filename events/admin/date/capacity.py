"""CMS page to change the number of seats of one date."""

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from events import errors
from events.admin.date.dry_run import UNWRITTEN, RehearsedView
from events.models import Seat
from events.publishing.capacity import change_capacity
from events.seats.by_coordinator import LONGEST_REASON


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(
        label=gettext_lazy("Seats"),
        min_value=1,
        max_value=32_000,
        required=False,
        help_text=gettext_lazy("Left empty, there is room for all, if the event allows it."),
    )
    overbooking = forms.CharField(
        label=gettext_lazy("If more people have a seat than that: why do they keep it?"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("Stands beside these people in the list. Left empty, nobody may have too many seats."),
    )


class CapacityView(RehearsedView):
    """Changes the number of seats; what came free is offered at once, and nobody loses a seat unnoticed."""

    page_title = gettext_lazy("Number of seats")
    template_name = "events/admin/date/capacity.html"
    form_class = CapacityForm
    # The number stands on the event's page too, which only some may publish.
    is_for_publishers = True
    seats_heading = gettext_lazy("Beyond the number, with a seat all the same")
    nobody = gettext_lazy("Nobody has a seat beyond this number.")
    others_heading = gettext_lazy("Who is offered a seat")

    def get_initial(self):
        return {"capacity": self.date.capacity}

    def form_valid(self, form):
        if form.cleaned_data["capacity"] != self.date.capacity:
            return super().form_valid(form)
        if "confirm" in self.request.POST:
            # Said once, and done: a second click or a colleague was faster.
            messages.warning(self.request, self.words_now())
            return redirect(self.date_url)
        form.add_error("capacity", self.words_now())
        return self.form_invalid(form)

    def words_now(self) -> str:
        if self.date.capacity is None:
            return _("The date has no limit already. Nothing was changed.")
        words = ngettext(
            "The date has %(count)d seat already. Nothing was changed.",
            "The date has %(count)d seats already. Nothing was changed.",
            self.date.capacity,
        )
        return words % {"count": self.date.capacity}

    def act(self, form):
        return self.change(form, form.cleaned_data["overbooking"])

    def rehearsed_act(self, form):
        return self.change(form, form.cleaned_data["overbooking"].strip() or UNWRITTEN)

    def change(self, form, reason: str) -> list[Seat]:
        """The seats beyond the new number, which are kept for ``reason``."""
        change_capacity(
            occurrence_id=self.date.pk,
            capacity=form.cleaned_data["capacity"],
            overbooking=reason,
            user=self.request.user,
        )
        beyond = Seat.objects.held().filter(occurrence=self.date).exclude(overbooking="")
        return list(beyond.with_people().order_by("number"))

    def asked(self, form):
        return str(form.cleaned_data["capacity"])

    def words_of(self, error):
        if not isinstance(error, errors.SeatsHeld):
            return super().words_of(error)
        more = _("Write why they keep them all the same, or cancel some of these sign-ups first.")
        return f"{error.message} {more}"

    def submit_words(self) -> str:
        return _("Change the number of seats")

    def done_words(self, done: list[Seat]) -> str:
        offered = sum(seat.status == Seat.Status.OFFERED for seat in self.rehearsal.others)
        words = ngettext("%(count)d seat is offered.", "%(count)d seats are offered.", offered) % {"count": offered}
        return " ".join([_("The number of seats is changed."), *([words] if offered else [])])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        held = Seat.objects.held().filter(occurrence=self.date).count()
        waiting = Seat.objects.waiting().filter(occurrence=self.date).count()
        return context | {"held": held, "waiting": waiting, "warning": self.warning(context["form"])}

    def warning(self, form) -> str:
        """That a reason is needed, as long as none was written."""
        lacking = [seat for seat in self.rehearsal.seats if seat.overbooking == UNWRITTEN] if self.rehearsal else []
        if not lacking or form.non_field_errors():
            return ""
        return self.words_of(errors.SeatsHeld([seat.display_name for seat in lacking]))
