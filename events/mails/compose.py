"""The mails about one date, put together: words, people, links, and the calendar file of each addressee."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from events.access.signed_links import door_code, sign_up_link
from events.dates.listing import give_hosts, give_relations
from events.dates.programme import session_of
from events.mails import announcements, kinds
from events.mails.calendar_invitation import CANCEL, REQUEST, invitation, organizer_line
from events.mails.letter import CALENDAR_FIELDS, Letter
from events.mails.recipients import Addressee, statuses_by_address
from events.models import (
    AgendaPage,
    EventPage,
    Occurrence,
    Registration,
    RegistrationMail,
    Seat,
    Workshop,
    WorkshopPlace,
)
from events.stable_names import date_reference
from home.cache.remembered import remembered
from home.cache.stamp import one_reading
from home.dates import time_in_words
from home.text.bilingual import SOURCE_LANGUAGE
from network.models import OutgoingMail
from network.outbox import queue as outbox
from network.outbox.html import as_words
from network.outbox.queue import LastCalendar, last_calendars

# A longer programme is read on the page.
MOST_SESSIONS = 8
# What is told of an offer, or of an address to confirm, is no seat yet.
CONFIRMED = Seat.Status.CONFIRMED


@dataclass(frozen=True)
class Line:
    """What a mail says of one seat: its ``rank`` in the queue, its workshops in words, its ``code`` at the door."""

    seat: Seat
    rank: int = 0
    workshops: list[str] = field(default_factory=list)
    code: str = ""

    @property
    def name(self) -> str:
        """Whose seat it is, for a mail."""
        return as_words(self.seat.display_name)


@dataclass(frozen=True)
class Link:
    """A button of a mail; ``label`` says whose sign-up it is, where the mail speaks of several."""

    label: str
    url: str


def queue(written: Iterable[Letter]) -> list[OutgoingMail]:
    """Put these letters in the outbox, and note which registrations each tells of; two queries and one for a foot."""
    written = list(written)
    mails = outbox.queue_mails(letter.to_send() for letter in written)
    RegistrationMail.objects.bulk_create(
        RegistrationMail(registration_id=pk, mail=mail)
        for letter, mail in zip(written, mails, strict=True)
        for pk in dict.fromkeys(seat.registration_id for seat in letter.seats)
    )
    announcements.note_letters(written)
    return mails


def reference_of(occurrence: Occurrence) -> str:
    """What the outbox knows all mails about a date by."""
    return date_reference(occurrence.uid)


@one_reading()
def letters(
    told: Mapping[Addressee, list[Seat]],
    occurrence: Occurrence,
    *,
    kind: str,
    now: datetime,
    is_change: bool = False,
    has_calendar: bool = True,
    not_after: datetime | None = None,
    ranks: Mapping[int, int] | None = None,
    **context,
) -> list[Letter]:
    """A mail of ``kind`` to each person in their language; the number of queries does not grow with the people.

    ``is_change`` where the date itself changed, so that calendars must take the mail for newer than the last; ``ranks``
    in the queue by key of the seat, where they are known.
    ``context`` is for the template of the kind. The seats need ``person`` and ``registration__organisation`` loaded.
    """
    if not told:
        return []
    reference = reference_of(occurrence)
    addresses = {person.email for person in told}
    lasts = last_calendars(recipients=addresses, reference=reference)
    standings = statuses_by_address(occurrence, addresses)
    facts = Facts.of(occurrence, told, ranks)
    own = kinds.own_words(kind)
    organizers = {language: organizer_line(language) for language in facts.languages}
    written = []
    for person, seats in told.items():
        statuses = standings.get(person.email, set())
        words = compose(person, seats, facts, kind=kind, own=own, statuses=statuses, context=context)
        sequence = None
        if has_calendar:
            sequence = sequence_after(lasts.get(person.email), occurrence, statuses, is_change=is_change)
        calendar = {}
        if sequence is not None:
            organizer, url = organizers[person.language], facts.page_of(person)
            calendar = calendar_for(person, occurrence, statuses, sequence, organizer=organizer, url=url, now=now)
        written.append(Letter(person, seats, kind, **words, reference=reference, not_after=not_after, **calendar))
    return written


@dataclass(frozen=True)
class Facts:
    """What the mails to all of the addressees have in common, read once: no more queries for twenty than for two."""

    date: Occurrence
    ranks: Mapping[int, int] = field(default_factory=dict)
    workshops: Mapping[int, list[WorkshopPlace]] = field(default_factory=dict)
    agendas: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, date: Occurrence, told: Mapping[Addressee, list[Seat]], ranks: Mapping[int, int] | None = None
    ) -> "Facts":
        seats = [seat for some in told.values() for seat in some]
        if ranks is None:
            waits = any(seat.status == Seat.Status.WAITING for seat in seats)
            ranks = Seat.objects.ranks([date.pk]) if waits else {}
        languages = {person.language for person in told}
        strangers = {person.language for person in told if person.user is None}
        give_relations([date])
        give_hosts([date])
        return cls(
            date=date,
            ranks=ranks,
            workshops=workshops_by_seat(seats) if date.has_workshops else {},
            agendas={language: agenda_url(language) for language in languages},
            pages={language: event_url(date, language) for language in strangers},
        )

    @property
    def languages(self) -> Iterable[str]:
        return self.agendas

    def page_of(self, person: Addressee) -> str:
        """The page of the date in a person's calendar: their sign-ups; without an account, what everybody reads."""
        if person.user is None:
            return self.pages[person.language] or self.agendas[person.language]
        with override(person.language):
            return sign_up_url(self.date)

    def lines(self, seats: Iterable[Seat], language: str, *, has_codes: bool) -> list[Line]:
        """What is said of each seat; the active language is ``language``."""
        return [
            Line(
                seat=seat,
                rank=self.ranks.get(seat.pk, 0),
                workshops=[workshop_in_words(place, language) for place in self.workshops.get(seat.pk, ())],
                code=door_code(seat) if has_codes and seat.status == CONFIRMED else "",
            )
            for seat in seats
        ]


def workshops_by_seat(seats: Iterable[Seat]) -> Mapping[int, list[WorkshopPlace]]:
    """The workshops that the people on these seats chose, by key of the seat; one query."""
    chosen = defaultdict(list)
    for place in WorkshopPlace.objects.listed().filter(seat__in=list(seats)):
        chosen[place.seat_id].append(place)
    return chosen


def compose(
    person: Addressee,
    seats: list[Seat],
    facts: Facts,
    *,
    kind: str,
    own: kinds.OwnWords,
    statuses: set[str],
    context: dict,
) -> dict[str, str]:
    """Subject and text of a mail of ``kind`` in the language of ``person``; no query."""
    date, before = facts.date, context.get("before")
    has_seat = CONFIRMED in statuses
    with override(person.language):
        lines = facts.lines(seats, person.language, has_codes=kind in kinds.WITH_CODES)
        values = kinds.values(date, person, lines, **context)
        if kind in kinds.NAMELESS:
            values = kinds.values_without_names(values, person)
        words = context | {
            "date": date,
            "lines": lines,
            "opening": own.opening(person.language, values),
            "closing": own.closing(person.language, values),
            "url": sign_up_url(date),
            "links": list(links_of(person, seats)),
            "agenda_url": facts.agendas.get(person.language, ""),
            "before_place": before.place[person.language] if before else "",
            "conference_url": date.conference_url if has_seat else "",
            "programme": programme_lines(date, person.language),
            "is_for_others": "author" in context and context["author"] != person.user,
        }
        subject = own.subject(person.language, values) or kinds.KINDS[kind].subject_of(date, seats=len(seats))
        if written := context.get("words"):
            typed, words["body"] = (kinds.fill(one, values) for one in written_for(person, written))
            subject = typed or subject
        text = render_to_string(f"emails/{kind}.txt", words)
    # What a date has not (access, programme) leaves no hole.
    return {"subject": subject, "text": re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"}


def written_for(person: Addressee, words: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Subject and text of a message in the language of ``person``, in the source language where it has none."""
    subject, text = words.get(person.language) or words[SOURCE_LANGUAGE]
    return " ".join(subject.split()), text.replace("\r\n", "\n").strip()


def links_of(person: Addressee, seats: Iterable[Seat]) -> Iterator[Link]:
    """One signed link for each registration of ``seats``, in the active language."""
    by_registration = defaultdict(list)
    for seat in seats:
        by_registration[seat.registration].append(seat.display_name)
    for registration, names in by_registration.items():
        label = f"{registration.whose} – {', '.join(names)}"
        label = label if len(label) < 58 else f"{label[:55].rstrip(' ,')}…"
        yield Link(as_words(label), link_to(registration, person))


def link_to(registration: Registration, person: Addressee) -> str:
    """Where ``person`` changes the registration without signing in; absolute, in their language."""
    user = None if registration.is_public else person.user
    return sign_up_link(registration.pk, user and user.pk, person.language)


def sign_up_url(occurrence: Occurrence) -> str:
    """The absolute address where members change their sign-ups for the date, in the active language."""
    return settings.WAGTAILADMIN_BASE_URL + reverse("members:sign_up", args=[occurrence.uid])


def programme_lines(occurrence: Occurrence, language: str) -> list[str]:
    """``9 h 30 – Accueil (salle 2)`` for each session; none where the programme is too long for a mail."""
    if len(occurrence.programme) > MOST_SESSIONS:
        return []
    sessions = [session_of(item, language) for item in occurrence.programme]
    return [session_in_words(one.start, one.title, one.room) for one in sessions]


def workshop_in_words(place: WorkshopPlace, language: str) -> str:
    """``9 h 30 – Logement (salle 2)``, and that the place is not sure where the person waits for one."""
    workshop = place.workshop
    words = session_in_words(workshop.start, Workshop.title.in_language(workshop, language), workshop.room)
    return words if place.number is not None else f"{words} – {kinds.WAITS_FOR_WORKSHOP}"


def session_in_words(start: time, title, room: str) -> str:
    """``9 h 30 – Accueil (salle 2)``."""
    return f"{time_in_words(start)} – {title}" + (f" ({room})" if room else "")


def calendar_for(
    person: Addressee,
    occurrence: Occurrence,
    statuses: set[str],
    sequence: int,
    *,
    organizer: str,
    url: str,
    now: datetime,
) -> dict:
    """The fields of the outbox for the calendar file.

    A date put off without a new day leaves the calendar, by CANCEL: an entry cannot stand without a day (DTSTART is
    required, RFC 5545, section 3.6.1), and left at the old one it would bring people there. When the new day is
    known, a REQUEST with the same UID and a higher SEQUENCE puts it back.
    """
    method = method_for(occurrence, statuses)
    file = invitation(
        occurrence,
        person=person,
        method=method,
        has_seat=CONFIRMED in statuses,
        sequence=sequence,
        url=url,
        organizer=organizer,
        now=now,
    )
    return dict(zip(CALENDAR_FIELDS, (file, method, sequence), strict=True))


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


@remembered
def agenda_url(language: str) -> str:
    """The absolute address of the agenda in ``language``; of the member space where the site has no agenda."""
    agenda = AgendaPage.objects.live().filter(locale__language_code=language).first()
    return (agenda and agenda.full_url) or settings.WAGTAILADMIN_BASE_URL + reverse("members:home")


def event_url(occurrence: Occurrence, language: str) -> str:
    """The absolute address of the event's page in ``language``; empty where there is none."""
    pages = EventPage.objects.live().filter(translation_key=occurrence.event_key, locale__language_code=language)
    page = pages.first()
    return (page and page.full_url) or ""
