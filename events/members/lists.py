"""What the member space lists: an organisation's sign-ups by date, what waits for an answer, the dates open to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db.models import Q

from events.dates.listing import with_kinds
from events.models import Apology, Occurrence, Seat
from events.models.kinds import SignUp
from events.models.occurrences import Status
from events.models.registrations import with_ranks
from network.models import Organisation

OPEN_DATES = 8
NEXT_DATES = 6


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

    @property
    def offered(self) -> list[Seat]:
        """Seats held until the organisation says yes."""
        return [] if self.is_void else [seat for seat, _rank in self.seats if seat.status == Seat.Status.OFFERED]

    @property
    def answer_until(self) -> datetime | None:
        """Until when (aware) the first of these offers holds its seat."""
        return min((seat.held_until for seat in self.offered), default=None)

    @property
    def takes_more(self) -> bool:
        """Whether sign-up is a matter of deadlines here, and not of coming or not."""
        return not self.is_void and self.date.sign_up != SignUp.NONE


def seats_of(organisations: Iterable[Organisation]):
    """Seats these organisations hold or wait for, with all that a list shows of them."""
    return (
        Seat.objects.active()
        .filter(registration__organisation__in=organisations)
        .select_related("person", "registration__organisation", "occurrence__kind", "occurrence__group")
    )


def coming_seats(organisations: Iterable[Organisation], *, now: datetime):
    """Seats of dates that are not over, the next one first; one that was cancelled meanwhile stays in the list."""
    seats = seats_of(organisations).filter(occurrence__end__gt=now)
    return seats.order_by("occurrence__start", "occurrence_id", "registration__organisation", "pk")


def past_seats(organisations: Iterable[Organisation], *, now: datetime):
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
    dates = with_kinds(group.date for group in groups.values())
    for group, date in zip(groups.values(), dates, strict=True):
        group.date = date
    return list(groups.values())


def waiting_for_an_answer(sign_ups: list[SignedUpDate]) -> list[SignedUpDate]:
    """Those with offers, the one that passes on first at the top."""
    return sorted((entry for entry in sign_ups if entry.offered), key=attrgetter("answer_until"))


@dataclass(frozen=True)
class ComingApology:
    """An apology for a date that is not over: one's own, or a proxy one holds."""

    apology: Apology
    is_own: bool
    is_held: bool


def coming_apologies(organisations: Iterable[Organisation], *, now: datetime) -> list[ComingApology]:
    """What these organisations sent for dates that are not over, and the proxies they hold there, the next first."""
    own = [organisation.pk for organisation in organisations]
    found = Apology.objects.filter(Q(organisation__in=own) | Q(proxy_holder__in=own), occurrence__end__gt=now)
    found = found.filter(occurrence__withdrawn_at=None).select_related("organisation", "proxy_holder", "occurrence")
    return [
        ComingApology(one, is_own=one.organisation_id in own, is_held=one.proxy_holder_id in own)
        for one in found.order_by("occurrence__start", "pk")
    ]


def open_dates(user, *, now: datetime) -> list[Occurrence]:
    """The next dates that take sign-ups at ``now``, with their counts."""
    return with_kinds(dates_open_to(user, now=now).with_seat_counts()[:OPEN_DATES])


def dates_open_to(user, *, now: datetime):
    """Dates that take sign-ups of members at ``now``, by start."""
    dates = Occurrence.objects.visible_to(user).upcoming(now)
    dates = dates.exclude(sign_up=SignUp.NONE).filter(status=Status.PLANNED, closes_at__gt=now)
    return dates.filter(Q(opens_at=None) | Q(opens_at__lte=now))
