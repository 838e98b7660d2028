"""How a date that takes place was moved: to another hour of its day, to an earlier day or to a later one."""

from datetime import datetime
from enum import Enum, auto

from events.models import Occurrence
from home.dates import local_day


class Move(Enum):
    """Where a date stands now, seen from where it stood before."""

    SAME_DAY = auto()
    EARLIER = auto()
    LATER = auto()


def move_of(date: Occurrence) -> Move | None:
    """How ``date`` was moved; None for one that stands where it always did, or does not take place."""
    if not date.previous_start or not date.is_standing or date.previous_start == date.start:
        return None
    return move_between(date.previous_start, date.start)


def move_between(before: datetime, start: datetime) -> Move:
    """How a date is moved from ``before`` to ``start`` (aware)."""
    if local_day(before) == local_day(start):
        return Move.SAME_DAY
    return Move.EARLIER if start < before else Move.LATER
