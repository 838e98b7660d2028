"""What every change of seats is made of: count them, hold, give up, offer the free ones to whoever waits.

``offer_free_seats`` is the one routine behind every way a seat appears. The date must be locked by the caller; ``now``
is aware.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Q

from events.dates import history
from events.dates.occupancy import Occupancy, numbers_held
from events.mails import notifications
from events.models import Occurrence, Seat
from events.models.settings import SignUpSettings, sign_up_settings
from events.models.waiting_list import Standing, in_order
from events.seats import workshops
from events.stable_names import HistoryAction
from home.holidays import after_workday_time


def hold(
    seats: Sequence[Seat],
    occurrence: Occurrence,
    *,
    status: str,
    taken: Collection[int],
    now: datetime,
    until: datetime | None = None,
    overbooking: str = "",
) -> None:
    """Put ``seats`` under the first numbers that are not ``taken``; nothing is saved.

    ``overbooking`` is why seats beyond the capacity are given, and is kept by those alone.
    """
    numbers = workshops.free_numbers(taken)
    for seat in seats:
        number, ceiling = next(numbers), occurrence.capacity
        seat.status, seat.number, seat.ceiling, seat.held_until = status, number, ceiling, until
        is_beyond = ceiling is not None and number > ceiling
        seat.overbooking = overbooking if is_beyond else ""
        if status == Seat.Status.CONFIRMED:
            seat.confirmed_at = now
        if status == Seat.Status.OFFERED:
            seat.offered_at, seat.reminded_at = now, None


HELD_FIELDS = ("status", "number", "ceiling", "held_until", "overbooking", "confirmed_at", "offered_at", "reminded_at")


def give_up(seats: Sequence[Seat], *, status: str, now: datetime) -> None:
    """End what ``seats`` held or waited for, with the places at workshops."""
    for seat in seats:
        seat.status, seat.number, seat.ceiling, seat.held_until = status, None, None, None
        seat.overbooking, seat.cancelled_at = "", now
        # Nobody needs to know any more what somebody who does not come eats.
        seat.meal, seat.needs = "", []
    Seat.objects.bulk_update(seats, [*HELD_FIELDS, "cancelled_at", "meal", "needs"])
    workshops.give_up_places(seats)


def offer_free_seats(occurrence: Occurrence, *, now: datetime, found: Occupancy | None = None) -> list[Seat]:
    """Offer as many of the queue as there are free seats, in the order of the queue; returns the seats offered.

    An offer holds its seat for some time. In the last hours nothing is offered: the coordination decides. ``found`` is
    how full the date was before newcomers were given their seats, where that is known: they leave nothing to offer
    that was not there before.
    """
    if not occurrence.is_standing or occurrence.is_past(now):
        return []
    is_unsettled = (found or Occupancy.of(occurrence)).is_unsettled
    offered = pass_on(occurrence, now=now) if is_unsettled else []
    workshops.give_places(occurrence)
    return offered


def pass_on(occurrence: Occurrence, *, now: datetime) -> list[Seat]:
    """Give the free seats to those beyond the capacity first, then offer them to the queue; returns those offered."""
    settle_overbooked(occurrence)
    offered = next_in_line(occurrence)
    # The settings are read only where there is something to offer.
    until = held_until(occurrence, sign_up_settings(), now=now) if offered else None
    if until is None:
        return []
    taken = numbers_held(occurrence)
    hold(offered, occurrence, status=Seat.Status.OFFERED, taken=taken, now=now, until=until)
    Seat.objects.bulk_update(offered, HELD_FIELDS)
    history.record(HistoryAction.OFFER, occurrence, None, seats=offered, whose=names_of(offered))
    notifications.offer_made(occurrence, offered, now=now)
    return offered


def next_in_line(occurrence: Occurrence) -> list[Seat]:
    """The waiting seats that the free ones are for, in order; two queries, whatever the length of the queue."""
    fields = (*Standing.COLUMNS, "number")
    standing = Seat.objects.filter(Q(status=Seat.Status.WAITING) | Q(number__isnull=False), occurrence=occurrence)
    held, waiting = [], []
    for *facts, number in standing.order_by().values_list(*fields):
        (waiting if number is None else held).append(Standing(*facts))
    keys = [one.seat for one in islice(in_order(waiting, held=held), occurrence.seats_left(len(held)))]
    if not keys:
        return []
    found = Seat.objects.with_people()
    found = found.in_bulk(keys)
    return [found[key] for key in keys]


def settle_overbooked(occurrence: Occurrence) -> None:
    """Give seats beyond the capacity a number within it where one came free: they are overbooked no more."""
    overbooked = Seat.objects.held().filter(occurrence=occurrence).exclude(overbooking="").order_by("number")
    seats = list(overbooked)
    if not seats:
        return
    if occurrence.capacity is None:
        overbooked.update(overbooking="", ceiling=None)
        return
    # Those whose very number lies within it since seats were added stay where they are.
    overbooked.filter(number__lte=occurrence.capacity).update(overbooking="", ceiling=occurrence.capacity)
    seats = [seat for seat in seats if seat.number > occurrence.capacity]
    free = sorted(set(range(1, occurrence.capacity + 1)) - numbers_held(occurrence))
    for seat, number in zip(seats, free, strict=False):
        Seat.objects.filter(pk=seat.pk).update(number=number, ceiling=occurrence.capacity, overbooking="")


def held_until(occurrence: Occurrence, rules: SignUpSettings, *, now: datetime) -> datetime | None:
    """Until when an offer made at ``now`` holds its seat; None in the last hours, which are the coordination's.

    Its hours run on workdays, but never into those last ones.
    """
    last = occurrence.start - timedelta(hours=rules.manual_hours)
    if now >= last:
        return None
    is_near = occurrence.start - now <= timedelta(days=rules.near_days)
    hours = rules.near_offer_hours if is_near else rules.offer_hours
    return min(after_workday_time(now, timedelta(hours=hours)), last)


def names_of(seats: Iterable[Seat]) -> str:
    """The organisations of ``seats`` by name, each once, for the history; nobody from the public."""
    organisations = (seat.registration.organisation for seat in seats)
    return ", ".join(dict.fromkeys(one.name for one in organisations if one))
