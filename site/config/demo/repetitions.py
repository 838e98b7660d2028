"""Events of the demo whose dates come from a rule, as an editor would have written it."""

import datetime as dt

from django.utils import timezone

from events.models import EventPage
from events.repetition import Frequency, Repetition
from events.repetition_changes import apply_repetition
from events.repetition_plan import Decisions

from .days import SATURDAY, TUESDAY

RULES = {
    "insalubrite-suivi": {"frequency": Frequency.BY_WEEKDAY, "weekdays": (TUESDAY,), "nths": (2,)},
    "petits-dejeuners-du-samedi": {"frequency": Frequency.WEEKLY, "weekdays": (SATURDAY,)},
}


def load_repetitions() -> None:
    """Give the events of ``RULES`` their rule, from tomorrow to their last date; days without a date are taken out."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    pages = EventPage.objects.filter(slug__in=RULES, alias_of=None, locale__language_code="fr")
    for page in pages.filter(repetition__isnull=True):
        rows = [row for row in page.dates.all() if row.day >= tomorrow]
        if not rows:
            continue
        days = {row.day for row in rows}
        hours = {"start_time": rows[0].start_time, "end_time": rows[0].end_time}
        rule = Repetition(first_day=min(days), last_day=max(days), **RULES[page.slug], **hours)
        removed = tuple(day for day in rule.all_days() if day not in days)
        rule = Repetition(first_day=min(days), last_day=max(days), removed=removed, **RULES[page.slug], **hours)
        apply_repetition(page=page, repetition=rule, decisions=Decisions({}), user=None, publish=True)
