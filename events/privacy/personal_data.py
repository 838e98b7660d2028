"""Sign-ups in what is held about a person: of an account, and of an address of the public.

An account's own part is what it did for its organisations; the colleagues it named are the organisation's and stay
until their names are erased (``events.privacy.erasure``).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.dates import history
from events.models import Apology, AttendanceMark, Registration, Seat
from events.models.actors import Actor
from events.privacy.erasure import erase_reasons_about, erase_seats
from events.seats.allocation import give_up, offer_free_seats
from events.seats.changes import changes_seats, lock_to_change
from events.stable_names import HistoryAction
from network.models import OutgoingMail, Person, User
from network.outbox.queue import erase_sent, withdraw_queued
from network.personal_data.services import Row, Section, add_section, instant_in_words, worded

SECTION = "sign_ups"


def read_sign_ups(user: User) -> list[Row]:
    """What the account signed up, and seats on which somebody with its address sits."""
    mine = Registration.objects.filter(created_by=user) | Registration.objects.filter(pk__in=seated(user.email))
    return [as_row(registration) for registration in with_facts(mine | of_the_public(user.email))]


def seated(email: str):
    """Registrations with a seat of a colleague who has this address."""
    if not email:
        return Seat.objects.none().values("registration")
    return Seat.objects.filter(person__email=email).values("registration")


def of_the_public(email: str):
    """Sign-ups made with this address, without an account; an empty one is nobody's."""
    return Registration.objects.filter(organisation=None, email=email).exclude(email="")


def with_facts(registrations):
    found = registrations.select_related("occurrence", "organisation").prefetch_related("seats__person")
    return found.order_by("occurrence__start", "pk")


def as_row(registration: Registration) -> Row:
    seats = registration.seats.all()
    people = ", ".join(f"{seat.display_name} ({seat.get_status_display()})" for seat in seats)
    wishes = " · ".join(filter(None, (seat.wish_in_words for seat in seats)))
    return {
        _("Date"): str(registration.occurrence),
        _("Organisation"): registration.whose,
        _("People"): people or "–",
        _("Meal and access needs"): wishes or "–",
        _("Message"): registration.note or "–",
        _("Signed up on"): instant_in_words(registration.created_at),
    }


def erase_sign_ups(user: User) -> None:
    """The account's name leaves with the account; its address leaves the people who have it and the public's forms."""
    Registration.objects.filter(created_by=user).update(created_by=None)
    Apology.objects.filter(created_by=user).update(created_by=None)
    AttendanceMark.objects.filter(author=user).update(author=None)
    forget_address(user.email)


@dataclass(frozen=True)
class Held:
    """What is held about an address, and what erasing it does: seats ``given_back`` of dates to come, the others
    ``kept`` without a name, mails emptied and mails that do not leave any more.
    """

    rows: list[Row]
    given_back: int
    kept: int
    mails: int
    queued: int
    fingerprint: str

    @property
    def is_empty(self) -> bool:
        return not self.fingerprint


def held_about(email: str, *, now: datetime) -> Held:
    """What ``forget_address`` would erase at ``now``, and ``export_address`` hands over."""
    found = list(with_facts(about(email)))
    own = {one.pk for one in found if one.is_public}
    seats = seats_of_address(email).select_related("occurrence")
    given_back = {
        seat.pk
        for seat in seats
        if seat.registration_id in own and seat.status not in Seat.GIVEN_UP and not seat.occurrence.is_past(now)
    }
    mails = OutgoingMail.objects.filter(recipient=email)
    queued = mails.filter(status=OutgoingMail.Status.QUEUED).count()
    facts = [(seat.pk, seat.status) for seat in seats], sorted(own), colleagues_with(email).count()
    return Held(
        rows=[as_row(one) for one in found],
        given_back=len(given_back),
        kept=len(seats) - len(given_back),
        mails=mails.count() - queued,
        queued=queued,
        fingerprint=hashlib.sha256(repr(facts).encode()).hexdigest()[:16] if found or facts[2] else "",
    )


def about(email: str):
    """The sign-ups that speak of whoever has this address."""
    return of_the_public(email) | Registration.objects.filter(pk__in=seated(email))


def colleagues_with(email: str):
    """The colleagues, of any organisation, who have this address."""
    return Person.objects.filter(email=email).exclude(email="")


def seats_of_address(email: str):
    """The seats of the public's sign-ups with this address, and those of colleagues who have it."""
    own = Q(registration__in=of_the_public(email)) | Q(person__in=colleagues_with(email))
    return Seat.objects.filter(own).order_by("pk")


@changes_seats
def forget_address(email: str, *, actor: Actor | None = None) -> int:
    """Erase everybody who signed up with ``email``: the seats to come are given back, the past ones stay counted.

    Returns the number of sign-ups and colleagues. Mails to that address are emptied, and those that have not left do
    not leave. The history of each date says that ``actor`` did it, and not about whom.
    """
    if not email:
        return 0
    now = timezone.now()
    count = of_the_public(email).count() + colleagues_with(email).count()
    # In order of the dates, so that two erasures wait for each other and never deadlock.
    for occurrence_id in sorted(set(about(email).values_list("occurrence_id", flat=True))):
        forget_at(occurrence_id, email, actor, now=now)
    colleagues_with(email).delete()
    addresses = set(OutgoingMail.objects.filter(recipient=email).values_list("recipient", flat=True))
    withdraw_queued(recipients=addresses)
    erase_sent(now, recipients=addresses)
    return count


def forget_at(occurrence_id: int, email: str, actor: Actor | None, *, now: datetime) -> None:
    """Erase what one date holds of an address; what it held of a date to come goes to whoever waits."""
    occurrence = lock_to_change(occurrence_id)
    own = of_the_public(email).filter(occurrence=occurrence)
    seats = list(seats_of_address(email).filter(occurrence=occurrence).select_related("person"))
    keys = [seat.pk for seat in seats]
    names = {seat.display_name for seat in seats} | set(own.values_list("contact_name", flat=True)) | {email}
    erase_reasons_about(occurrence, keys, names)
    active = [] if occurrence.is_past(now) else list(Seat.objects.active().filter(registration__in=own))
    give_up(active, status=Seat.Status.CANCELLED, now=now)
    erase_seats(Seat.objects.filter(pk__in=keys), now)
    own.update(contact_name="", email="", note="", erased_at=now)
    history.record(HistoryAction.FORGET, occurrence, actor, count=len(keys))
    if active:
        offer_free_seats(occurrence, now=now)


def export_address(email: str) -> str:
    """What is held about whoever signed up with ``email`` without an account, as JSON."""
    rows = [worded(as_row(row)) for row in with_facts(about(email))]
    return json.dumps({"email": email, SECTION: rows}, ensure_ascii=False, indent=2)


def address_table(email: str) -> Iterator[list[str]]:
    """The same as rows of a spreadsheet, the headings first."""
    for number, row in enumerate(map(as_row, with_facts(about(email)))):
        if not number:
            yield [str(label) for label in row]
        yield [str(value) for value in row.values()]


def add_to_personal_data() -> None:
    add_section(Section(SECTION, _("My sign-ups"), read=read_sign_ups, erase=erase_sign_ups))
