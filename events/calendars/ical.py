"""Dates in, bytes out: iCalendar as RFC 5545, 5546 and 7986 define it, without a query and without a request.

Content lines are written here and not by the ``icalendar`` package, which takes twenty times as long for a feed of
200 dates; the tests read every property back with that package.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from mimetypes import guess_type

from django.utils import timezone

from events.calendars.content_lines import (
    LINE_END,
    LONGEST_LINE,
    TIME_ZONE,
    colour_name,
    escape,
    fold,
    instant_line,
    uri,
    utc,
)
from events.calendars.texts import categories, is_cancelled, paragraphs, place_in_words, summary, words
from events.models.occurrences import Occurrence, Status
from events.stable_names import calendar_uid

PRODUCT = "-//Coordination sociale//Agenda 1//FR"
BLANK_LINE = "\\n\\n"

# RFC 6868: the characters a parameter value cannot hold, even quoted.
PARAMETER_ESCAPES = str.maketrans(
    dict.fromkeys((*range(0x20), 0x7F, *range(0xD800, 0xE000)), "") | {0x0A: "^n", ord("^"): "^^", ord('"'): "^'"}
)

# Rules, not a list of dates: Outlook misreads the RDATE form.
VTIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{TIME_ZONE}",
    "BEGIN:DAYLIGHT",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What a feed says about itself; ``colour`` is ``#rrggbb``, the addresses are absolute."""

    name: str
    description: str
    page_url: str
    feed_url: str
    colour: str


def calendar(events: Iterable[list[str]], *, method: str = "PUBLISH", heading: Heading | None = None) -> bytes:
    """A VCALENDAR of ``events`` (each from ``vevent``), with the one time zone they use; folded, CRLF, UTF-8.

    ``method`` is that of RFC 5546: PUBLISH for a feed, REQUEST or CANCEL for a mail, which has no ``heading``.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    if heading:
        lines += heading_lines(heading)
    lines += VTIMEZONE
    for event in events:
        lines += event
    lines.append("END:VCALENDAR")
    lines.append("")
    return LINE_END.join(
        [line if len(line) <= LONGEST_LINE and line.isascii() else fold(line) for line in lines]
    ).encode()


def heading_lines(heading: Heading) -> list[str]:
    """Calendar properties of RFC 7986, section 5, each with the older name that clients still read."""
    name, description = escape(heading.name), escape(heading.description)
    return [
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        f"DESCRIPTION:{description}",
        f"X-WR-CALDESC:{description}",
        f"X-WR-TIMEZONE:{TIME_ZONE}",
        f"COLOR:{colour_name(heading.colour)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        f"SOURCE;VALUE=URI:{heading.feed_url}",
        f"URL:{heading.page_url}",
    ]


def vevent(
    occurrence: Occurrence,
    language: str,
    *,
    url: str = "",
    base: str = "",
    siblings: Iterable[str] = (),
    status: str = "",
    sequence: int | None = None,
    note: str = "",
    extra: Iterable[str] = (),
) -> list[str]:
    """The content lines of one date, unfolded, in ``language``; needs its kind, group and host loaded.

    ``url`` is the absolute address of its page, ``base`` the start of absolute addresses of its picture and minutes
    (left out without it), ``siblings`` the calendar UIDs of neighbouring dates of its event, ``note`` what stands
    first in its description. A mail passes ``status`` (TENTATIVE on the waiting list), a higher ``sequence`` and its
    ORGANIZER and ATTENDEE as ``extra`` lines; a feed never does: no participant stands in a public file.
    """
    texts = paragraphs(occurrence, language, url)
    return [
        "BEGIN:VEVENT",
        *identity_lines(occurrence, occurrence.sequence if sequence is None else sequence),
        f"SUMMARY:{escape(summary(occurrence, language))}",
        f"DESCRIPTION:{BLANK_LINE.join(map(escape, [note, *texts] if note else texts))}",
        *place_lines(occurrence, language),
        *([f"URL:{url}"] if url else ()),
        f"CATEGORIES:{','.join(map(escape, categories(occurrence, language)))}",
        f"COLOR:{colour_name((occurrence.group or occurrence.kind).colour)}",
        f"STATUS:{status or event_status(occurrence)}",
        f"TRANSP:{'OPAQUE' if occurrence.is_standing and not occurrence.all_day else 'TRANSPARENT'}",
        "CLASS:PUBLIC",
        *conference_lines(occurrence, language),
        *(file_lines(occurrence, base) if base else ()),
        *(f"RELATED-TO;RELTYPE=SIBLING:{uid}" for uid in siblings),
        *extra,
        "END:VEVENT",
    ]


def identity_lines(occurrence: Occurrence, sequence: int) -> list[str]:
    """Which date it is, as of when, and when it takes place (RFC 5545, sections 3.8.7 and 3.8.2)."""
    changed = utc(occurrence.changed_at)
    return [
        f"UID:{occurrence.calendar_uid}",
        f"DTSTAMP:{changed}",
        f"CREATED:{utc(occurrence.first_published_at)}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{sequence}",
        instant_line("DTSTART", occurrence.start, all_day=occurrence.all_day),
        instant_line("DTEND", occurrence.end, all_day=occurrence.all_day),
    ]


def place_lines(occurrence: Occurrence, language: str) -> list[str]:
    """LOCATION and GEO (RFC 5545, sections 3.8.1.7 and 3.8.1.6), left out where they are not known."""
    lines = []
    if place := place_in_words(occurrence, language):
        lines.append(f"LOCATION:{escape(place)}")
    if occurrence.latitude is not None and occurrence.longitude is not None:
        lines.append(f"GEO:{occurrence.latitude:.6f};{occurrence.longitude:.6f}")
    return lines


def conference_lines(occurrence: Occurrence, language: str) -> list[str]:
    """CONFERENCE (RFC 7986, section 5.11) where the link is for everybody; a secret one stands in no file."""
    if not (occurrence.conference_url and occurrence.conference_is_public and occurrence.is_standing):
        return []
    label = words(language).from_afar.translate(PARAMETER_ESCAPES)
    return [f'CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL="{label}":{uri(occurrence.conference_url)}']


def file_lines(occurrence: Occurrence, base: str) -> list[str]:
    """IMAGE (RFC 7986, section 5.10) and, for minutes everybody may read, ATTACH (RFC 5545, section 3.8.1.1)."""
    lines = []
    if occurrence.image:
        lines.append(f"IMAGE;VALUE=URI;DISPLAY=BADGE;FMTTYPE=image/jpeg:{absolute(base, occurrence.image)}")
    for document in occurrence.documents:
        if document.get("is_minutes") and document.get("is_public") and document.get("url"):
            kind, _coding = guess_type(document["url"])
            lines.append(f"ATTACH;FMTTYPE={kind or 'application/octet-stream'}:{absolute(base, document['url'])}")
    return lines


def whole_day(
    *, uid: uuid.UUID, day: datetime, days: int = 1, changed_at: datetime, title: str, texts: Iterable[str], url: str
) -> list[str]:
    """A whole day that takes nobody's time, for what is no date of the agenda: a deadline, a notice; ``days`` long."""
    first = timezone.localtime(day).replace(hour=0, minute=0, second=0, microsecond=0)
    changed = utc(changed_at)
    return [
        "BEGIN:VEVENT",
        f"UID:{calendar_uid(uid)}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        "SEQUENCE:0",
        instant_line("DTSTART", first, all_day=True),
        instant_line("DTEND", first + timedelta(days=days), all_day=True),
        f"SUMMARY:{escape(title)}",
        f"DESCRIPTION:{BLANK_LINE.join(map(escape, filter(None, [*texts, url])))}",
        *([f"URL:{url}"] if url else ()),
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "CLASS:PUBLIC",
        "END:VEVENT",
    ]


def neighbours(dates: Iterable[Occurrence]) -> dict[uuid.UUID, list[str]]:
    """Calendar UIDs of the date before and the date after in the same event, by ``uid``; ``dates`` are sorted.

    The chain ties all dates of an event; naming all in each would make a weekly event's file grow with its square.
    """
    last, tied = {}, defaultdict(list)
    for date in dates:
        if before := last.get(date.event_key):
            tied[before.uid].append(date.calendar_uid)
            tied[date.uid].append(before.calendar_uid)
        last[date.event_key] = date
    return tied


def event_status(occurrence: Occurrence) -> str:
    """STATUS of RFC 5545, section 3.8.1.11."""
    if is_cancelled(occurrence):
        return "CANCELLED"
    return "TENTATIVE" if occurrence.status == Status.POSTPONED else "CONFIRMED"


def absolute(base: str, path: str) -> str:
    """The address of ``path`` at ``base``, in ASCII as a calendar's URI must be; files may lie at another host."""
    return uri(path if "://" in path else base + path)


def mail_address(name: str, email: str, *, label: str, **parameters: str) -> str:
    """An ORGANIZER or ATTENDEE line (``label``) for ``vevent(extra=…)``; parameters in the order given."""
    words = "".join(f";{key}={value}" for key, value in parameters.items())
    return f'{label};CN="{name.translate(PARAMETER_ESCAPES)}"{words}:mailto:{"".join(email.split())}'
