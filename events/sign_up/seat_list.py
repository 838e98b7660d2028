"""The people of one date as the coordination looks at them: searched, filtered, sorted, counted.

Everything of a date is read at once and compared here: a date has hundreds of people, not thousands, and the ranks of
the queue need all of them anyway.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence, RegistrationMail, Seat, Workshop
from home.text.alphabet import folded
from network.models import OutgoingMail

Status = Seat.Status
ORDER = (Status.CONFIRMED, Status.OFFERED, Status.PENDING, Status.WAITING, Status.CANCELLED, Status.EXCUSED)
HEADINGS = {
    Status.CONFIRMED: _("Confirmed people"),
    Status.OFFERED: _("Offered, answer awaited"),
    Status.PENDING: _("E-mail to be confirmed"),
    Status.WAITING: _("Waiting list"),
    Status.CANCELLED: _("Cancelled sign-ups"),
    Status.EXCUSED: _("Excused people"),
}
PUBLIC = "public"
SORTS = (
    ("", _("by state")),
    ("name", _("by name")),
    ("organisation", _("by organisation")),
    ("time", _("by moment of sign-up")),
)


@dataclass
class Row:
    """One seat with what is said beside it; ``mail`` is the last one about its registration, or one in trouble."""

    seat: Seat
    rank: int = 0
    workshops: list[tuple[str, bool]] = field(default_factory=list)
    mail: OutgoingMail | None = None

    @property
    def whose(self) -> str:
        return self.seat.registration.whose

    @property
    def order(self) -> tuple:
        """Confirmed by number, waiting by rank, given up by moment."""
        seat = self.seat
        return ORDER.index(seat.status), seat.number or self.rank or 0, seat.queued_at, seat.pk

    @property
    def is_mail_in_trouble(self) -> bool:
        return bool(self.mail) and self.mail.status in OutgoingMail.TROUBLE


@dataclass(frozen=True)
class Group:
    """Rows under one heading; none where the list is sorted another way."""

    heading: str
    rows: list[Row]


class SeatFilterForm(forms.Form):
    """What of the list is shown: ``?q=&state=&whose=&workshop=&sort=``; nonsense shows everything."""

    q = forms.CharField(label=_("Name or organisation"), required=False, max_length=100)
    state = forms.MultipleChoiceField(
        label=_("Status"),
        required=False,
        choices=[(status, capfirst(status.label)) for status in ORDER],
        widget=forms.CheckboxSelectMultiple,
    )
    whose = forms.ChoiceField(label=_("Organisation"), required=False)
    workshop = forms.ChoiceField(label=_("Workshop"), required=False)
    sort = forms.ChoiceField(label=_("Sorted"), required=False, choices=SORTS)

    def __init__(self, parameters, *, rows: Iterable[Row], workshops: Iterable[Workshop]):
        super().__init__(parameters)
        self.fields["q"].widget.attrs["autocomplete"] = "off"
        found = {str(row.seat.registration.organisation_id or PUBLIC): row for row in rows}
        names = {key: _("the public") if key == PUBLIC else row.whose for key, row in found.items()}
        chosen = sorted(names.items(), key=lambda pair: (pair[0] == PUBLIC, folded(str(pair[1]))))
        self.fields["whose"].choices = [("", _("all organisations")), *chosen]
        titles = [(str(workshop.key), workshop.title) for workshop in workshops]
        self.fields["workshop"].choices = [("", _("all workshops")), *titles]
        if not titles:
            del self.fields["workshop"]

    def chosen(self) -> dict:
        """The valid part of what was asked."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def shown(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that match, sorted as asked."""
        asked = self.chosen()
        words = folded(asked.get("q", "")).split()
        found = [row for row in rows if self.matches(row, asked, words)]
        keys = {
            "name": lambda row: folded(row.seat.display_name),
            "organisation": lambda row: (folded(row.whose), row.order),
            "time": lambda row: (row.seat.queued_at, row.seat.pk),
        }
        return sorted(found, key=keys.get(asked.get("sort"), lambda row: row.order))

    @staticmethod
    def matches(row: Row, asked: dict, words: list[str]) -> bool:
        seat = row.seat
        if "state" in asked and seat.status not in asked["state"]:
            return False
        if "whose" in asked and asked["whose"] != str(seat.registration.organisation_id or PUBLIC):
            return False
        if "workshop" in asked and asked["workshop"] not in {str(place.workshop.key) for place in seat.workshops.all()}:
            return False
        text = folded(f"{seat.display_name} {row.whose} {seat.registration.email}")
        return all(word in text for word in words)


def rows_of(date: Occurrence) -> list[Row]:
    """Every seat of ``date`` in order; as many queries for two as for two hundred."""
    seats = date.seats.with_people()
    seats = list(seats.with_workshops() if date.has_workshops else seats)
    ranks = Seat.objects.ranks([date.pk])
    mails = mails_beside(date)
    rows = [
        Row(
            seat=seat,
            rank=ranks.get(seat.pk, 0),
            workshops=[(place.workshop.title, place.number is None) for place in seat.workshops.all()]
            if date.has_workshops
            else [],
            mail=mails.get(seat.registration_id),
        )
        for seat in seats
    ]
    return sorted(rows, key=lambda row: row.order)


def mails_beside(date: Occurrence) -> dict[int, OutgoingMail]:
    """By registration the mail to show beside it: one that may not have arrived, else the last; one query."""
    about = RegistrationMail.objects.filter(registration__occurrence=date).select_related("mail")
    about = about.only("registration_id", "mail__status", "mail__kind", "mail__created_at", "mail__sent_at")
    shown = {}
    for one in about.order_by("pk"):
        before = shown.get(one.registration_id)
        if not before or before.status not in OutgoingMail.TROUBLE or one.mail.status in OutgoingMail.TROUBLE:
            shown[one.registration_id] = one.mail
    return shown


def rows_by_state(rows: list[Row], *, is_sorted: bool) -> list[Group]:
    """``rows`` under a heading for each state; under none where they are sorted another way."""
    if is_sorted:
        return [Group("", rows)] if rows else []
    by_state = defaultdict(list)
    for row in rows:
        by_state[row.seat.status].append(row)
    return [Group(HEADINGS[status], by_state[status]) for status in ORDER if by_state[status]]


@dataclass(frozen=True)
class Counts:
    """How many people of each state, how many overbooked; ``left`` is None where there is no limit."""

    states: list[tuple[str, int]]
    held: int
    overbooked: int
    waiting: int
    left: int | None
    workshops: list[Workshop]

    @classmethod
    def of(cls, date: Occurrence, rows: list[Row]) -> "Counts":
        by_state = Counter(row.seat.status for row in rows)
        held = sum(row.seat.number is not None for row in rows)
        overbooked = sum(row.seat.is_overbooked for row in rows)
        return cls(
            states=[(HEADINGS[status], by_state[status]) for status in ORDER if by_state[status]],
            held=held,
            overbooked=overbooked,
            waiting=by_state[Status.WAITING],
            left=date.seats_left(held - overbooked),
            workshops=workshops_of(date),
        )


def workshops_of(date: Occurrence) -> list[Workshop]:
    """The workshops of ``date`` with the counts of their places; one query, none where there is no workshop."""
    return list(date.workshops.listed().with_place_counts()) if date.has_workshops else []
