"""Hours in words, for templates."""

from django import template

from network.hours.words import holidays_in_words, short_span, span_in_words, until_in_words
from network.models import OpeningSlot

register = template.Library()

register.filter("until_words", until_in_words)
register.filter("short_span", short_span)
register.filter("holiday_words", holidays_in_words)


@register.filter
def span_words(slot: OpeningSlot) -> str:
    """``9 h 30 – 13 h``; what ends the next day says so."""
    return span_in_words(slot.opens, slot.closes)
