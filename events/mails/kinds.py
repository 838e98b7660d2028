"""The kinds of mails about dates, and the coordinator's own words for them: subject, first lines, last lines.

What is a fact (the date, the people, until when, the links) stands between the first and the last lines whatever the
coordinator writes. Own words may name facts in braces, as ``{titre}``; the names are French in both languages.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import MailText, Occurrence
from events.stable_names import MailKind
from home.cache.remembered import remembered
from home.dates import date_in_words, moment_in_words, times_in_words, when_in_words
from network.outbox.html import as_words

WAITS_FOR_WORKSHOP = _("waiting list")

PLACEHOLDERS: Mapping[str, Promise] = {
    "titre": _("title of the event"),
    "date": _("day: jeudi 3 décembre 2026"),
    "heure": _("hours: 12 h – 14 h"),
    "lieu": _("place"),
    "nom": _("name of whoever gets the mail"),
    "organisation": _("organisation that is signed up"),
    "personnes": _("names of the people"),
    "nombre": _("number of people"),
    "motif": _("reason that was given"),
    "limite": _("until when the seat is held"),
    "rang": _("best rank on the waiting list"),
    "ancienne_date": _("day and hours before the change"),
    "mandataire": _("organisation that holds the proxy"),
    "mois": _("month to host: mai 2027"),
}
"""What a name in braces stands for."""

USUAL = ("titre", "date", "heure", "lieu", "nom", "organisation")
PEOPLE = ("personnes", "nombre")


@dataclass(frozen=True)
class Kind:
    """A kind of mail: what it is called, when it leaves, the product's subject, and the names its own words may use."""

    label: Promise
    when: Promise
    subject: Promise
    names: tuple[str, ...] = field(default=USUAL + PEOPLE)
    subject_of_several: Promise | None = None

    def subject_of(self, date: Occurrence, *, seats: int = 1) -> str:
        """The product's subject of a mail about ``seats``, in the active language."""
        subject = self.subject_of_several if self.subject_of_several and seats > 1 else self.subject
        return str(subject) % {"title": date.title, "day": date_in_words(date.start, with_year=False)}

    @property
    def subject_with_names(self) -> str:
        """The product's subject as the coordinator would write it."""
        return str(self.subject) % {"title": "{titre}", "day": "{date}"}


KINDS: Mapping[str, Kind] = {
    MailKind.REGISTRATION: Kind(
        _("Confirmation"),
        _("When all the people of a sign-up have a seat."),
        _("Signed up: %(title)s"),
    ),
    MailKind.REGISTRATION_PARTLY: Kind(
        _("Confirmation in part"),
        _("When some people of a sign-up have a seat and others wait."),
        _("Signed up in part, others on the waiting list: %(title)s"),
        (*USUAL, *PEOPLE, "rang"),
    ),
    MailKind.WAITING: Kind(
        _("Place on the waiting list"),
        _("When nobody of a sign-up has a seat yet."),
        _("On the waiting list: %(title)s"),
        (*USUAL, *PEOPLE, "rang"),
    ),
    MailKind.TO_CONFIRM: Kind(
        _("E-mail to be confirmed"),
        _("When somebody from the public signs up, before anything counts."),
        _("Please confirm: %(title)s"),
        ("titre", "date", "heure", "lieu", "nombre", "limite"),
    ),
    MailKind.WELCOME: Kind(
        _("E-mail confirmed"),
        _("When somebody from the public has confirmed and has a seat."),
        _("Signed up: %(title)s"),
    ),
    MailKind.ASKED_AGAIN: Kind(
        _("Signed up already"),
        _("When an address that is signed up asks once more."),
        _("You are signed up already: %(title)s"),
    ),
    MailKind.OFFER: Kind(
        _("Seat offered"),
        _("When a seat came free for somebody who waits."),
        _("A seat came free: %(title)s"),
        (*USUAL, *PEOPLE, "limite"),
        subject_of_several=_("Seats came free: %(title)s"),
    ),
    MailKind.ACCEPTED: Kind(
        _("Offer accepted"),
        _("When an offered seat was accepted."),
        _("Signed up: %(title)s"),
    ),
    MailKind.GRANTED: Kind(
        _("Seat given by hand"),
        _("When the coordination gives a seat to somebody who waits."),
        _("You have a seat: %(title)s"),
        subject_of_several=_("You have seats: %(title)s"),
    ),
    MailKind.OFFER_REMINDER: Kind(
        _("Reminder of an offer"),
        _("When half of the time to answer an offer is over."),
        _("Please answer, a seat is held for you: %(title)s"),
        (*USUAL, *PEOPLE, "limite"),
        subject_of_several=_("Please answer, seats are held for you: %(title)s"),
    ),
    MailKind.OFFER_LAPSED: Kind(
        _("Offer lapsed, back on the waiting list"),
        _("When nobody answered an offer in time, the first time."),
        _("The seat passed on, you wait again: %(title)s"),
        (*USUAL, *PEOPLE, "rang"),
        subject_of_several=_("The seats passed on, you wait again: %(title)s"),
    ),
    MailKind.OFFER_ENDED: Kind(
        _("Offer lapsed a second time"),
        _("When nobody answered an offer in time once more: the people leave the waiting list."),
        _("The seat passed on: %(title)s"),
        subject_of_several=_("The seats passed on: %(title)s"),
    ),
    MailKind.CANCELLATION: Kind(
        _("Sign-up cancelled"),
        _("When seats or places on the waiting list are given up."),
        _("Sign-up cancelled: %(title)s"),
    ),
    MailKind.REMINDER: Kind(
        _("Reminder"),
        _("Some days before, at nine in the morning, as the event says."),
        _("Reminder, %(day)s: %(title)s"),
    ),
    MailKind.DATE_CHANGED: Kind(
        _("Date changed"),
        _("When the hour or the place of a date changes."),
        _("Changed: %(title)s"),
        (*USUAL, *PEOPLE, "ancienne_date"),
    ),
    MailKind.DATE_POSTPONED: Kind(
        _("Date postponed to another day"),
        _("When a date is postponed and the new day is known."),
        _("Postponed to %(day)s: %(title)s"),
        (*USUAL, *PEOPLE, "ancienne_date", "motif"),
    ),
    MailKind.DATE_PUT_OFF: Kind(
        _("Date postponed, new day not known"),
        _("When a date is postponed without a new day."),
        _("Postponed: %(title)s"),
        (*USUAL, *PEOPLE, "motif"),
    ),
    MailKind.DATE_CANCELLED: Kind(
        _("Date cancelled"),
        _("When a date does not take place."),
        _("Cancelled: %(title)s"),
        (*USUAL, *PEOPLE, "motif"),
    ),
    MailKind.DATE_RESTORED: Kind(
        _("Date takes place after all"),
        _("When a cancelled or postponed date stands again."),
        _("Takes place after all: %(title)s"),
    ),
    MailKind.MOVED: Kind(
        _("Moved to another date"),
        _("When the coordination moves people to another date; about the new one."),
        _("Moved to %(day)s: %(title)s"),
        (*USUAL, *PEOPLE, "ancienne_date"),
    ),
    MailKind.MOVED_AWAY: Kind(
        _("Moved to another date: the former one"),
        _("With it, to take the former date out of the calendar."),
        _("Moved to another date: %(title)s"),
    ),
    MailKind.EXCUSED: Kind(
        _("Organisation excused"),
        _("When an organisation is excused for a date."),
        _("Excused: %(title)s"),
        (*USUAL, "mandataire"),
    ),
    MailKind.APOLOGY_WITHDRAWN: Kind(
        _("Apology withdrawn"),
        _("When an organisation that was excused comes after all."),
        _("Apology withdrawn: %(title)s"),
        USUAL,
    ),
    MailKind.PROXY_GIVEN: Kind(
        _("Proxy received"),
        _("To whoever votes for another organisation."),
        _("You hold a proxy: %(title)s"),
        (*USUAL, "mandataire"),
    ),
    MailKind.PROXY_ENDED: Kind(
        _("Proxy ended"),
        _("To whoever no longer votes for another organisation."),
        _("Proxy withdrawn: %(title)s"),
        USUAL,
    ),
    MailKind.PROXY_RETURNED: Kind(
        _("Proxy to be given again"),
        _("When the organisation that held the proxy does not come."),
        _("Your proxy must be given again: %(title)s"),
        (*USUAL, "mandataire"),
    ),
    MailKind.HOST_OFFERED: Kind(
        _("Month to host offered"),
        _("Receipt, when an organisation offers to host."),
        _("Your month to host: offered"),
        ("mois", "nom", "organisation"),
    ),
    MailKind.HOST_TO_DECIDE: Kind(
        _("Month to host offered: to the coordination"),
        _("When an organisation offers to host, to the address of the coordination."),
        _("An organisation offers to host"),
        ("mois", "nom", "organisation"),
    ),
    MailKind.HOST_ACCEPTED: Kind(
        _("Month to host accepted"),
        _("When the coordination accepts an organisation’s offer to host."),
        _("Your month to host: accepted"),
        ("mois", "nom", "organisation"),
    ),
    MailKind.HOST_DECLINED: Kind(
        _("Month to host declined"),
        _("When the coordination cannot accept an offer to host."),
        _("Your month to host: another time"),
        ("mois", "nom", "organisation"),
    ),
    MailKind.HOST_CHECKLIST: Kind(
        _("Checklist to the host"),
        _("Some days before, as the settings say; what is to be done is written there too."),
        _("You host soon: %(title)s"),
        USUAL,
    ),
    MailKind.HOST_TOTALS: Kind(
        _("Numbers to the host"),
        _("A few days before, as the settings say: how many people, meals and access needs, never who."),
        _("How many people come: %(title)s"),
        (*USUAL, "nombre"),
    ),
    MailKind.MESSAGE: Kind(
        _("Message of the coordination"),
        _("When the coordination writes to people who are signed up; the message itself is written then."),
        _("About: %(title)s"),
    ),
}
"""Every mail about a date, by the key it has as a template, and but for an offer to host in the outbox."""

# To the organisation that hosts, and about nobody's seat.
TO_HOSTS = (
    MailKind.HOST_OFFERED,
    MailKind.HOST_TO_DECIDE,
    MailKind.HOST_ACCEPTED,
    MailKind.HOST_DECLINED,
    MailKind.HOST_CHECKLIST,
    MailKind.HOST_TOTALS,
)
# Mails to keep until the day: they carry the code for the door.
WITH_CODES = (
    MailKind.REGISTRATION,
    MailKind.REGISTRATION_PARTLY,
    MailKind.WELCOME,
    MailKind.ACCEPTED,
    MailKind.GRANTED,
    MailKind.REMINDER,
    MailKind.MOVED,
)
# Before an address is confirmed anybody may have typed it, and any words for a name: this mail repeats none.
NAMELESS = (MailKind.TO_CONFIRM,)

NAME = re.compile(r"\{([^{}]*)\}")


class WordsError(ValueError):
    """Words that cannot be filled in; its text says why and what may be written, in the active language."""


def check_words(words: str, names: Iterable[str]) -> None:
    """Raise ``WordsError`` for a brace without its other one and for a name in braces that is none of ``names``."""
    allowed = ", ".join(f"{{{name}}}" for name in names)
    unknown = [found for found in NAME.findall(words) if found not in names]
    if unknown:
        message = ngettext(
            "%(unknown)s is not known in this mail. Choose from: %(allowed)s.",
            "%(unknown)s are not known in this mail. Choose from: %(allowed)s.",
            len(unknown),
        )
        written = ", ".join(f"{{{found}}}" for found in unknown)
        raise WordsError(message % {"unknown": written, "allowed": allowed})
    rest = NAME.sub("", words)
    if brace := re.search(r"[{}]", rest):
        around = rest[max(0, brace.start() - 15) : brace.start() + 15].strip()
        message = _("A brace has no other one, near “%(around)s”. Write names as {titre}; choose from: %(allowed)s.")
        raise WordsError(message % {"around": around, "allowed": allowed})


def fill(words: str, values: Mapping[str, str]) -> str:
    """``words`` with what each name in braces stands for; a name without a value stays as it is written."""

    def told(found: re.Match) -> str:
        text = values.get(found[1], found[0])
        # Hours in Dutch end with a full stop (“14 u.”): a sentence that ends there has no second one.
        return text.removesuffix(".") if words.startswith(".", found.end()) else text

    return NAME.sub(told, words)


@dataclass(frozen=True)
class OwnWords:
    """The coordinator's words for one kind; each is empty where the product's are to be used."""

    text: MailText | None = None

    def filled(self, part: str, language: str, values: Mapping[str, str]) -> str:
        return fill(getattr(self.text, f"{part}_{language}", ""), values).replace("\r\n", "\n").strip()

    def subject(self, language: str, values: Mapping[str, str]) -> str:
        return " ".join(self.filled("subject", language, values).split())

    def opening(self, language: str, values: Mapping[str, str]) -> str:
        return self.filled("opening", language, values)

    def closing(self, language: str, values: Mapping[str, str]) -> str:
        return self.filled("closing", language, values)


@remembered
def own_words(kind: str) -> OwnWords:
    """What the coordinator wrote for ``kind``."""
    return OwnWords(MailText.objects.filter(kind=kind).first())


def values(date: Occurrence, person, lines: Iterable, **context) -> dict[str, str]:
    """What each name in braces stands for in one mail, in the active language; ``lines`` tell of the seats."""
    lines = list(lines)
    seats = [line.seat for line in lines]
    apology, before = context.get("apology"), context.get("before")
    whose = [apology.organisation.name] if apology else [seat.registration.whose for seat in seats]
    name = as_words(person.name)
    ranks = [line.rank for line in lines if line.rank]
    limits = [seat.held_until for seat in seats if seat.held_until]
    holder = context.get("holder") or (apology and apology.proxy_holder)
    return {
        "titre": date.title,
        "date": date_in_words(date.start),
        "heure": str(_("all day")) if date.all_day else times_in_words(date.start, date.end),
        "lieu": date.place,
        "nom": name,
        "organisation": ", ".join(map(as_words, dict.fromkeys(whose))) or name,
        "personnes": ", ".join(line.name for line in lines),
        "nombre": str(len(seats)),
        "motif": date.reason,
        "limite": moment_in_words(min(limits)) if limits else "",
        "rang": str(min(ranks)) if ranks else "",
        "ancienne_date": former_time_in_words(before) if before else "",
        "mandataire": as_words(holder.name) if holder else "",
    }


def values_without_names(values: Mapping[str, str], person) -> dict[str, str]:
    """``values`` for one of ``NAMELESS``: the address of ``person`` in the place of what was typed with it."""
    return {**values, "nom": person.email, "organisation": person.email, "personnes": values["nombre"]}


def values_for_host(date: Occurrence | None, person, organisation: str, **more: str) -> dict[str, str]:
    """What the names stand for in a mail to the host ``organisation``, in the active language; ``more`` go beside."""
    about = values(date, person, ()) if date else {"nom": as_words(person.name)}
    return about | {"organisation": as_words(organisation)} | more


def former_time_in_words(before) -> str:
    return when_in_words(before.start, before.end, all_day=before.all_day, with_year=True)
