"""The dates of one partner's event within a window: its rules written out, and the dates that were changed alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from icalendar.prop import vRecur

from events.importing.lines import Line
from events.importing.recurrence import Rule, RuleNotUnderstood, days_of_rule
from events.importing.times import (
    FoundDate,
    Notes,
    Span,
    Times,
    Unreadable,
    at,
    day_of,
    excluded_names,
    kin,
    name_of,
    sort_key,
    typed_row,
)
from events.importing.told import Told
from home.dates import YEARS

MONTHS_AHEAD = 12
MOST_DATES = 100
LONGEST_RULE = 4000
# How far a rule is followed only to know whether it goes on.
FARTHER = timedelta(days=366 * 5)


@dataclass
class Date:
    """A date while it is put together; ``told`` says its place, title and version."""

    span: Span
    told: Told
    is_cancelled: bool


class Window:
    """Finds the dates of events that are not over at ``now`` (aware), repetitions to the end of a month in a year."""

    def __init__(self, now: datetime):
        self.now = now
        today = timezone.localtime(now).date()
        self.today, self.yesterday = today, today - timedelta(days=1)
        self.last_day = today + relativedelta(months=MONTHS_AHEAD, day=31)

    def dates(
        self, masters: Sequence[Told], others: Iterable[Told], notes: Notes, *, title: str, place: str
    ) -> tuple[FoundDate, ...]:
        """The dates that ``masters`` give and ``others`` change, in order; an event is ``title`` at ``place``."""
        series = Series(self, masters, others, notes)
        found = []
        for name, one in sorted(series.dates.items(), key=lambda item: sort_key(item[1].span)):
            if day_of(one.span.end or one.span.start) < self.yesterday:
                continue
            row = typed_row(
                name,
                one.span,
                place=one.told.place if one.told.place != place else "",
                # Programs that cancel a date write so in front of its title.
                theme=one.told.title if one.told.title != title and not one.is_cancelled else "",
                is_cancelled=one.is_cancelled,
                sequence=one.told.sequence,
                stamp=one.told.stamp,
            )
            # A row takes time to make, and what starts tomorrow is not over.
            if row.day <= self.today and row.as_row().ends_at <= self.now:
                continue
            if len(found) == MOST_DATES:
                notes.add("cut", masters[0].component.line("RRULE") if masters else "")
                break
            if comes_twice(one.span):
                notes.add("twice", one.told.component.line("DTSTART"))
            found.append(row)
        return tuple(found)


class Series:
    """The dates by name of what ``masters`` repeat, each changed by the one of ``others`` that speaks of it."""

    def __init__(self, window: Window, masters: Sequence[Told], others: Iterable[Told], notes: Notes):
        self.window, self.notes = window, notes
        # A later version of a date comes after the one it replaces.
        others = sorted(others, key=lambda told: told.version)
        ranges = [told for told in others if told.times.is_range]
        self.back = max([timedelta(), *map(shift_of, ranges)])
        self.dates: dict[str, Date] = {}
        self.planned: set[str] = set()
        for told in masters:
            if told.times.span is not None:
                for name, span in self.spans(told.times, told.times.span).items():
                    self.dates[name] = Date(span, told, told.is_cancelled)
        first = masters[0].times.span if masters else None
        for told in sorted(ranges, key=lambda told: sort_key(Span(self.moment(told, first), None))):
            self.change_following(told, first)
        for told in others:
            self.change_one(told, first)
        alone = masters[0].times if len(masters) == 1 else None
        if alone and alone.span and not alone.repeats and name_of(alone.span.start) in self.dates:
            # What does not repeat has one date, without a name.
            self.dates[""] = self.dates.pop(name_of(alone.span.start))

    def spans(self, times: Times, first: Span) -> dict[str, Span]:
        """The repetitions of ``times`` by name, ``first`` among them: rules and listed dates without excluded ones."""
        starts = {first.start: first}
        for line in times.rules:
            for start in self.ruled(line, first):
                starts.setdefault(start, first.starting(start))
        for one in times.added:
            start = kin(one.start, first)
            start = start if first.all_day or isinstance(start, datetime) else at(start, first.start)
            end = kin(one.end, first) if one.end else None
            is_period = end is not None and isinstance(end, datetime) == isinstance(start, datetime)
            starts[start] = Span(start, end) if is_period else first.starting(start)
        named = {name_of(start): span for start, span in starts.items()}
        self.planned |= named.keys()
        if not times.excluded and not times.excluding_rules:
            return named
        kept = self.without_excluded(starts, times, first)
        return {name: span for name, span in named.items() if span.start in kept}

    def without_excluded(self, starts: dict[date, Span], times: Times, first: Span) -> dict[date, Span]:
        for line in times.excluding_rules:
            self.notes.add("exrule", line)
            gone = set(self.ruled(line, first, is_excluding=True))
            starts = {start: span for start, span in starts.items() if start not in gone}
        excluded = excluded_names(times.excluded, first)
        if not excluded:
            return starts
        names = {name_of(start) for start in starts} | {name_of(day_of(start)) for start in starts}
        kept = {
            start: span
            for start, span in starts.items()
            if name_of(start) not in excluded and name_of(day_of(start)) not in excluded
        }
        days = {day_of(start) for start in kept}
        for one in times.excluded:
            moment = kin(one.start, first)
            # Another hour of a day that stays: it was meant to take a date out, and takes none.
            if name_of(moment) not in names and day_of(moment) in days:
                self.notes.add("exdate", one.line)
        return kept

    def ruled(self, line: Line, first: Span, *, is_excluding: bool = False) -> list[date]:
        """Starts that a rule gives, those not over, on the clock of the first."""
        window = self.window
        rule, until = read_rule(line, first)
        day = day_of(first.start)
        since = window.yesterday - first.lasts - self.back
        starts = [at(day, first.start) for day in days_of_rule(rule, day, window.last_day, since=since)]
        if isinstance(until, datetime) and not first.all_day:
            starts = [start for start in starts if start <= until]
        if is_excluding:
            return starts
        if next(days_of_rule(rule, day, day), None) is None and (day >= window.yesterday or rule.count):
            self.notes.add("first", line)
        ahead = window.last_day + timedelta(days=1)
        if next(days_of_rule(rule, day, min(ahead + FARTHER, date(YEARS[-1], 12, 31)), since=ahead), None):
            self.notes.add("horizon", line)
        return starts

    def moment(self, told: Told, first: Span | None) -> date:
        """The date of the series that ``told`` changes; a day on its clock where it names no more."""
        times = told.times
        # An addition (METHOD:ADD) names none, and is found again by its own start.
        moment = times.span.start if times.recurrence is None else times.recurrence
        if first is not None:
            return kin(moment, first)
        if isinstance(moment, datetime) and moment.tzinfo is None:
            zone = getattr(times.span.start, "tzinfo", None) if times.span else None
            return moment.replace(tzinfo=zone or timezone.get_default_timezone())
        return moment

    def name(self, told: Told, first: Span | None) -> str:
        """The name of the date that ``told`` changes, which it may name by its day."""
        moment = self.moment(told, first)
        if first is None or first.all_day or name_of(moment) in self.planned:
            return name_of(moment)
        if not isinstance(moment, datetime) or moment.time() == time.min:
            day = day_of(moment)
            that_day = [name for name, one in self.dates.items() if day_of(one.span.start) == day]
            if len(that_day) == 1:
                return that_day[0]
            moment = at(day, first.start)
        return name_of(moment)

    def change_one(self, told: Told, first: Span | None) -> None:
        """Write one date as ``told`` says it."""
        name = self.name(told, first)
        if told.is_private:
            self.dates.pop(name, None)
            return
        day = day_of(self.moment(told, first))
        if first is not None and told.times.recurrence is not None and name not in self.planned:
            # One that is over was not written out; one that is cancelled was no date anyway.
            if told.is_cancelled:
                return
            if self.window.yesterday <= day <= self.window.last_day:
                self.notes.add("extra", told.component.line("RECURRENCE-ID"))
        if first is None and told.times.is_range:
            self.notes.add("range", told.component.line("RECURRENCE-ID"))
        moment = self.moment(told, first)
        kept = self.dates[name].span if name in self.dates else Span(moment, None)
        span = told.times.span or kept
        self.dates[name] = Date(span, told, told.is_cancelled)

    def change_following(self, told: Told, first: Span | None) -> None:
        """Move what follows a date as far as ``told`` moves that date."""
        if first is None:
            return
        moment = self.moment(told, first)
        begin = sort_key(
            Span(moment if first.all_day or isinstance(moment, datetime) else at(moment, first.start), None)
        )
        for name, one in self.dates.items():
            if name_start(name) >= begin:
                self.dates[name] = Date(moved(one.span, told), told, told.is_cancelled)


def comes_twice(span: Span) -> bool:
    """Whether it starts or ends in the second passage of an hour, which a row cannot say (PEP 495)."""
    return any(isinstance(moment, datetime) and timezone.localtime(moment).fold for moment in span)


def name_start(name: str) -> datetime:
    """The instant that ``name_of`` wrote."""
    return datetime.fromisoformat(name if "T" in name else f"{name}T000000Z")


def shift_of(told: Told) -> timedelta:
    """How far ``told`` moves a date, on the clock on the wall."""
    moment, span = told.times.recurrence, told.times.span
    if span is None or moment is None:
        return timedelta()
    if isinstance(moment, datetime) and isinstance(span.start, datetime):
        moment = moment.astimezone(span.start.tzinfo) if moment.tzinfo else moment.replace(tzinfo=span.start.tzinfo)
        return span.start - moment
    return day_of(span.start) - day_of(moment)


def moved(span: Span, told: Told) -> Span:
    """``span`` as far from where it was as ``told`` is, and as long as that."""
    new = told.times.span
    if new is None:
        return span
    if new.all_day != span.all_day:
        return (
            new.starting(day_of(span.start) + shift_of(told))
            if new.all_day
            else new.starting(at(day_of(span.start) + shift_of(told), new.start))
        )
    start = span.start if span.all_day else span.start.astimezone(new.start.tzinfo)
    if isinstance(told.times.recurrence, datetime) or span.all_day:
        start += shift_of(told)
    else:
        start = at(day_of(start) + shift_of(told), new.start)
    return new.starting(start) if new.end is not None else Span(start, start + span.lasts if span.end else None)


def read_rule(line: Line, first: Span) -> tuple[Rule, date | None]:
    """The rule that ``line`` writes, and its end on the clock of ``first``; raises ``Unreadable``."""
    try:
        if len(line.value) > LONGEST_RULE:
            raise RuleNotUnderstood
        found = vRecur.from_ical(line.value.strip())
        parts = {str(name).upper(): value for name, value in found.items()}
        if not parts:
            raise RuleNotUnderstood
        until = until_of(parts["UNTIL"], first) if "UNTIL" in parts else None
        parts = without_own_hour(parts, first)
        return Rule.read(parts, until=day_of(until) if until else None), until
    except (RuleNotUnderstood, ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError):
        raise Unreadable("rule", line) from None


def without_own_hour(parts: dict[str, list], first: Span) -> dict[str, list]:
    """``parts`` without those that only repeat what the first date says, or what is so anyway."""
    usual: dict[str, str | int] = {"RSCALE": "GREGORIAN", "SKIP": "OMIT"}
    if isinstance(first.start, datetime):
        usual |= {"BYHOUR": first.start.hour, "BYMINUTE": first.start.minute, "BYSECOND": first.start.second}
    return {
        name: values
        for name, values in parts.items()
        if [str(value).upper() for value in (values if isinstance(values, list) else [values])]
        != [str(usual.get(name))]
    }


def until_of(values: list | date, first: Span) -> date | None:
    """The end of a rule, on the clock of ``first``; None where no agenda reaches that far."""
    until = values[0] if isinstance(values, list) else values
    if not isinstance(until, date):
        raise RuleNotUnderstood
    if until.year >= YEARS[-1]:
        return None
    if not isinstance(until, datetime):
        return until
    if not isinstance(first.start, datetime):
        # The midnight of the last day here, as programs write it in UTC, or else the day as it stands there.
        local = timezone.localtime(until) if until.tzinfo else until
        return local.date() if local.time() == time.min else until.date()
    return until.astimezone(first.start.tzinfo) if until.tzinfo else until.replace(tzinfo=first.start.tzinfo)
