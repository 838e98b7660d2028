"""What sign-ups tell people by mail. Each function writes to the outbox, in the transaction of the fact it tells."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.actors import Actor, account_of
from events.addressees import (
    Addressee,
    addressees_of,
    by_addressee,
    mandates_of,
    of_organisation,
    statuses_by_addressee,
)
from events.invitations import CANCEL, REQUEST, invitation, organizer_line
from events.models import AgendaPage, Apology, Occurrence, Registration, Seat
from events.models.occurrences import Status
from home.dates import date_in_words, time_in_words
from network import outbox
from network.models import Organisation
from network.outbox import LastCalendar, last_calendars

# A longer programme is read on the page.
MOST_SESSIONS = 8


@dataclass(frozen=True)
class Letter:
    """A mail as it leaves: ``to`` somebody, about ``seats``, with the calendar file that goes with it, if any."""

    to: Addressee
    seats: list[Seat]
    kind: str
    subject: str
    text: str
    reference: str
    calendar: str = ""
    calendar_method: str = ""
    calendar_sequence: int | None = None

    def to_send(self) -> outbox.Letter:
        """As the outbox takes it."""
        fields = ("kind", "subject", "text", "reference", "calendar", "calendar_method", "calendar_sequence")
        words = {name: getattr(self, name) for name in fields}
        return outbox.Letter(recipient=self.to.email, language=self.to.language, **words)


def queue(written: Iterable[Letter]) -> None:
    """Put these letters in the outbox."""
    outbox.queue_mails(letter.to_send() for letter in written)


def registration_made(registration: Registration, *, now: datetime) -> None:
    """Confirmation, or place in the queue, to whoever signed up."""
    seats = list(registration.seats.select_related("person").order_by("pk"))
    if all(seat.status == Seat.Status.CONFIRMED for seat in seats):
        subject = _("Signed up: %(title)s")
    elif any(seat.status == Seat.Status.CONFIRMED for seat in seats):
        subject = _("Signed up in part, others on the waiting list: %(title)s")
    else:
        subject = _("On the waiting list: %(title)s")
    people = addressees_of([registration])[registration.pk]
    tell(
        dict.fromkeys(people, seats),
        registration.occurrence,
        kind="registration",
        subject=subject,
        now=now,
        author=registration.created_by,
        note=registration.note,
        waits=any(seat.status == Seat.Status.WAITING for seat in seats),
    )


def offer_made(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """A seat came free for people who waited, and is held for some time."""
    tell(by_addressee(seats), occurrence, kind="offer", subject=_("A seat came free: %(title)s"), now=now)


def offer_accepted(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """Receipt for seats taken."""
    tell(by_addressee(seats), occurrence, kind="accepted", subject=_("Signed up: %(title)s"), now=now)


def offer_lapsed(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """Nobody answered in time, and the seat passed on."""
    tell(by_addressee(seats), occurrence, kind="offer_lapsed", subject=_("The seat passed on: %(title)s"), now=now)


def seats_cancelled(occurrence: Occurrence, seats: Iterable[Seat], actor: Actor, *, now: datetime) -> None:
    """Receipt for seats given up, to those who signed up and to ``actor`` who cancelled."""
    seats = list(seats)
    told = by_addressee(seats)
    user = account_of(actor)
    if user and mandates_of(user) & {seat.registration.organisation_id for seat in seats}:
        told.setdefault(Addressee.of_user(user), seats)
    tell(told, occurrence, kind="cancellation", subject=_("Sign-up cancelled: %(title)s"), now=now)


def excused(apology: Apology, seats: Iterable[Seat], user: Actor, *, now: datetime) -> None:
    """Receipt for an apology, with the ``seats`` it ended: to those who signed up, and to ``user`` who sent it."""
    told = about_organisation(apology, by_addressee(seats), user)
    tell(told, apology.occurrence, kind="excused", subject=_("Excused: %(title)s"), now=now, apology=apology)


def apology_withdrawn(apology: Apology, user: Actor, *, now: datetime) -> None:
    """The apology is withdrawn: to the organisation's people."""
    told = about_organisation(apology, {}, user)
    subject = _("Apology withdrawn: %(title)s")
    tell(told, apology.occurrence, kind="apology_withdrawn", subject=subject, now=now, apology=apology)


def proxy_given(apology: Apology, *, now: datetime) -> None:
    """To the representatives of the member that votes for another one."""
    tell_organisation(
        apology.proxy_holder_id, apology, kind="proxy_given", subject=_("You hold a proxy: %(title)s"), now=now
    )


def proxy_ended(apology: Apology, holder: Organisation, *, now: datetime) -> None:
    """To the representatives of ``holder``, who no longer votes for another one."""
    tell_organisation(holder.pk, apology, kind="proxy_ended", subject=_("Proxy withdrawn: %(title)s"), now=now)


def proxy_returned(apology: Apology, holder: Organisation, *, now: datetime) -> None:
    """To the people of an organisation whose proxy ``holder`` does not come after all."""
    subject = _("Your proxy must be given again: %(title)s")
    tell_organisation(apology.organisation_id, apology, kind="proxy_returned", subject=subject, now=now, holder=holder)


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


def date_changed(occurrence: Occurrence, before, *, now: datetime) -> None:
    """A date moved, went elsewhere, was cancelled or takes place after all; ``before`` has its former facts."""
    queue(letters_of_change(occurrence, before, now=now))


def letters_of_change(occurrence: Occurrence, before, *, now: datetime) -> list[Letter]:
    """The mails about a change of ``occurrence``, which need not be saved: a preview shows what will leave."""
    seats = Seat.objects.active().filter(occurrence=occurrence)
    seats = seats.select_related("person", "registration__created_by", "registration__organisation")
    kind, subject = kind_of_change(occurrence, before)
    return letters(
        by_addressee(seats.order_by("pk")),
        occurrence,
        kind=kind,
        subject=subject,
        now=now,
        is_change=True,
        before=before,
    )


def kind_of_change(occurrence: Occurrence, before) -> tuple[str, Promise]:
    """The mail and its subject for what became of a date."""
    if occurrence.withdrawn_at or occurrence.status == Status.CANCELLED:
        return "date_cancelled", _("Cancelled: %(title)s")
    if occurrence.status == Status.POSTPONED:
        return "date_put_off", _("Postponed: %(title)s")
    if occurrence.start != before.start and occurrence.previous_start == before.start:
        return "date_postponed", _("Postponed to %(day)s: %(title)s")
    if not before.is_standing:
        return "date_restored", _("Takes place after all: %(title)s")
    return "date_changed", _("Changed: %(title)s")


def tell(told: dict[Addressee, list[Seat]], occurrence: Occurrence, **how) -> None:
    """Queue a mail to each person about their seats; ``how`` is what ``letters`` takes."""
    queue(letters(told, occurrence, **how))


def letters(
    told: dict[Addressee, list[Seat]],
    occurrence: Occurrence,
    *,
    kind: str,
    subject: Promise,
    now: datetime,
    is_change: bool = False,
    before=None,
    **context,
) -> list[Letter]:
    """A mail of ``kind`` to each person in their language; the number of queries does not grow with the people.

    ``is_change`` where the date itself changed, so that calendars must take the mail for newer than the last.
    """
    reference = f"date:{occurrence.uid}"
    lasts = last_calendars(recipients=[person.email for person in told], reference=reference)
    standings = statuses_by_addressee(occurrence) if told else {}
    waits = any(seat.status == Seat.Status.WAITING for seats in told.values() for seat in seats)
    ranks = Seat.objects.ranks([occurrence.pk]) if waits else {}
    languages = {person.language for person in told}
    agendas = {language: agenda_url(language) for language in languages}
    organizers = {language: organizer_line(language) for language in languages}
    written = []
    for person, seats in told.items():
        statuses = standings.get(person, set())
        words = {
            "date": occurrence,
            "seats": [(seat, ranks.get(seat.pk, 0)) for seat in seats],
            "agenda_url": agendas[person.language],
            "before": before,
            "before_place": before.place[person.language] if before else "",
            "conference_url": occurrence.conference_url if Seat.Status.CONFIRMED in statuses else "",
            "is_for_others": "author" in context and context["author"] != person.user,
            **context,
        }
        words_of_mail = rendered(person, occurrence, kind=kind, subject=subject, context=words)
        told_before = lasts.get(person.email)
        sequence = sequence_after(told_before, occurrence, statuses, is_change=is_change)
        calendar = {}
        if sequence is not None:
            organizer = organizers[person.language]
            calendar = calendar_for(person, occurrence, statuses, sequence=sequence, organizer=organizer, now=now)
        written.append(Letter(to=person, seats=seats, kind=kind, reference=reference, **words_of_mail, **calendar))
    return written


def rendered(
    person: Addressee, occurrence: Occurrence, *, kind: str, subject: Promise, context: dict
) -> dict[str, str]:
    """Subject and text in the language of ``person``."""
    with override(person.language):
        title = {"title": occurrence.title, "day": date_in_words(occurrence.start, with_year=False)}
        line = subject % title
        more = {"url": sign_up_url(occurrence), "programme": programme_lines(occurrence, person.language)}
        text = render_to_string(f"emails/{kind}.txt", context | more)
        # What a date has not (access, programme) leaves no hole.
        text = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    return {"subject": line, "text": text}


def sign_up_url(occurrence: Occurrence) -> str:
    """The absolute address where the date's sign-ups are changed, in the active language."""
    return settings.WAGTAILADMIN_BASE_URL + reverse("members:sign_up", args=[occurrence.uid])


def programme_lines(occurrence: Occurrence, language: str) -> list[str]:
    """``9 h 30 – Accueil (salle 2)`` for each session; none where the programme is too long for a mail."""
    if len(occurrence.programme) > MOST_SESSIONS:
        return []
    lines = []
    for item in occurrence.programme:
        title = (language == "nl" and item["title_nl"]) or item["title_fr"]
        room = f" ({item['room']})" if item["room"] else ""
        lines.append(f"{time_in_words(time.fromisoformat(item['start']))} – {title}{room}")
    return lines


def calendar_for(
    person: Addressee, occurrence: Occurrence, statuses: set[str], *, sequence: int, organizer: str, now: datetime
) -> dict:
    """The fields of the outbox for the calendar file.

    A date put off without a new day leaves the calendar, by CANCEL: an entry cannot stand without a day (DTSTART is
    required, RFC 5545, section 3.6.1), and left at the old one it would bring people there. When the new day is
    known, a REQUEST with the same UID and a higher SEQUENCE puts it back.
    """
    method = method_for(occurrence, statuses)
    with override(person.language):
        url = sign_up_url(occurrence)
    file = invitation(
        occurrence,
        person=person,
        method=method,
        has_seat=Seat.Status.CONFIRMED in statuses,
        sequence=sequence,
        url=url,
        organizer=organizer,
        now=now,
    )
    return {"calendar": file, "calendar_method": method, "calendar_sequence": sequence}


def method_for(occurrence: Occurrence, statuses: set[str]) -> str:
    """REQUEST while the date stands and people of the addressee are signed up, else CANCEL."""
    return REQUEST if occurrence.is_standing and statuses else CANCEL


def sequence_after(
    last: LastCalendar | None, occurrence: Occurrence, statuses: set[str], *, is_change: bool
) -> int | None:
    """The SEQUENCE of the feed, or what outdoes the last one sent: a calendar ignores a lower one.

    Outlook also ignores an equal one where there is news: a cancellation, its revocation, a change of the date. None
    where no file goes along: the calendar never heard of what would be cancelled.
    """
    method = method_for(occurrence, statuses)
    if last is None:
        return occurrence.sequence if method == REQUEST else None
    is_news = is_change or CANCEL in (method, last.method)
    return max(occurrence.sequence, last.sequence + is_news)


def agenda_url(language: str) -> str:
    """The absolute address of the agenda in ``language``; of the member space where the site has no agenda."""
    agenda = AgendaPage.objects.live().filter(locale__language_code=language).first()
    return (agenda and agenda.full_url) or settings.WAGTAILADMIN_BASE_URL + reverse("members:home")
