"""Days around today, so that the demo never looks stale: as the files of ``content/`` write them."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, Self

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NTHS = ("first", "second", "third", "fourth")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
FIXED_HOLIDAYS = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
SUMMER = (7, 8)
# Of the months that ``walk`` looks through, at least as many are outside summer and not this one.
MOST_MONTHS = 18

_WEEKDAY = f"(?P<weekday>{'|'.join(WEEKDAYS)})"
_PLACE = r"\d{1,2} (?:before|after) today"
_DATE = rf"\d{{1,2}} (?:{'|'.join(MONTHS)})"
NEAR = re.compile(rf"(?:today|in (?P<coming>\d{{1,4}}) days?|(?P<past>\d{{1,4}}) days? ago)(?:, {_WEEKDAY})?")
MONTHLY = re.compile(
    rf"(?P<nth>{'|'.join(NTHS)}) {_WEEKDAY} of the month, (?P<first>{_PLACE})(?: to (?P<last>{_PLACE}))?"
)
WEEKLY = re.compile(
    rf"{_WEEKDAY}, (?P<first>\d{{1,2}} after today) to (?P<last>\d{{1,2}} after today)"
    rf"(?:, none from (?P<none>{_DATE} to {_DATE}))?"
)


class Days(NamedTuple):
    """One day or several, told relative to today."""

    find: Callable[[dt.date], list[dt.date]]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The days that ``text`` tells; ValueError, in one sentence, where it tells none."""
        for pattern, read in ((NEAR, near), (MONTHLY, monthly), (WEEKLY, weekly)):
            if match := pattern.fullmatch(text):
                return cls(read(**match.groupdict()))
        raise ValueError(
            f"“{text}” is no day: write “today”, “in 3 days”, “3 days ago”, “in 3 days, monday”, “second monday of the "
            "month, 4 before today to 3 after today” or “saturday, 1 after today to 9 after today”"
        )

    def around(self, today: dt.date) -> list[dt.date]:
        """These days where today is ``today``, the earliest first."""
        return self.find(today)


class Day(NamedTuple):
    """A single day, told relative to today."""

    days: Days

    @classmethod
    def parse(cls, text: str) -> Self:
        """The day that ``text`` tells; ValueError, in one sentence, where it tells none or several."""
        if " to " in text:
            raise ValueError(f"“{text}” tells several days, and one is meant")
        return cls(Days.parse(text))

    def around(self, today: dt.date) -> dt.date:
        """This day where today is ``today``."""
        return self.days.around(today)[0]


def near(coming: str | None, past: str | None, weekday: str | None) -> Callable[[dt.date], list[dt.date]]:
    """So many days from today; with a weekday, the first one from there on that is no holiday."""
    distance = dt.timedelta(days=int(coming or 0) - int(past or 0))
    if weekday is None:
        return lambda today: [today + distance]
    return lambda today: [weekday_after(today + distance, WEEKDAYS.index(weekday))]


def monthly(nth: str, weekday: str, first: str, last: str | None) -> Callable[[dt.date], list[dt.date]]:
    """One day a month, none in July and August, from the ``first`` to the ``last`` as counted from today."""
    places = counted(first, last)
    if not all(abs(place) <= MOST_MONTHS for place in places):
        raise ValueError(f"the demo knows {MOST_MONTHS} months before today and after it, and no more")
    find = partial(days_of_months, weekday=WEEKDAYS.index(weekday), n=NTHS.index(nth) + 1)
    return lambda today: find(today, places)


def weekly(weekday: str, first: str, last: str, none: str | None) -> Callable[[dt.date], list[dt.date]]:
    """One day a week, holidays or not, but for the days of the year that ``none`` leaves out."""
    places, left_out = counted(first, last), left_out_by(none)

    def find(today: dt.date) -> list[dt.date]:
        following = today + dt.timedelta(days=(WEEKDAYS.index(weekday) - today.weekday() - 1) % 7 + 1)
        days = (following + dt.timedelta(weeks=place - 1) for place in places)
        return [day for day in days if not left_out(day)]

    return find


def counted(first: str, last: str | None) -> list[int]:
    """The places from ``first`` to ``last``: “2 before today” is -2, “2 after today” 2, and today itself has none."""
    start, end = (signed(one) for one in (first, last or first))
    if 0 in (start, end) or start > end:
        raise ValueError(
            f"“{first}” to “{last or first}” counts no days: counting starts at 1, and the earlier is first"
        )
    return [place for place in range(start, end + 1) if place]


def signed(place: str) -> int:
    """“2 before today” as -2, “2 after today” as 2."""
    number, side, _today = place.split()
    return -int(number) if side == "before" else int(number)


def left_out_by(none: str | None) -> Callable[[dt.date], bool]:
    """Whether a day falls in “24 december to 2 january”, of any year."""
    if none is None:
        return lambda day: False
    start, end = (month_and_day(one) for one in none.split(" to "))
    if start <= end:
        return lambda day: start <= (day.month, day.day) <= end
    return lambda day: (day.month, day.day) >= start or (day.month, day.day) <= end


def month_and_day(text: str) -> tuple[int, int]:
    """“24 december” as (12, 24)."""
    day, month = text.split()
    return MONTHS.index(month) + 1, int(day)


def is_holiday(day: dt.date) -> bool:
    """Whether ``day`` is a legal holiday in Belgium."""
    movable = {easter(day.year) + dt.timedelta(days=n) for n in (1, 39, 50)}
    return (day.month, day.day) in FIXED_HOLIDAYS or day in movable


def weekday_after(day: dt.date, weekday: int) -> dt.date:
    """The first ``weekday`` on or after ``day`` that is no holiday."""
    day += dt.timedelta(days=(weekday - day.weekday()) % 7)
    return day + dt.timedelta(weeks=1) if is_holiday(day) else day


def nth_weekday(month: dt.date, weekday: int, n: int) -> dt.date:
    """The ``n``-th ``weekday`` of the month of ``month``, a week later where that is a holiday."""
    first = month.replace(day=1)
    day = first + dt.timedelta(days=(weekday - first.weekday()) % 7, weeks=n - 1)
    return day + dt.timedelta(weeks=1) if is_holiday(day) else day


def days_of_months(today: dt.date, places: list[int], *, weekday: int, n: int) -> list[dt.date]:
    """The ``n``-th ``weekday`` of the months at ``places`` before and after today, outside summer."""
    before = [day for day in walk(today, weekday, n, step=-1) if day < today]
    after = [day for day in walk(today, weekday, n, step=1) if day > today]
    return [after[place - 1] if place > 0 else before[-place - 1] for place in places]


def walk(today: dt.date, weekday: int, n: int, *, step: int) -> Iterator[dt.date]:
    """The ``n``-th ``weekday`` of this month and the 24 months that follow or precede it, outside summer."""
    months = (today.replace(day=1) + relativedelta(months=step * i) for i in range(25))
    return (nth_weekday(month, weekday, n) for month in months if month.month not in SUMMER)
