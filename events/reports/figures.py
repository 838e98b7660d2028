"""How many people came, of which organisation, group and kind, and when: counted from seats, so that it stays right
after names are erased. No row names a person.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from events.models import EventKind, Occurrence, Seat
from events.models.kinds import SignUp
from events.models.occurrences import Status
from events.models.registrations import Attendance
from home.dates import local_instant
from home.text.alphabet import folded
from network.models import Organisation, WorkingGroup

ORGANISATION, GROUP, KIND, MONTH = "organisation", "group", "kind", "month"
GROUPINGS = (
    (ORGANISATION, gettext_lazy("organisation")),
    (GROUP, gettext_lazy("working group")),
    (KIND, gettext_lazy("kind of event")),
    (MONTH, gettext_lazy("month")),
)
CAME = (Attendance.PRESENT, Attendance.REPRESENTED)


@dataclass
class Tally:
    """What is counted of some dates: ``dates`` and ``organisations`` are keys, the others numbers of people."""

    label: str = ""
    order: Any = ""
    dates: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)
    sign_ups: int = 0
    waiting: int = 0
    cancelled: int = 0
    present: int = 0
    excused: int = 0
    represented: int = 0
    absent: int = 0

    def add(self, facts: dict) -> None:
        """Count ``facts``: seats of one date and organisation that are alike."""
        number, organisation = facts["number_of_seats"], facts["registration__organisation_id"]
        self.dates.add(facts["occurrence_id"])
        if facts["is_held"]:
            self.sign_ups += number
            if organisation:
                self.organisations.add(organisation)
        self.waiting += number * (facts["status"] == Seat.Status.WAITING)
        self.cancelled += number * (facts["status"] == Seat.Status.CANCELLED)
        self.excused += number * (facts["status"] == Seat.Status.EXCUSED)
        if facts["attendance"]:
            setattr(self, facts["attendance"], getattr(self, facts["attendance"]) + number)

    @property
    def noted(self) -> int:
        """People of whom somebody noted what became of them, or who sent apologies."""
        return self.present + self.excused + self.represented + self.absent

    @property
    def rate(self) -> float | None:
        """The part of them who came or were represented; None where nothing was noted."""
        return (self.present + self.represented) / self.noted if self.noted else None

    @property
    def percent(self) -> str:
        return "–" if self.rate is None else f"{self.rate:.0%}".replace("%", "\u00a0%")

    def cells(self) -> list:
        """As a row of a spreadsheet: the label, the counts, the rate as whole percents."""
        return [self.label, *self.counts(), "" if self.rate is None else round(self.rate * 100)]

    def counts(self) -> list[int]:
        people = (self.waiting, self.cancelled, self.present, self.excused, self.represented, self.absent)
        return [len(self.dates), self.sign_ups, len(self.organisations), *people]


@dataclass(frozen=True)
class Report:
    """The rows of a report in order, and their total: a date or an organisation counts once in it."""

    rows: list[Tally]
    total: Tally


def headings(by: str) -> list[str]:
    """The headings of ``Tally.cells``, in the active language."""
    counted = [
        _("Dates"),
        _("People signed up"),
        _("Organisations"),
        _("On the waiting list"),
        pgettext("people", "Cancelled"),
    ]
    noted = [_("Present"), pgettext("people", "Excused"), _("Represented"), _("Absent"), _("Attendance in %")]
    return [str(dict(GROUPINGS)[by]).capitalize(), *counted, *noted]


def dates_between(first: dt.date, last: dt.date):
    """Dates that took or take place from ``first`` to ``last`` included, by our clock, and take sign-ups."""
    after = last + dt.timedelta(days=1)
    within = {"start__gte": local_instant(first, dt.time()), "start__lt": local_instant(after, dt.time())}
    standing = Occurrence.objects.filter(withdrawn_at=None, status=Status.PLANNED, **within)
    return standing.exclude(sign_up=SignUp.NONE)


def report(first: dt.date, last: dt.date, *, by: str) -> Report:
    """The counts of the dates from ``first`` to ``last``, grouped by one of ``GROUPINGS``; three queries at most."""
    dates = dates_between(first, last).annotate(month=TruncMonth("start")).order_by()
    facts_of = {one["pk"]: one for one in dates.values("pk", "kind_id", "group_id", "month")}
    seats = list(seat_counts(dates))
    rows: dict[Any, Tally] = {}
    total = Tally(label=_("Total"), dates=set(facts_of))
    for pk, facts in facts_of.items() if by != ORGANISATION else ():
        rows.setdefault(counted_under(by, facts, {}), Tally()).dates.add(pk)
    for seat in seats:
        rows.setdefault(counted_under(by, facts_of[seat["occurrence_id"]], seat), Tally()).add(seat)
        total.add(seat)
    name(rows, by)
    return Report(sorted(rows.values(), key=lambda row: row.order), total)


def seat_counts(dates) -> Iterable[dict]:
    """How many seats of ``dates`` are alike, by date, organisation, status and attendance."""
    alike = ("occurrence_id", "registration__organisation_id", "status", "attendance", "is_held")
    seats = Seat.objects.filter(occurrence__in=dates.values("pk")).order_by()
    return seats.annotate(is_held=Q(number__isnull=False)).values(*alike).annotate(number_of_seats=Count("pk"))


def counted_under(by: str, facts: dict, seat: dict) -> Any:
    """What a seat is counted under; None for the public, and for dates without a group."""
    keys = {ORGANISATION: seat.get("registration__organisation_id"), GROUP: facts["group_id"], KIND: facts["kind_id"]}
    return timezone.localtime(facts["month"]).date() if by == MONTH else keys[by]


def name(rows: dict[Any, Tally], by: str) -> None:
    """Give each row its label and its place; what has no key of its own comes last."""
    if by == MONTH:
        for month, row in rows.items():
            row.label, row.order = f"{MONTHS[month.month]} {month.year}", month
        return
    models = {ORGANISATION: Organisation, GROUP: WorkingGroup, KIND: EventKind}
    named = models[by].objects.in_bulk([key for key in rows if key is not None])
    nobody = {ORGANISATION: _("The public"), GROUP: _("Without a group")}
    for key, row in rows.items():
        row.label = named[key].name if key is not None else nobody[by]
        row.order = (key is None, folded(row.label), key or 0)


def table(found: Report, by: str) -> Iterable[list]:
    """The report as rows of a spreadsheet, the headings first and the total last."""
    return chain([headings(by)], (row.cells() for row in found.rows), [found.total.cells()])
