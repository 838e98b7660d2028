"""What becomes of seats kept for an e-mail address until it is confirmed. The date is locked by the caller."""

from datetime import datetime, timedelta

from events.dates.occupancy import Occupancy
from events.models import Occurrence, Seat, WorkshopPlace
from events.models.settings import sign_up_settings
from events.seats.allocation import HELD_FIELDS, hold


def settle(pending: list[Seat], occurrence: Occurrence, *, now: datetime) -> None:
    """Save what ``pending`` seats become once their address is confirmed: those still held are theirs."""
    for seat in pending:
        if seat.number is not None and seat.held_until is not None and seat.held_until > now:
            seat.status, seat.held_until, seat.confirmed_at = Seat.Status.CONFIRMED, None, now
    late = [seat for seat in pending if seat.status == Seat.Status.PENDING]
    seat_or_queue(late, occurrence, now=now)
    Seat.objects.bulk_update(pending, [*HELD_FIELDS, "queued_at"])


def seat_or_queue(late: list[Seat], occurrence: Occurrence, *, now: datetime) -> None:
    """Give ``late`` seats what newcomers get now: a free seat while nobody waits, else the end of the queue.

    Only what they held is saved, given back.
    """
    Seat.objects.filter(pk__in=[seat.pk for seat in late]).update(number=None, ceiling=None)
    found = Occupancy.of(occurrence)
    room = found.room
    fitting, waiting = (late, []) if room is None else (late[:room], late[room:])
    hold(fitting, occurrence, status=Seat.Status.CONFIRMED, taken=found.taken, now=now)
    for seat in waiting:
        seat.status, seat.number, seat.ceiling, seat.held_until = Seat.Status.WAITING, None, None, None
    for seat in late:
        seat.queued_at = now
    WorkshopPlace.objects.filter(seat__in=waiting).update(number=None, ceiling=None)


def held_until(occurrence: Occurrence, *, now: datetime) -> datetime:
    """Until when a seat asked at ``now`` waits for its address to be confirmed: never past the start."""
    return min(now + timedelta(hours=sign_up_settings().confirmation_hours), occurrence.start)
