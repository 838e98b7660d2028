"""The mails about one date, put together: words, people, links, and the calendar file of each addressee."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from events import mail_texts
from events.addressees import Addressee, statuses_by_address
from events.invitations import CANCEL, REQUEST, invitation, organizer_line
from events.links import door_code, sign_up_link
from events.listing import give_hosts, give_relations
from events.models import AgendaPage, EventPage, Occurrence, Registration, RegistrationMail, Seat, WorkshopPlace
from home.bilingual import SOURCE_LANGUAGE
from home.dates import time_in_words
from home.memory import one_reading, remembered
from network import outbox
from network.models import OutgoingMail
from network.outbox import LastCalendar, last_calendars

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


@dataclass(frozen=True)
class Link:
    """A button of a mail; ``label`` says whose sign-up it is, where the mail speaks of several."""

    label: str
    url: str


@dataclass(frozen=True)
class Letter:
    """A mail as it leaves: ``to`` somebody, about ``seats``, with the calendar file that goes with it, if any."""

    to: Addressee
    seats: list[Seat]
    kind: str
    subject: str
    text: str
    reference: str
    not_after: datetime | None = None
    calendar: str = ""
    calendar_method: str = ""
    calendar_sequence: int | None = None

    def to_send(self) -> outbox.Letter:
        """As the outbox takes it."""
        fields = ("kind", "subject", "text", "reference", "not_after")
        words = {name: getattr(self, name) for name in (*fields, *CALENDAR_FIELDS)}
        return outbox.Letter(recipient=self.to.email, language=self.to.language, **words)


CALENDAR_FIELDS = ("calendar", "calendar_method", "calendar_sequence")


def queue(written: Iterable[Letter]) -> list[OutgoingMail]:
    """Put these letters in the outbox, and note which registrations each tells of; two queries and one for a foot."""
    written = list(written)
    mails = outbox.queue_mails(letter.to_send() for letter in written)
    RegistrationMail.objects.bulk_create(
        RegistrationMail(registration_id=pk, mail=mail)
        for letter, mail in zip(written, mails, strict=True)
        for pk in dict.fromkeys(seat.registration_id for seat in letter.seats)
    )
    return mails


def reference_of(occurrence: Occurrence) -> str:
    """What the outbox knows all mails about a date by."""
    return f"date:{occurrence.uid}"


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
    own = mail_texts.own_words(kind)
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
            workshops=workshops_of(seats) if date.workshops else {},
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
        sessions = {uuid.UUID(item["key"]): item for item in self.date.programme} if self.workshops else {}
        return [
            Line(
                seat=seat,
                rank=self.ranks.get(seat.pk, 0),
                workshops=[
                    session_in_words(sessions[place.item], language, waits=place.number is None)
                    for place in self.workshops.get(seat.pk, ())
                    if place.item in sessions
                ],
                code=door_code(seat) if has_codes and seat.status == CONFIRMED else "",
            )
            for seat in seats
        ]


def workshops_of(seats: Iterable[Seat]) -> Mapping[int, list[WorkshopPlace]]:
    """The workshops that the people on these seats chose, by key of the seat; one query."""
    chosen = defaultdict(list)
    for place in WorkshopPlace.objects.filter(seat__in=list(seats)):
        chosen[place.seat_id].append(place)
    return chosen


def compose(
    person: Addressee,
    seats: list[Seat],
    facts: Facts,
    *,
    kind: str,
    own: mail_texts.OwnWords,
    statuses: set[str],
    context: dict,
) -> dict[str, str]:
    """Subject and text of a mail of ``kind`` in the language of ``person``; no query."""
    date, before = facts.date, context.get("before")
    has_seat = CONFIRMED in statuses
    with override(person.language):
        lines = facts.lines(seats, person.language, has_codes=kind in mail_texts.WITH_CODES)
        values = mail_texts.values(date, person, lines, **context)
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
        subject = own.subject(person.language, values) or mail_texts.KINDS[kind].subject_of(date)
        if written := context.get("words"):
            typed, words["body"] = (mail_texts.fill(one, values) for one in written_for(person, written))
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
        yield Link(label if len(label) < 58 else f"{label[:55].rstrip(' ,')}…", link_to(registration, person))


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
    return [session_in_words(item, language) for item in occurrence.programme]


def session_in_words(item: dict, language: str, *, waits: bool = False) -> str:
    """``9 h 30 – Accueil (salle 2)``; ``waits`` where the place at a workshop is not sure."""
    title = (language == "nl" and item["title_nl"]) or item["title_fr"]
    room = f" ({item['room']})" if item["room"] else ""
    place = f" – {mail_texts.WAITS_FOR_WORKSHOP}" if waits else ""
    return f"{time_in_words(time.fromisoformat(item['start']))} – {title}{room}{place}"


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
