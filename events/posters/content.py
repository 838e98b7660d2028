"""What a poster says of one date of an event: plain data, one set of words per language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.images.models import SourceImageIOError

from events.agenda.event_dates import EventDates
from events.dates.programme import Slot, programme_of
from events.dates.states import state_of
from events.models import EventPage, Occurrence
from events.models.kinds import SignUp
from events.posters.pdf import qr_code
from home.dates import plate_words, when_in_words
from home.models import SiteSettings
from home.models.images import SiteImage
from home.text.bilingual import LANGUAGES, SOURCE_LANGUAGE

# More would be too small to read from two metres.
MOST_SLOTS, MOST_DATES = 9, 6
PICTURE, LOGO = "fill-1600x620|format-jpeg|jpegquality-72", "max-600x240|format-png"


@dataclass(frozen=True)
class Poster:
    """What to draw, ready for JSON, and how to read each picture it names."""

    data: dict
    pictures: dict[str, Callable[[], bytes]]

    def files(self) -> dict[str, bytes]:
        return {name: read() for name, read in self.pictures.items()}


@dataclass(frozen=True)
class PosterSource:
    """What the words are taken from: ``pages`` by language, the page at hand always among them."""

    page: EventPage
    pages: dict[str, EventPage]
    date: Occurrence
    dates: EventDates
    coordination: SiteSettings
    address: str
    now: datetime


def poster(source: PosterSource, *, languages: tuple[str, ...], paper: str) -> Poster:
    """The poster of ``source.date`` in ``languages``, the first of which is the document's."""
    page, coordination = source.page, source.coordination
    pictures = {}
    with override(languages[0]):
        picture = picture_of(page.share_image, "picture.jpg", PICTURE, pictures)
        logo = picture_of(coordination.logo, "logo.png", LOGO, pictures)
        if logo:
            logo["alt"] = coordination.name
        data = {
            "paper": paper,
            "title": source.date.text("title", languages[0]),
            "author": coordination.name,
            "plate_colour": coordination.primary_colour,
            "plate": plate_words(source.date.start),
            "texts": [words_in(language, source) for language in languages],
            "names": [
                {"text": getattr(coordination, f"name_{language}"), "lang": language}
                for language in dict.fromkeys((*languages, *LANGUAGES))
            ],
            "title_size": title_size(max(len(source.date.text("title", language)) for language in languages)),
            "group": page.group and {"letter": page.group.letter, "colour": page.group.colour},
            "picture": picture,
            "logo": logo,
            "url": source.address,
            "shown_url": source.address.partition("://")[2].partition("?")[0].rstrip("/"),
            "qr": qr_code(source.address),
            "qr_alt": _("QR code that leads to the page of this event"),
            "contact": contact_of(coordination),
        }
    return Poster(data, pictures)


def title_size(length: int) -> int:
    """In points on A4: what one reads from afar, as long as it stays four lines."""
    return next((size for most, size in ((40, 40), (70, 33), (100, 27)) if length <= most), 22)


def picture_of(image: SiteImage | None, name: str, rendition: str, pictures: dict) -> dict | None:
    """A picture as the template names it; its bytes are read only when the poster is drawn."""
    if image is None:
        return None
    try:
        made = image.get_rendition(rendition)
        made.file.open().close()
    except (SourceImageIOError, OSError):
        return None

    def read() -> bytes:
        with made.file.open() as file:
            return file.read()

    pictures[name] = read
    return {"file": name, "alt": image.alt, "made": made.file.name}


def said(text: str, language: str) -> dict | None:
    return {"text": text, "lang": language} if text else None


def words_in(language: str, source: PosterSource) -> dict:
    """What the poster says in ``language``; what is missing there stands in the source language, and is marked."""
    page, date = source.pages.get(language), source.date
    own = language if language in date.texts else SOURCE_LANGUAGE
    page = page or source.pages.get(SOURCE_LANGUAGE) or source.page
    with override(language):
        state = state_of(date, now=source.now)
        when = when_in_words(date.start, date.end, all_day=date.all_day, with_year=True)
        access = said(page.access, own) or said(date.access, language)
        return {
            "lang": language,
            "kind": said(page.kind.name, language),
            "group": page.group.name if page.group else "",
            "title": said(date.text("title", own), own),
            "summary": said(date.text("summary", own), own),
            "when": capital(when),
            "moved": state.moved,
            "void": " – ".join(filter(None, (state.words, date.reason))) if state.void else "",
            "place": date.place,
            "access": access,
            "lines": labelled_lines(date),
            "programme": programme_rows(date, language),
            "next": next_dates(source),
            "labels": {"programme": _("Programme"), "next": _("The dates that follow")},
            "call": call_of(date, source.now),
        }


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def labelled_lines(date: Occurrence) -> list[dict[str, str]]:
    """Host, for whom, spoken language: each with its label."""
    lines = [
        (_("Host:"), date.host.name if date.host and date.host.published else ""),
        (_("For whom:"), date.get_audience_display()),
        (_("Spoken language:"), date.get_spoken_display()),
    ]
    return [{"label": label, "text": text} for label, text in lines if text]


def programme_rows(date: Occurrence, language: str) -> list[dict]:
    """The first slots of the programme, the workshops of one slot together."""
    days = programme_of(date, language)
    slots: list[tuple[str, Slot]] = [
        (f"{date_format(day.day, 'D j')}, " if day.day else "", slot) for day in days for slot in day.slots
    ]
    return [
        {
            "time": day + slot.hours.partition("–")[0].strip(),
            "note": ngettext("%(n)d workshop", "%(n)d workshops at the same time", len(slot.sessions))
            % {"n": len(slot.sessions)},
            "titles": [said(session.title.text, session.title.language) for session in slot.sessions],
        }
        for day, slot in slots[:MOST_SLOTS]
    ]


def next_dates(source: PosterSource) -> list[str]:
    """The dates of the series after the one shown, those called off left out."""
    later = [date for date in source.dates.upcoming if date.is_standing and date.start > source.date.start]
    words = [capital(when_in_words(one.start, one.end, all_day=one.all_day, with_year=True)) for one in later]
    more = len(words) - MOST_DATES
    return words[:MOST_DATES] + ([_("and more on the page")] if more > 0 else [])


def call_of(date: Occurrence, now: datetime) -> str:
    """What a passer-by can do."""
    if not date.is_standing or date.is_past(now):
        return _("All about it on the site")
    return _("Free entry: just come") if date.sign_up == SignUp.NONE else _("Sign up on the site")


def contact_of(coordination: SiteSettings) -> list[str]:
    address = ", ".join(
        filter(None, (coordination.street, f"{coordination.postal_code} {coordination.commune}".strip()))
    )
    return [part for part in (coordination.phone, coordination.email, address) if part]
