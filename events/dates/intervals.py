"""Dates within a period, read through the index of their starts, however many there are.

An interval [first, last) holds the dates that start before its end and end after its start. Only the starts are in
order in the index, so without a floor every date since the beginning would be looked at: no date that is still on
at ``first`` started more than the longest date of all before it.
"""

from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Max

from events.models import Occurrence
from events.models.occurrences import OccurrenceQuerySet
from home.cache.remembered import remembered

# What is not shown in lists, and may be long.
HEAVY = ("programme", "documents", "search_text", "access_fr", "access_nl", "conference_url", "image")
SHORTEST_REACH = timedelta(days=2)


@remembered
def reach() -> timedelta:
    """How long the longest date lasts, at least two days."""
    lasts = ExpressionWrapper(F("end") - F("start"), output_field=DurationField())
    longest = Occurrence.objects.order_by().aggregate(longest=Max(lasts))["longest"]
    return max(longest or SHORTEST_REACH, SHORTEST_REACH)


def upcoming(dates: OccurrenceQuerySet, now: datetime) -> OccurrenceQuerySet:
    """Those of ``dates`` that are not over at ``now`` (aware), the next first."""
    return light(dates.upcoming(now).filter(start__gt=now - reach()))


def past(dates: OccurrenceQuerySet, now: datetime) -> OccurrenceQuerySet:
    """Those of ``dates`` over at ``now`` (aware), the latest first: what is over has started."""
    return light(dates.past(now).filter(start__lt=now))


def overlapping(dates: OccurrenceQuerySet, first: datetime, last: datetime) -> OccurrenceQuerySet:
    """Those of ``dates`` that take place during [``first``, ``last``) (aware), by start and identifier."""
    during = dates.filter(start__lt=last, end__gt=first, start__gt=first - reach())
    return light(during.order_by("start", "uid"))


def light(dates: OccurrenceQuerySet) -> OccurrenceQuerySet:
    """Without the long texts that no list shows."""
    return dates.defer(*HEAVY)
