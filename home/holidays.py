"""Days on which people are away: public holidays, known for any year, and school holidays, typed by the coordinator.

Time that people are given to answer runs on workdays alone, day and night: not on Saturdays, Sundays and public
holidays. School holidays are workdays.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone

from home.cache.remembered import remembered
from home.dates import local_instant
from home.models import SchoolHoliday
from home.sites import default_settings
from home.text.bilingual import SOURCE_LANGUAGE, active_language


@lru_cache(maxsize=256)
def public_holidays(year: int, language: str) -> dict[date, str]:
    """Belgian public holidays of ``year`` with their names in ``language``, Easter and Whit Sunday among them."""
    return dict(holidays.Belgium(years=year, language=language))


def public_holiday(day: date) -> str:
    """The name of the public holiday on ``day`` in the reader's language; empty on other days."""
    return public_holidays(day.year, active_language()).get(day, "")


def is_workday(day: date) -> bool:
    return day.weekday() < 5 and day not in public_holidays(day.year, SOURCE_LANGUAGE)


def workdays_from(moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when to when time runs on each workday from ``moment`` (aware) on; in UTC, so that hours have one length."""
    day = timezone.localdate(moment, timezone.get_default_timezone())
    while True:
        begins, ends = (local_instant(one, time.min) for one in (day, day + timedelta(days=1)))
        if is_workday(day):
            yield max(begins, moment.astimezone(UTC)), ends
        day += timedelta(days=1)


def after_workday_time(moment: datetime, span: timedelta) -> datetime:
    """When ``span`` has passed on workdays since ``moment`` (aware), in UTC."""
    for begins, ends in workdays_from(moment):
        if span <= ends - begins:
            return begins + span
        span -= ends - begins
    raise AssertionError("Workdays never end.")


def workday_time_between(start: datetime, end: datetime) -> timedelta:
    """How much time passes on workdays from ``start`` to ``end`` (both aware)."""
    passed = timedelta()
    for begins, ends in workdays_from(start):
        if begins >= end:
            return passed
        passed += min(ends, end) - begins
    return passed


@remembered
def school_holidays() -> tuple[SchoolHoliday, ...]:
    """Every school holiday that is known, by first day."""
    return tuple(SchoolHoliday.objects.all())


def school_holidays_on(day: date, communities: Iterable[str] = ("fr", "nl")) -> list[SchoolHoliday]:
    """The school holidays of ``communities`` that ``day`` falls in."""
    wanted = set(communities)
    return [one for one in school_holidays() if one.first_day <= day <= one.last_day and one.community in wanted]


@remembered
def doors_close_on_public_holidays() -> bool:
    """The switch of the coordination, as the settings of the main site have it."""
    return default_settings().closed_on_public_holidays
