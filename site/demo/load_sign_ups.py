"""What happens to sign-ups after they are made: an offer, an apology with a proxy, the public, the door, an erasure.

Through the services people use, with the clock set to when they would. Each part leaves alone what it finds.
"""

import datetime as dt
import random
import uuid
from itertools import groupby

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from events.attendance import services as attendance
from events.attendance.services import Mark
from events.models import Apology, EventPage, MailText, Occurrence, Registration, Seat
from events.models.actors import LinkHolder
from events.models.registrations import Attendance, Need
from events.privacy import erasure
from events.seats import apologies, public_registration
from events.seats import services as seats
from events.seats.meals_and_needs import Wish
from network.models import Organisation, OutgoingMail, Representative

from .accounts import coordination
from .load_seats import FIRST, FULL_EVENT, NAMESPACE, mark_as_sent
from .texts.files import SIGN_UPS
from .texts.people import WalkersText
from .texts.words import typeset

WALK, ASSEMBLY, PAST_ASSEMBLY = "balade-du-canal", "assemblee-des-membres", "assemblee-de-printemps"
EXCUSED, HOLDER = "Les Pavés", "L’Escale du Canal"
PROXIES, ONLY_EXCUSED = 4, 1
GUIDE = "De Sluiswachter"
ON_THE_DAY = (Attendance.PRESENT,) * 15 + (Attendance.EXCUSED,) * 2 + (Attendance.ABSENT,) * 2


@transaction.atomic
def load_sign_ups() -> None:
    """Everything that can become of a sign-up, once."""
    MailText.objects.get_or_create(kind="registration", defaults=own_words())
    last = OutgoingMail.objects.aggregate(last=Max("pk"))["last"] or 0
    give_up_a_seat_of_the_full_midi()
    excuse_with_a_proxy()
    excuse_from_the_past_assembly()
    walk_with_the_public()
    mark_as_sent(after=last)
    note_who_was_there()
    erase_the_old_walk()


def own_words() -> dict[str, str]:
    """The confirmation of a seat as this coordination words it."""
    source = SIGN_UPS.read()
    parts = {"subject": source.mail_subject, "opening": source.mail_opening, "closing": source.mail_closing}
    return {field: text for name, words in parts.items() for field, text in words.as_fields(name).items()}


def dates_of(slug: str):
    page = EventPage.objects.get(slug=slug, locale__language_code="fr")
    return Occurrence.objects.filter(event_key=page.translation_key).order_by("start")


def give_up_a_seat_of_the_full_midi() -> None:
    """One organisation cancels, and whoever waits first is offered the seat."""
    date = dates_of(FULL_EVENT).last()
    if date.is_past(timezone.now()) or Seat.objects.filter(occurrence=date, cancelled_at__isnull=False).exists():
        return
    held = Seat.objects.held().filter(occurrence=date).exclude(registration__organisation__name_fr__in=FIRST)
    seat = held.select_related("registration__created_by").order_by("-number").first()
    if seat:
        seats.cancel(seat_ids=[seat.pk], occurrence_id=date.pk, user=seat.registration.created_by)


def excuse_with_a_proxy() -> None:
    """At the coming assembly one member does not come, and another one votes for it."""
    date = dates_of(ASSEMBLY).last()
    if date.is_past(timezone.now()) or Apology.objects.filter(occurrence=date).exists():
        return
    holder = Organisation.objects.get(name_fr=HOLDER)
    note = typeset(SIGN_UPS.read().excuse)
    excuse(date, Organisation.objects.get(name_fr=EXCUSED), holder, note=note, now=timezone.now())


def excuse_from_the_past_assembly() -> None:
    """At the assembly that was, four members gave a proxy to one that came, one only excused itself."""
    date = dates_of(PAST_ASSEMBLY).last()
    if not date.is_past(timezone.now()) or Apology.objects.filter(occurrence=date).exists():
        return
    members = Organisation.objects.members().order_by("name_fr")
    came = members.filter(registrations__occurrence=date).distinct()
    away = members.exclude(pk__in=came)
    holders = [*came[:PROXIES], *[None] * ONLY_EXCUSED]
    for hours, (organisation, holder) in enumerate(zip(away, holders, strict=False)):
        excuse(date, organisation, holder, now=date.start - dt.timedelta(days=6) + dt.timedelta(hours=hours))


def excuse(date: Occurrence, organisation: Organisation, holder: Organisation | None, *, now, note: str = "") -> None:
    mandate = Representative.objects.current().select_related("user").filter(organisation=organisation).first()
    apologies.excuse(
        occurrence_id=date.pk,
        organisation=organisation,
        user=mandate.user if mandate else coordination(),
        proxy_holder=holder,
        note=note,
        now=now,
    )


def walk_with_the_public() -> None:
    """Past walks confirmed; the coming one full with one address to confirm, one seat too many and somebody waiting."""
    source = SIGN_UPS.read()
    for date in dates_of(WALK):
        if Registration.objects.filter(occurrence=date).exists():
            continue
        is_past = date.is_past(timezone.now())
        first = (date.start if is_past else timezone.now()) - dt.timedelta(days=9)
        for hours, walkers in enumerate(source.walkers):
            sign_up_walkers(date, walkers, now=first + dt.timedelta(hours=hours))
        if not is_past:
            sign_up_walkers(date, source.to_confirm, now=timezone.now() - dt.timedelta(hours=2), confirms=False)
            send_the_guide(date)
            sign_up_walkers(date, source.waiting, now=timezone.now() - dt.timedelta(minutes=30))


def sign_up_walkers(date: Occurrence, walkers: WalkersText, *, now: dt.datetime, confirms: bool = True) -> None:
    """Sign up from the site, and by the link of the mail a few minutes later."""
    needs = (Need.STEP_FREE.value,) if walkers.key == "retraitee" and not date.is_past(timezone.now()) else ()
    registration = public_registration.sign_up(
        occurrence_id=date.pk,
        email=f"{walkers.key}@quartier.example",
        people=[public_registration.Visitor(person, Wish(needs=needs)) for person in walkers.people],
        language="fr",
        token=uuid.uuid5(NAMESPACE, f"{date.start.isoformat()}{walkers.key}"),
        now=now,
    )
    if confirms:
        public_registration.confirm(user=LinkHolder(registration.pk), now=now + dt.timedelta(minutes=6))


def send_the_guide(date: Occurrence) -> None:
    """The coordination gives one seat more than there are, and says why."""
    seats.register(
        occurrence_id=date.pk,
        organisation=Organisation.objects.get(name_fr=GUIDE),
        user=coordination(),
        names=(),
        to_be_named=1,
        token=uuid.uuid5(NAMESPACE, f"{date.start.isoformat()}guide"),
        overbooking=typeset(SIGN_UPS.read().overbooking),
        now=timezone.now() - dt.timedelta(hours=1),
    )


def note_who_was_there() -> None:
    """At the door of each past date, once: most were present."""
    author = coordination()
    past = Occurrence.objects.past(timezone.now()).filter(attendance_marks=None).exclude(status="cancelled")
    held = Seat.objects.held().filter(occurrence__in=past).select_related("occurrence").order_by("occurrence", "pk")
    for date, seen in groupby(held, key=lambda seat: seat.occurrence):
        marks = [seen_at_the_door(seat) for seat in seen]
        attendance.merge(occurrence_id=date.pk, marks=marks, user=author, device="porte", now=date.end)


def seen_at_the_door(seat: Seat) -> Mark:
    state = random.Random(seat.pk).choice(ON_THE_DAY)  # noqa: S311 - the same demo every time
    return Mark(uuid.uuid5(NAMESPACE, f"présence {seat.pk}"), seat.pk, state, seat.occurrence.start)


def erase_the_old_walk() -> None:
    """More than a year later, what is counted is left of it."""
    date = dates_of(WALK).first()
    if Registration.objects.filter(occurrence=date, erased_at=None).exists():
        erasure.erase_names(occurrence_id=date.pk, now=timezone.now())
