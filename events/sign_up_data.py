"""Sign-ups in what is held about a person: of an account, and of an address of the public.

An account's own part is what it did for its organisations; the colleagues it named are the organisation's and stay
until their names are erased (``events.erasure``).
"""

import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.erasure import erase_reasons, erase_seats
from events.giving import give_up, lock, offer_free_seats
from events.models import Apology, AttendanceMark, Registration, Seat
from home.memory import note_change
from network.models import Person, User
from network.outbox import erase_sent
from network.personal_data import Row, Section, add_section, moment

SECTION = "sign_ups"


def read_sign_ups(user: User) -> list[Row]:
    """What the account signed up, and seats on which somebody with its address sits."""
    mine = Registration.objects.filter(created_by=user) | Registration.objects.filter(pk__in=seated(user.email))
    return [as_row(registration) for registration in with_facts(mine | of_the_public(user.email))]


def seated(email: str):
    """Registrations with a seat of a colleague who has this address."""
    if not email:
        return Seat.objects.none().values("registration")
    return Seat.objects.filter(person__email__iexact=email).values("registration")


def of_the_public(email: str):
    """Sign-ups made with this address, without an account; an empty one is nobody's."""
    return Registration.objects.filter(organisation=None, email__iexact=email).exclude(email="")


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
        _("Signed up on"): moment(registration.created_at),
    }


def erase_sign_ups(user: User) -> None:
    """The account's name leaves with the account; its address leaves the people who have it and the public's forms."""
    Registration.objects.filter(created_by=user).update(created_by=None)
    Apology.objects.filter(created_by=user).update(created_by=None)
    AttendanceMark.objects.filter(author=user).update(author=None)
    forget_address(user.email)


@transaction.atomic
def forget_address(email: str) -> int:
    """Erase everybody who signed up with ``email``: the seats to come are given back, the past ones stay counted.

    Returns the number of sign-ups and colleagues. Mails to that address are emptied.
    """
    if not email:
        return 0
    now = timezone.now()
    dates = {one.pk: one.occurrence_id for one in of_the_public(email)}
    # In order of the dates, so that two erasures wait for each other and never in a circle.
    for pk, occurrence_id in sorted(dates.items(), key=lambda pair: (pair[1], pair[0])):
        forget_registration(pk, occurrence_id, now)
    people = Person.objects.filter(email__iexact=email)
    Seat.objects.filter(person__in=people).update(erased_at=now)
    count = people.count()
    people.delete()
    erase_sent(now, recipients=[email, email.lower()])
    return len(dates) + count


def forget_registration(pk: int, occurrence_id: int, now) -> None:
    """Erase one sign-up of the public; what it held of a date to come goes to whoever waits."""
    occurrence = lock(occurrence_id)
    active = [] if occurrence.is_past(now) else list(Seat.objects.active().filter(registration=pk))
    give_up(active, status=Seat.Status.CANCELLED, now=now)
    erase_seats(Seat.objects.filter(registration=pk), now)
    Registration.objects.filter(pk=pk).update(contact_name="", email="", note="", erased_at=now)
    erase_reasons(occurrence)
    if active:
        offer_free_seats(occurrence, now=now)
        note_change(occurrence_id)


def export_address(email: str) -> str:
    """What is held about whoever signed up with ``email`` without an account, as JSON."""
    rows = [as_row(one) for one in with_facts(of_the_public(email) | Registration.objects.filter(pk__in=seated(email)))]
    rows = [{str(label): str(value) for label, value in row.items()} for row in rows]
    return json.dumps({"email": email, SECTION: rows}, ensure_ascii=False, indent=2)


def add_to_personal_data() -> None:
    add_section(Section(SECTION, _("My sign-ups"), read=read_sign_ups, erase=erase_sign_ups))
