"""Somebody from the public whom the coordination signs up: they called, wrote, or stand at the door."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from events import errors
from events.dates import history
from events.mails import notifications
from events.models import Registration, Seat
from events.models.actors import COORDINATION
from events.seats import workshops
from events.seats.allocation import offer_free_seats
from events.seats.changes import changes_seats, lock_to_change
from events.seats.meals_and_needs import Wish
from events.seats.services import NO_WISH, check_open, made_with, stored, take_seats, usable
from events.stable_names import HistoryAction
from home.text.emails import normalize_email
from home.text.names import as_compared
from network.models import User


@changes_seats
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

    Nobody has to confirm what the coordination typed. As for ``events.seats.services.register``, ``overbooking``
    is why there is room for all, ``at_the_door`` notes whoever came, during the date and after it; and sending the same
    ``token`` again returns the registration already made.
    """
    occurrence = lock_to_change(occurrence_id)
    now = now or timezone.now()
    if not user.has_perm(COORDINATION):
        raise errors.CoordinationOnly
    if made := made_with(token, occurrence=occurrence, user=user):
        return made
    check_open(occurrence, now=now, by_coordination=True, at_the_door=at_the_door)
    guests = guest_names(names)
    form = {"contact_name": guests[0], "email": normalize_email(email), "language": language, "token": token}
    registration = Registration(occurrence=occurrence, created_by=user, created_at=now, confirmed_at=now, **form)
    save(registration)
    seats = [Seat(guest_name=name, **stored(wish, occurrence)) for name in guests]
    take_seats(registration, seats, now=now, overbooking=overbooking)
    workshops.choose(occurrence, dict.fromkeys(seats, wish.workshops), now=now)
    offer_free_seats(occurrence, now=now)
    history.record(HistoryAction.REGISTER, occurrence, user, seats=seats, reason=overbooking)
    if not at_the_door:
        notifications.registration_made(registration, now=now)
    return registration


def guest_names(names: Iterable[str]) -> list[str]:
    """``names`` as they are kept, each person once."""
    people = {}
    for name in map(usable, names):
        people.setdefault(as_compared(name), name)
    people.pop("", None)
    if not people:
        raise errors.GuestNameNeeded
    return list(people.values())


def save(registration: Registration) -> None:
    """``AddressSignedUp`` if the date has a sign-up with that address."""
    try:
        with transaction.atomic():
            registration.save()
    except IntegrityError as error:
        raise errors.AddressSignedUp from error
