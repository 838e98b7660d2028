"""How full a date is and what it holds already of whoever signs up: one query, once the date is locked.

In a statement of its own, after the one that waits for the lock: what that one would read besides the locked row is as
old as its beginning, and other people's seats came since.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from django.db.models import Count, Exists, Max, Q
from django.db.models.functions import Coalesce

from events.models import Apology, Occurrence, Registration, Seat
from network.models import Organisation, Representative, User

HELD = Q(seats__number__isnull=False)
COUNTS = {
    "held": Count("seats", filter=HELD),
    "highest": Coalesce(Max("seats__number"), 0),
    "waiting": Count("seats", filter=Q(seats__status=Seat.Status.WAITING)),
    "overbooked": Count("seats", filter=HELD & ~Q(seats__overbooking="")),
}


@dataclass(frozen=True, kw_only=True)
class Occupancy:
    """Seats ``held`` at ``date`` and the ``highest`` number among them, people ``waiting``, seats ``overbooked``."""

    date: Occurrence
    held: int
    highest: int
    waiting: int
    overbooked: int

    @classmethod
    def of(cls, date: Occurrence, **asked) -> Self:
        """That of the locked ``date``, with whatever else is ``asked`` of the database (expressions by field)."""
        counted = COUNTS | asked
        return cls(
            date=date, **Occurrence.objects.filter(pk=date.pk).values("pk").annotate(**counted).values(*counted).get()
        )

    @property
    def taken(self) -> Collection[int]:
        """The numbers of the seats held; read one by one only where there are gaps between them."""
        return range(1, self.held + 1) if self.highest == self.held else numbers_held(self.date)

    @property
    def room(self) -> int | None:
        """Seats newcomers may have at once: none while somebody waits (who comes first), None without a limit."""
        if self.waiting:
            return 0
        return self.date.seats_left(self.held)

    def has_room_for(self, people: int) -> bool:
        """Whether so many newcomers would each have a seat at once."""
        return self.room is None or self.room >= people

    @property
    def is_unsettled(self) -> bool:
        """Whether a seat is free although people wait, or one is overbooked that may not have to be."""
        has_room = self.date.seats_left(self.held) != 0
        return bool(self.overbooked or (self.waiting and has_room))


@dataclass(frozen=True, kw_only=True)
class Applicant(Occupancy):
    """The same, and what is known of whoever signs up.

    Whether a registration was made with their form (``form_was_sent``), the account acts for the organisation
    (``acts``), and the organisation has sent an apology (``is_excused``).
    """

    form_was_sent: bool
    acts: bool
    is_excused: bool

    @classmethod
    def at(cls, date: Occurrence, *, organisation: Organisation, user: User, token: uuid.UUID) -> Self:
        return cls.of(
            date,
            form_was_sent=Exists(Registration.objects.filter(token=token)),
            acts=Exists(Representative.objects.current().filter(user=user.pk, organisation=organisation)),
            is_excused=Exists(Apology.objects.filter(occurrence=date, organisation=organisation)),
        )


def numbers_held(date: Occurrence) -> set[int]:
    return set(Seat.objects.held().filter(occurrence=date).order_by().values_list("number", flat=True))
