"""Somebody from the public signs up with an e-mail address, and confirms it by the link of a mail.

Until then the seats are held for some time, as far as unconfirmed addresses may hold any
(``events.seats.unconfirmed_limit``); where none is held, confirming takes a free one or joins the queue. What is never
confirmed is erased (``events.seats.offers``). All functions are atomic, lock the date before they check, take aware
datetimes as ``now`` and raise the errors of ``events.errors``.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from events import errors
from events.dates import history
from events.mails import notifications
from events.models import Occurrence, Registration, Seat
from events.models.actors import LinkHolder
from events.models.kinds import SignUp
from events.seats import workshops
from events.seats.allocation import offer_free_seats
from events.seats.changes import changes_seats, lock_to_change
from events.seats.confirmation import held_until, settle
from events.seats.meals_and_needs import Wish
from events.seats.offers import forget
from events.seats.services import NO_WISH, check_open, stored, take_seats, usable
from events.seats.unconfirmed_limit import may_hold
from events.stable_names import HistoryAction
from home.text.emails import normalize_email
from home.text.names import as_compared

MOST_PEOPLE = 6


@dataclass(frozen=True)
class Visitor:
    """One of the people of a form: a name, empty for somebody named later, and what they eat, need and attend."""

    name: str
    wish: Wish = NO_WISH


@changes_seats
def sign_up(
    *,
    occurrence_id: int,
    email: str,
    people: Sequence[Visitor],
    language: str,
    token: uuid.UUID,
    note: str = "",
    replaces: uuid.UUID | None = None,
    same_place: Collection[int] = (),
    now: datetime | None = None,
) -> Registration:
    """Hold seats for ``people``, the first of whom has ``email``, and mail the link that confirms.

    One address has one sign-up for a date: asked again, the same mail leaves again and nothing else happens, so that
    nobody learns who is signed up. Sending the same ``token`` again changes nothing; with another address or other
    people, as somebody does who went back to correct the form, it replaces what was not confirmed. ``replaces`` is the
    token of the form the same browser sent before: it is replaced where its first name is the same, for then only the
    address was corrected; another name is another person at the same computer. ``same_place`` are
    earlier sign-ups (by key) of the same network: beyond what one place may hold unconfirmed, no seat is held.
    """
    occurrence = lock_to_change(occurrence_id)
    # Read after the lock is had, as ``events.seats.services.register`` does.
    now = now or timezone.now()
    email = normalize_email(email)
    people = [Visitor(usable(visitor.name), visitor.wish) for visitor in people]
    check_takes_public(occurrence, people, now=now)
    made = Registration.objects.filter(token=token).first() or corrected(occurrence, replaces, email, people[0].name)
    if made:
        if made.occurrence_id != occurrence.pk or not made.is_public:
            raise errors.FormSentBefore
        if made.email == email and is_told_the_same(made, people):
            return made
        forget(list(Seat.objects.filter(registration=made, status=Seat.Status.PENDING)))
        notifications.confirmation_settled(occurrence, [made])
        if Registration.objects.filter(token=token).exists():
            token = uuid.uuid4()
    fields = {"language": language, "note": note, "token": token, "same_place": same_place}
    return enter(occurrence, email, people, **fields, gave_back=bool(made), now=now)


def enter(
    occurrence: Occurrence,
    email: str,
    people: Sequence[Visitor],
    *,
    language: str,
    note: str,
    token: uuid.UUID,
    same_place: Collection[int],
    gave_back: bool,
    now: datetime,
) -> Registration:
    """Sign up whoever has ``email``, or tell them that they are.

    ``gave_back`` where this form held seats before, which it did not keep.
    """
    known = sign_up_of(email, occurrence, now=now)
    if known and known.seats.active().exists():
        if gave_back:
            offer_free_seats(occurrence, now=now)
        notifications.asked_again(known, [visitor.name for visitor in people], now=now)
        return known
    registration = known or Registration(occurrence=occurrence, email=email)
    registration.contact_name, registration.language, registration.note = people[0].name, language, note
    registration.token, registration.created_at, registration.confirmed_at = token, now, None
    save(registration)
    take(registration, people, same_place=same_place, now=now)
    return registration


def corrected(occurrence: Occurrence, token: uuid.UUID | None, email: str, name: str) -> Registration | None:
    """The sign-up that the form with ``token`` made for another address than ``email``, in the same ``name``, where
    that address was not confirmed.
    """
    asked = Registration.objects.filter(occurrence=occurrence, organisation=None, token=token, confirmed_at=None)
    made = asked.exclude(email=email).first() if token else None
    return made if made and as_compared(made.contact_name) == as_compared(name) else None


def save(registration: Registration) -> None:
    """``FormSentBefore`` if another date took the same form at this instant: the locks of the two differ."""
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as error:
        raise errors.FormSentBefore from error


def take(registration: Registration, people: Sequence[Visitor], *, same_place: Collection[int], now: datetime) -> None:
    """Hold the seats of ``people`` until the address is confirmed, as far as it may hold free ones; mail the link."""
    occurrence = registration.occurrence
    most = most_people(occurrence, now=now)
    may = may_hold(occurrence, len(people), most_of_a_form=most, same_place=same_place, now=now)
    new = [Seat(guest_name=visitor.name, **stored(visitor.wish, occurrence)) for visitor in people]
    take_seats(registration, new, now=now, until=held_until(occurrence, now=now), may_hold=may)
    choices = {seat: visitor.wish.workshops for seat, visitor in zip(new, people, strict=True)}
    workshops.choose(occurrence, choices, now=now)
    # A sign-up that this one replaced may have left a seat free.
    offer_free_seats(occurrence, now=now)
    history.record(HistoryAction.REGISTER, occurrence, None, seats=new)
    notifications.confirmation_asked(registration, now=now)


@changes_seats
def confirm(*, user: LinkHolder, now: datetime | None = None) -> Registration:
    """Confirm the address of the sign-up whose link ``user`` holds; confirming twice changes nothing.

    Seats still held are confirmed. Others are taken if there are free ones and nobody waits; else the person waits from
    now on. Who asked in time may confirm after sign-up has closed. Raises ``SignUpGone`` where it was erased meanwhile,
    ``DatePast`` and ``DateCancelled``.
    """
    mine = Registration.objects.visible_to(user).filter(organisation=None)
    occurrence_id = mine.values_list("occurrence_id", flat=True).first()
    occurrence = lock_to_change(occurrence_id) if occurrence_id else None
    registration = mine.first()
    if occurrence is None or registration is None:
        raise errors.SignUpGone
    now = now or timezone.now()
    pending = list(registration.seats.filter(status=Seat.Status.PENDING).order_by("pk"))
    if not pending:
        return registration
    check_takes_place(occurrence, now=now)
    registration.confirmed_at = now
    registration.save(update_fields=["confirmed_at"])
    settle(pending, occurrence, now=now)
    offer_free_seats(occurrence, now=now)
    history.record(HistoryAction.CONFIRM, occurrence, user, seats=pending)
    notifications.registration_made(registration, now=now)
    return registration


@changes_seats
def add_person(*, visitor: Visitor, user: LinkHolder, now: datetime | None = None) -> Seat:
    """Give the confirmed sign-up whose link ``user`` holds a seat for one person more, or a place in the queue.

    What a new form may not ask, this may not either. Raises ``ConfirmFirst`` before the address is confirmed, and
    ``AlreadySignedUp`` for a name the sign-up has: a button pressed twice adds nobody twice.
    """
    mine = Registration.objects.visible_to(user).filter(organisation=None)
    occurrence_id = mine.values_list("occurrence_id", flat=True).first()
    occurrence = lock_to_change(occurrence_id) if occurrence_id else None
    registration = mine.first()
    if occurrence is None or registration is None:
        raise errors.SignUpGone
    now = now or timezone.now()
    if registration.confirmed_at is None:
        raise errors.ConfirmFirst
    visitor = Visitor(usable(visitor.name), visitor.wish)
    check_takes_public(occurrence, [visitor], now=now)
    registration.occurrence = occurrence
    names = list(registration.seats.active().values_list("guest_name", flat=True))
    if as_compared(visitor.name) in map(as_compared, names):
        raise errors.AlreadySignedUp([visitor.name])
    if len(names) >= (most := most_people(occurrence, now=now)):
        raise errors.TooManyPeople(most)
    seat = Seat(guest_name=visitor.name, **stored(visitor.wish, occurrence))
    take_seats(registration, [seat], now=now)
    workshops.choose(occurrence, {seat: visitor.wish.workshops}, now=now)
    offer_free_seats(occurrence, now=now)
    history.record(HistoryAction.REGISTER, occurrence, user, seats=[seat])
    notifications.registration_made(registration, now=now)
    return seat


def most_people(occurrence: Occurrence, *, now: datetime) -> int:
    """How many one form may sign up: no more than an organisation may, where the date limits that."""
    return min(MOST_PEOPLE, occurrence.cap_at(now) or MOST_PEOPLE)


def check_takes_public(occurrence: Occurrence, people: Sequence[Visitor], *, now: datetime) -> None:
    """Refuse what the date takes from nobody, whoever asks."""
    check_open(occurrence, now=now)
    if occurrence.sign_up != SignUp.PUBLIC:
        raise errors.NotForPublic
    if not people or not people[0].name:
        raise errors.NobodyNamed
    if len(people) > (most := most_people(occurrence, now=now)):
        raise errors.TooManyPeople(most)
    for visitor in people:
        workshops.check_choice(occurrence, visitor.wish.workshops, whose=visitor.name)


def check_takes_place(occurrence: Occurrence, *, now: datetime) -> None:
    if occurrence.is_past(now):
        raise errors.DatePast
    if not occurrence.is_standing:
        raise errors.DateCancelled


def is_told_the_same(registration: Registration, people: Sequence[Visitor]) -> bool:
    """Whether ``registration`` was made for these very people and wishes."""
    told = [{"guest_name": visitor.name, **stored(visitor.wish, registration.occurrence)} for visitor in people]
    return told == list(registration.seats.active().order_by("pk").values("guest_name", "meal", "needs"))


def sign_up_of(email: str, occurrence: Occurrence, *, now: datetime) -> Registration | None:
    """The sign-up of that address for the date; what it let lapse is erased first."""
    found = Registration.objects.filter(occurrence=occurrence, organisation=None, email=email)
    forget(list(Seat.objects.filter(registration__in=found, status=Seat.Status.PENDING, held_until__lte=now)))
    return found.first()
