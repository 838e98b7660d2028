"""What the page of a signed link shows of one sign-up: nothing of it is decided in the template."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.access.signed_links import door_address, door_code
from events.calendars.subscription import qr_code
from events.dates.listing import page_path, with_kinds
from events.dates.occupancy import Occupancy
from events.errors import SignUpError
from events.models import Apology, Occurrence, Registration, Seat
from events.models.actors import LinkHolder
from events.models.kinds import SignUp
from events.models.occurrences import Status
from events.models.registrations import with_ranks
from events.seats.apologies import apology_of
from events.seats.public_registration import most_people
from events.seats.services import check_open

DONE = {
    "confirmee": _("Your sign-up is confirmed. A mail is on its way to you."),
    "liste": _("Your e-mail address is confirmed. The date is full: you stand on the waiting list."),
    "acceptee": _("The seat is yours. A mail is on its way to you."),
    "declinee": _("You declined. The seat passes on to whoever waits next."),
    "annulee": _("It is cancelled. Thank you for telling us."),
    "modifiee": _("Your change is kept."),
    "ajoutee": _("The person is signed up. A mail is on its way to you."),
    "attend": _("The person stands on the waiting list. A mail is on its way to you."),
    "excusee": _("Your organisation is excused. Thank you for telling."),
    "revenue": _("Your organisation is no longer excused. Sign up again if somebody comes."),
}
"""What a button did, by the word its answer puts into the address."""


@dataclass(frozen=True)
class Guest:
    """Somebody signed up: the seat, its rank (0 unless it waits), its workshops in words, its code for the door."""

    seat: Seat
    rank: int = 0
    workshops: list[str] = field(default_factory=list)
    code: str = ""

    @property
    def qr(self) -> str:
        """The code as a picture, as the address of an image."""
        return qr_code(door_address(self.seat)) if self.code else ""


@dataclass
class LinkPage:
    """One sign-up as its link shows it at ``now``."""

    signed: str
    holder: LinkHolder
    registration: Registration
    now: datetime
    people: list[Guest] = field(default_factory=list)
    apology: Apology | None = None
    room: int | None = 0
    done: str | Promise = ""
    refusal: str = ""

    @property
    def date(self) -> Occurrence:
        return self.registration.occurrence

    @property
    def is_past(self) -> bool:
        return self.date.is_past(self.now)

    @property
    def is_cancelled(self) -> bool:
        return self.date.status == Status.CANCELLED or self.date.withdrawn_at is not None

    @property
    def is_postponed(self) -> bool:
        return self.date.status == Status.POSTPONED and not self.is_cancelled

    @property
    def is_void(self) -> bool:
        return self.is_cancelled or self.is_postponed

    @property
    def may_change(self) -> bool:
        """Whether the page has buttons: a date that is over or cancelled is only read."""
        return not self.is_past and not self.is_cancelled

    @property
    def may_add(self) -> bool:
        """Whether somebody from the public may bring one person more: what a new form may, as far as it is known."""
        if not (self.registration.is_public and self.registration.confirmed_at) or self.is_void:
            return False
        try:
            check_open(self.date, now=self.now)
        except SignUpError:
            return False
        return self.date.sign_up == SignUp.PUBLIC and len(self.people) < most_people(self.date, now=self.now)

    @property
    def may_excuse(self) -> bool:
        """Whether the organisation may be excused here; somebody from the public cancels."""
        return self.may_change and not self.is_postponed and not self.registration.is_public and not self.apology

    def with_status(self, status: str) -> list[Guest]:
        return [guest for guest in self.people if guest.seat.status == status]

    @property
    def offered(self) -> list[Guest]:
        return self.with_status(Seat.Status.OFFERED) if self.may_change and not self.is_void else []

    @property
    def offered_until(self) -> datetime | None:
        return min((guest.seat.held_until for guest in self.offered), default=None)

    @property
    def pending(self) -> list[Guest]:
        return self.with_status(Seat.Status.PENDING) if self.may_change and not self.is_void else []

    @property
    def pending_until(self) -> datetime | None:
        """Until when seats are kept for an address not confirmed yet; None where none is.

        Then ``room`` is how many seats confirming may take at once; None without a limit.
        """
        return min((guest.seat.held_until for guest in self.pending if guest.seat.number), default=None)

    @property
    def has_room(self) -> bool:
        """Whether confirming gives everybody a seat, where none is held yet."""
        return self.room is None or self.room >= len(self.pending)

    @property
    def waits(self) -> bool:
        return any(guest.rank for guest in self.people)

    @property
    def codes(self) -> list[Guest]:
        """Those who have a code for the door."""
        return [guest for guest in self.people if guest.code]

    @property
    def asks_wishes(self) -> bool:
        return bool(self.date.asks_meal or self.date.asks_needs or self.date.has_workshops)

    @property
    def calendar(self) -> str:
        """Path of the date as a file for a calendar; empty where its page is gone."""
        path = page_path(self.date)
        return f"{path}{path.strip('/').rpartition('/')[2]}.ics?date={self.date.uid}" if path else ""


def read_link_page(signed: str, holder: LinkHolder, *, now: datetime | None = None, done: str = "") -> LinkPage:
    """What ``holder`` sees at ``now`` (aware), after the button that ``done`` names."""
    registrations = Registration.objects.visible_to(holder)
    registration = registrations.select_related("organisation", "occurrence__kind", "occurrence__host").get()
    date = registration.occurrence
    with_kinds([date])
    page = LinkPage(signed, holder, registration, now or timezone.now(), done=DONE.get(done, ""))
    seats = Seat.objects.visible_to(holder).active().filter(occurrence=date)
    seats = list(seats.select_related("person").with_workshops().order_by("queued_at", "pk"))
    page.people = [guest_of(seat, rank, page) for seat, rank in with_ranks(seats)]
    if registration.organisation:
        page.apology = apology_of(date, registration.organisation)
    if page.pending and page.pending_until is None:
        page.room = Occupancy.of(date).room
    return page


def with_codes(seats: Iterable[Seat]) -> list[Guest]:
    """Those of ``seats`` who have a code for the door."""
    return [Guest(seat, code=door_code(seat)) for seat in seats if seat.status == Seat.Status.CONFIRMED]


def guest_of(seat: Seat, rank: int, page: LinkPage) -> Guest:
    has_code = seat.status == Seat.Status.CONFIRMED and page.may_change
    return Guest(seat, rank, workshops_in_words(seat), door_code(seat) if has_code else "")


def workshops_in_words(seat: Seat) -> list[str]:
    """The workshops a person chose, in the order of the programme, and for which of them they still wait."""
    waits = _("%(title)s (waiting for a place)")
    places = sorted(seat.workshops.all(), key=lambda place: place.workshop.position)
    chosen = [(place.workshop.title, place.number is not None) for place in places]
    return [title if has_one else str(waits % {"title": title}) for title, has_one in chosen]
