"""Dates in, bytes out: iCalendar as RFC 5545, 5546 and 7986 define it, without a query and without a request.

Content lines are written here and not by the ``icalendar`` package, which takes twenty times as long for a feed of
200 dates; the tests read every property back with that package.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import ImageColor

from events.models.kinds import EventKind, SignUp
from events.models.occurrences import Occurrence, Status
from home.dates import date_in_words, time_in_words
from network.models import Organisation, WorkingGroup

TIME_ZONE = "Europe/Brussels"
BRUSSELS = ZoneInfo(TIME_ZONE)
PRODUCT = "-//Coordination sociale//Agenda 1//FR"
LONGEST_LINE = 75
LINE_END = "\r\n"
BLANK_LINE = "\\n\\n"

# RFC 5545, section 3.3.11; what a content line cannot hold is left out, and every line break becomes one ``\n``.
ESCAPES = str.maketrans(
    dict.fromkeys((*range(0x20), 0x7F, *range(0xD800, 0xE000)), "")
    | dict.fromkeys((0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\\n")
    | {ord("\t"): "\t", ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,"}
)
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


class Words(NamedTuple):
    """What stands before a title or a name, in one language."""

    cancelled: str
    postponed: str
    host: str


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
    siblings: Iterable[str] = (),
    status: str = "",
    sequence: int | None = None,
    extra: Iterable[str] = (),
) -> list[str]:
    """The content lines of one date, unfolded, in ``language``; needs its kind, group and host loaded.

    ``url`` is the absolute address of its page, ``siblings`` the calendar UIDs of neighbouring dates of its event.
    A mail passes ``status`` (TENTATIVE on the waiting list), a higher ``sequence`` and its ORGANIZER and ATTENDEE as
    ``extra`` lines; a feed never does: no participant stands in a public file.
    """
    changed = utc(occurrence.changed_at)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{occurrence.calendar_uid}",
        f"DTSTAMP:{changed}",
        f"CREATED:{utc(occurrence.first_published_at)}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{occurrence.sequence if sequence is None else sequence}",
        moment("DTSTART", occurrence.start, all_day=occurrence.all_day),
        moment("DTEND", occurrence.end, all_day=occurrence.all_day),
        f"SUMMARY:{escape(summary(occurrence, language))}",
        f"DESCRIPTION:{BLANK_LINE.join(map(escape, paragraphs(occurrence, language, url)))}",
    ]
    if place := one_line(occurrence.place_nl if language == "nl" and occurrence.place_nl else occurrence.place_fr):
        lines.append(f"LOCATION:{escape(place)}")
    if url:
        lines.append(f"URL:{url}")
    lines += [
        f"CATEGORIES:{','.join(map(escape, categories(occurrence, language)))}",
        f"COLOR:{colour_name((occurrence.group or occurrence.kind).colour)}",
        f"STATUS:{status or event_status(occurrence)}",
        f"TRANSP:{'OPAQUE' if occurrence.is_standing and not occurrence.all_day else 'TRANSPARENT'}",
        "CLASS:PUBLIC",
    ]
    lines += [f"RELATED-TO;RELTYPE=SIBLING:{uid}" for uid in siblings]
    lines += extra
    lines.append("END:VEVENT")
    return lines


def summary(occurrence: Occurrence, language: str) -> str:
    """The title, behind a word that says it does not take place as announced."""
    title = one_line(occurrence.text("title", language))
    if is_cancelled(occurrence):
        return words(language).cancelled % {"title": title}
    if occurrence.status == Status.POSTPONED:
        return words(language).postponed % {"title": title}
    return title


def paragraphs(occurrence: Occurrence, language: str, url: str) -> list[str]:
    """Plain text: what became of the date, what it is, who receives, until when to sign up, where to read on."""
    texts = [change_words(occurrence, language), occurrence.text("summary", language)]
    if occurrence.host:
        texts.append(words(language).host % {"name": Organisation.name.in_language(occurrence.host, language)})
    if occurrence.sign_up != SignUp.NONE and occurrence.is_standing:
        texts.append(closing_words(occurrence.closes_at, language))
    texts.append(url)
    return list(filter(None, texts))


def change_words(occurrence: Occurrence, language: str) -> str:
    """Why a date does not take place as announced, and the new day where it is known."""
    if occurrence.is_standing:
        return ""
    reason = occurrence.reason_nl if language == "nl" and occurrence.reason_nl else occurrence.reason_fr
    if occurrence.status == Status.POSTPONED and occurrence.postponed_to and not occurrence.withdrawn_at:
        return f"{postponed_words(occurrence.postponed_to, language)} {reason}".strip()
    return reason


@lru_cache(maxsize=2048)
def closing_words(closes_at: datetime, language: str) -> str:
    with override(language):
        moment = {"day": date_in_words(closes_at), "time": time_in_words(closes_at)}
        return _("Sign-up until %(day)s, %(time)s") % moment


@lru_cache(maxsize=256)
def postponed_words(day: date, language: str) -> str:
    with override(language):
        return _("Postponed to %(day)s.") % {"day": date_in_words(day)}


@lru_cache
def words(language: str) -> Words:
    """Looked up once per language: a feed needs them for each of its dates."""
    with override(language):
        return Words(_("CANCELLED – %(title)s"), _("POSTPONED – %(title)s"), _("Host: %(name)s"))


def is_cancelled(occurrence: Occurrence) -> bool:
    """Whether calendars must strike the date out: cancelled, or its page deleted or unpublished."""
    return occurrence.status == Status.CANCELLED or occurrence.withdrawn_at is not None


def event_status(occurrence: Occurrence) -> str:
    """STATUS of RFC 5545, section 3.8.1.11."""
    if is_cancelled(occurrence):
        return "CANCELLED"
    return "TENTATIVE" if occurrence.status == Status.POSTPONED else "CONFIRMED"


def categories(occurrence: Occurrence, language: str) -> list[str]:
    """Names of the kind and of the group."""
    names = [EventKind.name.in_language(occurrence.kind, language)]
    if occurrence.group:
        names.append(WorkingGroup.name.in_language(occurrence.group, language))
    return [one_line(name) for name in names]


def mail_address(name: str, email: str, *, label: str, **parameters: str) -> str:
    """An ORGANIZER or ATTENDEE line (``label``) for ``vevent(extra=…)``; parameters in the order given."""
    words = "".join(f";{key}={value}" for key, value in parameters.items())
    return f'{label};CN="{name.translate(PARAMETER_ESCAPES)}"{words}:mailto:{"".join(email.split())}'


def moment(label: str, instant: datetime, *, all_day: bool) -> str:
    """A DTSTART or DTEND line: the day alone for whole days, else the local time.

    The hour that comes twice when summer time ends: only UTC can name its second passage.
    """
    local = instant.astimezone(BRUSSELS)
    if all_day:
        return f"{label};VALUE=DATE:{compact(local)[:8]}"
    if local.fold:
        return f"{label}:{utc(instant)}"
    return f"{label};TZID={TIME_ZONE}:{compact(local)}"


def utc(instant: datetime) -> str:
    """An aware instant as ``20261203T110000Z``."""
    return f"{compact(instant.astimezone(UTC))}Z"


def compact(instant: datetime) -> str:
    return instant.isoformat()[:19].replace("-", "").replace(":", "")


def one_line(text: str) -> str:
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def escape(text: str) -> str:
    """A TEXT value (RFC 5545, section 3.3.11); the dates of one event repeat most of theirs."""
    return text.replace("\r\n", "\n").translate(ESCAPES)


def fold(line: str) -> str:
    """One content line in pieces of at most 75 octets, no character cut in two (RFC 5545, section 3.1)."""
    octets = line.encode()
    if len(octets) <= LONGEST_LINE:
        return line
    pieces, start, room = [], 0, LONGEST_LINE
    while start < len(octets):
        end = start + room
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end].decode())
        # The space that marks a continuation takes one octet of it.
        start, room = end, LONGEST_LINE - 1
    return f"{LINE_END} ".join(pieces)


@lru_cache(maxsize=256)
def colour_name(colour: str) -> str:
    """The CSS3 name nearest to ``#rrggbb`` (RFC 7986, section 5.9, knows names only)."""
    wanted = channels(colour)

    def distance(name: str) -> tuple[int, str]:
        squares = ((a - b) ** 2 for a, b in zip(wanted, channels(ImageColor.colormap[name]), strict=True))
        return sum(squares), name

    return min((name for name in ImageColor.colormap if name != "rebeccapurple" and "grey" not in name), key=distance)


def channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
