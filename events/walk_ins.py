"""Somebody from the public whom the coordination signs up: they called, wrote, or stand at the door."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from events import errors, journal, mails, workshops
from events.actors import COORDINATION
from events.giving import lock, offer_free_seats
from events.models import Registration, Seat
from events.seats import NO_WISH, as_compared, check_name, check_open, made_with, stored, take_seats
from events.wishes import Wish
from home.memory import note_change
from network.models import User


@transaction.atomic
def register_guests(
    *,
    occurrence_id: int,
    names: Iterable[str],
    user: User,
    token: uuid.UUID,
    language: str,
    email: str = "",
    wish: Wish = NO_WISH,
    overbooking: str = "",
    at_the_door: bool = False,
    now: datetime | None = None,
) -> Registration:
    """Seats for people of the public, each with a name; the first is whom ``email`` (or nobody) writes to.

    Nobody has to confirm what the coordination typed. As for ``events.seats.register``, ``overbooking`` is why there is
    room for all, ``at_the_door`` notes whoever came, during the date and after it; and sending the same ``token`` again
    returns the registration already made.
    """
    occurrence = lock(occurrence_id)
    now = now or timezone.now()
    if not user.has_perm(COORDINATION):
        raise errors.CoordinationOnly
    if made := made_with(token, occurrence=occurrence, user=user):
        return made
    check_open(occurrence, now=now, by_coordination=True, at_the_door=at_the_door)
    guests = guest_names(names)
    form = {"contact_name": guests[0], "email": email.strip().lower(), "language": language, "token": token}
    registration = Registration(occurrence=occurrence, created_by=user, created_at=now, confirmed_at=now, **form)
    save(registration)
    seats = [Seat(guest_name=name, **stored(wish, occurrence)) for name in guests]
    take_seats(registration, seats, now=now, overbooking=overbooking)
    workshops.choose(occurrence, dict.fromkeys(seats, wish.workshops), now=now)
    offer_free_seats(occurrence, now=now)
    journal.record("events.register", occurrence, user, seats=seats, reason=overbooking)
    if not at_the_door:
        mails.registration_made(registration, now=now)
    note_change(occurrence.pk)
    return registration


def guest_names(names: Iterable[str]) -> list[str]:
    """``names`` without superfluous spaces, each person once."""
    people = {}
    for name in (" ".join(name.split()) for name in names):
        people.setdefault(as_compared(name), name)
    people.pop("", None)
    if not people:
        raise errors.GuestNameNeeded
    for name in people.values():
        check_name(name)
    return list(people.values())


def save(registration: Registration) -> None:
    """``AddressSignedUp`` if the date has a sign-up with that address."""
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as error:
        raise errors.AddressSignedUp from error
