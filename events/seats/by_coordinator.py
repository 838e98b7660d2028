"""What the coordination decides by hand: a seat for somebody who waits, another date for people who are signed up.

All functions are atomic, lock the dates before they check, take aware datetimes as ``now`` and raise the errors of
``events.errors``.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from events import errors
from events.dates import history
from events.dates.occupancy import numbers_held
from events.mails import notifications
from events.models import Occurrence, Registration, Seat
from events.models.actors import COORDINATION
from events.models.settings import sign_up_settings
from events.seats.allocation import HELD_FIELDS, give_up, hold, names_of, offer_free_seats
from events.seats.apologies import comes_after_all
from events.seats.changes import changes_seats, lock_to_change
from events.seats.confirmation import held_until, settle
from events.seats.meals_and_needs import Wish
from events.seats.services import check_not_signed_up, check_open, stored, take_seats, with_seats
from events.stable_names import HistoryAction
from home.holidays import after_workday_time
from network.models import Person, User

Status = Seat.Status
LONGEST_REASON = Seat._meta.get_field("overbooking").max_length
GRANTABLE = (Status.WAITING, Status.OFFERED, Status.PENDING)
MOVABLE = (Status.CONFIRMED, Status.OFFERED, Status.WAITING, Status.PENDING)


@changes_seats
def grant(
    *, seat_ids: Iterable[int], occurrence_id: int, user: User, overbooking: str = "", now: datetime | None = None
) -> list[Seat]:
    """Confirm people who wait, have an offer or did not confirm their address; returns them.

    Whoever is confirmed already is left alone. The free seats go first, in the order of the queue; more than there are
    need ``overbooking``, the reason why: ``OverbookingReasonNeeded`` asks for it. Where somebody had not confirmed
    their address, the coordination does so in their place: the link of their mail leads to the sign-up as it stands.
    """
    occurrence = lock_to_change(occurrence_id)
    now = now or timezone.now()
    check_by_coordination(occurrence, user, now=now)
    chosen = standing(occurrence, seat_ids, GRANTABLE)
    if not chosen:
        return []
    pending = [seat for seat in chosen if seat.status == Status.PENDING]
    waiting = in_rank(occurrence, [seat for seat in chosen if seat.number is None])
    reason = overbooking.strip()[:LONGEST_REASON]
    beyond = lacking_seats(occurrence, len(waiting))
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
    history.record(HistoryAction.GRANT, occurrence, user, seats=chosen, whose=names_of(chosen), reason=told)
    notifications.seats_given(occurrence, [seat for seat in chosen if seat not in pending], now=now)
    return chosen


def welcome(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """Take the addresses that signed up for ``seats`` for confirmed, with all they asked; they hear of it."""
    registrations = {seat.registration_id: seat.registration for seat in seats}
    if not registrations:
        return
    Registration.objects.filter(pk__in=registrations).update(confirmed_at=now)
    settle(list(Seat.objects.filter(registration__in=registrations, status=Status.PENDING)), occurrence, now=now)
    notifications.confirmation_settled(occurrence, registrations.values())
    for registration in registrations.values():
        notifications.registration_made(registration, now=now)


@changes_seats
def offer(*, seat_ids: Iterable[int], occurrence_id: int, user: User, now: datetime | None = None) -> list[Seat]:
    """Offer free seats to people who wait, in the last hours too, when nothing is offered by itself.

    The offer holds as long as near the date, and never past its start. Raises ``NoSeatFree`` where there are fewer.
    """
    occurrence = lock_to_change(occurrence_id)
    now = now or timezone.now()
    check_by_coordination(occurrence, user, now=now)
    chosen = in_rank(occurrence, standing(occurrence, seat_ids, (Status.WAITING,)))
    if not chosen:
        return []
    until = offered_until(occurrence, now=now)
    if until <= now or lacking_seats(occurrence, len(chosen)):
        raise errors.NoSeatFree
    hold(chosen, occurrence, status=Status.OFFERED, taken=numbers_held(occurrence), now=now, until=until)
    Seat.objects.bulk_update(chosen, HELD_FIELDS)
    history.record(HistoryAction.OFFER, occurrence, user, seats=chosen, whose=names_of(chosen))
    notifications.offer_made(occurrence, chosen, now=now)
    offer_free_seats(occurrence, now=now)
    return chosen


@changes_seats
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
    copies = [seat_at(seat, after) for seat in leaving]
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
    arrived = list(Seat.objects.filter(pk__in=[seat.pk for seat in copies]).with_people().order_by("pk"))
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
    history.record(HistoryAction.MOVE, before, user, seats=left, whose=whose, reason=str(after))
    history.record(
        HistoryAction.ARRIVE, after, user, seats=arrived, whose=whose, reason=reason if is_overbooked else ""
    )
    notifications.moved(before, after, [seat for seat in arrived if seat.status != Status.PENDING], now=now)
    notifications.confirmation_settled(before, {seat.registration for seat in left})
    for registration in {seat.registration for seat in arrived if seat.status == Status.PENDING}:
        notifications.confirmation_asked(registration, now=now)
    for date in sorted((before, after), key=lambda one: one.pk):
        offer_free_seats(date, now=now)


def locked_in_order(occurrence_id: int, to_id: int) -> tuple[Occurrence, Occurrence]:
    """Both dates, locked in order of their keys, so that two moves in opposite directions never deadlock."""
    if occurrence_id == to_id:
        raise errors.SameDate
    locked = {pk: lock_to_change(pk) for pk in sorted((occurrence_id, to_id))}
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


def seat_at(seat: Seat, after: Occurrence) -> Seat:
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
    return list(found.with_people().order_by("queued_at", "pk"))


def in_rank(occurrence: Occurrence, waiting: list[Seat]) -> list[Seat]:
    """``waiting`` in the order of the queue; behind it whoever joins it by confirming an address only."""
    ranks = Seat.objects.ranks([occurrence.pk])
    return sorted(waiting, key=lambda seat: (ranks.get(seat.pk, len(ranks) + 1), seat.queued_at, seat.pk))


def free_seats(occurrence: Occurrence) -> int | None:
    """Seats within the capacity that nobody holds, whatever is held beyond it; None where there is no limit."""
    if occurrence.capacity is None:
        return None
    return occurrence.seats_left(sum(number <= occurrence.capacity for number in numbers_held(occurrence)))


def lacking_seats(occurrence: Occurrence, people: int) -> int:
    """How many of so many people would be beyond the free seats; none where there is no limit."""
    left = free_seats(occurrence)
    return 0 if left is None else max(0, people - left)


def offered_until(occurrence: Occurrence, *, now: datetime) -> datetime:
    """Until when an offer made by hand at ``now`` holds its seat."""
    return min(after_workday_time(now, timedelta(hours=sign_up_settings().near_offer_hours)), occurrence.start)
