"""Dates and times in words, in the site's time zone, as French- and Dutch-speaking Brussels writes them."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from home.text.bilingual import active_language

# The plate carries both languages at once, which no single active language can give.
WEEKDAYS = {
    "fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    "nl": ("maa", "din", "woe", "don", "vrij", "zat", "zon"),
}
MONTHS = {
    "fr": ("jan", "fév", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc"),
    "nl": ("jan", "feb", "mrt", "apr", "mei", "juni", "juli", "aug", "sep", "okt", "nov", "dec"),
}
NO_BREAK = "\u00a0"
YEARS = range(2000, 2101)


def validate_day(day: date) -> None:
    """Refuse a day no agenda is about: most often a slip in the year, and at the ends of time there is no next day."""
    if day.year not in YEARS:
        raise ValidationError(_("Check the year: a day between 2000 and 2100 is expected."))


def local_instant(day: date, at: time) -> datetime:
    """``day`` at ``at`` on the clocks of the site's time zone, as an instant in UTC.

    In UTC, since Python compares and subtracts two times of one zone by what the clock shows, and calls a time in the
    hour that comes twice equal to none of another zone (PEP 495). Of that hour it is the first passage, as no
    database keeps which one a time of day meant; in the hour that is left out, the clock has moved on.
    """
    return datetime.combine(day, at.replace(fold=0), timezone.get_default_timezone()).astimezone(UTC)


def in_utc(value):
    """An aware instant in UTC, so that it compares as databases do; anything else stays what it is."""
    return value.astimezone(UTC) if isinstance(value, datetime) and timezone.is_aware(value) else value


def local_day(moment: date | datetime) -> date:
    """The day of ``moment`` in the site's time zone; a plain date stays itself."""
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def date_in_words(moment: date | datetime, *, with_year: bool = True, with_weekday: bool = True) -> str:
    """``jeudi 3 décembre 2026``, ``donderdag 3 december 2026``."""
    day = local_day(moment)
    number = "1er" if day.day == 1 and active_language() == "fr" else str(day.day)
    words = [date_format(day, "l")] if with_weekday else []
    words.append(f"{number}{NO_BREAK}{date_format(day, 'F')}")
    if with_year:
        words.append(str(day.year))
    return " ".join(words)


def time_in_words(moment: time | datetime) -> str:
    """``12 h``, ``12 h 30``; in Dutch ``12 u.``, ``12.30 u.``; the parts of one time never break over two lines."""
    at = timezone.localtime(moment).time() if isinstance(moment, datetime) else moment
    if active_language() == "nl":
        return f"{at.hour}.{at.minute:02}{NO_BREAK}u." if at.minute else f"{at.hour}{NO_BREAK}u."
    return f"{at.hour}{NO_BREAK}h{NO_BREAK}{at.minute:02}" if at.minute else f"{at.hour}{NO_BREAK}h"


def moment_in_words(moment: datetime) -> str:
    """``jeudi 3 décembre 2026 à 9 h``, ``donderdag 3 december 2026 om 9 uur``, in the site's time zone."""
    words = {"day": date_in_words(moment), "time": time_in_words(moment)}
    return str(_("%(day)s at %(time)s") % words)


def ends_by_next_morning(start: datetime, end: datetime) -> bool:
    """A party until 2 o'clock belongs to its evening."""
    return local_day(end) == local_day(start) + timedelta(days=1) and timezone.localtime(end).time() <= time(6)


def times_in_words(start: datetime, end: datetime, *, with_year: bool = False) -> str:
    """``12 h – 14 h``; where the end is on another day, the day stands before each time."""
    if local_day(start) == local_day(end) or ends_by_next_morning(start, end):
        return f"{time_in_words(start)}{NO_BREAK}– {time_in_words(end)}"
    moments = (f"{date_in_words(one, with_year=with_year)}, {time_in_words(one)}" for one in (start, end))
    return " – ".join(moments)


def when_in_words(start: datetime, end: datetime, *, all_day: bool = False, with_year: bool = False) -> str:
    """``jeudi 3 décembre, 12 h – 14 h``; whole days without hours, the last day named where there are several."""
    return interval_in_words(start, end, all_day, with_year, active_language())


@lru_cache(maxsize=32_768)
def interval_in_words(start: datetime, end: datetime, all_day: bool, with_year: bool, language: str) -> str:
    """The same for ``language``, the active one; lists say the same dates again and again."""
    if not all_day:
        if local_day(start) != local_day(end) and not ends_by_next_morning(start, end):
            return times_in_words(start, end, with_year=with_year)
        return f"{date_in_words(start, with_year=with_year)}, {times_in_words(start, end)}"
    last = local_day(end) - timedelta(days=1)
    days = [date_in_words(day, with_year=with_year) for day in dict.fromkeys((local_day(start), last))]
    return " – ".join(days)


def both_languages(names: dict[str, tuple[str, ...]], index: int) -> str:
    """The name in the reader's language, then in the other one where it differs: ``jeu · don``."""
    language = active_language()
    other = "nl" if language == "fr" else "fr"
    return " · ".join(dict.fromkeys((names[language][index], names[other][index])))


def plate_words(moment: date | datetime) -> dict[str, str]:
    """What an enamel plate says of a date: ``weekday``, ``day`` and ``month``."""
    day = local_day(moment)
    return {
        "weekday": both_languages(WEEKDAYS, day.weekday()),
        "day": str(day.day),
        "month": both_languages(MONTHS, day.month - 1),
    }
