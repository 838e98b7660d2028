"""The facts that publishing copies from an event page to the record of each of its dates."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.text import slugify
from wagtail.images.models import SourceImageIOError

from events.models import EventDate, EventDocument, EventKind, EventPage, ProgrammeItem
from events.models.kinds import days_before
from events.models.pages import CLOSING_TIME, OPENING_TIME
from home.dates import local_instant
from home.text.alphabet import folded
from home.text.bilingual import LANGUAGES
from network.models import Location, Organisation, WorkingGroup

IMAGE_SIZE = "fill-1200x630|format-jpeg"


@dataclass(frozen=True)
class Shared:
    """What all dates of an event have in common; ``texts`` by language, ``addresses`` by host."""

    texts: dict[str, dict[str, str]]
    addresses: dict[int, Location]
    hosts: dict[int, Organisation]
    programme: list[ProgrammeItem]
    documents: list[EventDocument]
    image: str


def shared_facts(page: EventPage, rows: Iterable[EventDate], texts: dict[str, dict[str, str]]) -> Shared:
    """Read once for all ``rows`` of ``page``; ``texts`` are title and summary in each language."""
    hosts = {row.host_id or page.host_id for row in rows} - {None}
    return Shared(
        texts=texts,
        addresses=first_addresses(hosts),
        hosts=Organisation.objects.in_bulk(hosts),
        programme=sorted(page.programme.all(), key=lambda item: (item.day or date.min, item.start_time)),
        documents=list(page.documents.all()),
        image=image_path(page),
    )


def first_addresses(hosts: Iterable[int]) -> dict[int, Location]:
    """The first address that may be shown of each host, by host."""
    locations = Location.objects.filter(organisation__in=hosts, protected=False).select_related("commune")
    return {location.organisation_id: location for location in locations.order_by("-sort_order")}


def image_path(page: EventPage) -> str:
    """Path of the event's picture as calendars show it; empty where it has none or the file is gone."""
    if page.share_image is None:
        return ""
    try:
        return page.share_image.get_rendition(IMAGE_SIZE).url
    except (SourceImageIOError, OSError):
        return ""


def published_texts(event_key: uuid.UUID) -> dict[str, dict[str, str]]:
    """Title and summary in each language that has a page of its own, published."""
    # An alias of the same event only stands in for a translation; one of another event is a page in its own right.
    pages = EventPage.objects.filter(translation_key=event_key, live=True).exclude(alias_of__translation_key=event_key)
    pages = pages.select_related("locale")
    return {page.locale.language_code: {"title": page.title, "summary": page.introduction} for page in pages}


def facts_of(page: EventPage, row: EventDate, shared: Shared) -> dict:
    """The facts of one date that the page decides, with the event's where the row leaves them open."""
    host_id = row.host_id or page.host_id
    place = place_of(page, row, shared.addresses.get(host_id))
    texts = {language: with_theme(words, row, language) for language, words in shared.texts.items()}
    return {
        "kind_id": page.kind_id,
        "group_id": page.group_id,
        "host_id": host_id,
        "start": row.starts_at,
        "end": row.ends_at,
        "all_day": row.all_day,
        **place,
        "place_slug": slugify(place["place_fr"].partition(",")[0])[:80],
        "status": row.status,
        "reason_fr": row.reason_fr,
        "reason_nl": row.reason_nl,
        "previous_start": row.previous_start,
        "audience": page.audience,
        "spoken": page.spoken,
        "conference_url": page.conference_url,
        "conference_is_public": page.conference_is_public,
        "image": shared.image,
        "programme": [session(item) for item in shared.programme if falls_on(item.day, row)],
        "documents": [file(one) for one in shared.documents if falls_on(one.day, row)],
        "convoked_on": row.convoked_on,
        "sign_up": page.sign_up,
        "asks_meal": page.asks_meal,
        "asks_needs": page.asks_needs,
        "closes_at": closing_instant(row, page.closes_days_before),
        "opens_at": instant_before(row, page.opens_days_before),
        "organisation_cap": page.organisation_cap,
        "cap_lifted_at": instant_before(row, page.cap_lifted_days_before),
        "reminder_days": days_before(page.reminder_days),
        "quorum": page.quorum,
        "texts": texts,
        "theme_fr": row.theme_fr,
        "theme_nl": row.theme_nl,
        "search_text": search_text(page, texts, place, shared.hosts.get(host_id)),
    }


def place_of(page: EventPage, row: EventDate, address: Location | None) -> dict:
    """Place, access and coordinates: what the row says, else the event, else the address of who receives."""
    written = row.place_fr or row.place_nl or (not row.host_id and (page.place_fr or page.place_nl))
    place = {}
    for language in LANGUAGES:
        words = (getattr(row, f"place_{language}") or row.place_fr) or (
            getattr(page, f"place_{language}") or page.place_fr if not row.host_id else ""
        )
        place[f"place_{language}"] = words or (address.one_line(language) if address else "")
        place[f"access_{language}"] = "" if written or not address else Location.access.in_language(address, language)
    known = address if address and not written else None
    return place | {"latitude": known and known.latitude, "longitude": known and known.longitude}


def with_theme(words: dict[str, str], row: EventDate, language: str) -> dict[str, str]:
    """``Midi de la coordination – Lire une facture`` where the date has a theme of its own."""
    theme = EventDate.theme.in_language(row, language)
    return words | {"title": f"{words['title']} – {theme}"} if theme else words


def falls_on(day: date | None, row: EventDate) -> bool:
    """Whether what belongs to ``day`` belongs to this date, of several days perhaps; None is every date."""
    return day is None or row.day <= day <= (row.last_day or row.day)


def session(item: ProgrammeItem) -> dict:
    """A session or workshop of the programme, ready for JSON; times as ``09:30``, ``day`` empty for every day."""
    return {
        "key": str(item.key),
        "day": item.day.isoformat() if item.day else "",
        "start": f"{item.start_time:%H:%M}",
        "end": f"{item.end_time:%H:%M}" if item.end_time else "",
        "title_fr": item.title_fr,
        "title_nl": item.title_nl,
        "room": item.room,
        "speakers": item.speakers,
        "text_fr": item.text_fr,
        "text_nl": item.text_nl,
        "capacity": item.capacity,
    }


def file(one: EventDocument) -> dict:
    """A document of the date, ready for JSON; ``is_public`` unless its collection asks who reads it."""
    return {
        "document_id": one.document_id,
        "url": one.document.url,
        "title_fr": one.title_fr or one.document.title,
        "title_nl": one.title_nl,
        "is_minutes": one.is_minutes,
        "is_public": not one.document.collection.get_view_restrictions(),
    }


def search_text(page: EventPage, texts: dict, place: dict, host: Organisation | None) -> str:
    """Everything of the date that a reader's words may hit, without capitals and accents."""
    named = [page.kind, page.group, host]
    words = [text for words in texts.values() for text in words.values()]
    words += [place["place_fr"], place["place_nl"]]
    for model, record in zip((EventKind, WorkingGroup, Organisation), named, strict=True):
        if record:
            words += [model.name.in_language(record, language) for language in LANGUAGES]
    return folded(" ".join(dict.fromkeys(filter(None, words))))


def instant_before(row: EventDate, days: int | None) -> datetime | None:
    """9:00 so many days before the date; None where no number is given."""
    return None if days is None else local_instant(row.day - timedelta(days=days), OPENING_TIME)


def closing_instant(row: EventDate, days_before: int) -> datetime:
    """When sign-up closes: 18:00 that many days before, and never after the date has started."""
    if days_before == 0:
        return row.starts_at
    return min(local_instant(row.day - timedelta(days=days_before), CLOSING_TIME), row.starts_at)
