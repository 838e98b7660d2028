"""When workshops overlap: nobody can be at both. Those that only touch, end at start, do not."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import combinations

from django.utils import timezone

from events.models import Occurrence
from events.programme import goes_past_midnight, session_of

# Any day serves where only hours are compared.
SOME_DAY = date(2000, 1, 1)


def overlapping(occurrence: Occurrence, items: Iterable[dict]) -> list[tuple[dict, dict]]:
    """The pairs of ``items`` of the programme at which nobody can be both, the earlier one first."""
    night = timezone.localtime(occurrence.start).time() if goes_past_midnight(occurrence) else time.min
    found = []
    for pair in combinations(items, 2):
        # What has no day of its own is on every one of them.
        has_days = all(item["day"] for item in pair)
        spans = [span(item, has_days=has_days, night=night) for item in pair]
        (first, second), (one, other) = zip(*sorted(zip(spans, pair, strict=True), key=lambda it: it[0]), strict=True)
        if second[0] == first[0] or second[0] < first[1]:
            found.append((one, other))
    return found


def span(item: dict, *, has_days: bool, night: time) -> tuple[datetime, datetime]:
    """From when to when a session lasts, by the clock; one whose end nobody knows is over at once.

    One that starts before ``night``, when the date starts, comes after midnight.
    """
    session = session_of(item)
    day = date.fromisoformat(item["day"]) if has_days else SOME_DAY
    start = datetime.combine(day, session.start) + timedelta(days=session.start < night)
    end = datetime.combine(start.date(), session.end or session.start)
    return start, end if end >= start else end + timedelta(days=1)
