"""The one place that gives and takes seats: lock the date, then check, then write, in one transaction.

Nothing else writes a confirmed seat, the CMS included. All functions are atomic, take aware datetimes as ``now`` and
raise the errors of ``events.errors``. Each locks exactly one date, so two of them never wait for each other.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from events import errors, mails
from events.models import Occurrence, Registration, Seat
from events.models.kinds import SignUp
from events.wishes import Wish
from home.memory import note_change
from network.models import Organisation, Person, User, organisations_of

COORDINATION = "events.change_registration"
LONGEST_NAME = Person._meta.get_field("name").max_length
NO_WISH = Wish()


def lock(occurrence_id: int) -> Occurrence:
    """The date, locked until the transaction ends; on SQLite the IMMEDIATE transaction is the lock."""
    return Occurrence.objects.select_for_update(of=("self",)).get(pk=occurrence_id)


@transaction.atomic
def register(
    *,
    occurrence_id: int,
    organisation: Organisation,
    user: User,
    names: Iterable[str],
    token: uuid.UUID,
    to_be_named: int = 0,
    wishes: Mapping[str, Wish] | None = None,
    wish_unnamed: Wish = NO_WISH,
    note: str = "",
    now: datetime | None = None,
) -> Registration:
    """Ask seats for people of ``organisation``: confirmed while there are free ones and nobody waits, else queued.

    ``names`` are first and last names, ``to_be_named`` further seats without one. ``wishes`` tells by name what people
    eat and need, ``wish_unnamed`` the same for the further seats; what the date does not ask is dropped. Sending the
    same ``token`` again returns the registration already made. Raises a ``SignUpError`` that says what to do.
    """
    occurrence = lock(occurrence_id)
    # Read after the lock is had: whoever gets it first stands first in the queue.
    now = now or timezone.now()
    if made := made_with(token, occurrence=occurrence, user=user):
        return made
    check_may_act(user=user, organisation=organisation)
    check_open(occurrence, now=now, by_coordination=user.has_perm(COORDINATION))
    people = people_named(organisation, names)
    if not people and to_be_named < 1:
        raise errors.NobodyNamed
    check_not_signed_up(occurrence, people)

    registration = record(
        occurrence=occurrence, organisation=organisation, created_by=user, token=token, note=note, created_at=now
    )
    told = {as_compared(name): wish for name, wish in (wishes or {}).items()}
    wanted = [(person, told.get(as_compared(person.name), NO_WISH)) for person in people]
    Seat.objects.bulk_create(
        Seat(
            registration=registration,
            occurrence=occurrence,
            person=person,
            status=Seat.Status.WAITING,
            queued_at=now,
            **stored(wish, occurrence),
        )
        for person, wish in [*wanted, *[(None, wish_unnamed)] * to_be_named]
    )
    # The newcomers stand at the end of the queue, so giving out seats serves whoever waited before them.
    give_free_seats(occurrence, now=now, newcomers=registration)
    mails.registration_made(registration, now=now)
    note_change(occurrence.pk)
    return registration


def as_compared(name: str) -> str:
    """A name as two are compared: without capitals and superfluous spaces."""
    return " ".join(name.split()).casefold()


def stored(wish: Wish, occurrence: Occurrence) -> dict:
    """The fields of a seat that hold ``wish``, as far as the date asks for it."""
    kept = wish.kept_by(occurrence)
    return {"meal": kept.meal, "needs": list(kept.needs)}


def record(**fields) -> Registration:
    """The row of a form sent; ``FormSentBefore`` if another date took the same one at this instant."""
    try:
        with transaction.atomic():
            return Registration.objects.create(**fields)
    except IntegrityError as error:
        # The locks of the two dates differ, the token does not.
        raise errors.FormSentBefore from error


def made_with(token: uuid.UUID, *, occurrence: Occurrence, user: User) -> Registration | None:
    """The registration that this form made already; ``FormSentBefore`` if it was another's or for another date."""
    made = Registration.objects.filter(token=token).first()
    if made and (made.occurrence_id, made.created_by_id) != (occurrence.pk, user.pk):
        raise errors.FormSentBefore
    return made


@transaction.atomic
def cancel(*, seat_ids: Iterable[int], occurrence_id: int, user: User, now: datetime | None = None) -> list[Seat]:
    """Give up seats or places in the queue of one date, and hand each freed seat to whoever is next.

    Seats that are not ``user``'s to cancel or are cancelled already are left alone; returns those cancelled.
    """
    occurrence = lock(occurrence_id)
    now = now or timezone.now()
    if occurrence.is_past(now):
        raise errors.DatePast
    seats = list(
        Seat.objects.changeable_by(user)
        .active()
        .filter(pk__in=list(seat_ids), occurrence=occurrence)
        .select_related("person", "registration__created_by")
    )
    for seat in seats:
        seat.status, seat.number, seat.ceiling, seat.cancelled_at = Seat.Status.CANCELLED, None, None, now
        # Nobody needs to know any more what somebody who does not come eats.
        seat.meal, seat.needs = "", []
    Seat.objects.bulk_update(seats, ["status", "number", "ceiling", "cancelled_at", "meal", "needs"])
    if seats:
        mails.seats_cancelled(occurrence, seats, user, now=now)
        give_free_seats(occurrence, now=now)
        note_change(occurrence.pk)
    return seats


@transaction.atomic
def name_person(*, seat_id: int, name: str, user: User, wish: Wish | None = None, now: datetime | None = None) -> Seat:
    """Put another person of the same organisation on a seat; an empty ``name`` leaves it to be named.

    ``wish`` is what whoever takes it eats and needs; left out, what was said of one person never passes to the next.
    Raises ``Seat.DoesNotExist`` for a seat that is not ``user``'s to change.
    """
    mine = Seat.objects.changeable_by(user).active()
    occurrence = lock(mine.values_list("occurrence_id", flat=True).get(pk=seat_id))
    seat = mine.select_related("registration__organisation", "person").get(pk=seat_id)
    if occurrence.is_past(now or timezone.now()):
        raise errors.DatePast
    people = people_named(seat.registration.organisation, [name])
    person = people[0] if people else None
    if person != seat.person:
        check_not_signed_up(occurrence, people)
        if wish is None and seat.person:
            wish = NO_WISH
        seat.person = person
    for attribute, value in ({} if wish is None else stored(wish, occurrence)).items():
        setattr(seat, attribute, value)
    seat.save(update_fields=["person", "meal", "needs"])
    return seat


@transaction.atomic
def set_capacity(*, occurrence_id: int, capacity: int | None, now: datetime | None = None) -> None:
    """Change the number of seats (None: no limit). Added ones serve the queue; ``SeatsHeld`` refuses to take any."""
    occurrence = lock(occurrence_id)
    held = Seat.objects.filter(occurrence=occurrence, status=Seat.Status.CONFIRMED)
    confirmed = list(held.select_related("person").order_by("number"))
    if capacity is not None and capacity < len(confirmed):
        raise errors.SeatsHeld([seat.display_name for seat in confirmed[capacity:]])
    occurrence.capacity = capacity
    occurrence.save(update_fields=["capacity"])
    if capacity is not None:
        free = iter(sorted(set(range(1, capacity + 1)) - {seat.number for seat in confirmed}))
        for seat in confirmed:
            if seat.number > capacity:
                seat.number = next(free)
                # One row at a time: each number is free before it is taken.
                Seat.objects.filter(pk=seat.pk).update(number=seat.number)
    held.update(ceiling=capacity)
    give_free_seats(occurrence, now=now or timezone.now())
    note_change(occurrence.pk)


def give_free_seats(occurrence: Occurrence, *, now: datetime, newcomers: Registration | None = None) -> list[Seat]:
    """Confirm as many of the queue as there are free seats, in the order of the queue. The date must be locked.

    The one routine behind every way a seat appears. People of the registration ``newcomers`` hear from its own mail;
    the others get one that says a seat came free.
    """
    if not occurrence.is_standing or occurrence.is_past(now):
        return []
    taken = set(Seat.objects.filter(occurrence=occurrence, number__isnull=False).values_list("number", flat=True))
    queue = (
        Seat.objects.queue()
        .filter(occurrence=occurrence)
        .select_related("person", "registration__organisation", "registration__created_by")
    )
    ceiling = occurrence.capacity
    if ceiling is not None:
        queue = queue[: max(0, ceiling - len(taken))]
    seats = list(queue)
    numbers = free_numbers(taken)
    for seat in seats:
        seat.status, seat.number, seat.ceiling, seat.confirmed_at = Seat.Status.CONFIRMED, next(numbers), ceiling, now
    Seat.objects.bulk_update(seats, ["status", "number", "ceiling", "confirmed_at"])
    if promoted := [seat for seat in seats if not newcomers or seat.registration_id != newcomers.pk]:
        mails.seats_promoted(occurrence, promoted, now=now)
    return seats


def free_numbers(taken: set[int]) -> Iterator[int]:
    """The seat numbers nobody holds, from 1 upwards, without end."""
    number = 0
    while True:
        number += 1
        if number not in taken:
            yield number


def check_may_act(*, user: User, organisation: Organisation) -> None:
    if user.has_perm(COORDINATION):
        return
    if not organisations_of(user).filter(pk=organisation.pk).exists():
        raise errors.NotYourOrganisation


def check_open(occurrence: Occurrence, *, now: datetime, by_coordination: bool = False) -> None:
    """Refuse a date that takes no sign-up now; the coordination may still add people after the deadline."""
    if not occurrence.is_standing:
        raise errors.DateCancelled
    if occurrence.is_past(now):
        raise errors.DatePast
    if occurrence.sign_up == SignUp.NONE:
        raise errors.NoSignUp
    if now >= occurrence.closes_at and not by_coordination:
        raise errors.SignUpClosed


def check_not_signed_up(occurrence: Occurrence, people: list[Person]) -> None:
    taken = Seat.objects.active().filter(occurrence=occurrence, person__in=people).select_related("person")
    if names := [seat.display_name for seat in taken]:
        raise errors.AlreadySignedUp(names)


def people_named(organisation: Organisation, names: Iterable[str]) -> list[Person]:
    """The organisation's people of these names, each once; whoever is new is kept as a usual colleague."""
    wanted = {as_compared(name): name for name in (" ".join(name.split()) for name in names) if name}
    if any(len(name) > LONGEST_NAME or "\x00" in name for name in wanted.values()):
        raise errors.NameUnusable
    known = {person.name.casefold(): person for person in organisation.people.all()}
    # In one order everywhere: two forms that bring the same new colleagues to two dates then wait, and never deadlock.
    for key in sorted(wanted.keys() - known.keys()):
        known[key], _ = Person.objects.get_or_create(organisation=organisation, name=wanted[key])
    return [known[key] for key in wanted]
