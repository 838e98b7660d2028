"""When a partner's event takes place: moments of any time zone as rows of dates here, repetitions within a window."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from icalendar import Event, vRecur
from icalendar.error import BrokenCalendarProperty

from events.errors import CalendarRefused
from events.importing_dates import Rule, days_of
from events.models import EventDate
from home.dates import YEARS

MONTHS_AHEAD = 12
MOST_DATES = 100
MOST_LISTED = 1000
LONGEST = timedelta(days=366)
# Repetitions that began long ago are walked from there; before that there were no calendars to export.
FIRST_YEAR = 1970
READ = ("DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID")


class Unreadable(ValueError):  # noqa: N818 - says what the event is
    """An event without dates that can be shown; ``code`` is one of ``events.importing.REASONS``."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


class Span(NamedTuple):
    """From when to when: days, the last exclusive, or instants on the clock of the event's own zone."""

    start: date
    end: date | None

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)


@dataclass(frozen=True, kw_only=True)
class FoundDate:
    """One date as a row here; ``recurrence`` names it within its event, empty where there is one only."""

    recurrence: str
    day: date
    start_time: time | None
    end_time: time | None
    last_day: date | None
    place: str = ""
    theme: str = ""
    is_cancelled: bool = False

    def as_row(self) -> EventDate:
        """A row of an event page, not saved."""
        return EventDate(day=self.day, start_time=self.start_time, end_time=self.end_time, last_day=self.last_day)


class Reader:
    """Reads the dates of events that are not over at ``now`` (aware), repetitions to the end of a month in a year."""

    def __init__(self, now: datetime):
        self.now = now
        today = timezone.localtime(now).date()
        self.yesterday = today - timedelta(days=1)
        self.last_day = today + relativedelta(months=MONTHS_AHEAD, day=31)

    def dates(
        self, lines: list[str], others: list[tuple], *, place: str, title: str
    ) -> tuple[tuple[FoundDate, ...], str]:
        """Dates not over of the event of ``lines``, changed by ``others`` (lines, cancelled, place, title) by date.

        And the last day that was looked at, where it counts: empty for an event that does not repeat.
        """
        event = parsed(lines)
        repeats = any(name in event for name in ("RRULE", "RDATE", "RECURRENCE-ID"))
        spans = self.spans(event) if repeats else {"": span_of(event)}
        details = {}
        for other_lines, is_cancelled, other_place, other_title in others:
            other = parsed(other_lines)
            recurrence = name_of(moment(other.get("RECURRENCE-ID")))
            spans[recurrence] = span_of(other)
            details[recurrence] = {
                "is_cancelled": is_cancelled,
                "place": other_place if other_place != place else "",
                "theme": other_title if other_title != title else "",
            }
        found = []
        for recurrence, span in sorted(spans.items(), key=lambda item: sort_key(item[1])):
            if day_of(span.end or span.start) >= self.yesterday:
                date = row_of(recurrence, span, **details.get(recurrence, {}))
                found += [date] if date.as_row().ends_at > self.now else []
            if len(found) == MOST_DATES:
                break
        return tuple(found), self.last_day.isoformat() if repeats else ""

    def spans(self, event: Event) -> dict[str, Span]:
        """The repetitions of ``event`` by name: rule and listed dates without the excluded ones."""
        first = span_of(event)
        if event.get("RECURRENCE-ID"):
            return {name_of(moment(event.get("RECURRENCE-ID"))): first}
        starts = {first.start}
        for part in as_list(event.get("RRULE")):
            starts |= set(self.ruled(part, first))
        starts |= {kin(listed, first) for listed in listed_moments(event, "RDATE")}
        gone = names_of(listed_moments(event, "EXDATE"))
        kept = [start for start in starts if not (gone and gone & {name_of(start), name_of(day_of(start))})]
        return {name_of(start): moved(first, start) for start in kept}

    def ruled(self, part, first: Span) -> list[date]:
        """Starts that a rule gives, those not over, on the clock of the first."""
        if not isinstance(part, vRecur) or not part:
            raise Unreadable("rule")
        untils = as_list(part.get("UNTIL"))
        until = until_of(untils[0], first) if untils else None
        try:
            rule = Rule.read(part, until=day_of(until) if until else None)
        except CalendarRefused:
            raise Unreadable("rule") from None
        days = days_of(rule, day_of(first.start), self.last_day, since=self.yesterday - lasts(first))
        starts = [at(day, first.start) for day in days]
        if until and isinstance(until, datetime) and not first.all_day:
            starts = [start for start in starts if start <= until]
        return starts


def parsed(lines: Iterable[str]) -> Event:
    """The properties of time of an event, as icalendar reads them; broken ones make it unreadable."""
    wanted = [line for line in lines if line.replace(";", ":").partition(":")[0].upper() in READ]
    text = "\r\n".join(["BEGIN:VEVENT", *wanted, "END:VEVENT", ""])
    try:
        event = Event.from_ical(text)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError):
        raise Unreadable("start") from None
    if not event.get("DTSTART"):
        raise Unreadable("no_start")
    return event


def as_list(value) -> list:
    return [] if value is None else value if isinstance(value, list) else [value]


def moment(value) -> date:
    """The day or instant of a property, with a zone: that of Brussels where it names none, or none that is known."""
    value = value[0] if isinstance(value, list) else value
    try:
        found, parameters = value.dt, value.params
    except (BrokenCalendarProperty, AttributeError):
        raise Unreadable("start") from None
    return checked(found, zone_of(parameters.get("TZID", "")))


def until_of(found, first: Span) -> date:
    """The end of a rule, on the clock of ``first``."""
    if not isinstance(first.start, datetime):
        return day_of(checked(found, timezone.get_default_timezone()))
    until = checked(found, first.start.tzinfo)
    return until.astimezone(first.start.tzinfo) if isinstance(until, datetime) else until


def checked(found, zone: tzinfo) -> date:
    if not isinstance(found, date):
        raise Unreadable("start")
    if not FIRST_YEAR <= found.year <= YEARS[-1] - 1:
        raise Unreadable("year")
    if not isinstance(found, datetime):
        return found
    return found.replace(tzinfo=zone, microsecond=0) if found.tzinfo is None else found.replace(microsecond=0)


def zone_of(name: str) -> tzinfo:
    """The zone that ``…/Europe/Brussels`` ends with; icalendar knows plain and Windows names itself."""
    steps = str(name).strip('"').split("/")
    for start in range(len(steps) - 1):
        try:
            return ZoneInfo("/".join(steps[start:]))
        except (ValueError, OSError, KeyError):
            continue
    return timezone.get_default_timezone()


def span_of(event: Event) -> Span:
    """Start and end of ``event``; an end that is missing is left to the row."""
    start = moment(event.get("DTSTART"))
    try:
        if event.get("DTEND") is not None:
            end = moment(event.get("DTEND"))
        elif event.get("DURATION") is not None:
            end = start + event.get("DURATION").dt
        else:
            return Span(start, None)
    except (OverflowError, TypeError, BrokenCalendarProperty, AttributeError):
        raise Unreadable("start") from None
    if isinstance(start, datetime) != isinstance(end, datetime):
        return Span(start, None)
    if end < start:
        raise Unreadable("backwards")
    if end - start > LONGEST:
        raise Unreadable("long")
    return Span(start, end)


def listed_moments(event: Event, name: str) -> list[date]:
    """The moments of RDATE or EXDATE lines; a period counts by its start."""
    found = []
    for lines in as_list(event.get(name)):
        try:
            for one in lines.dts:
                value = one.dt[0] if isinstance(one.dt, tuple) else one.dt
                found.append(checked(value, zone_of(lines.params.get("TZID", ""))))
        except (BrokenCalendarProperty, AttributeError):
            raise Unreadable("start") from None
        if len(found) > MOST_LISTED:
            raise Unreadable("many")
    return found


def kin(listed: date, first: Span) -> date:
    """``listed`` as what ``first`` is: a day for whole days, else an instant."""
    if first.all_day:
        return day_of(listed)
    return listed if isinstance(listed, datetime) else at(listed, first.start)


def at(day: date, start: date) -> date:
    """``day`` at the hour of ``start`` on its clock, or the day itself."""
    if not isinstance(start, datetime):
        return day
    return datetime.combine(day, start.timetz())


def day_of(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def moved(first: Span, start: date) -> Span:
    """``first`` from ``start``: it lasts as long by the clock on the wall."""
    return Span(start, None if first.end is None else start + lasts(first))


def lasts(span: Span) -> timedelta:
    """How long it lasts by the clock; nothing where it has no end."""
    return span.end - span.start if span.end else timedelta()


def names_of(excluded: Iterable[date]) -> set[str]:
    """What excluded moments take out: a bare day everything on it, a midnight the whole day too."""
    names = set()
    for one in excluded:
        names.add(name_of(one))
        # Some programs write the days of whole-day events as midnights.
        if isinstance(one, datetime) and one.time() == time.min:
            names.add(name_of(one.date()))
    return names


def name_of(start: date) -> str:
    """``20261203T110000Z`` or ``20261203``: the same for one date, whatever zone a file writes it in."""
    if isinstance(start, datetime):
        return f"{start.astimezone(UTC).isoformat()[:19].replace('-', '').replace(':', '')}Z"
    return start.isoformat().replace("-", "")


def sort_key(span: Span) -> datetime:
    return span.start if isinstance(span.start, datetime) else datetime.combine(span.start, time.min, tzinfo=UTC)


def row_of(recurrence: str, span: Span, **details) -> FoundDate:
    """A span as an editor would type it, in the site's time zone."""
    if span.all_day:
        last = span.end - timedelta(days=1) if span.end and span.end > span.start else span.start
        day, start_time, end_time = span.start, None, None
    else:
        start = timezone.localtime(span.start)
        end = timezone.localtime(span.end) if span.end and span.end > span.start else None
        day, start_time = start.date(), start.time().replace(second=0)
        end_time, last = (end.time().replace(second=0), end.date()) if end else (None, day)
        # The row reads an end before the start as the next morning.
        if end and last == day + timedelta(days=1) and end_time <= start_time:
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
