"""What sign-ups tell people by mail. Each function writes to the outbox, in the transaction of the fact it tells.

How a mail is put together is ``events.mails.compose``; which kinds there are, ``events.mails.kinds``.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from events.dates.occupancy import Occupancy
from events.mails.compose import letters, queue, reference_of
from events.mails.letter import Letter
from events.mails.recipients import (
    Addressee,
    addressees_of,
    by_addressee,
    mandates_of,
    of_organisation,
    statuses_by_address,
)
from events.models import Apology, Occurrence, Registration, Seat
from events.models.actors import Actor, LinkHolder, account_of
from events.models.occurrences import Status
from events.models.registrations import with_ranks
from events.stable_names import MailKind
from home.text.names import as_compared
from network.models import Organisation, OutgoingMail
from network.outbox.html import as_words
from network.outbox.queue import withdraw_queued

CONFIRMED, WAITING, PENDING = Seat.Status.CONFIRMED, Seat.Status.WAITING, Seat.Status.PENDING


def tell(told: Mapping[Addressee, list[Seat]], occurrence: Occurrence, **how) -> None:
    """Queue a mail to each person about their seats; ``how`` is what ``letters`` takes."""
    queue(letters(told, occurrence, **how))


# Sign-ups


def registration_made(registration: Registration, *, now: datetime) -> None:
    """Confirmation, or place in the queue, to whoever signed up; for the public, once the address is confirmed."""
    standing = registration.standing or with_ranks(list(registration.seats.active().with_people().order_by("pk")))
    seats = [seat for seat, _rank in standing]
    held = [seat for seat in seats if seat.status == CONFIRMED]
    if not held:
        kind = MailKind.WAITING
    elif len(held) < len(seats):
        kind = MailKind.REGISTRATION_PARTLY
    else:
        kind = MailKind.WELCOME if registration.is_public else MailKind.REGISTRATION
    tell(
        dict.fromkeys(addressees_of([registration])[registration.pk], seats),
        registration.occurrence,
        kind=kind,
        now=now,
        author=registration.created_by,
        note=registration.note,
        ranks={seat.pk: rank for seat, rank in standing},
        waits=len(held) < len(seats),
    )


def confirmation_asked(registration: Registration, *, now: datetime, not_added: int = 0) -> None:
    """To somebody from the public: the link that makes their sign-up count, and until when its seats are held.

    Where some are not held, because the date is full or because unconfirmed addresses hold enough, it says which.
    ``not_added`` people of a later form are told as a number: anybody may have typed their names.
    """
    seats = list(registration.seats.filter(status=PENDING).with_people().order_by("pk"))
    not_held = sum(seat.number is None for seat in seats)
    waits = bool(not_held) and not Occupancy.of(registration.occurrence).has_room_for(not_held)
    tell(
        dict.fromkeys(addressees_of([registration])[registration.pk], seats),
        registration.occurrence,
        kind=MailKind.TO_CONFIRM,
        now=now,
        has_calendar=False,
        not_after=min((seat.held_until for seat in seats), default=None),
        limit=min((seat.held_until for seat in seats), default=None),
        holds=not_held < len(seats),
        waits=waits,
        may_get=bool(not_held) and not waits,
        not_added=not_added,
    )


def confirmation_settled(occurrence: Occurrence, registrations: Iterable[Registration]) -> None:
    """Take back the mails, not sent yet, that ask addresses to confirm where they have nothing left to confirm."""
    asked = Seat.objects.filter(occurrence=occurrence, status=PENDING).values_list("registration__email", flat=True)
    settled = {one.email for one in registrations if one.is_public} - set(asked)
    if settled:
        withdraw_queued(reference=reference_of(occurrence), kinds=(MailKind.TO_CONFIRM,), recipients=settled)


def asked_again(registration: Registration, names: Iterable[str] = (), *, now: datetime) -> None:
    """To an address that is signed up and asks once more: where things stand, to it alone.

    ``names`` are those of the new form (empty for nobody yet): whoever has no seat yet was not added, and the mail says
    so. Anybody may have typed them, so that one which reads like an address is only counted.
    """
    seats = list(registration.seats.active().with_people().order_by("pk"))
    known = Counter(as_compared(seat.guest_name) for seat in seats)
    added = Counter(map(as_compared, names := list(names))) - known
    missing = [name for name in dict.fromkeys(names) if added[as_compared(name)]]
    if any(seat.status == PENDING for seat in seats):
        confirmation_asked(registration, now=now, not_added=added.total())
        return
    shown = [name for name in missing if name and as_words(name) == name]
    told = dict.fromkeys(addressees_of([registration])[registration.pk], seats)
    how = {"not_added": shown, "further": added.total() - len(shown)}
    tell(told, registration.occurrence, kind=MailKind.ASKED_AGAIN, now=now, has_calendar=False, **how)


def offer_made(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """A seat came free for people who waited, and is held for some time."""
    seats = list(seats)
    limit = min((seat.held_until for seat in seats), default=None)
    tell(by_addressee(seats), occurrence, kind=MailKind.OFFER, now=now, limit=limit)


def offer_accepted(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """Receipt for seats taken."""
    told = by_addressee(seats)
    forget_offers(occurrence, told)
    tell(told, occurrence, kind=MailKind.ACCEPTED, now=now)


def seats_given(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """The coordination gave seats by hand to people who waited, or who had an offer."""
    told = by_addressee(seats)
    forget_offers(occurrence, told)
    tell(told, occurrence, kind=MailKind.GRANTED, now=now)


def offer_reminded(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """Half of the time to answer an offer is over; of no use once all of it is."""
    seats = list(seats)
    limit = min((seat.held_until for seat in seats), default=None)
    tell(by_addressee(seats), occurrence, kind=MailKind.OFFER_REMINDER, now=now, limit=limit, not_after=limit)


def offer_lapsed(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """Nobody answered in time: the seat passed on, and the people wait again, behind the others."""
    told = by_addressee(seats)
    forget_reminders(occurrence, told)
    forget_offers(occurrence, told)
    tell(told, occurrence, kind=MailKind.OFFER_LAPSED, now=now)


def offers_ended(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """Nobody answered in time once more: the people are on the list no longer."""
    told = by_addressee(seats)
    forget_reminders(occurrence, told)
    forget_offers(occurrence, told)
    tell(told, occurrence, kind=MailKind.OFFER_ENDED, now=now)


def seats_cancelled(occurrence: Occurrence, seats: Iterable[Seat], actor: Actor, *, now: datetime) -> None:
    """Receipt for seats given up, to those who signed up and to ``actor`` who cancelled."""
    seats = list(seats)
    told = by_addressee(seats, unconfirmed_too=isinstance(actor, LinkHolder))
    user = account_of(actor)
    if user and mandates_of(user) & {seat.registration.organisation_id for seat in seats}:
        told.setdefault(Addressee.of_user(user), seats)
    forget_reminders(occurrence, told)
    forget_offers(occurrence, told)
    takes_sign_ups = occurrence.is_standing and now < occurrence.closes_at
    tell(told, occurrence, kind=MailKind.CANCELLATION, now=now, takes_sign_ups=takes_sign_ups)


def forget_offers(occurrence: Occurrence, told: Mapping[Addressee, list[Seat]]) -> None:
    """Take back what remains to be sent of offers to people who have none left at ``occurrence``."""
    addresses = {person.email for person in told}
    standings = statuses_by_address(occurrence, addresses) if addresses else {}
    settled = {address for address in addresses if Seat.Status.OFFERED not in standings.get(address, ())}
    if settled:
        withdraw_queued(reference=reference_of(occurrence), kinds=(MailKind.OFFER_REMINDER,), recipients=settled)


def moved(before: Occurrence, after: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """The coordination moved people from the date ``before`` to ``after``, where ``seats`` are now theirs.

    Two mails, for a mail carries one calendar file: the new date comes into the calendar, the former one leaves it.
    """
    told = by_addressee(seats)
    forget_reminders(before, told)
    tell(told, after, kind=MailKind.MOVED, now=now, former=before)
    leaving = letters(told, before, kind=MailKind.MOVED_AWAY, now=now, following=after)
    queue(letter for letter in leaving if letter.calendar)


def message(
    occurrence: Occurrence, seats: Iterable[Seat], words: Mapping[str, tuple[str, str]], *, now: datetime
) -> list[Letter]:
    """The coordination writes to whoever answers for ``seats``: letters to look at, or to put in ``queue``.

    ``words`` are subject and text by language (``{"fr": (…, …), "nl": (…, …)}``); a reader whose language has none
    gets the French. They may hold the names in braces of the kind ``message``, checked by ``mail_texts.check``. The
    seats need ``with_people``.
    """
    return letters(by_addressee(seats), occurrence, kind=MailKind.MESSAGE, now=now, has_calendar=False, words=words)


# Apologies and proxies


def excused(apology: Apology, seats: Iterable[Seat], user: Actor, *, now: datetime) -> None:
    """Receipt for an apology, with the ``seats`` it ended: to those who signed up, and to ``user`` who sent it."""
    told = by_addressee(seats)
    forget_reminders(apology.occurrence, told)
    tell(about_organisation(apology, told, user), apology.occurrence, kind=MailKind.EXCUSED, now=now, apology=apology)


def apology_withdrawn(apology: Apology, user: Actor, *, now: datetime) -> None:
    """The apology is withdrawn: to the organisation's people."""
    told = about_organisation(apology, {}, user)
    tell(told, apology.occurrence, kind=MailKind.APOLOGY_WITHDRAWN, now=now, apology=apology)


def proxy_given(apology: Apology, *, now: datetime) -> None:
    """To the representatives of the member that votes for another one."""
    tell_organisation(apology.proxy_holder_id, apology, kind=MailKind.PROXY_GIVEN, now=now)


def proxy_ended(apology: Apology, holder: Organisation, *, now: datetime) -> None:
    """To the representatives of ``holder``, who no longer votes for another one."""
    tell_organisation(holder.pk, apology, kind=MailKind.PROXY_ENDED, now=now)


def proxy_returned(apology: Apology, holder: Organisation, *, now: datetime) -> None:
    """To the people of an organisation whose proxy ``holder`` does not come after all."""
    tell_organisation(apology.organisation_id, apology, kind=MailKind.PROXY_RETURNED, now=now, holder=holder)


def about_organisation(apology: Apology, told: dict[Addressee, list[Seat]], user: Actor) -> dict[Addressee, list[Seat]]:
    """``told``, with whoever of the organisation did it; all its representatives where nobody of it did."""
    acting = of_organisation(apology.organisation_id)
    account = account_of(user)
    if account and (doer := Addressee.of_user(account)) in acting:
        return {doer: []} | told
    return told or {one: [] for one in acting}


def tell_organisation(organisation_id: int, apology: Apology, **how) -> None:
    """To all representatives of one organisation."""
    told = {one: [] for one in of_organisation(organisation_id)}
    tell(told, apology.occurrence, apology=apology, **how)


# What becomes of a date


def date_changed(occurrence: Occurrence, before, *, now: datetime) -> None:
    """A date moved, went elsewhere, was cancelled or takes place after all; ``before`` has its former facts.

    Reminders that have not left speak of what is no more. Whoever waited for one gets it anew, with the new facts;
    where the day changed, everybody does when it is time (``events.mails.reminders``).
    """
    waiting = queued_reminders(occurrence)
    withdraw_queued(reference=reference_of(occurrence), kinds=(MailKind.REMINDER,))
    queue(letters_of_change(occurrence, before, now=now))
    if waiting and occurrence.is_standing and occurrence.start == before.start:
        queue(reminder_letters(occurrence, now=now, only=waiting))


def letters_of_change(occurrence: Occurrence, before, *, now: datetime, held: Iterable[Seat] = ()) -> list[Letter]:
    """The mails about a change of ``occurrence``, which need not be saved: a preview shows what will leave.

    ``held`` are the seats whose offer will end at another time than is saved. Whose offer is over gets another mail,
    and an address that was never confirmed none. None leaves about a date that was called off and stays so: people
    heard of it, and do not come whatever its hour becomes.
    """
    if before.is_called_off and occurrence.is_called_off:
        return []
    seats = Seat.objects.active().exclude(status=PENDING).filter(occurrence=occurrence).with_people()
    seats, ends = list(seats.order_by("pk")), {seat.pk: seat.held_until for seat in held}
    for seat in seats:
        seat.held_until = ends.get(seat.pk, seat.held_until)
    told = by_addressee(seat for seat in seats if not (occurrence.is_standing and is_over(seat, now=now)))
    return letters(told, occurrence, kind=kind_of_change(occurrence, before), now=now, is_change=True, before=before)


def is_over(offer: Seat, *, now: datetime) -> bool:
    """Whether nobody may count any more on a seat that was offered."""
    return offer.status == Seat.Status.OFFERED and offer.held_until is not None and offer.held_until <= now


def kind_of_change(occurrence: Occurrence, before) -> str:
    """The mail for what became of a date."""
    if occurrence.withdrawn_at or occurrence.status == Status.CANCELLED:
        return MailKind.DATE_CANCELLED
    if occurrence.status == Status.POSTPONED:
        return MailKind.DATE_PUT_OFF
    if occurrence.start != before.start and occurrence.previous_start == before.start:
        return MailKind.DATE_POSTPONED
    return MailKind.DATE_CHANGED if before.is_standing else MailKind.DATE_RESTORED


# Reminders


def reminder_letters(occurrence: Occurrence, *, now: datetime, only: Collection[str] | None = None) -> list[Letter]:
    """A reminder to each person who answers for seats held at ``occurrence``; ``only`` to some addresses.

    Of no use once the date has begun.
    """
    held = Seat.objects.filter(occurrence=occurrence, status__in=(CONFIRMED, Seat.Status.OFFERED))
    told = by_addressee(held.with_people().order_by("pk"))
    if only is not None:
        told = {person: seats for person, seats in told.items() if person.email in only}
    return letters(told, occurrence, kind=MailKind.REMINDER, now=now, not_after=occurrence.start)


def queued_reminders(occurrence: Occurrence) -> set[str]:
    """Addresses whose reminder of ``occurrence`` has not left."""
    queued = OutgoingMail.objects.filter(
        reference=reference_of(occurrence), kind=MailKind.REMINDER, status=OutgoingMail.Status.QUEUED
    )
    return set(queued.values_list("recipient", flat=True))


def forget_reminders(occurrence: Occurrence, told: Mapping[Addressee, list[Seat]]) -> None:
    """Take back the reminders, not sent yet, of people who have nothing left at ``occurrence``."""
    if not told or not occurrence.reminder_days:
        return
    addresses = {person.email for person in told}
    gone = addresses - statuses_by_address(occurrence, addresses).keys()
    if gone:
        withdraw_queued(reference=reference_of(occurrence), kinds=(MailKind.REMINDER,), recipients=gone)
