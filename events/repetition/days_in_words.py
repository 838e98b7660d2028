"""Days and stretches of days in words: ``du 1er septembre au 30/6/27``, ``fin mars``, ``van mei 2027 tot juni``."""

import re
from calendar import monthrange
from datetime import date

from dateutil.relativedelta import relativedelta

from events.repetition.vocabulary import DATE, DAY, MONTH, MONTH_NUMBERS, day_named

# “mardi 3 mars” is one day; where it is no Tuesday, it is not understood.
DAY_AND_DATE = rf"(?:{DAY} )?{DATE}"
RANGE = (
    rf"(?:\b(?:du|entre le|van|vanaf) )?(?P<first>{DAY_AND_DATE}) ?(?:jusqu'au|au|tot en met|tot|t/m|-) ?(?:le )?"
    rf"(?P<last>{DAY_AND_DATE})|"
    rf"(?:\b(?:de |d'|van ))?\b(?P<from>{MONTH} \d{{4}}) ?(?:a|jusqu'en|jusqu'a|tot en met|tot|t/m|-) ?"
    rf"(?P<to>{MONTH} \d{{4}})"
)


def read_range(match: re.Match, today: date) -> tuple[date, date] | None:
    """The first and the last day of a match of ``RANGE``; None for a day that does not exist, or an end before it."""
    if match["from"]:
        start, end = first_of_month(match["from"], today), last_of_month(match["to"], today)
    else:
        start = read_day(match["first"], today)
        end = read_day(match["last"], start) if start else None
    return (start, end) if start and end and start <= end else None


def first_of(match: re.Match, after: date) -> date | None:
    return read_day(match["day"], after) if match["day"] else first_of_month(match["month"], after)


def last_of(match: re.Match, after: date) -> date | None:
    return read_day(match["day"], after) if match["day"] else last_of_month(match["month"], after)


def last_of_month(words: str, after: date) -> date | None:
    """The last day of ``mars`` or ``mars 2027``: without a year, of the month that is not over at ``after``."""
    name, _blank, year = words.partition(" ")
    month = MONTH_NUMBERS[name]
    number = int(year) if year else after.year + (month < after.month)
    return date(number, month, monthrange(number, month)[1]) if number >= 1 else None


def first_of_month(words: str, after: date) -> date | None:
    last = last_of_month(words, after)
    return last and last.replace(day=1)


def read_day(words: str, after: date) -> date | None:
    """The day written as ``3 mars 2027``, ``3/3/2027``, ``3/3/27``; without a year, the first from ``after``."""
    weekday, words = re.fullmatch(rf"(?:({DAY}) )?(.*)", words).groups()
    if number := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?", words):
        day, month, year = (int(one or 0) for one in number.groups())
        year += 2000 if number[3] and len(number[3]) == 2 else 0
    else:
        number = re.fullmatch(rf"(\d{{1,2}})(?:er|e)? ({MONTH})(?: (\d{{4}}))?", words)
        if number is None:
            return None
        day, month, year = int(number[1]), MONTH_NUMBERS[number[2]], int(number[3] or 0)
    try:
        found = date(year or after.year, month, day)
        found = found if year or found >= after else found + relativedelta(years=1)
    except ValueError:
        return None
    return None if weekday and found.weekday() != day_named(weekday) else found
