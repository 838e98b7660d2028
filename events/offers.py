"""Seats held for a while: an offer to somebody who waited, and what becomes of it when nobody answers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events import errors, journal, mails
from events.actors import Actor
from events.giving import HELD_FIELDS, give_up, held_until, lock, names_of, offer_free_seats
from events.models import Occurrence, Registration, Seat
from events.models.occurrences import Status
from events.moves import offered_until
from home.memory import note_change
from home.sites import default_settings


@transaction.atomic
def accept(*, seat_ids: Iterable[int], occurrence_id: int, user: Actor, now: datetime | None = None) -> list[Seat]:
    """Confirm the offers among ``seat_ids`` that are ``user``'s to take; returns the seats confirmed.

    An offer whose time is over counts as long as its seat has not passed on. Raises ``OfferGone`` where there is none
    left, and ``DatePast`` or ``DateCancelled`` where there is nothing to come to.
    """
    occurrence = lock(occurrence_id)
    now = now or timezone.now()
    if occurrence.is_past(now):
        raise errors.DatePast
    if not occurrence.is_standing:
        raise errors.DateCancelled
    offered = Seat.objects.changeable_by(user).filter(
        pk__in=list(seat_ids), occurrence=occurrence, status=Seat.Status.OFFERED
    )
    seats = list(offered.select_related("person", "registration__created_by", "registration__organisation"))
    if not seats:
        raise errors.OfferGone
    for seat in seats:
        seat.status, seat.held_until, seat.confirmed_at = Seat.Status.CONFIRMED, None, now
    Seat.objects.bulk_update(seats, HELD_FIELDS)
    journal.record("events.accept", occurrence, user, seats=seats, whose=names_of(seats))
    mails.offer_accepted(occurrence, seats, now=now)
    note_change(occurrence.pk)
    return seats


def lapse_due(now: datetime) -> int:
    """Take back the seats held until ``now`` or before, date by date, and offer them on; returns how many.

    An offer for a date that is called off or over stays as it is: nobody is told of it any more.
    """
    standing = Q(occurrence__end__gt=now, occurrence__withdrawn_at=None, occurrence__status=Status.PLANNED)
    due = Seat.objects.filter(standing | Q(status=Seat.Status.PENDING), held_until__lte=now)
    dates = sorted(set(due.order_by().values_list("occurrence_id", flat=True)))
    return sum(lapse(occurrence_id=pk, now=now) for pk in dates)


@transaction.atomic
def lapse(*, occurrence_id: int, now: datetime) -> int:
    """Take back the seats of one date that were held until ``now`` or before; returns how many.

    Whoever did not answer leaves the queue and hears of it. A sign-up of the public that was never confirmed leaves no
    trace but the history's.
    """
    occurrence = lock(occurrence_id)
    due = Seat.objects.filter(occurrence=occurrence, held_until__lte=now)
    due = due.select_related("person", "registration__created_by", "registration__organisation")
    # Asked again now that the date is locked: it may have been called off while we waited.
    is_on = occurrence.is_standing and not occurrence.is_past(now)
    offered = list(due.filter(status=Seat.Status.OFFERED)) if is_on else []
    pending = list(due.filter(status=Seat.Status.PENDING))
    if offered:
        give_up(offered, status=Seat.Status.CANCELLED, now=now)
        journal.record("events.lapse", occurrence, None, seats=offered, whose=names_of(offered))
        mails.offer_lapsed(occurrence, offered, now=now)
    if pending:
        journal.record("events.lapse", occurrence, None, seats=pending)
        forget(pending)
    if offered or pending:
        offer_free_seats(occurrence, now=now)
        note_change(occurrence.pk)
    return len(offered) + len(pending)


@transaction.atomic
def follow_date(occurrence: Occurrence, before, *, now: datetime) -> None:
    """Let what is held for a while end as the settings say for the date as it stands now; ``before`` are its former
    facts.
    """
    held = with_new_ends(occurrence, before, now=now)
    Seat.objects.bulk_update(held, ["held_until", "offered_at"])


def with_new_ends(occurrence: Occurrence, before, *, now: datetime) -> list[Seat]:
    """The seats held for a while whose end or offer moves with the date; nothing is saved, for previews.

    An offer counts from when it was made; from ``now`` where its date takes place after all, for nobody could answer.
    No confirmation is waited for after the start, but none gets more time than its mail says.
    """
    if not occurrence.is_standing or (occurrence.start == before.start and before.is_standing):
        return []
    held = list(Seat.objects.filter(occurrence=occurrence, status__in=Seat.HELD_FOR_A_WHILE))
    # The settings are read only where something is held.
    rules = default_settings() if held else None
    for seat in held:
        if seat.status == Seat.Status.PENDING:
            seat.held_until = min(seat.held_until, occurrence.start)
            continue
        seat.offered_at = (before.is_standing and seat.offered_at) or now
        automatic = held_until(occurrence, rules, now=seat.offered_at)
        seat.held_until = automatic or offered_until(occurrence, now=seat.offered_at)
    return held


def forget(pending: list[Seat]) -> None:
    """Delete sign-ups whose address was never confirmed: nothing says it was theirs to give."""
    keys = {seat.registration_id for seat in pending}
    Seat.objects.filter(pk__in=[seat.pk for seat in pending]).delete()
    Registration.objects.filter(pk__in=keys, seats=None).delete()
