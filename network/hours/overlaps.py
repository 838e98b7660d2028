"""Hours that would be told twice."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from network.models import OpeningSlot

DAY = 24 * 60 * 60
WEEK = 7 * DAY


def overlapping(slots: Iterable[OpeningSlot]) -> list[tuple[OpeningSlot, OpeningSlot]]:
    """Pairs of slots that share a moment of the week and concern the same: service, kind, address, weeks and period.

    Slots that only touch do not overlap. Those without a day or an hour yet (a form half filled in) are left out.
    """
    alike = defaultdict(list)
    for slot in slots:
        if None not in (slot.weekday, slot.opens, slot.closes):
            concern = (slot.service_id, slot.kind, slot.location_id, slot.weeks, slot.first_day, slot.last_day)
            alike[concern].append(slot)
    return [
        (one, other)
        for group in alike.values()
        for one, other in combinations(sorted(group, key=begin), 2)
        # What begins on Sunday may last into the Monday of the week after.
        if any(begin(one) < end(other) + turn and begin(other) + turn < end(one) for turn in (-WEEK, 0, WEEK))
    ]


def begin(slot: OpeningSlot) -> int:
    """In seconds from the start of Monday."""
    return slot.weekday * DAY + seconds(slot.opens)


def end(slot: OpeningSlot) -> int:
    return slot.weekday * DAY + seconds(slot.closes) + (DAY if slot.ends_next_day else 0)


def seconds(time: dt.time) -> int:
    return (time.hour * 60 + time.minute) * 60 + time.second
