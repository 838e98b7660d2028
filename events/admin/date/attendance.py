"""CMS page of a date's attendance: the paper sheet typed back, one line a person, and blank lines for others."""

import uuid

from django import forms
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from events import errors
from events.admin.date.detail import SeatsView
from events.attendance import services as attendance
from events.attendance.services import DESK, STATES, Mark
from events.attendance.walk_ins import WalkIn, welcome
from events.models import Seat
from events.models.registrations import Attendance
from network.models import Organisation, Person

# What types each state; the empty one is typed with the key that empties a field.
KEYS = {Attendance.PRESENT: "p", Attendance.EXCUSED: "e", Attendance.REPRESENTED: "r", Attendance.ABSENT: "a", "": "0"}
BLANK_LINES = 5


class WalkInForm(forms.Form):
    """One of the blank lines of the sheet; empty, it is left alone."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("First and last name"),
        max_length=Person._meta.get_field("name").max_length,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=gettext_lazy("Organisation"),
        required=False,
        empty_label=gettext_lazy("– from the public –"),
    )

    def clean(self):
        if self.cleaned_data.get("organisation") and not self.cleaned_data.get("name"):
            self.add_error("name", _("Write the name of who came for this organisation."))


WalkInForms = forms.formset_factory(WalkInForm, extra=0, max_num=50, absolute_max=50)


def blank_lines() -> forms.BaseFormSet:
    return WalkInForms(initial=[{"key": uuid.uuid4()} for _line in range(BLANK_LINES)], prefix="new")


def shown_before(sent: str) -> dict[int, str]:
    """``12:present,13:`` as the page was shown: the state of each seat by key; what cannot be read is left out."""
    found = {}
    for pair in sent[:50_000].split(","):
        seat, _colon, state = pair.partition(":")
        if seat.isascii() and seat.isdigit() and len(seat) < 12 and state in STATES:
            found[int(seat)] = state
    return found


class AttendanceView(SeatsView, TemplateView):
    """Types the sheet back. Only what was changed here is written, so that two people may type at once."""

    page_title = gettext_lazy("Attendance")
    template_name = "events/admin/date/attendance.html"

    def get_context_data(self, **kwargs):
        people = attendance.people_of(self.date)
        apologies = attendance.apologies_of(self.date)
        kept = kwargs.get("typed", {})
        disputed = attendance.conflicts(self.date)
        counts = attendance.counts_of(people)
        before = ",".join(f"{seat.pk}:{seat.attendance}" for seat in people)
        for seat in people:
            seat.shown = kept.get(seat.pk, seat.attendance)
            seat.disputed = disputed.get(seat.pk, [])
        states = [(state, Attendance(state).label if state else _("not noted"), key) for state, key in KEYS.items()]
        return super().get_context_data(**kwargs) | {
            "people": people,
            "before": before,
            "states": states,
            "counts": [(state, label, counts[state]) for state, label, _key in states],
            "apologies": apologies,
            "quorum": attendance.quorum_of(self.date, people, apologies),
            "disputed": [seat for seat in people if seat.disputed],
            "walk_ins": kwargs.get("walk_ins") or blank_lines(),
            "is_called_off": not self.date.is_standing,
        }

    def post(self, request, *args, **kwargs):
        typed, now = self.typed(request.POST), timezone.now()
        marks = [Mark(uuid.uuid4(), seat, state, now) for seat, state in typed.items()]
        merged = attendance.merge(occurrence_id=self.date.pk, marks=marks, user=request.user, device=DESK, now=now)
        forms_sent = WalkInForms(request.POST, prefix="new") if "new-TOTAL_FORMS" in request.POST else blank_lines()
        came, is_good = (0, True) if not forms_sent.is_bound else self.welcome_all(forms_sent, now)
        if marks or came:
            self.tell(len(merged.kept), came)
        if not is_good:
            return self.render_to_response(self.get_context_data(walk_ins=forms_sent), status=422)
        return redirect(reverse("dates:attendance", args=[self.date.pk]))

    def typed(self, sent) -> dict[int, str]:
        """The seats whose state is another than the page showed, and those a dispute is decided of."""
        before = shown_before(sent.get("before", ""))
        chosen = {seat: sent.get(f"seat-{seat}", state) for seat, state in before.items()}
        decided = {seat for seat in before if sent.get(f"decided-{seat}") == "1"}
        found = {
            seat: state
            for seat, state in chosen.items()
            if state in STATES and (state != before[seat] or seat in decided)
        }
        here = set(Seat.objects.filter(occurrence=self.date, pk__in=found).values_list("pk", flat=True))
        return {seat: state for seat, state in found.items() if seat in here}

    def welcome_all(self, forms_sent, now) -> tuple[int, bool]:
        """Give those of the blank lines a seat: how many, and whether all lines were good. Refused lines are kept."""
        if not forms_sent.is_valid():
            return 0, False
        came, is_good = 0, True
        for form in forms_sent:
            data = form.cleaned_data
            if not data.get("name"):
                continue
            walk_in = WalkIn(data["key"], data["name"], data["organisation"], now)
            try:
                welcome(occurrence_id=self.date.pk, walk_in=walk_in, user=self.request.user, device=DESK, now=now)
                came += 1
            except errors.SignUpError as error:
                form.add_error("name", str(error))
                is_good = False
        return came, is_good

    def tell(self, noted: int, came: int) -> None:
        words = ngettext("Noted: %(count)d person.", "Noted: %(count)d people.", noted) % {"count": noted}
        if came:
            words += " " + _("Came without being on the list: %(count)d.") % {"count": came}
        messages.success(self.request, words)
