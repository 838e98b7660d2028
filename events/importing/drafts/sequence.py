"""Which of two versions of an event is the later one (RFC 5546, section 2.1.5)."""

from datetime import datetime

from events.importing.parser import FoundEvent
from events.importing.times import FoundDate
from events.models import ImportedEvent

# Beyond what a calendar counts; a database holds no larger one.
HIGHEST_SEQUENCE = 2**31 - 1


def sequence_of(found: FoundEvent | FoundDate) -> int:
    """SEQUENCE within what can be stored."""
    return max(0, min(found.sequence, HIGHEST_SEQUENCE))


def is_before(found: FoundEvent | FoundDate, sequence: int, stamp: datetime | None) -> bool:
    """Whether ``found`` is an earlier version than that of ``sequence`` and ``stamp`` (aware), as far as it tells."""
    if sequence_of(found) != sequence:
        return sequence_of(found) < sequence
    return bool(found.stamp and stamp and found.stamp < stamp)


def is_outdated(date: FoundDate, event: FoundEvent, imported: ImportedEvent) -> bool:
    """Whether something later is known of ``date`` than what ``event`` says of it.

    A calendar is compared as a whole: only what a message said of one date may be later than its word. There the stamp
    alone decides, for a message may count on from the event's number, and the calendar not.
    """
    known = imported.dates.get(date.recurrence, {})
    stamp = datetime.fromisoformat(known["stamp"]) if known.get("stamp") else None
    if event.is_whole:
        return bool(known.get("by_message") and date.stamp and stamp and date.stamp < stamp)
    if known:
        return is_before(date, known["sequence"], stamp)
    return is_before(date, imported.sequence, imported.stamp)
