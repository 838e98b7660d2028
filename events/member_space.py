"""What the member space lists: an organisation's sign-ups by date, and the dates open to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from events.listing import with_paths
from events.models import Occurrence, Seat
from events.models.kinds import SignUp
from events.models.occurrences import Status
from events.sign_up_panel import with_ranks
from network.models import Organisation

OPEN_DATES = 12


@dataclass
class SignedUpDate:
    """One date and an organisation's seats there, each with its rank (0 for one that does not wait)."""

    date: Occurrence
    organisation: Organisation
    seats: list[tuple[Seat, int]]

    @property
    def is_void(self) -> bool:
        """Whether the date does not take place as announced."""
        return not self.date.is_standing


def seats_of(organisations: Iterable[Organisation]):
    """Seats these organisations hold or wait for, with all that a list shows of them."""
    return (
        Seat.objects.active()
        .filter(registration__organisation__in=organisations)
        .select_related("person", "registration__organisation", "occurrence__kind", "occurrence__group")
    )


def upcoming_sign_ups(organisations: list[Organisation], *, now: datetime) -> list[SignedUpDate]:
    """Dates that are not over, the next one first; one that was cancelled meanwhile stays in the list."""
    seats = seats_of(organisations).filter(occurrence__end__gt=now)
    return by_date(list(seats.order_by("occurrence__start", "occurrence_id", "registration__organisation", "pk")))


def past_seats(organisations: list[Organisation], *, now: datetime):
    """Seats of dates that are over, the latest first: to be paginated, then given to ``by_date``."""
    seats = seats_of(organisations).filter(occurrence__end__lte=now)
    return seats.order_by("-occurrence__start", "occurrence_id", "registration__organisation", "pk")


def by_date(seats: list[Seat]) -> list[SignedUpDate]:
    """Seats in their order, grouped by date and organisation."""
    groups: dict[tuple[int, int], SignedUpDate] = {}
    for seat, rank in with_ranks(seats):
        organisation = seat.registration.organisation
        key = seat.occurrence_id, organisation.pk
        if key not in groups:
            groups[key] = SignedUpDate(date=seat.occurrence, organisation=organisation, seats=[])
        groups[key].seats.append((seat, rank))
    dates = with_paths(group.date for group in groups.values())
    for group, date in zip(groups.values(), dates, strict=True):
        group.date = date
    return list(groups.values())


def open_dates(user, *, now: datetime) -> list[Occurrence]:
    """The next dates that take sign-ups at ``now``, with their path and counts."""
    dates = Occurrence.objects.visible_to(user).upcoming(now)
    dates = dates.filter(sign_up=SignUp.MEMBERS, status=Status.PLANNED, closes_at__gt=now)
    return with_paths(dates.with_seat_counts()[:OPEN_DATES])
