"""A month of the agenda as a table: weeks from Monday, each date on every day it takes place."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from events.dates.states import MovedDate
from events.models import Occurrence
from events.models.occurrences import Status
from home.dates import YEARS, ends_by_next_morning, local_day, local_instant, time_in_words
from home.holidays import public_holidays, school_holidays
from home.models import SchoolHoliday
from home.text.bilingual import active_language

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """A date on one of its days; ``time`` says what of it this day sees, empty on days that are full of it."""

    date: Occurrence | MovedDate
    time: str

    @property
    def is_ghost(self) -> bool:
        return isinstance(self.date, MovedDate)

    @property
    def is_void(self) -> bool:
        """Whether nothing takes place here: the date is cancelled, put off, or has gone to another day."""
        return self.is_ghost or self.date.status != Status.PLANNED

    @property
    def state(self) -> str:
        """Why nothing takes place, in words."""
        if self.is_ghost:
            return self.date.words
        return _("Cancelled") if self.date.status == Status.CANCELLED else _("Postponed, no new date yet")


@dataclass
class Day:
    """A cell: ``holiday`` and ``schools`` in words, ``is_outside`` where the week reaches into another month."""

    day: date
    is_outside: bool = False
    holiday: str = ""
    schools: list[str] = field(default_factory=list)
    is_school_holiday: bool = False
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Week:
    """A row: the number of ISO 8601 and seven days."""

    number: int
    days: list[Day]

    @property
    def is_empty(self) -> bool:
        return not any(day.entries for day in self.days)


@dataclass(frozen=True)
class Month:
    """``first`` is its first day; ``previous`` and ``next`` are None at the ends of the agenda."""

    first: date
    weeks: list[Week]
    dates: list[Occurrence]
    previous: date | None
    next: date | None
    today: date

    @property
    def is_current(self) -> bool:
        return self.first == self.today.replace(day=1)

    @property
    def has_entries(self) -> bool:
        return not all(week.is_empty for week in self.weeks)

    @property
    def weekdays(self) -> list[date]:
        """A day of each column, to name it by."""
        return [day.day for day in self.weeks[0].days]


def month_after(first: date) -> date:
    """The first day of the month after that of ``first``."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(first: date) -> date:
    """The first day of the month before that of ``first``."""
    return (first.replace(day=1) - DAY).replace(day=1)


def midnight(day: date) -> datetime:
    """The instant ``day`` begins in the site's time zone."""
    return local_instant(day, time.min)


def month_bounds(first: date) -> tuple[datetime, datetime]:
    """The half-open interval of the month that begins on ``first``."""
    return midnight(first), midnight(month_after(first))


def days_spanned(start: datetime, end: datetime, *, all_day: bool = False) -> tuple[date, date]:
    """The first and the last day of a date; its end is exclusive, and a night until 6 belongs to its evening."""
    first = local_day(start)
    if not all_day and ends_by_next_morning(start, end):
        return first, first
    return first, max(first, local_day(end - timedelta(microseconds=1)))


def time_on(date: Occurrence | MovedDate, day: date, *, first: date, last: date) -> str:
    """What ``day`` sees of ``date``, which lasts from ``first`` to ``last``: when it starts, until when it is on, or
    nothing where it fills the day.
    """
    if date.all_day or first < day < last:
        return ""
    if day == first:
        return time_in_words(date.start)
    # Its end is midnight: the whole of its last day.
    if local_day(date.end) > day:
        return ""
    return _("until %(time)s") % {"time": time_in_words(date.end)}


def read_month(first: date, dates: Iterable[Occurrence], ghosts: Iterable[MovedDate], *, now: datetime) -> Month:
    """The month that begins on ``first`` with those of ``dates`` and ``ghosts`` that have a day in it; no query of
    dates, and holidays are remembered. ``now`` is aware.
    """
    today, after = timezone.localdate(now), month_after(first)
    dates = list(dates)
    entries = entries_by_day([*dates, *ghosts], first, after - DAY)
    holidays = public_holidays(first.year, active_language())
    schools = [one for one in school_holidays() if one.first_day < after and one.last_day >= first]
    weeks = [
        Week(days[0].isocalendar().week, [cell(day, first, entries.get(day, []), holidays, schools) for day in days])
        for days in Calendar().monthdatescalendar(first.year, first.month)
    ]
    shown = {entry.date.uid for of_day in entries.values() for entry in of_day if not entry.is_ghost}
    before = month_before(first)
    return Month(
        first=first,
        weeks=weeks,
        dates=[date for date in dates if date.uid in shown],
        previous=before if before.year in YEARS else None,
        next=after if after.year in YEARS else None,
        today=today,
    )


def entries_by_day(dates: Iterable[Occurrence | MovedDate], first: date, last: date) -> dict[date, list[Entry]]:
    """Each date on each of its days from ``first`` to ``last``: what goes on from the day before comes first."""
    entries = defaultdict(list)
    for one in sorted(dates, key=lambda one: (one.start, one.uid)):
        begins, ends = days_spanned(one.start, one.end, all_day=one.all_day)
        for day in days_between(max(begins, first), min(ends, last)):
            entries[day].append(Entry(one, time_on(one, day, first=begins, last=ends)))
    return entries


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from ``first`` to ``last``, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def cell(day: date, first: date, entries: list[Entry], holidays: dict[date, str], schools: list[SchoolHoliday]) -> Day:
    if day.month != first.month:
        return Day(day, is_outside=True)
    closed = schools_closed_on(day, schools)
    # In words at the beginning of the holidays and of each row; the days between are tinted.
    begins = [words for words, since in closed if day in {since, first} or day.weekday() == 0]
    return Day(
        day,
        holiday=holidays.get(day, ""),
        schools=begins,
        is_school_holiday=bool(closed),
        entries=entries,
    )


def schools_closed_on(day: date, schools: list[SchoolHoliday]) -> list[tuple[str, date]]:
    """The school holidays of ``day`` with their first day; both Communities in one where they agree."""
    named = defaultdict(set)
    for one in schools:
        if one.first_day <= day <= one.last_day:
            named[one.name, one.first_day].add(one.community)
    return [
        (name if len(communities) > 1 else f"{name} ({next(iter(communities)).upper()})", since)
        for (name, since), communities in named.items()
    ]
