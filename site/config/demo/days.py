"""Days around today, so that the demo never looks stale."""

import datetime as dt
from collections.abc import Iterator

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
FIXED_HOLIDAYS = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
SUMMER = (7, 8)


def is_holiday(day: dt.date) -> bool:
    """Whether ``day`` is a legal holiday in Belgium."""
    movable = {easter(day.year) + dt.timedelta(days=n) for n in (1, 39, 50)}
    return (day.month, day.day) in FIXED_HOLIDAYS or day in movable


def nth_weekday(month: dt.date, weekday: int, n: int) -> dt.date:
    """The ``n``-th ``weekday`` of the month of ``month``, a week later where that is a holiday."""
    first = month.replace(day=1)
    day = first + dt.timedelta(days=(weekday - first.weekday()) % 7, weeks=n - 1)
    return day + dt.timedelta(weeks=1) if is_holiday(day) else day


def monthly(today: dt.date, weekday: int, n: int, *, past: int, coming: int) -> list[dt.date]:
    """``past`` days before ``today`` and ``coming`` days after it, one a month, none in July and August."""
    before = [day for day in walk(today, weekday, n, step=-1) if day < today]
    after = [day for day in walk(today, weekday, n, step=1) if day > today]
    return [*reversed(before[:past]), *after[:coming]]


def walk(today: dt.date, weekday: int, n: int, *, step: int) -> Iterator[dt.date]:
    """The ``n``-th ``weekday`` of this month and the 24 months that follow or precede it, outside summer."""
    months = (today.replace(day=1) + relativedelta(months=step * i) for i in range(25))
    return (nth_weekday(month, weekday, n) for month in months if month.month not in SUMMER)


def weekly(today: dt.date, weekday: int, *, past: int, coming: int) -> list[dt.date]:
    """``past`` weeks before the next ``weekday`` after ``today``, and ``coming`` weeks from it."""
    following = today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return [following + dt.timedelta(weeks=i) for i in range(-past, coming)]


def weekday_after(day: dt.date, weekday: int) -> dt.date:
    """The first ``weekday`` on or after ``day`` that is no holiday."""
    day += dt.timedelta(days=(weekday - day.weekday()) % 7)
    return day + dt.timedelta(weeks=1) if is_holiday(day) else day
