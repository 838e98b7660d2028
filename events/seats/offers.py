"""Seats held for a while: an offer to somebody who waited, and what becomes of it when nobody answers.

Half-way one reminder leaves. A first offer that lapses puts the seat at the end of the queue, a second one out of it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from events import errors
from events.dates import history
from events.mails import notifications
from events.models import Occurrence, Registration, Seat, WorkshopPlace
from events.models.actors import Actor
from events.models.occurrences import Status, lock_date
from events.models.settings import sign_up_settings
from events.seats.allocation import HELD_FIELDS, give_up, held_until, names_of, offer_free_seats
from events.seats.by_coordinator import offered_until
from events.seats.changes import changes_seats, lock_to_change
from events.stable_names import HistoryAction
from home.holidays import after_workday_time, workday_time_between
from home.jobs import one_by_one

MOST_LAPSES = 2


@changes_seats
def accept(*, seat_ids: Iterable[int], occurrence_id: int, user: Actor, now: datetime | None = None) -> list[Seat]:
    """Confirm the offers among ``seat_ids`` that are ``user``'s to take; returns the seats confirmed.

    An offer whose time is over counts as long as its seat has not passed on. Raises ``OfferGone`` where there is none
    left, and ``DatePast`` or ``DateCancelled`` where there is nothing to come to.
    """
    occurrence = lock_to_change(occurrence_id)
    now = now or timezone.now()
    if occurrence.is_past(now):
        raise errors.DatePast
    if not occurrence.is_standing:
        raise errors.DateCancelled
    offered = Seat.objects.changeable_by(user).filter(
        pk__in=list(seat_ids), occurrence=occurrence, status=Seat.Status.OFFERED
    )
    seats = list(offered.with_people())
    if not seats:
        raise errors.OfferGone
    for seat in seats:
        seat.status, seat.held_until, seat.confirmed_at = Seat.Status.CONFIRMED, None, now
    Seat.objects.bulk_update(seats, HELD_FIELDS)
    history.record(HistoryAction.ACCEPT, occurrence, user, seats=seats, whose=names_of(seats))
    notifications.offer_accepted(occurrence, seats, now=now)
    return seats


def lapse_due(now: datetime) -> int:
    """Take back the seats held until ``now`` or before, date by date, and offer them on; returns how many.

    An offer for a date that is called off or over stays as it is: nobody is told of it any more.
    """
    standing = Q(occurrence__end__gt=now, occurrence__withdrawn_at=None, occurrence__status=Status.PLANNED)
    due = Seat.objects.filter(standing | Q(status=Seat.Status.PENDING), held_until__lte=now)
    dates = sorted(set(due.order_by().values_list("occurrence_id", flat=True)))
    return sum(lapse(occurrence_id=pk, now=now) for pk in dates)


@changes_seats
def lapse(*, occurrence_id: int, now: datetime) -> int:
    """Take back the seats of one date that were held until ``now`` or before; returns how many.

    Whoever did not answer goes to the end of the queue, or the second time leaves it, and hears of it. A sign-up of the
    public that was never confirmed leaves no trace but the history's.
    """
    occurrence = lock_to_change(occurrence_id)
    due = Seat.objects.filter(occurrence=occurrence, held_until__lte=now)
    due = due.with_people()
    # Asked again now that the date is locked: it may have been called off while we waited.
    is_on = occurrence.is_standing and not occurrence.is_past(now)
    offered = list(due.filter(status=Seat.Status.OFFERED)) if is_on else []
    pending = list(due.filter(status=Seat.Status.PENDING))
    if not offered and not pending:
        return 0
    queued, gone = take_back(offered, now=now)
    if offered:
        history.record(HistoryAction.LAPSE, occurrence, None, seats=offered, whose=names_of(offered))
    if pending:
        history.record(HistoryAction.LAPSE, occurrence, None, seats=pending)
        forget(pending)
    notifications.offers_ended(occurrence, gone, now=now)
    # Where nobody else waits they are offered the seat once more, and that mail says all.
    again = offer_free_seats(occurrence, now=now)
    notifications.offer_lapsed(occurrence, [seat for seat in queued if seat not in again], now=now)
    return len(offered) + len(pending)


def take_back(offered: list[Seat], *, now: datetime) -> tuple[list[Seat], list[Seat]]:
    """End ``offered`` seats that nobody took; returns those that wait again, and those that are out."""
    queued = [seat for seat in offered if seat.lapses + 1 < MOST_LAPSES]
    gone = [seat for seat in offered if seat not in queued]
    for seat in queued:
        seat.status, seat.number, seat.ceiling, seat.held_until = Seat.Status.WAITING, None, None, None
        seat.overbooking, seat.queued_at, seat.offered_at = "", now, None
    give_up(gone, status=Seat.Status.CANCELLED, now=now)
    for seat in offered:
        seat.lapses += 1
    Seat.objects.bulk_update(offered, [*HELD_FIELDS, "queued_at", "lapses"])
    WorkshopPlace.objects.filter(seat__in=queued).update(number=None, ceiling=None)
    return queued, gone


def remind_due(now: datetime) -> int:
    """Remind of the offers that are half over at ``now``, date by date; returns how many seats they are about."""
    dates = Occurrence.objects.filter(end__gt=now, withdrawn_at=None, status=Status.PLANNED)
    waiting = unanswered(now).filter(occurrence__in=dates)
    due = sorted({seat.occurrence_id for seat in waiting if half_over_at(seat) <= now})
    return one_by_one(due, lambda pk: remind(occurrence_id=pk, now=now), name=lambda pk: f"offers of date {pk}")


@transaction.atomic
def remind(*, occurrence_id: int, now: datetime) -> int:
    """Remind of the offers of one date that are half over, each once; returns how many."""
    occurrence = lock_date(occurrence_id)
    if not occurrence.is_standing or occurrence.is_past(now):
        return 0
    waiting = unanswered(now).filter(occurrence=occurrence)
    waiting = waiting.with_people()
    seats = [seat for seat in waiting if half_over_at(seat) <= now]
    for seat in seats:
        seat.reminded_at = now
    Seat.objects.bulk_update(seats, ["reminded_at"])
    notifications.offer_reminded(occurrence, seats, now=now)
    return len(seats)


def unanswered(now: datetime) -> QuerySet[Seat]:
    """Offers in force at ``now`` that nobody was reminded of."""
    return Seat.objects.filter(
        status=Seat.Status.OFFERED, held_until__gt=now, offered_at__isnull=False, reminded_at=None
    ).order_by("pk")


def half_over_at(seat: Seat) -> datetime:
    """When half of the time to answer the offer of ``seat`` has passed, as that time runs."""
    time = workday_time_between(seat.offered_at, seat.held_until)
    if not time:
        return seat.offered_at + (seat.held_until - seat.offered_at) / 2  # ty: ignore[unsupported-operator]
    return after_workday_time(seat.offered_at, time / 2)


@transaction.atomic
def follow_date(occurrence: Occurrence, before, *, now: datetime) -> None:
    """Let what is held for a while end as the settings say for the date as it stands now; ``before`` are its former
    facts.
    """
    held = with_new_ends(occurrence, before, now=now)
    Seat.objects.bulk_update(held, ["held_until", "offered_at", "reminded_at"])


def with_new_ends(occurrence: Occurrence, before, *, now: datetime) -> list[Seat]:
    """The seats held for a while whose end or offer moves with the date; nothing is saved, for previews.

    An offer counts from when it was made; from ``now`` where its date takes place after all, for nobody could answer.
    No confirmation is waited for after the start, but none gets more time than its mail says.
    """
    if not occurrence.is_standing or (occurrence.start == before.start and before.is_standing):
        return []
    held = list(Seat.objects.filter(occurrence=occurrence, status__in=Seat.HELD_FOR_A_WHILE))
    # The settings are read only where something is held.
    rules = sign_up_settings() if held else None
    for seat in held:
        if seat.status == Seat.Status.PENDING:
            seat.held_until = min(seat.held_until, occurrence.start)
            continue
        if not (before.is_standing and seat.offered_at):
            seat.offered_at, seat.reminded_at = now, None
        automatic = held_until(occurrence, rules, now=seat.offered_at)
        seat.held_until = automatic or offered_until(occurrence, now=seat.offered_at)
    return held


def forget(pending: list[Seat]) -> None:
    """Delete sign-ups whose address was never confirmed: nothing says it was theirs to give."""
    keys = {seat.registration_id for seat in pending}
    Seat.objects.filter(pk__in=[seat.pk for seat in pending]).delete()
    Registration.objects.filter(pk__in=keys, seats=None).delete()
