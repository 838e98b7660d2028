"""Dates as search engines read them: schema.org ``Event`` in JSON-LD."""

import json
import re
from collections.abc import Iterable
from datetime import timedelta

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from events.models import EventPage, Occurrence
from events.models.kinds import SignUp
from events.models.occurrences import Status
from home.text.bilingual import active_language
from network.directory.urls_of import addresses_here

register = template.Library()

SCHEMA = "https://schema.org"
# How an address on one line ends: ``1060 Saint-Gilles``.
POSTAL_CODE = re.compile(r"(?:B-)?(?P<code>[1-9]\d{3}) (?P<locality>.+)")
# As django.utils.html.json_script does: no title can close the element it stands in.
ESCAPES = {ord(c): f"\\u{ord(c):04X}" for c in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def event_json_ld(context, page: EventPage, dates: Iterable[Occurrence]) -> SafeString:
    """A data block with one Event per date of ``page``; nothing where there is no date.

    Says how many seats are left where ``dates`` come from ``with_seat_counts()``.
    """
    request, dates = context.get("request"), list(dates)
    base = f"{request.scheme}://{request.get_host()}" if request else ""
    address = base + iri_to_uri(page.get_url(request) or "")
    events = []
    for date in dates:
        url = f"{address}?date={date.uid}" if len(dates) > 1 else address
        events.append(
            event_data(date, page.content_language, base=base, url=url)
            | {"url": url}
            | organizer(date, context.get("coordination"), base=base)
            | schema_offer(date, base=base)
        )
    if not events:
        return mark_safe("")
    data = json.dumps(events[0] if len(events) == 1 else events, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(data))  # noqa: S308


def event_data(date: Occurrence, language: str, *, base: str = "", url: str = "") -> dict:
    """What schema.org asks of an Event, from the record; unknown facts are left out.

    ``url`` is where a link to take part from afar stands that is not public itself.
    """
    spoken = date.spoken.split("-")
    data = {
        "@context": SCHEMA,
        "@type": "Event",
        "identifier": date.calendar_uid,
        "name": date.text("title", language),
        "description": date.text("summary", language),
        **times(date),
        "eventAttendanceMode": attendance_mode(date),
        "location": location(date, url=url),
        "image": [absolute_file_url(date.image, base)] if date.image else None,
        "inLanguage": spoken[0] if len(spoken) == 1 else spoken,
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": date.capacity,
        "remainingAttendeeCapacity": free_seats(date),
    }
    return {name: value for name, value in data.items() if value not in ("", None)}


def organizer(date: Occurrence, coordination, *, base: str) -> dict:
    """The organisation that receives, where the network shows it; else the coordination."""
    host = date.host
    if host and host.published:
        sheet = addresses_here().of_organisation(host)
        organisation = {"name": host.name, "url": base + sheet if sheet else ""}
    elif coordination:
        organisation = {"name": coordination.name, "url": f"{base}/{active_language()}/"}
    else:
        return {}
    return {"organizer": {"@type": "Organization"} | {name: value for name, value in organisation.items() if value}}


def schema_offer(date: Occurrence, *, base: str) -> dict:
    """Where anybody signs up, for nothing; no offer where only members do, or where sign-up is not open."""
    if date.sign_up != SignUp.PUBLIC or not date.takes_sign_ups(timezone.now()):
        return {}
    is_full = free_seats(date) == 0 or getattr(date, "waiting_count", 0) > 0
    data = {
        "@type": "Offer",
        "price": "0",
        "priceCurrency": "EUR",
        "availability": f"{SCHEMA}/{'SoldOut' if is_full else 'InStock'}",
        "validThrough": timezone.localtime(date.closes_at).isoformat(),
        "url": base + reverse("public:sign_up", args=[date.uid]),
    }
    return {"offers": data}


def absolute_file_url(path: str, base: str) -> str:
    """The address of a file of ours; one on another host is absolute already."""
    return path if "://" in path else base + path


def times(date: Occurrence) -> dict:
    """Status, start and end; a date moved to another day names the one before."""
    start, end = timezone.localtime(date.start), timezone.localtime(date.end)
    # Whole days are written as days, the last one included.
    start, end = (start.date(), (end - timedelta(days=1)).date()) if date.all_day else (start, end)
    data = {"eventStatus": f"{SCHEMA}/EventScheduled", "startDate": start.isoformat(), "endDate": end.isoformat()}
    if date.status == Status.CANCELLED or date.withdrawn_at:
        data["eventStatus"] = f"{SCHEMA}/EventCancelled"
    elif date.status == Status.POSTPONED:
        data["eventStatus"] = f"{SCHEMA}/EventPostponed"
    elif date.previous_start:
        before = timezone.localtime(date.previous_start)
        data["eventStatus"] = f"{SCHEMA}/EventRescheduled"
        data["previousStartDate"] = (before.date() if date.all_day else before).isoformat()
    return data


def attendance_mode(date: Occurrence) -> str:
    """In one place, from afar, or both."""
    if not date.conference_url:
        return f"{SCHEMA}/OfflineEventAttendanceMode"
    return f"{SCHEMA}/{'Mixed' if date.place else 'Online'}EventAttendanceMode"


def location(date: Occurrence, *, url: str = "") -> dict | list[dict] | None:
    """The place, and the way to take part from afar: never a link that is not public, but the page that tells."""
    places = [place(date)] if date.place else []
    if date.conference_url:
        link = date.conference_url if date.conference_is_public else url
        places.append({"@type": "VirtualLocation", "url": link})
    return places[0] if len(places) == 1 else places or None


def place(date: Occurrence) -> dict:
    """The place by its name, its address as far as one line tells, and its coordinates where they are known."""
    parts = [part.strip() for part in date.place.split(",")]
    found = POSTAL_CODE.fullmatch(parts[-1])
    data = {"@type": "Place", "name": date.place, "address": date.place}
    if found and len(parts) > 1:
        data["name"] = parts[0]
        data["address"] = {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(parts[1:-1] or parts[:1]),
            "postalCode": found["code"],
            "addressLocality": found["locality"],
            "addressCountry": "BE",
        }
    if date.latitude is not None and date.longitude is not None:
        point = {"latitude": float(date.latitude), "longitude": float(date.longitude)}
        data["geo"] = {"@type": "GeoCoordinates"} | point
    return data


def free_seats(date: Occurrence) -> int | None:
    """Seats nobody holds; nothing where there is room for all, or where they were not counted."""
    confirmed = getattr(date, "taken_count", None)
    return None if confirmed is None else date.seats_left(confirmed)
