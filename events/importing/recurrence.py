"""The days a partner's repetition rule gives (RFC 5545, section 3.3.10), within bounds whatever the rule says.

Walked period by period up to a last day, so that a rule that never yields (30 February) or never ends costs no more
than the window does; libraries search such rules until the year 9999. Rules by the hour or finer are refused.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from events.errors import CalendarRefused

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
KNOWN_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"}
BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
LARGEST_NUMBER = 100_000
MOST_VALUES = 400


class RuleNotUnderstood(CalendarRefused):
    """A rule finer than days, or with parts that partners' calendars do not write."""


class NthWeekday(NamedTuple):
    """``-1FR``: the last Friday; ``nth`` is 0 for every one."""

    nth: int
    weekday: int


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of days; ``until`` is inclusive, empty tuples leave a part open."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    week_start: int = 0
    by_day: tuple[NthWeekday, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()

    @classmethod
    def read(cls, parts: Mapping[str, list], *, until: date | None) -> "Rule":
        """The rule of ``parts`` as icalendar gives them; raises ``RuleNotUnderstood``."""
        parts = {name.upper(): value if isinstance(value, list) else [value] for name, value in parts.items()}
        frequency = str(parts.get("FREQ", [""])[0]).upper()
        if frequency not in FREQUENCIES or parts.keys() - KNOWN_PARTS or max(map(len, parts.values())) > MOST_VALUES:
            raise RuleNotUnderstood
        by_day = tuple(nth_weekday(str(text).upper()) for text in parts.get("BYDAY", ()))
        # Only months and years have a second Tuesday.
        if frequency in {"DAILY", "WEEKLY"} and any(day.nth for day in by_day):
            raise RuleNotUnderstood
        return cls(
            frequency=frequency,
            interval=numbers(parts, "INTERVAL", 1, LARGEST_NUMBER)[0] if "INTERVAL" in parts else 1,
            count=numbers(parts, "COUNT", 1, LARGEST_NUMBER)[0] if "COUNT" in parts else None,
            until=until,
            week_start=week_start(parts),
            by_day=by_day,
            by_month_day=numbers(parts, "BYMONTHDAY", -31, 31),
            by_month=numbers(parts, "BYMONTH", 1, 12),
            by_position=numbers(parts, "BYSETPOS", -366, 366),
        )


def nth_weekday(text: str) -> NthWeekday:
    """``2TU`` or ``TU``; raises ``RuleNotUnderstood`` for anything else."""
    found = BY_DAY.fullmatch(text)
    if found is None:
        raise RuleNotUnderstood
    return NthWeekday(int(found[1] or 0), WEEKDAYS.index(found[2]))


def numbers(parts: Mapping[str, list], name: str, least: int, most: int) -> tuple[int, ...]:
    """The whole numbers of a part, each within bounds and none of them zero."""
    try:
        found = tuple(int(value) for value in parts.get(name, ()))
    except (TypeError, ValueError, OverflowError):
        raise RuleNotUnderstood from None
    if not all(least <= number <= most and number for number in found):
        raise RuleNotUnderstood
    return found


def week_start(parts: Mapping[str, list]) -> int:
    """The weekday weeks begin on, Monday where the rule does not say."""
    name = str(parts.get("WKST", ["MO"])[0]).upper()
    if name not in WEEKDAYS:
        raise RuleNotUnderstood
    return WEEKDAYS.index(name)


def days_of_rule(rule: Rule, first: date, last: date, *, since: date | None = None) -> Iterator[date]:
    """The days of ``rule`` that began on ``first``, up to ``last`` inclusive, in order, none before ``since``.

    Where nothing is counted the walk begins near ``since``, however long ago the rule began.
    """
    last, since = min(last, rule.until or last), max(since or first, first)
    given = 0
    for days in periods(rule, first, last, near=first if rule.count else since):
        for day in at_positions(sorted(set(days)), rule.by_position):
            if day < first:
                continue
            if day > last or (rule.count and given >= rule.count):
                return
            given += 1
            if day >= since:
                yield day


def periods(rule: Rule, first: date, last: date, *, near: date) -> Iterator[list[date]]:
    """The days that fit in each period (day, week, month, year) from that of ``near``, empty ones among them."""
    walk = {"DAILY": each_day, "WEEKLY": each_week, "MONTHLY": each_month, "YEARLY": each_year}[rule.frequency]
    return walk(rule, first, last, near)


def steps(start: int, near: int, last: int, step: int) -> range:
    """``start`` and every ``step``-th number behind it up to ``last``, from the last one not beyond ``near``."""
    return range(start + max(0, (near - start) // step) * step, last + 1, step)


def each_day(rule: Rule, first: date, last: date, near: date) -> Iterator[list[date]]:
    for number in steps(first.toordinal(), near.toordinal(), last.toordinal(), rule.interval):
        day = date.fromordinal(number)
        yield [day] if fits(rule, day) else []


def each_week(rule: Rule, first: date, last: date, near: date) -> Iterator[list[date]]:
    weekdays = {weekday for _nth, weekday in rule.by_day} or {first.weekday()}
    start = first.toordinal() - (first.weekday() - rule.week_start) % 7
    for number in steps(start, near.toordinal(), last.toordinal(), 7 * rule.interval):
        days = [date.fromordinal(max(1, number + offset)) for offset in range(7)]
        yield [day for day in days if day.weekday() in weekdays and fits(rule, day, by_day=False)]


def each_month(rule: Rule, first: date, last: date, near: date) -> Iterator[list[date]]:
    start, at, end = (day.year * 12 + day.month - 1 for day in (first, near, last))
    for number in steps(start, at, end, rule.interval):
        year, month = divmod(number, 12)
        fitting = not rule.by_month or month + 1 in rule.by_month
        yield days_in_month(rule, year, month + 1, first.day) if fitting else []


def each_year(rule: Rule, first: date, last: date, near: date) -> Iterator[list[date]]:
    for year in steps(first.year, near.year, last.year, rule.interval):
        if rule.by_month or rule.by_month_day or not rule.by_day:
            months = rule.by_month or (range(1, 13) if rule.by_month_day else (first.month,))
            yield [day for month in months for day in days_in_month(rule, year, month, first.day)]
        else:
            january, december = date(year, 1, 1), date(year, 12, 31)
            days = [january + timedelta(days=number) for number in range((december - january).days + 1)]
            yield [day for day in days if is_wanted(day, january, december, rule.by_day)]


def days_in_month(rule: Rule, year: int, month: int, usual: int) -> list[date]:
    """The days of one month that fit; ``usual`` is the day of the first date, where the rule names none."""
    length = calendar.monthrange(year, month)[1]
    start, end = date(year, month, 1), date(year, month, length)
    days = [start + timedelta(days=number) for number in range(length)]
    if rule.by_month_day:
        days = [day for day in days if is_month_day(day, length, rule.by_month_day)]
    if rule.by_day:
        days = [day for day in days if is_wanted(day, start, end, rule.by_day)]
    if not rule.by_month_day and not rule.by_day:
        days = [day for day in days if day.day == usual]
    return days


def is_wanted(day: date, start: date, end: date, wanted: tuple[NthWeekday, ...]) -> bool:
    """Whether ``day`` is one of the weekdays ``wanted`` between ``start`` and ``end``, counted from either side."""
    from_start, from_end = (day - start).days // 7 + 1, -((end - day).days // 7 + 1)
    return any(day.weekday() == weekday and nth in {0, from_start, from_end} for nth, weekday in wanted)


def is_month_day(day: date, length: int, wanted: tuple[int, ...]) -> bool:
    return day.day in wanted or day.day - length - 1 in wanted


def fits(rule: Rule, day: date, *, by_day: bool = True) -> bool:
    """Whether ``day`` passes the parts that only narrow a rule of days or weeks."""
    length = calendar.monthrange(day.year, day.month)[1]
    return (
        (not rule.by_month or day.month in rule.by_month)
        and (not rule.by_month_day or is_month_day(day, length, rule.by_month_day))
        and (not by_day or not rule.by_day or day.weekday() in {weekday for _nth, weekday in rule.by_day})
    )


def at_positions(days: list[date], positions: tuple[int, ...]) -> list[date]:
    """Those of ``days`` that BYSETPOS names, counted from either end; all where it names none."""
    if not positions:
        return days
    count = len(days)
    indexes = {position - 1 if position > 0 else count + position for position in positions}
    return [days[index] for index in sorted(indexes) if 0 <= index < count]
