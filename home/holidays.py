"""Days on which people are away: public holidays, known for any year, and school holidays, typed by the coordinator."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

from home.bilingual import active_language
from home.memory import remembered
from home.models import SchoolHoliday
from home.sites import default_settings


@lru_cache(maxsize=256)
def public_holidays(year: int, language: str) -> dict[date, str]:
    """Belgian public holidays of ``year`` with their names in ``language``, Easter and Whit Sunday among them."""
    return dict(holidays.Belgium(years=year, language=language))


def public_holiday(day: date) -> str:
    """The name of the public holiday on ``day`` in the reader's language; empty on other days."""
    return public_holidays(day.year, active_language()).get(day, "")


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
