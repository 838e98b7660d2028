"""What the coordination decides by hand: a seat for somebody who waits, another date for people who are signed up.

All functions are atomic, lock the dates before they check, take aware datetimes as ``now`` and raise the errors of
``events.errors``.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from events import errors, journal, mails
from events.actors import COORDINATION
from events.apologies import comes_after_all
from events.confirming import held_until, settle
from events.giving import HELD_FIELDS, give_up, hold, lock, names_of, offer_free_seats
from events.models import Occurrence, Registration, Seat
from events.occupancy import numbers_held
from events.seats import check_not_signed_up, check_open, stored, take_seats, with_seats
from events.wishes import Wish
from home.memory import note_change
from home.sites import default_settings
from network.models import Person, User

Status = Seat.Status
LOADED = ("person", "registration__organisation", "registration__created_by")
LONGEST_REASON = Seat._meta.get_field("overbooking").max_length
GRANTABLE = (Status.WAITING, Status.OFFERED, Status.PENDING)
MOVABLE = (Status.CONFIRMED, Status.OFFERED, Status.WAITING, Status.PENDING)


@transaction.atomic
def grant(
    *, seat_ids: Iterable[int], occurrence_id: int, user: User, overbooking: str = "", now: datetime | None = None
) -> list[Seat]:
    """Confirm people who wait, have an offer or did not confirm their address; returns them.

    Whoever is confirmed already is left alone. The free seats go first, in the order of the queue; more than there are
    need ``overbooking``, the reason why: ``OverbookingReasonNeeded`` asks for it. Where somebody had not confirmed
    their address, the coordination does so in their place: the link of their mail leads to the sign-up as it stands.
    """
    occurrence = lock(occurrence_id)
    now = now or timezone.now()
    check_by_coordination(occurrence, user, now=now)
    chosen = standing(occurrence, seat_ids, GRANTABLE)
    if not chosen:
        return []
    pending = [seat for seat in chosen if seat.status == Status.PENDING]
    waiting = in_rank(occurrence, [seat for seat in chosen if seat.number is None])
    reason = overbooking.strip()[:LONGEST_REASON]
    beyond = len(waiting) - free_seats(occurrence)
    if beyond > 0 and not reason:
        raise errors.OverbookingReasonNeeded(beyond)
    hold(
        waiting,
        occurrence,
        status=Status.CONFIRMED,
        taken=numbers_held(occurrence),
        now=now,
        overbooking=reason,
    )
    for seat in chosen:
        seat.status, seat.held_until, seat.confirmed_at = Status.CONFIRMED, None, now
    Seat.objects.bulk_update(chosen, HELD_FIELDS)
    welcome(occurrence, pending, now=now)
    # Workshops are given to those who hold a seat, which these do only now.
    offer_free_seats(occurrence, now=now)
    told = reason if beyond > 0 else ""
    journal.record("events.grant", occurrence, user, seats=chosen, whose=names_of(chosen), reason=told)
    mails.seats_given(occurrence, [seat for seat in chosen if seat not in pending], now=now)
    note_change(occurrence.pk)
    return chosen


def welcome(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """Take the addresses that signed up for ``seats`` for confirmed, with all they asked; they hear of it."""
    registrations = {seat.registration_id: seat.registration for seat in seats}
    if not registrations:
        return
    Registration.objects.filter(pk__in=registrations).update(confirmed_at=now)
    settle(list(Seat.objects.filter(registration__in=registrations, status=Status.PENDING)), occurrence, now=now)
    mails.confirmation_settled(occurrence, registrations.values())
    for registration in registrations.values():
        mails.registration_made(registration, now=now)


@transaction.atomic
def offer(*, seat_ids: Iterable[int], occurrence_id: int, user: User, now: datetime | None = None) -> list[Seat]:
    """Offer free seats to people who wait, in the last hours too, when nothing is offered by itself.

    The offer holds as long as near the date, and never past its start. Raises ``NoSeatFree`` where there are fewer.
    """
    occurrence = lock(occurrence_id)
    now = now or timezone.now()
    check_by_coordination(occurrence, user, now=now)
    chosen = in_rank(occurrence, standing(occurrence, seat_ids, (Status.WAITING,)))
    if not chosen:
        return []
    until = offered_until(occurrence, now=now)
    if until <= now or len(chosen) > free_seats(occurrence):
        raise errors.NoSeatFree
    hold(chosen, occurrence, status=Status.OFFERED, taken=numbers_held(occurrence), now=now, until=until)
    Seat.objects.bulk_update(chosen, HELD_FIELDS)
    journal.record("events.offer", occurrence, user, seats=chosen, whose=names_of(chosen))
    mails.offer_made(occurrence, chosen, now=now)
    offer_free_seats(occurrence, now=now)
    note_change(occurrence.pk)
    return chosen


@transaction.atomic
def move(
    *,
    seat_ids: Iterable[int],
    occurrence_id: int,
    to_id: int,
    user: User,
    overbooking: str = "",
    now: datetime | None = None,
) -> list[Seat]:
    """Take people from one date to the date ``to_id``; returns their new seats there.

    They are confirmed while seats are free and nobody waits, else they join the end of the queue, unless
    ``overbooking`` says why they all get a seat. Names stay, and wishes as far as the other date asks; workshops are
    those of a date and do not go along. What they leave is offered on. A cancelled date may be left, not joined.
    Somebody who did not confirm their address is asked anew, for the other date; the first link shows they left.
    """
    before, after = locked_in_order(occurrence_id, to_id)
    now = now or timezone.now()
    leaving = leaving_for(after, before, seat_ids, user, now=now)
    if not leaving:
        return []
    # Read before they are given up, which forgets them.
    copies = [copy_of(seat, after) for seat in leaving]
    unconfirmed = {seat.registration_id for seat in leaving if seat.status == Status.PENDING}
    by_registration = defaultdict(list)
    for seat, copy in zip(leaving, copies, strict=True):
        by_registration[seat.registration].append(copy)
    give_up(leaving, status=Status.CANCELLED, now=now)
    reason = overbooking.strip()[:LONGEST_REASON]
    for registration, seats in by_registration.items():
        if registration.organisation:
            comes_after_all(after, registration.organisation, user, now=now)
        until = held_until(after, now=now) if registration.pk in unconfirmed else None
        there = registration_at(after, registration, now=now)
        take_seats(there, seats, now=now, overbooking=reason, until=until)
    arrived = list(Seat.objects.filter(pk__in=[seat.pk for seat in copies]).select_related(*LOADED).order_by("pk"))
    tell_of_move(before, after, leaving, arrived, user, reason=reason, now=now)
    return arrived


def leaving_for(
    after: Occurrence, before: Occurrence, seat_ids: Iterable[int], user: User, *, now: datetime
) -> list[Seat]:
    """The chosen seats of ``before`` that go to ``after``. Refuses where one of the two does not allow it."""
    if not user.has_perm(COORDINATION):
        raise errors.CoordinationOnly
    if before.is_past(now):
        raise errors.DatePast
    check_open(after, now=now, by_coordination=True)
    leaving = standing(before, seat_ids, MOVABLE)
    people = Person.objects.filter(pk__in=[seat.person_id for seat in leaving if seat.person_id])
    check_not_signed_up(with_seats(people, after))
    return leaving


def tell_of_move(
    before: Occurrence,
    after: Occurrence,
    left: list[Seat],
    arrived: list[Seat],
    user: User,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Write the move down at both dates, mail it, and offer on what came free."""
    whose = names_of(left)
    is_overbooked = any(seat.overbooking for seat in arrived)
    journal.record("events.move", before, user, seats=left, whose=whose, reason=str(after))
    journal.record("events.arrive", after, user, seats=arrived, whose=whose, reason=reason if is_overbooked else "")
    mails.moved(before, after, [seat for seat in arrived if seat.status != Status.PENDING], now=now)
    mails.confirmation_settled(before, {seat.registration for seat in left})
    for registration in {seat.registration for seat in arrived if seat.status == Status.PENDING}:
        mails.confirmation_asked(registration, now=now)
    for date in sorted((before, after), key=lambda one: one.pk):
        offer_free_seats(date, now=now)
    for date in sorted((before, after), key=lambda one: one.pk):
        note_change(date.pk)


def locked_in_order(occurrence_id: int, to_id: int) -> tuple[Occurrence, Occurrence]:
    """Both dates, locked in order of their keys, so that two moves in opposite directions never wait in a ring."""
    if occurrence_id == to_id:
        raise errors.SameDate
    locked = {pk: lock(pk) for pk in sorted((occurrence_id, to_id))}
    return locked[occurrence_id], locked[to_id]


def registration_at(after: Occurrence, registration: Registration, *, now: datetime) -> Registration:
    """A sign-up for ``after`` by whoever made ``registration``; the one it has there where its address may have one."""
    if registration.is_public and registration.email:
        known = Registration.objects.filter(occurrence=after, organisation=None, email=registration.email).first()
        if known:
            if known.seats.active().exists():
                raise errors.AlreadySignedUp([registration.whose])
            return known
    kept = ("organisation", "created_by", "contact_name", "email", "language", "note", "confirmed_at")
    fields = {name: getattr(registration, name) for name in kept}
    return Registration.objects.create(occurrence=after, token=uuid.uuid4(), created_at=now, **fields)


def copy_of(seat: Seat, after: Occurrence) -> Seat:
    """A seat of the same person at ``after``, not saved, with what was said as far as that date asks it."""
    wish = Wish(meal=seat.meal, needs=tuple(seat.needs))
    return Seat(person=seat.person, guest_name=seat.guest_name, **stored(wish, after))


def check_by_coordination(occurrence: Occurrence, user: User, *, now: datetime) -> None:
    if not user.has_perm(COORDINATION):
        raise errors.CoordinationOnly
    if not occurrence.is_standing:
        raise errors.DateCancelled
    if occurrence.is_past(now):
        raise errors.DatePast


def standing(occurrence: Occurrence, seat_ids: Iterable[int], statuses: Iterable[str]) -> list[Seat]:
    """The seats of this date, and of no other, among ``seat_ids`` that have one of ``statuses`` now."""
    found = Seat.objects.filter(pk__in=list(seat_ids), occurrence=occurrence, status__in=list(statuses))
    return list(found.select_related(*LOADED).order_by("queued_at", "pk"))


def in_rank(occurrence: Occurrence, waiting: list[Seat]) -> list[Seat]:
    """``waiting`` in the order of the queue; behind it whoever joins it by confirming an address only."""
    ranks = Seat.objects.ranks([occurrence.pk])
    return sorted(waiting, key=lambda seat: (ranks.get(seat.pk, len(ranks) + 1), seat.queued_at, seat.pk))


def free_seats(occurrence: Occurrence) -> int:
    """Seats within the capacity that nobody holds; as many as anybody could ask where there is no limit."""
    if occurrence.capacity is None:
        return 2**15
    return len(set(range(1, occurrence.capacity + 1)) - numbers_held(occurrence))


def offered_until(occurrence: Occurrence, *, now: datetime) -> datetime:
    """Until when an offer made by hand at ``now`` holds its seat."""
    return min(now + timedelta(hours=default_settings().near_offer_hours), occurrence.start)
