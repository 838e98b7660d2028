"""The same people for several dates in one go: each date on its own, so that one refusal stops no other."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from events import errors
from events.models import Occurrence, Registration, Seat
from events.models.registrations import with_ranks
from events.seats import services as seats
from network.models import Organisation, User


@dataclass
class DateResult:
    """What became of one date: ``seats`` with their ranks (0 for one that does not wait), or why it was refused."""

    date: Occurrence
    seats: list[tuple[Seat, int]] = field(default_factory=list)
    refusal: str = ""


def sign_up_for_dates(
    dates: Iterable[Occurrence], *, organisation: Organisation, user: User, token: uuid.UUID, **people
) -> list[DateResult]:
    """Register ``people`` (as ``seats.register`` takes them) for each of ``dates``, in a transaction of its own.

    The token of each date is derived from ``token``: the same form sent again makes nothing twice, and may be sent
    again for the dates that were refused.
    """
    results = []
    for date in dates:
        result = DateResult(date)
        try:
            made = seats.register(
                occurrence_id=date.pk,
                organisation=organisation,
                user=user,
                token=token_for(token, date),
                **people,
            )
        except errors.SignUpError as error:
            result.refusal = str(error.message)
        else:
            result.seats = made.standing or with_ranks(active_seats(made))
        results.append(result)
    return results


def active_seats(registration: Registration) -> list[Seat]:
    return list(registration.seats.active().select_related("person").order_by("pk"))


def token_for(token: uuid.UUID, date: Occurrence) -> uuid.UUID:
    """The token of the form for one date (RFC 9562, section 5.5)."""
    return uuid.uuid5(token, str(date.uid))
