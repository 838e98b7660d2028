"""When workshops overlap: nobody can be at both. Those that only touch, end at start, do not."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import combinations

from django.utils import timezone

from events.dates.programme import goes_past_midnight
from events.models import Occurrence, Workshop

# Any day serves where only hours are compared.
SOME_DAY = date(2000, 1, 1)


def overlapping(occurrence: Occurrence, workshops: Iterable[Workshop]) -> list[tuple[Workshop, Workshop]]:
    """The pairs of ``workshops`` at which nobody can be both, the earlier one first."""
    night = timezone.localtime(occurrence.start).time() if goes_past_midnight(occurrence) else time.min
    found = []
    for pair in combinations(workshops, 2):
        # What has no day of its own is on every one of them.
        has_days = all(workshop.day for workshop in pair)
        spans = [span(workshop, has_days=has_days, night=night) for workshop in pair]
        (first, second), (one, other) = zip(*sorted(zip(spans, pair, strict=True), key=lambda it: it[0]), strict=True)
        if second[0] == first[0] or second[0] < first[1]:
            found.append((one, other))
    return found


def span(workshop: Workshop, *, has_days: bool, night: time) -> tuple[datetime, datetime]:
    """From when to when a workshop lasts, by the clock; one whose end nobody knows is over at once.

    One that starts before ``night``, when the date starts, comes after midnight.
    """
    day = workshop.day if has_days else SOME_DAY
    start = datetime.combine(day, workshop.start) + timedelta(days=workshop.start < night)
    end = datetime.combine(start.date(), workshop.end or workshop.start)
    return start, end if end >= start else end + timedelta(days=1)
