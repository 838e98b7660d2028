"""The marks that lists repeat, written in Python for speed: the enamel plate of a date, the badge of a line."""

from datetime import date, datetime
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from home.dates import local_day, plate_words
from home.text.bilingual import active_language

PLATE = (
    '<span class="{}" aria-hidden="true"><span>{weekday}</span>'
    '<span class="plate__day">{day}</span><span>{month}</span></span>'
)
BADGE = (
    '<svg class="badge" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
    '<rect width="24" height="24" rx="5" fill="{}"/>'
    '<text x="12" y="16.6" text-anchor="middle" font-size="13" fill="#fff">{}</text></svg>'
)


def plate(moment: date | datetime, *, is_small: bool, is_void: bool) -> SafeString:
    """The day of ``moment`` on a plate, in both languages; the date stands in words beside it."""
    return drawn_plate(local_day(moment), active_language(), is_small, is_void)


@lru_cache(maxsize=4096)
def drawn_plate(day: date, language: str, is_small: bool, is_void: bool) -> SafeString:
    classes = ["plate", *["plate--small"] * is_small, *["plate--void"] * is_void]
    return format_html(PLATE, " ".join(classes), **plate_words(day))


@lru_cache(maxsize=256)
def badge(letter: str, colour: str) -> SafeString:
    """A line's letter on its colour (``#rrggbb``); its name stands beside it."""
    return format_html(BADGE, colour, letter)
