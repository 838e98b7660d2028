"""What one event of a partner says of its time: moments of any zone, spans, repetitions still as rules."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from django.utils import timezone
from icalendar.prop import vDDDTypes, vDuration

from events.importing.lines import Component, Line
from events.importing.zones import LONGEST_ZONE, Clock
from events.models import EventDate
from home.dates import YEARS

MOST_LISTED = 1000
MOST_RULES = 10
# Of the lines that tell the time of one event together; of one moment.
LONGEST_TIMES = 150_000
LONGEST_MOMENT = 60
LONGEST = timedelta(days=366)
# Outlook begins birthdays in 1604. Before the calendar of today there was no other to export.
FIRST_YEAR = 1600
READ = ("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "EXDATE", "RDATE", "RECURRENCE-ID")
WHOLE_DAY = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY")
# As ISO 8601 writes it in full, which some programs take for the form of a calendar.
ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?|\d{8}T\d{6}[+-]\d{4}")


class Unreadable(ValueError):  # noqa: N818 - says what the event is
    """An event without dates that can be shown; ``code`` is one of ``events.importing.services.REASONS``.

    ``line`` is what could not be read, empty where that is no single line.
    """

    def __init__(self, code: str, line: Line | None = None):
        self.code, self.line = code, line.quote if line else ""
        super().__init__(code)


class Notes:
    """What was assumed or not understood in one event: ``(code, line)`` of each, once."""

    def __init__(self):
        self.told: dict[tuple[str, str], None] = {}

    def add(self, code: str, line: Line | str | None = None) -> None:
        self.told[code, line.quote if isinstance(line, Line) else line or ""] = None


class Span(NamedTuple):
    """From when to when: days, the last exclusive, or instants on the clock of the event's own zone."""

    start: date
    end: date | None

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)

    @property
    def lasts(self) -> timedelta:
        """How long it lasts by the clock on the wall; nothing where it has no end."""
        # Both are on one clock, and Python counts on it.
        return self.end - self.start if self.end else timedelta()

    def starting(self, start: date) -> "Span":
        """The same from ``start``: it lasts as long by the clock."""
        return Span(start, None if self.end is None else start + self.lasts)


class Listed(NamedTuple):
    """A moment of an RDATE or EXDATE line; ``end`` where it is a period."""

    start: date
    end: date | None
    line: Line


@dataclass(frozen=True, kw_only=True)
class FoundDate:
    """One date as a row here; ``recurrence`` names it within its event, empty where there is one only.

    The name is the UTC instant (``20261203T110000Z``) or the day (``20261203``) that its repetition gives it, wherever
    it was moved. ``place`` and ``theme`` are empty where they are those of the event, so that a date can go back to
    them; in an event that is not whole, whose own are unknown, they are always written. ``sequence`` and ``stamp``
    are the version of the date itself. One that is cancelled says nothing new about its hours. A message about one
    date of hours may name it by its day.
    """

    recurrence: str
    day: date
    start_time: time | None
    end_time: time | None
    last_day: date | None
    place: str = ""
    theme: str = ""
    is_cancelled: bool = False
    sequence: int = 0
    stamp: datetime | None = None

    def as_row(self) -> EventDate:
        """A row of an event page, not saved."""
        return EventDate(day=self.day, start_time=self.start_time, end_time=self.end_time, last_day=self.last_day)


@dataclass(frozen=True, kw_only=True)
class Times:
    """The times of one VEVENT. ``span`` is None where it names no day, as a cancellation may.

    ``recurrence`` is the date of a series that it changes, and with ``is_range`` all that follow.
    """

    span: Span | None
    recurrence: date | None
    is_range: bool
    rules: tuple[Line, ...]
    excluding_rules: tuple[Line, ...]
    added: tuple[Listed, ...]
    excluded: tuple[Listed, ...]

    @property
    def repeats(self) -> bool:
        return bool(self.rules or self.added)


def read_times(component: Component, clock: Clock, notes: Notes, *, may_lack_start: bool) -> Times:
    """The times of ``component``; raises ``Unreadable``."""
    check_bounds(list(component.lines_of(*READ)))
    reader = MomentReader(clock, notes)
    identity = component.line("RECURRENCE-ID")
    reach = identity.parameters.get("RANGE", "").upper() if identity else ""
    if identity and reach not in {"", "THISANDFUTURE"}:
        notes.add("range", identity)
    return Times(
        span=reader.span(component, may_lack_start=may_lack_start),
        recurrence=reader.moment(identity, is_relative=True) if identity else None,
        is_range=reach == "THISANDFUTURE",
        rules=tuple(component.lines_of("RRULE")),
        excluding_rules=tuple(component.lines_of("EXRULE")),
        added=reader.listed(component, "RDATE"),
        excluded=reader.listed(component, "EXDATE"),
    )


def check_bounds(lines: list[Line]) -> None:
    """Refuse what would take long to read, before it begins."""
    rules = [line for line in lines if line.name in {"RRULE", "EXRULE"}]
    if len(rules) > MOST_RULES or sum(len(line.value) for line in lines) > LONGEST_TIMES:
        raise Unreadable("many", rules[0] if len(rules) > MOST_RULES else max(lines, key=lambda line: len(line.value)))


class MomentReader:
    """Reads the moments of an event on ``clock``, the clock of its calendar."""

    def __init__(self, clock: Clock, notes: Notes):
        self.clock, self.notes = clock, notes

    def moment(self, line: Line, text: str | None = None, *, is_relative: bool = False) -> date:
        """The day or instant that ``line`` says, or ``text`` of it.

        An instant has a zone: where none is named that of the calendar, or none at all if it ``is_relative`` to the
        start of the event. One that nobody knows is told, and taken for that of the site.
        """
        found = written_moment(line, line.value if text is None else text)
        if not FIRST_YEAR <= found.year <= YEARS[-1] - 1:
            raise Unreadable("year", line)
        if not isinstance(found, datetime):
            return found
        if line.parameters.get("VALUE", "").upper() == "DATE":
            return found.date()
        return self.placed(found, line, is_relative=is_relative)

    def placed(self, found: datetime, line: Line, *, is_relative: bool) -> datetime:
        name = line.parameters.get("TZID", "")
        zone = self.clock.zone(name) if name else None
        if found.tzinfo:
            return found.astimezone(zone) if zone else found
        if len(name) > LONGEST_ZONE:
            raise Unreadable("start", line)
        if name and zone is None:
            self.notes.add("zone", line)
            return found.replace(tzinfo=timezone.get_default_timezone())
        if name or not is_relative:
            if not name and self.clock.unknown:
                self.notes.add("zone", self.clock.unknown)
            return found.replace(tzinfo=zone or self.clock.floating)
        return found

    def span(self, component: Component, *, may_lack_start: bool) -> Span | None:
        """Start and end of ``component``; an end that is missing is left to the row."""
        line = component.line("DTSTART")
        if line is None:
            if may_lack_start:
                return None
            raise Unreadable("no_start")
        start = self.moment(line)
        end = self.end(component, start)
        if end is not None:
            check_length(start, end, component.line("DTEND") or component.line("DURATION") or line)
            end = end.astimezone(start.tzinfo) if isinstance(start, datetime) else end
        return self.in_whole_days(Span(start, end), component)

    def end(self, component: Component, start: date) -> date | None:
        line = component.line("DTEND")
        if line is not None and line.value.strip():
            end = self.moment(line)
            if isinstance(start, datetime) == isinstance(end, datetime):
                return end
            self.notes.add("end", line)
            return None
        line = component.line("DURATION")
        return later(start, duration(line), line) if line is not None and line.value.strip() else None

    def in_whole_days(self, span: Span, component: Component) -> Span:
        """``span`` as days where a program that knows only hours means them: midnight to midnight, on some clock."""
        flags = {line.value.strip().upper() for line in component.lines_of(*WHOLE_DAY)}
        is_flagged = bool(flags & {"TRUE", "1"})
        if not isinstance(span.start, datetime) or (flags and not is_flagged):
            return span
        for zone in (span.start.tzinfo, timezone.get_default_timezone()):
            days = whole_days(span, zone, may_lack_end=is_flagged)
            if days:
                return days
        if is_flagged:
            self.notes.add("whole_day", component.line("DTSTART"))
        return span

    def listed(self, component: Component, name: str) -> tuple[Listed, ...]:
        """The moments of RDATE or EXDATE lines."""
        found = []
        for line in component.lines_of(name):
            # vCalendar 1.0 writes “;” between them.
            texts = [text for text in re.split("[,;]", line.value) if text.strip()]
            if len(found) + len(texts) > MOST_LISTED:
                raise Unreadable("many", line)
            found += [self.one_listed(line, text) for text in texts]
        return tuple(found)

    def one_listed(self, line: Line, text: str) -> Listed:
        begin, slash, rest = text.strip().partition("/")
        start = self.moment(line, begin, is_relative=True)
        if not slash:
            return Listed(start, None, line)
        if rest.strip()[:1].upper() in {"P", "+", "-"}:
            end = later(start, duration(line, rest), line)
        else:
            end = self.moment(line, rest, is_relative=True)
        try:
            check_length(start, end, line)
        except TypeError:
            raise Unreadable("start", line) from None
        return Listed(start, end, line)


def written_moment(line: Line, text: str) -> date:
    """The day or instant that ``text`` writes, in the form of a calendar or of ISO 8601."""
    text = text.strip().upper()
    try:
        if len(text) > LONGEST_MOMENT:
            raise Unreadable("start", line)
        if ISO.fullmatch(text):
            found = datetime.fromisoformat(text)
            return found.replace(microsecond=0) if len(text) > 10 else found.date()
        found = vDDDTypes.from_ical(text)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        raise Unreadable("start", line) from None
    if not isinstance(found, date):
        raise Unreadable("start", line)
    return found


def duration(line: Line, text: str | None = None) -> timedelta:
    text = (line.value if text is None else text).strip().upper()
    try:
        if len(text) > LONGEST_MOMENT:
            raise Unreadable("start", line)
        return vDuration.from_ical(text)
    except (ValueError, TypeError, AttributeError):
        raise Unreadable("start", line) from None


def later(start: date, lasts: timedelta, line: Line) -> date:
    """``start`` after days on the wall and hours that pass (RFC 5545, section 3.3.6)."""
    try:
        if not isinstance(start, datetime) or start.tzinfo is None:
            return start + lasts
        days = timedelta(days=lasts.days)
        return ((start + days).astimezone(UTC) + (lasts - days)).astimezone(start.tzinfo)
    except OverflowError:
        raise Unreadable("start", line) from None


def check_length(start: date, end: date, line: Line) -> None:
    if isinstance(start, datetime) and start.tzinfo:
        # On one clock Python would not see which of two equal hours in October comes first.
        start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end < start:
        raise Unreadable("backwards", line)
    if end - start > LONGEST:
        raise Unreadable("long", line)


def whole_days(span: Span, zone: tzinfo | None, *, may_lack_end: bool) -> Span | None:
    """The days from midnight to midnight that ``span`` is in ``zone``; None where it is none."""
    start = span.start.astimezone(zone)
    if start.time() != time.min or (span.end is None and not may_lack_end):
        return None
    end = span.end.astimezone(zone) if span.end is not None else None
    if end is not None and (end.time() != time.min or (end.date() <= start.date() and not may_lack_end)):
        return None
    return Span(start.date(), end.date() if end is not None else None)


def kin(listed: date, first: Span) -> date:
    """``listed`` as what ``first`` is: a day for whole days, else an instant, or still a day on its clock."""
    if not isinstance(listed, datetime):
        return listed
    if first.all_day:
        # Midnight where it was written, or the midnight of the site written in UTC.
        is_day = listed.tzinfo is None or listed.time() == time.min
        return listed.date() if is_day else timezone.localtime(listed).date()
    return listed if listed.tzinfo else listed.replace(tzinfo=first.start.tzinfo)


def at(day: date, start: date) -> date:
    """``day`` at the hour of ``start`` on its clock, or the day itself."""
    if not isinstance(start, datetime):
        return day
    return datetime.combine(day, start.timetz())


def day_of(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def name_of(start: date) -> str:
    """``20261203T110000Z`` or ``20261203``: the same for one date, whatever zone a file writes it in."""
    if isinstance(start, datetime):
        return f"{start.astimezone(UTC).isoformat()[:19].replace('-', '').replace(':', '')}Z"
    return start.isoformat().replace("-", "")


def sort_key(span: Span) -> datetime:
    return span.start if isinstance(span.start, datetime) else datetime.combine(span.start, time.min, tzinfo=UTC)


def excluded_names(excluded: Iterable[Listed], first: Span) -> dict[str, Line]:
    """The names that excluded moments take out: a bare day everything on it, a midnight the whole day too."""
    names = {}
    for one in excluded:
        moment = kin(one.start, first)
        names[name_of(moment)] = one.line
        # Some programs write the days of a series as midnights.
        if isinstance(moment, datetime) and moment.time() == time.min:
            names[name_of(moment.date())] = one.line
    return names


def typed_row(recurrence: str, span: Span, **details) -> FoundDate:
    """A span as an editor would type it, in the site's time zone."""
    if span.all_day:
        last = span.end - timedelta(days=1) if span.end and span.end > span.start else span.start
        day, start_time, end_time = span.start, None, None
    else:
        start = timezone.localtime(span.start)
        lasts = span.end.astimezone(UTC) - span.start.astimezone(UTC) if span.end else timedelta()
        end = timezone.localtime(span.end) if lasts else None
        day, start_time = start.date(), start.time().replace(second=0)
        end_time, last = (end.time().replace(second=0), end.date()) if end else (None, day)
        # The row reads an end before the start as the next morning. On one day only hours that come twice are so.
        if end_time and last == day and end_time <= start_time:
            end_time = None
        elif end_time and last == day + timedelta(days=1) and end_time <= start_time:
            last = day
    if not (day.year in YEARS and last.year in YEARS):
        raise Unreadable("year")
    return FoundDate(
        recurrence=recurrence,
        day=day,
        start_time=start_time,
        end_time=end_time,
        last_day=last if last > day else None,
        **details,
    )
