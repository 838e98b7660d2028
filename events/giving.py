"""What every change of seats is made of: lock the date, count the seats held, offer the free ones to whoever waits.

``offer_free_seats`` is the one routine behind every way a seat appears. The date must be locked by the caller; ``now``
is aware.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Q

from events import journal, mails, workshops
from events.models import Occurrence, Seat
from events.occupancy import Occupancy, numbers_held
from events.waiting_list import Standing, in_order
from home.models import SiteSettings
from home.sites import default_settings


def lock(occurrence_id: int) -> Occurrence:
    """The date, locked until the transaction ends; on SQLite the IMMEDIATE transaction is the lock."""
    return Occurrence.objects.select_for_update(of=("self",)).get(pk=occurrence_id)


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
        seat.status, seat.number, seat.ceiling, seat.held_until = status, next(numbers), occurrence.capacity, until
        is_beyond = seat.ceiling is not None and seat.number > seat.ceiling
        seat.overbooking = overbooking if is_beyond else ""
        if status == Seat.Status.CONFIRMED:
            seat.confirmed_at = now
        if status == Seat.Status.OFFERED:
            seat.offered_at = now


HELD_FIELDS = ("status", "number", "ceiling", "held_until", "overbooking", "confirmed_at", "offered_at")


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
    until = held_until(occurrence, default_settings(), now=now) if offered else None
    if until is None:
        return []
    taken = numbers_held(occurrence)
    hold(offered, occurrence, status=Seat.Status.OFFERED, taken=taken, now=now, until=until)
    Seat.objects.bulk_update(offered, HELD_FIELDS)
    journal.record("events.offer", occurrence, None, seats=offered, whose=names_of(offered))
    mails.offer_made(occurrence, offered, now=now)
    return offered


def next_in_line(occurrence: Occurrence) -> list[Seat]:
    """The waiting seats that the free ones are for, in order; two queries, whatever the length of the queue."""
    fields = ("pk", "registration_id", "registration__organisation_id", "queued_at", "number")
    standing = Seat.objects.filter(Q(status=Seat.Status.WAITING) | Q(number__isnull=False), occurrence=occurrence)
    held, waiting = [], []
    for *facts, number in standing.order_by().values_list(*fields):
        (waiting if number is None else held).append(Standing(*facts))
    room = len(waiting) if occurrence.capacity is None else max(0, occurrence.capacity - len(held))
    keys = [one.seat for one in islice(in_order(waiting, held=held), room)]
    if not keys:
        return []
    found = Seat.objects.select_related("person", "registration__organisation", "registration__created_by")
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


def held_until(occurrence: Occurrence, rules: SiteSettings, *, now: datetime) -> datetime | None:
    """Until when an offer made at ``now`` holds its seat; None in the last hours, which are the coordination's."""
    last = occurrence.start - timedelta(hours=rules.manual_hours)
    if now >= last:
        return None
    is_near = occurrence.start - now <= timedelta(days=rules.near_days)
    hours = rules.near_offer_hours if is_near else rules.offer_hours
    return min(now + timedelta(hours=hours), last)


def names_of(seats: Iterable[Seat]) -> str:
    """The organisations of ``seats`` by name, each once, for the history; nobody from the public."""
    organisations = (seat.registration.organisation for seat in seats)
    return ", ".join(dict.fromkeys(one.name for one in organisations if one))
