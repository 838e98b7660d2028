"""Somebody from the public signs up with an e-mail address, and confirms it by the link of a mail.

Until then the seats are held for some time, or where there is none nothing is: the queue is joined by confirming. What
is never confirmed is erased (``events.offers``). All functions are atomic, lock the date before they check, take aware
datetimes as ``now`` and raise the errors of ``events.errors``.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from events import errors, journal, mails, workshops
from events.actors import LinkHolder
from events.confirming import held_until, settle
from events.giving import lock, offer_free_seats
from events.models import Occurrence, Registration, Seat
from events.models.kinds import SignUp
from events.offers import forget
from events.seats import NO_WISH, check_name, check_open, stored, take_seats
from events.unconfirmed import check_room
from events.wishes import Wish
from home.memory import note_change

MOST_PEOPLE = 6


@dataclass(frozen=True)
class Visitor:
    """One of the people of a form: a name, empty for somebody named later, and what they eat, need and attend."""

    name: str
    wish: Wish = NO_WISH


@transaction.atomic
def sign_up(
    *,
    occurrence_id: int,
    email: str,
    people: Sequence[Visitor],
    language: str,
    token: uuid.UUID,
    note: str = "",
    same_place: Collection[int] = (),
    now: datetime | None = None,
) -> Registration:
    """Hold seats for ``people``, the first of whom has ``email``, and mail the link that confirms.

    One address has one sign-up for a date: asked again, the same mail leaves again and nothing else happens, so that
    nobody learns who is signed up. Sending the same ``token`` again changes nothing; with another address or other
    people, as somebody does who went back to correct the form, it replaces what was not confirmed. ``same_place`` are
    earlier sign-ups (by key) of the same network, which may hold so many unconfirmed seats at once.
    """
    occurrence = lock(occurrence_id)
    # Read after the lock is had, as ``events.seats.register`` does.
    now = now or timezone.now()
    email = as_address(email)
    people = [Visitor(" ".join(visitor.name.split()), visitor.wish) for visitor in people]
    check(occurrence, people, now=now)
    made = Registration.objects.filter(token=token).first()
    if made:
        if made.occurrence_id != occurrence.pk or not made.is_public:
            raise errors.FormSentBefore
        if made.email == email and is_told_the_same(made, people):
            return made
        forget(list(made.seats.filter(status=Seat.Status.PENDING)))
        token = uuid.uuid4()
    # Before anybody looks whose the address is: the answer is the same for all.
    most = most_people(occurrence, now=now)
    check_room(occurrence, len(people), most_of_a_form=most, same_place=same_place, now=now)
    fields = {"language": language, "note": note, "token": token}
    return enter(occurrence, email, people, **fields, gave_back=bool(made), now=now)


def enter(
    occurrence: Occurrence,
    email: str,
    people: Sequence[Visitor],
    *,
    language: str,
    note: str,
    token: uuid.UUID,
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
            note_change(occurrence.pk)
        mails.asked_again(known, now=now)
        return known
    registration = known or Registration(occurrence=occurrence, email=email)
    registration.contact_name, registration.language, registration.note = people[0].name, language, note
    registration.token, registration.created_at, registration.confirmed_at = token, now, None
    save(registration)
    take(registration, people, now=now)
    return registration


def save(registration: Registration) -> None:
    """``FormSentBefore`` if another date took the same form at this instant: the locks of the two differ."""
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as error:
        raise errors.FormSentBefore from error


def take(registration: Registration, people: Sequence[Visitor], *, now: datetime) -> None:
    """Hold the seats of ``people`` until the address is confirmed, as far as there are free ones, and mail the link."""
    occurrence = registration.occurrence
    new = [Seat(guest_name=visitor.name, **stored(visitor.wish, occurrence)) for visitor in people]
    take_seats(registration, new, now=now, until=held_until(occurrence, now=now))
    choices = {seat: visitor.wish.workshops for seat, visitor in zip(new, people, strict=True)}
    workshops.choose(occurrence, choices, now=now)
    # A sign-up that this one replaced may have left a seat free.
    offer_free_seats(occurrence, now=now)
    journal.record("events.register", occurrence, None, seats=new)
    mails.confirmation_asked(registration, now=now)
    note_change(occurrence.pk)


@transaction.atomic
def confirm(*, user: LinkHolder, now: datetime | None = None) -> Registration:
    """Confirm the address of the sign-up whose link ``user`` holds; confirming twice changes nothing.

    Seats still held are confirmed. Others are taken if there are free ones and nobody waits; else the person waits from
    now on. Who asked in time may confirm after sign-up has closed. Raises ``SignUpGone`` where it was erased meanwhile,
    ``DatePast`` and ``DateCancelled``.
    """
    mine = Registration.objects.visible_to(user).filter(organisation=None)
    occurrence_id = mine.values_list("occurrence_id", flat=True).first()
    occurrence = lock(occurrence_id) if occurrence_id else None
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
    journal.record("events.confirm", occurrence, user, seats=pending)
    mails.registration_made(registration, now=now)
    note_change(occurrence.pk)
    return registration


def most_people(occurrence: Occurrence, *, now: datetime) -> int:
    """How many one form may sign up: no more than an organisation may, where the date limits that."""
    return min(MOST_PEOPLE, occurrence.cap_at(now) or MOST_PEOPLE)


def check(occurrence: Occurrence, people: Sequence[Visitor], *, now: datetime) -> None:
    """Refuse what the date takes from nobody, whoever asks."""
    check_open(occurrence, now=now)
    if occurrence.sign_up != SignUp.PUBLIC:
        raise errors.NotForPublic
    if not people or not people[0].name:
        raise errors.NobodyNamed
    if len(people) > (most := most_people(occurrence, now=now)):
        raise errors.TooManyPeople(most)
    for visitor in people:
        check_name(visitor.name)
        workshops.check_choice(occurrence, visitor.wish.workshops, whose=visitor.name)


def check_takes_place(occurrence: Occurrence, *, now: datetime) -> None:
    if occurrence.is_past(now):
        raise errors.DatePast
    if not occurrence.is_standing:
        raise errors.DateCancelled


def as_address(email: str) -> str:
    """An e-mail address as two are compared: mailboxes that differ by a capital alone exist nowhere."""
    return email.strip().lower()


def is_told_the_same(registration: Registration, people: Sequence[Visitor]) -> bool:
    """Whether ``registration`` was made for these very people and wishes."""
    told = [{"guest_name": visitor.name, **stored(visitor.wish, registration.occurrence)} for visitor in people]
    return told == list(registration.seats.active().order_by("pk").values("guest_name", "meal", "needs"))


def sign_up_of(email: str, occurrence: Occurrence, *, now: datetime) -> Registration | None:
    """The sign-up of that address for the date; what it let lapse is erased first."""
    found = Registration.objects.filter(occurrence=occurrence, organisation=None, email=email)
    forget(list(Seat.objects.filter(registration__in=found, status=Seat.Status.PENDING, held_until__lte=now)))
    return found.first()
