"""Dates as search engines read them: schema.org ``Event`` in JSON-LD."""

import json
from collections.abc import Iterable
from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from events.models import EventPage, Occurrence
from events.models.occurrences import Status
from home.bilingual import active_language

register = template.Library()

SCHEMA = "https://schema.org"
# As django.utils.html.json_script does: no title can close the element it stands in.
ESCAPES = {ord(c): f"\\u{ord(c):04X}" for c in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def event_json_ld(context, page: EventPage, dates: Iterable[Occurrence]) -> SafeString:
    """A data block with one Event per date of ``page``; nothing where there is no date.

    Says how many seats are left where ``dates`` come from ``with_seat_counts()``.
    """
    request, coordination = context.get("request"), context.get("coordination")
    base = f"{request.scheme}://{request.get_host()}" if request else ""
    shared = {
        "url": base + iri_to_uri(page.get_url(request) or ""),
        "inLanguage": page.content_language,
    }
    if coordination:
        shared["organizer"] = {
            "@type": "Organization",
            "name": coordination.name,
            "url": f"{base}/{active_language()}/",
        }
    events = [event_data(date, page.content_language) | shared for date in dates]
    if not events:
        return mark_safe("")
    data = json.dumps(events[0] if len(events) == 1 else events, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(data))  # noqa: S308


def event_data(date: Occurrence, language: str) -> dict:
    """What schema.org asks of an Event, from the record; unknown facts are left out."""
    data = {
        "@context": SCHEMA,
        "@type": "Event",
        "identifier": date.calendar_uid,
        "name": date.text("title", language),
        "description": date.text("summary", language),
        **times(date),
        "location": location(date),
        "maximumAttendeeCapacity": date.capacity,
        "remainingAttendeeCapacity": free_seats(date),
    }
    return {name: value for name, value in data.items() if value not in ("", None)}


def times(date: Occurrence) -> dict:
    """Status, start and end; a date put off to a known day starts on that day and names the one before."""
    start, end = timezone.localtime(date.start), timezone.localtime(date.end)
    # Whole days are written as days, the last one included.
    start, end = (start.date(), (end - timedelta(days=1)).date()) if date.all_day else (start, end)
    data = {"eventStatus": f"{SCHEMA}/EventScheduled", "startDate": start.isoformat(), "endDate": end.isoformat()}
    if date.status == Status.CANCELLED or date.withdrawn_at:
        data["eventStatus"] = f"{SCHEMA}/EventCancelled"
    elif date.status == Status.POSTPONED:
        data |= {"eventStatus": f"{SCHEMA}/EventPostponed", "previousStartDate": start.isoformat()}
        if date.postponed_to:
            data |= {"eventStatus": f"{SCHEMA}/EventRescheduled", "startDate": date.postponed_to.isoformat()}
            del data["endDate"]
    return data


def location(date: Occurrence) -> dict | None:
    return {"@type": "Place", "name": date.place, "address": date.place} if date.place else None


def free_seats(date: Occurrence) -> int | None:
    """Seats nobody holds; nothing where there is room for all, or where they were not counted."""
    confirmed = getattr(date, "confirmed_count", None)
    if date.capacity is None or confirmed is None:
        return None
    return max(0, date.capacity - confirmed)
