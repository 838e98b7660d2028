"""The one place that gives and takes seats: lock the date, then check, then write, in one transaction.

Nothing else writes a seat, the CMS included. All functions are atomic, take aware datetimes as ``now`` and raise the
errors of ``events.errors``. Each locks exactly one date, so two of them never wait for each other.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from events import errors
from events.dates import history
from events.dates.occupancy import Applicant, Occupancy
from events.mails import notifications
from events.models import Occurrence, Registration, Seat
from events.models.actors import COORDINATION, Actor
from events.models.kinds import SignUp
from events.models.registrations import with_ranks
from events.seats import workshops
from events.seats.allocation import give_up, hold, names_of, offer_free_seats
from events.seats.apologies import comes_after_all
from events.seats.changes import changes_seats, lock_to_change
from events.seats.meals_and_needs import Wish
from events.stable_names import HistoryAction
from home.text.names import as_compared, as_kept, validate_name
from network.models import Organisation, Person, User

LONGEST_NAME = Person._meta.get_field("name").max_length
NO_WISH = Wish()


@changes_seats
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
    overbooking: str = "",
    at_the_door: bool = False,
    now: datetime | None = None,
) -> Registration:
    """Ask seats for people of ``organisation``: confirmed while there are free ones and nobody waits, else queued.

    ``names`` are first and last names, ``to_be_named`` further seats without one. ``wishes`` tells by name what people
    eat, need and attend, ``wish_unnamed`` the same for the further seats; what the date does not ask is dropped.
    ``overbooking`` is why the coordination gives seats that the date does not have; ``at_the_door`` says that these
    people simply came: the coordination notes them during the date and after it, and no mail leaves. Sending the same
    ``token`` again returns the registration already made, unless it is for other people. Raises a ``SignUpError`` that
    says what to do.
    """
    occurrence = lock_to_change(occurrence_id)
    # Read after the lock is had: whoever gets it first stands first in the queue.
    now = now or timezone.now()
    found = Applicant.at(occurrence, organisation=organisation, user=user, token=token)
    names = list(names)
    if found.form_was_sent:
        made = made_with(token, occurrence=occurrence, user=user)
        if at_the_door or is_for(made, names, to_be_named):
            return made  # ty: ignore[invalid-explicit-return]
        # Back in the browser brings a form and its token back: with other people it is another form.
        token = token_of_people(token, names, to_be_named)
        if made := made_with(token, occurrence=occurrence, user=user):
            return made
    check_may_register(found, user, now=now, at_the_door=at_the_door)
    wanted = people_wanted(occurrence, organisation, names, wishes or {}) + [(None, wish_unnamed)] * to_be_named
    check_wanted(wanted, occurrence, organisation, user, now=now)
    form = {"organisation": organisation, "language": user.language, "token": token, "note": note, "created_at": now}
    registration = Registration(occurrence=occurrence, created_by=user, **form)
    enter(registration, wanted, found, overbooking=overbooking if user.has_perm(COORDINATION) else "")
    if not at_the_door:
        notifications.registration_made(registration, now=now)
    return registration


def people_wanted(
    occurrence: Occurrence, organisation: Organisation, names: Iterable[str], wishes: Mapping[str, Wish]
) -> list[tuple[Person | None, Wish]]:
    """The people of these names, each with what was told of them."""
    told = {as_compared(name): wish for name, wish in wishes.items()}
    people = people_named(occurrence, organisation, names)
    return [(person, told.get(as_compared(person.name), NO_WISH)) for person in people]


def enter(
    registration: Registration, wanted: list[tuple[Person | None, Wish]], found: Applicant, *, overbooking: str
) -> None:
    """Save ``registration`` with a seat or a place in the queue, and the workshops, of each of ``wanted``."""
    occurrence, organisation, user = registration.occurrence, registration.organisation, registration.created_by
    now = registration.created_at
    if found.is_excused:
        comes_after_all(occurrence, organisation, user, now=now)
    save(registration)
    registration.author_acts = found.acts and user.is_active
    new = [Seat(person=person, **stored(wish, occurrence)) for person, wish in wanted]
    take_seats(registration, new, now=now, overbooking=overbooking, found=found)
    choices = {seat: wish.workshops for seat, (_person, wish) in zip(new, wanted, strict=True)}
    workshops.choose(occurrence, choices, now=now)
    # Nothing to do unless something else left a seat free although people wait; it may then be for these.
    offered = offer_free_seats(occurrence, now=now, found=found)
    registration.standing = None if offered else with_ranks(new)
    history.record(HistoryAction.REGISTER, occurrence, user, seats=new, whose=organisation.name, reason=overbooking)


def take_seats(
    registration: Registration,
    new: list[Seat],
    *,
    now: datetime,
    overbooking: str = "",
    until: datetime | None = None,
    may_hold: bool = True,
    found: Occupancy | None = None,
) -> None:
    """Save ``new`` seats of ``registration``: those there is room for are held, the others wait. The date is locked.

    Held seats are confirmed; or pending ``until`` an address is confirmed, and then those without room pend too, as
    all do that it ``may_hold`` none of.
    ``overbooking`` is why there is room for all, ``found`` how full the date is where that is known.
    """
    occurrence = registration.occurrence
    found = found or Occupancy.of(occurrence)
    fitting = len(new) if overbooking or found.room is None else min(found.room, len(new))
    fitting = fitting if may_hold else 0
    for seat in new:
        seat.registration, seat.occurrence, seat.queued_at = registration, occurrence, now
        seat.status, seat.held_until = (Seat.Status.PENDING, until) if until else (Seat.Status.WAITING, None)
    status = Seat.Status.PENDING if until else Seat.Status.CONFIRMED
    hold(new[:fitting], occurrence, status=status, taken=found.taken, now=now, until=until, overbooking=overbooking)
    Seat.objects.bulk_create(new)


def stored(wish: Wish, occurrence: Occurrence) -> dict:
    """The fields of a seat that hold ``wish``, as far as the date asks for it."""
    kept = wish.kept_by(occurrence)
    return {"meal": kept.meal, "needs": list(kept.needs)}


def save(registration: Registration) -> None:
    """``FormSentBefore``, which ends the transaction, if another date took the same form at this instant."""
    try:
        registration.save(force_insert=True)
    except IntegrityError as error:
        # The locks of the two dates differ, the token does not.
        raise errors.FormSentBefore from error


def made_with(token: uuid.UUID, *, occurrence: Occurrence, user: User | None) -> Registration | None:
    """The registration that this form made already; ``FormSentBefore`` if it was another's or for another date."""
    made = Registration.objects.filter(token=token).first()
    if made and (made.occurrence_id, made.created_by_id) != (occurrence.pk, user and user.pk):
        raise errors.FormSentBefore
    return made


def is_for(registration: Registration, names: Iterable[str], to_be_named: int) -> bool:
    """Whether ``registration`` was made for these people, whatever became of their seats."""
    seats = list(registration.seats.select_related("person"))
    wanted = {as_compared(name) for name in names}
    known = {as_compared(seat.person.name) for seat in seats if seat.person}
    return wanted <= known and len(wanted) + to_be_named <= len(seats)


def token_of_people(token: uuid.UUID, names: Iterable[str], to_be_named: int) -> uuid.UUID:
    """The token of the form that had ``token`` once it is for these people: the same for the same people."""
    return uuid.uuid5(token, "\n".join([str(to_be_named), *sorted(map(as_compared, names))]))


@changes_seats
def cancel(*, seat_ids: Iterable[int], occurrence_id: int, user: Actor, now: datetime | None = None) -> list[Seat]:
    """Give up seats, offers or places in the queue of one date; whoever is next is offered each freed seat.

    Seats that are not ``user``'s to cancel or are given up already are left alone; returns those cancelled.
    """
    occurrence = lock_to_change(occurrence_id)
    now = now or timezone.now()
    if occurrence.is_past(now):
        raise errors.DatePast
    seats = list(
        Seat.objects.changeable_by(user).active().filter(pk__in=list(seat_ids), occurrence=occurrence).with_people()
    )
    if not seats:
        return []
    was_offered = all(seat.status == Seat.Status.OFFERED for seat in seats)
    give_up(seats, status=Seat.Status.CANCELLED, now=now)
    action = HistoryAction.DECLINE if was_offered else HistoryAction.CANCEL
    history.record(action, occurrence, user, seats=seats, whose=names_of(seats))
    notifications.seats_cancelled(occurrence, seats, user, now=now)
    offer_free_seats(occurrence, now=now)
    return seats


@changes_seats
def name_person(*, seat_id: int, name: str, user: Actor, wish: Wish | None = None, now: datetime | None = None) -> Seat:
    """Put another person on a seat, of the same organisation where there is one; an empty ``name`` leaves it open.

    ``wish`` is what whoever takes it eats, needs and attends; left out, what was said of one person never passes to the
    next, but the workshops do. Raises ``Seat.DoesNotExist`` for a seat that is not ``user``'s to change.
    """
    mine = Seat.objects.changeable_by(user).active()
    occurrence = lock_to_change(mine.values_list("occurrence_id", flat=True).get(pk=seat_id))
    seat = mine.select_related("registration__organisation", "person").get(pk=seat_id)
    now = now or timezone.now()
    if occurrence.is_past(now):
        raise errors.DatePast
    before, had_name = seat.display_name, bool(seat.person or seat.guest_name)
    give_name(seat, name, occurrence)
    is_another = seat.display_name != before
    if wish is None and is_another and had_name:
        seat.meal, seat.needs = "", []
    for attribute, value in ({} if wish is None else stored(wish, occurrence)).items():
        setattr(seat, attribute, value)
    # Whoever comes in the place of somebody erased is erased in turn.
    seat.erased_at = None
    seat.save(update_fields=["person", "guest_name", "meal", "needs", "erased_at"])
    if wish is not None and occurrence.has_workshops:
        workshops.choose(occurrence, {seat: wish.workshops}, now=now)
    if is_another:
        history.record(HistoryAction.SWAP, occurrence, user, seats=[seat], whose=names_of([seat]))
    return seat


def give_name(seat: Seat, name: str, occurrence: Occurrence) -> None:
    """Put ``name`` on ``seat``; nothing is saved."""
    if not seat.registration.organisation:
        seat.guest_name = usable(name)
        return
    people = people_named(occurrence, seat.registration.organisation, [name])
    person = people[0] if people else None
    if person != seat.person:
        check_not_signed_up(people)
        seat.person = person


@changes_seats
def set_capacity(
    *,
    occurrence_id: int,
    capacity: int | None,
    user: User | None = None,
    overbooking: str = "",
    now: datetime | None = None,
) -> None:
    """Change the number of seats (None: no limit). Added ones are offered to the queue.

    ``SeatsHeld`` refuses to take any that is held, naming who would lose it, unless ``overbooking`` says why they keep
    it all the same.
    """
    occurrence = lock_to_change(occurrence_id)
    now = now or timezone.now()
    held = list(Seat.objects.held().filter(occurrence=occurrence).select_related("person").order_by("number"))
    within, beyond = (held, []) if capacity is None else (held[:capacity], held[capacity:])
    losing = [seat for seat in beyond if not seat.overbooking]
    if losing and not overbooking:
        raise errors.SeatsHeld([seat.display_name for seat in losing])
    occurrence.capacity = capacity
    occurrence.save(update_fields=["capacity"])
    for seat in beyond:
        Seat.objects.filter(pk=seat.pk).update(overbooking=seat.overbooking or overbooking)
    free = iter(sorted(set(range(1, (capacity or 0) + 1)) - {seat.number for seat in within}))
    for seat in within:
        if capacity is not None and seat.number > capacity:
            # One row at a time: each number is free before it is taken.
            Seat.objects.filter(pk=seat.pk).update(number=next(free), ceiling=capacity, overbooking="")
    Seat.objects.held().filter(occurrence=occurrence).update(ceiling=capacity)
    if user:
        history.record(HistoryAction.CAPACITY, occurrence, user, count=capacity or 0, reason=overbooking)
    offer_free_seats(occurrence, now=now)


def check_may_register(found: Applicant, user: User, *, now: datetime, at_the_door: bool) -> None:
    """Refuse whoever does not act for the organisation, and a date that takes no sign-up of theirs now."""
    by_coordination = user.has_perm(COORDINATION)
    if not (found.acts or by_coordination):
        raise errors.NotYourOrganisation
    check_open(found.date, now=now, by_coordination=by_coordination, at_the_door=at_the_door)


def check_wanted(
    wanted: list[tuple[Person | None, Wish]],
    occurrence: Occurrence,
    organisation: Organisation,
    user: User,
    *,
    now: datetime,
) -> None:
    """Refuse a form for nobody, for people who have a seat already, and for more than the organisation may have."""
    if not wanted:
        raise errors.NobodyNamed
    check_not_signed_up(person for person, _wish in wanted if person)
    if not user.has_perm(COORDINATION):
        check_cap(occurrence, organisation, wanted=len(wanted), now=now)


def check_open(
    occurrence: Occurrence, *, now: datetime, by_coordination: bool = False, at_the_door: bool = False
) -> None:
    """Refuse a date that takes no sign-up now; the coordination may add people before and after the deadline, and
    note those who came ``at_the_door`` even once the date is over.
    """
    if not occurrence.is_standing:
        raise errors.DateCancelled
    if by_coordination and at_the_door:
        return
    if occurrence.is_past(now):
        raise errors.DatePast
    if occurrence.sign_up == SignUp.NONE:
        raise errors.NoSignUp
    if by_coordination:
        return
    if now >= occurrence.closes_at:
        raise errors.SignUpClosed
    if occurrence.opens_at and now < occurrence.opens_at:
        raise errors.NotOpenYet(occurrence.opens_at)


def check_cap(occurrence: Occurrence, organisation: Organisation, *, wanted: int, now: datetime) -> None:
    """Refuse more seats than one organisation may have while the date still limits them."""
    cap = occurrence.cap_at(now)
    if cap is None:
        return
    has = Seat.objects.active().filter(occurrence=occurrence, registration__organisation=organisation).count()
    if has + wanted > cap:
        raise errors.CapReached(cap, left=max(0, cap - has), lifted_at=occurrence.cap_lifted_at)


def with_seats(people: QuerySet[Person], occurrence: Occurrence) -> QuerySet[Person]:
    """Adds ``has_seat``: whether they hold or wait for a seat at ``occurrence``."""
    return people.annotate(
        has_seat=Exists(Seat.objects.active().filter(occurrence=occurrence, person=OuterRef("pk")).order_by())
    )


def check_not_signed_up(people: Iterable[Person]) -> None:
    """Refuse people of whom ``with_seats`` found that they have one."""
    if names := [person.name for person in people if person.has_seat]:
        raise errors.AlreadySignedUp(names)


def people_named(occurrence: Occurrence, organisation: Organisation, names: Iterable[str]) -> list[Person]:
    """The organisation's people of these names, each once and ``with_seats``; whoever is new is a usual colleague."""
    wanted = {as_compared(name): name for name in map(usable, names) if name}
    if not wanted:
        return []
    colleagues = with_seats(organisation.people.all(), occurrence)
    known = {as_compared(person.name): person for person in colleagues}
    # In one order everywhere: two forms that bring the same new colleagues to two dates then wait, and never deadlock.
    if new := sorted(wanted.keys() - known.keys()):
        people = [Person(organisation=organisation, name=wanted[key]) for key in new]
        Person.objects.bulk_create(people, ignore_conflicts=True)
        known = {as_compared(person.name): person for person in colleagues.all()}
    return [known[key] for key in wanted]


def usable(name: str) -> str:
    """``name`` as it is kept; empty for nobody yet. Raises ``NameUnusable``."""
    name = as_kept(name)
    if len(name) > LONGEST_NAME:
        raise errors.NameUnusable
    try:
        if name:
            validate_name(name)
    except ValidationError as error:
        raise errors.NameUnusable(error.message) from error
    return name
