"""Signs members up for the events through ``events.seats``, as their representatives would.

The clock of each sign-up is set before its date, so that past dates have seats too. The mails that sign-ups write are
marked as sent in the same transaction: the outbox shows them, and nothing of them is delivered to ``var/mail``.
"""

import datetime as dt
import random
import uuid

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from events.models import EventPage, Occurrence, Registration, Seat
from events.models.kinds import SignUp
from events.models.occurrences import Status
from events.models.registrations import Meal, Need
from events.seats import services as seats
from events.seats.meals_and_needs import Wish
from network.models import Membership, OutgoingMail, Representative

from .load_events import events
from .texts.files import SIGN_UPS

# Groups meet every month: sign-ups for the meetings around today are enough to show.
GROUP_SPAN = dt.timedelta(days=45)
NAMESPACE = uuid.UUID("6f1d5f0e-3f0d-4d0b-9a7a-1d0b5a8f7c11")
FIRST = ("L’Escale du Canal", "De Sluiswachter")
CANCELLED_EVENT = "delais-qui-comptent"
# On the full midi L'Escale has a seat, De Sluiswachter came too late.
FULL_EVENT, LATE = "midi-ruche-aux-devoirs", "De Sluiswachter"


def load_seats() -> None:
    """Sign-ups for every date that takes them, one date cancelled after people signed up, and seats given back."""
    with transaction.atomic():
        last = OutgoingMail.objects.aggregate(last=Max("pk"))["last"] or 0
        users = representatives()
        for source in events():
            if source.asked:
                load_seats_of(source, users)
        cancel_a_date()
        give_a_seat_back()
        mark_as_sent(after=last)


def representatives() -> list[Representative]:
    """One mandate per organisation, the demo's own accounts first, the others in a fixed disorder."""
    mandates = list(Representative.objects.current().select_related("user", "organisation").order_by("pk"))
    random.Random(2004).shuffle(mandates)  # noqa: S311 - the same demo every time, not a secret
    return sorted(mandates, key=lambda mandate: mandate.organisation.name_fr not in FIRST)


def load_seats_of(source, mandates: list[Representative]) -> None:
    """Ask ``source.asked`` seats on each of its dates, from another place in the list of members each time."""
    page = EventPage.objects.filter(slug=source.slug, locale__language_code="fr").first()
    dates = (
        Occurrence.objects.filter(event_key=page.translation_key, sign_up=SignUp.MEMBERS)
        if page
        else Occurrence.objects.none()
    )
    if source.group:
        dates = dates.filter(start__range=(timezone.now() - GROUP_SPAN, timezone.now() + GROUP_SPAN))
    for number, date in enumerate(dates):
        asked, chance = source.asked, random.Random(f"{source.slug}{number}")  # noqa: S311
        order = order_for(source, mandates, chance)
        for place, mandate in enumerate(order):
            if asked > 0:
                asked -= sign_up(date, mandate, at_most=asked, now=moment_before(date, place, chance), chance=chance)
        if source.slug == FULL_EVENT:
            late = next(mandate for mandate in mandates if mandate.organisation.name_fr == LATE)
            sign_up(date, late, at_most=1, now=moment_before(date, len(order), chance), chance=chance)


def order_for(source, mandates: list[Representative], chance: random.Random) -> list[Representative]:
    """The demo's own organisations first where they take part, then the others; for a group, its members only."""
    demo, others = mandates[: len(FIRST)], mandates[len(FIRST) :]
    chance.shuffle(others)
    order = [*demo, *others]
    if source.slug == FULL_EVENT:
        return [mandate for mandate in order if mandate.organisation.name_fr != LATE]
    if source.group:
        in_group = set(seats_in_group(source.group))
        return [mandate for mandate in order if mandate.organisation_id in in_group]
    return order


def seats_in_group(letter: str) -> list[int]:
    return list(Membership.objects.filter(group__letter=letter).values_list("organisation_id", flat=True))


def sign_up(date: Occurrence, mandate: Representative, *, at_most: int, now: dt.datetime, chance: random.Random) -> int:
    """Seats asked for by one organisation: one to three of its colleagues. Nothing where it did so before."""
    token = uuid.uuid5(NAMESPACE, f"{date.event_key}{date.start.isoformat()}{mandate.organisation.name_fr}")
    people = list(mandate.organisation.people.values_list("name", flat=True))
    names = people[: min(at_most, chance.choice((1, 1, 2, 2, 3)), len(people))]
    if Registration.objects.filter(token=token).exists() or not date.takes_sign_ups(now):
        return len(names)
    seats.register(
        occurrence_id=date.pk,
        organisation=mandate.organisation,
        user=mandate.user,
        names=names,
        # Of dates that are over, what people ate is forgotten already.
        wishes={} if date.is_past(timezone.now()) else wishes_of(names, token, date),
        token=token,
        now=now,
    )
    return len(names)


def wishes_of(names: list[str], token: uuid.UUID, date: Occurrence) -> dict[str, Wish]:
    """What each eats, needs and attends, drawn apart from the rest: a load that goes on draws its people as before."""
    chance = random.Random(str(token))  # noqa: S311
    return {name: a_wish(chance, [str(one.key) for one in date.workshops.listed()]) for name in names}


def a_wish(chance: random.Random, workshops: list[str]) -> Wish:
    """Most eat everything and need nothing; the first workshop is the one that most want."""
    meal = chance.choice((Meal.ANY, Meal.ANY, Meal.ANY, Meal.VEGETARIAN, Meal.VEGETARIAN, Meal.VEGAN))
    need = chance.choice((None,) * 12 + (Need.STEP_FREE, Need.SIGN_LANGUAGE, Need.INTERPRETER))
    chosen = (chance.choice([*workshops[:1] * 3, *workshops]),) if workshops else ()
    return Wish(meal, (need,) if need else (), chosen)


def moment_before(date: Occurrence, place: int, chance: random.Random) -> dt.datetime:
    """When the ``place``-th organisation signed up: one by one in the three weeks before it closed, or before today."""
    latest = min(timezone.now(), date.closes_at) - dt.timedelta(minutes=1)
    return min(latest, latest - dt.timedelta(days=21) + dt.timedelta(hours=6 * place, minutes=chance.randint(0, 300)))


def cancel_a_date() -> None:
    """Cancel the next date of a group through its page, as the coordination does after people signed up."""
    page = EventPage.objects.filter(slug=CANCELLED_EVENT, locale__language_code="fr").first()
    rows = [row for row in page.dates.all() if row.starts_at > timezone.now()] if page else []
    if not rows or any(row.status == Status.CANCELLED for row in page.dates.all()):
        return
    row = rows[0]
    reason = SIGN_UPS.read().cancellation
    row.status, row.reason_fr, row.reason_nl = Status.CANCELLED, reason.fr, reason.nl
    page.dates.add(row)
    page.save_revision().publish()


def give_a_seat_back() -> None:
    """On the next midi one organisation cancels, as people do."""
    page = EventPage.objects.filter(slug="midi-escale-du-canal", locale__language_code="fr").first()
    if (
        page is None
        or Seat.objects.filter(occurrence__event_key=page.translation_key, cancelled_at__isnull=False).exists()
    ):
        return
    seat = (
        Seat.objects.filter(occurrence__event_key=page.translation_key, status=Seat.Status.CONFIRMED, number__gt=5)
        .exclude(registration__organisation__name_fr__in=FIRST)
        .select_related("registration__created_by", "occurrence")
        .first()
    )
    if seat and not seat.occurrence.is_past(timezone.now()):
        seats.cancel(seat_ids=[seat.pk], occurrence_id=seat.occurrence_id, user=seat.registration.created_by)


def mark_as_sent(*, after: int) -> None:
    """The mails written since the mail ``after`` count as delivered."""
    queued = OutgoingMail.objects.filter(pk__gt=after, status=OutgoingMail.Status.QUEUED)
    queued.update(status=OutgoingMail.Status.SENT, sent_at=timezone.now(), attempts=1)
