"""The rule of a repetition in words."""

from django import template

from events.repetition.description import describe
from events.repetition.rule import Repetition
from home.text.bilingual import active_language

register = template.Library()


@register.simple_tag
def repetition_in_words(stored: dict | None) -> str:
    """What ``stored``, the rule of an event page, says in the reader's language; empty for none."""
    rule = Repetition.from_json(stored)
    return describe(rule, active_language()) if rule else ""
