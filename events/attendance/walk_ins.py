"""Those who came without being on the list: they get a seat, beyond the capacity if need be, and are present."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from events import errors
from events.attendance.services import Mark, merge
from events.models import Occurrence, Seat
from events.models.actors import COORDINATION
from events.models.registrations import Attendance
from events.seats import services as seats
from events.seats.changes import changes_seats, lock_to_change
from events.seats.guests import register_guests
from events.stable_names import walk_in_mark_key
from home.text.names import as_compared
from network.models import Organisation, User


@dataclass(frozen=True)
class WalkIn:
    """Somebody who came: ``organisation`` None for one of the public. ``key`` makes it count once."""

    key: uuid.UUID
    name: str
    organisation: Organisation | None
    came_at: datetime


@changes_seats
def welcome(*, occurrence_id: int, walk_in: WalkIn, user: User, device: str, now: datetime | None = None) -> Seat:
    """A seat for ``walk_in``, marked present; the one they have already where they stand on the list after all.

    Raises the errors of ``events.errors``: a name that cannot be kept, a date called off.
    """
    if not user.has_perm(COORDINATION):
        raise errors.NotYourOrganisation
    occurrence = lock_to_change(occurrence_id)
    now = now or timezone.now()
    if not seats.usable(walk_in.name):
        raise errors.NobodyNamed
    if (seat := seat_of(occurrence, walk_in)) is None:
        seat = seat_for(occurrence, walk_in, user, now=now)
    # One key for the form, another for the mark it makes: both are the same however often it is sent.
    mark = Mark(walk_in_mark_key(walk_in.key), seat.pk, Attendance.PRESENT, min(walk_in.came_at, now))
    merge(occurrence_id=occurrence.pk, marks=[mark], user=user, device=device, now=now)
    return seat


def seat_of(occurrence: Occurrence, walk_in: WalkIn) -> Seat | None:
    """The seat that this form made before, or that the person has on the list."""
    made = Seat.objects.filter(registration__token=walk_in.key, occurrence=occurrence).first()
    if made or walk_in.organisation is None:
        return made
    wanted = as_compared(walk_in.name)
    named = Seat.objects.active().filter(occurrence=occurrence, registration__organisation=walk_in.organisation)
    named = named.exclude(person=None).select_related("person")
    return next((seat for seat in named if as_compared(seat.person.name) == wanted), None)


def seat_for(occurrence: Occurrence, walk_in: WalkIn, user: User, *, now: datetime) -> Seat:
    reason = _("at the door")
    if walk_in.organisation is None:
        registration = register_guests(
            occurrence_id=occurrence.pk,
            names=[walk_in.name],
            user=user,
            token=walk_in.key,
            language=user.language,
            overbooking=reason,
            at_the_door=True,
            now=now,
        )
        return registration.seats.get()
    registration = seats.register(
        occurrence_id=occurrence.pk,
        organisation=walk_in.organisation,
        user=user,
        names=[walk_in.name],
        token=walk_in.key,
        overbooking=reason,
        at_the_door=True,
        now=now,
    )
    return registration.seats.get()
