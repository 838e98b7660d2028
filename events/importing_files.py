"""A partner's calendar file in, its events with their dates out: no database, no request, nothing believed."""

import hashlib
import html
import re
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from events.errors import CalendarRefused
from events.fetching import LARGEST, too_large
from events.importing_times import FoundDate, Reader, Unreadable

MOST_COMPONENTS = 5000
MOST_EVENTS = 500
DEEPEST = 3
PATIENCE = 15.0
LONGEST_UID, LONGEST_TITLE, LONGEST_INTRODUCTION, LONGEST_TEXT, LONGEST_PLACE = 255, 120, 300, 5000, 250
# What changes at each export although the event does not.
RESTLESS = re.compile(r"(DTSTAMP|LAST-MODIFIED|CREATED|SEQUENCE|X-[^:;]*)[:;]", re.IGNORECASE)
LINE = re.compile(r"\r\n|\n|\r")
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/h\d)\b[^<>]*>", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?…](?=\s)")
FORMAT = "1"


@dataclass(frozen=True, kw_only=True)
class FoundEvent:
    """One event of the file, by its UID; ``dates`` are those not over, in order."""

    uid: str
    title: str
    text: str
    place: str
    url: str
    is_cancelled: bool
    dates: tuple[FoundDate, ...]
    fingerprint: str

    @property
    def introduction(self) -> str:
        """The beginning of the text, cut where a sentence or at least a word ends."""
        return shortened(" ".join(self.text.split()), LONGEST_INTRODUCTION)


@dataclass
class CalendarFile:
    """What a file holds: the events, and those left out as ``(title, code)`` (see ``events.importing.REASONS``)."""

    events: list[FoundEvent] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def read_calendar(data: bytes, *, now: datetime) -> CalendarFile:
    """The events of ``data`` with a date not over at ``now`` (aware); raises ``CalendarRefused`` for the whole file."""
    method, blocks = components(decoded(data))
    found = CalendarFile()
    by_uid = defaultdict(list)
    for lines in blocks:
        uid = one_line(value_of(lines, "UID"))
        if uid:
            by_uid[uid if len(uid) <= LONGEST_UID else hashlib.sha256(uid.encode()).hexdigest()].append(lines)
        else:
            found.left_out.append((title_of(lines), "no_uid"))
    reader, give_up = Reader(now), time.monotonic() + PATIENCE
    for uid, of_one_event in by_uid.items():
        try:
            event = read_event(uid, of_one_event, reader, is_withdrawn=method == "CANCEL")
        except Unreadable as error:
            found.left_out.append((title_of(of_one_event[0]), error.code))
            continue
        if event.dates:
            found.events.append(event)
        else:
            found.left_out.append((event.title, "past"))
        if time.monotonic() > give_up:
            raise CalendarRefused(_("This calendar takes too long to read. Ask for one with fewer years."))
        if len(found.events) > MOST_EVENTS:
            raise CalendarRefused(
                _("This calendar holds more than %(count)d events to come. Ask for one with fewer.")
                % {"count": MOST_EVENTS}
            )
    return found


def decoded(data: bytes) -> str:
    """The text of a calendar file, whatever its encoding; raises ``CalendarRefused`` in words for anything else."""
    if len(data) > LARGEST:
        raise CalendarRefused(too_large(LARGEST))
    if not data.strip():
        raise CalendarRefused(_("This file is empty."))
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise CalendarRefused(_("This file is compressed: open it first, and give the .ics file inside."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        text = decoded_bytes(data)
    if "\0" in text:
        raise CalendarRefused(_("This file holds bytes that no calendar has: it may be damaged."))
    if "BEGIN:VCALENDAR" not in text[:10_000].upper():
        if text.lstrip().startswith("<"):
            raise CalendarRefused(_("This is a web page, not a calendar: copy the address of its calendar (.ics)."))
        raise CalendarRefused(_("This file is not a calendar (.ics)."))
    return text


def decoded_bytes(data: bytes) -> str:
    """UTF-8 as the standard asks, else what Windows wrote."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def components(text: str) -> tuple[str, list[list[str]]]:
    """METHOD of the calendar and the unfolded lines of each VEVENT, without what is nested in it (alarms)."""
    method, stack, blocks = "", [], []
    for line in unfolded(text):
        name, _colon, value = line.partition(":")
        name, value = name.upper(), value.strip().upper()
        if name == "BEGIN":
            stack.append(value)
            if len(stack) > DEEPEST:
                raise CalendarRefused(_("This file is not built as a calendar is: its parts lie in each other."))
            if stack == ["VCALENDAR", "VEVENT"]:
                blocks.append([])
                if len(blocks) > MOST_COMPONENTS:
                    raise CalendarRefused(
                        _("This calendar holds more than %(count)d events. Ask for one with fewer years.")
                        % {"count": MOST_COMPONENTS}
                    )
        elif name == "END":
            if not stack or stack.pop() != value:
                raise CalendarRefused(_("This file is not built as a calendar is: it may have been cut."))
        elif stack == ["VCALENDAR", "VEVENT"]:
            blocks[-1].append(line)
        elif stack == ["VCALENDAR"] and name == "METHOD":
            method = value
    if stack:
        raise CalendarRefused(_("This file is not built as a calendar is: it may have been cut."))
    return method, blocks


def unfolded(text: str) -> Iterator[str]:
    """Content lines, put together again (RFC 5545, section 3.1); empty ones are left out."""
    pieces = []
    for line in LINE.split(text):
        if line[:1] in {" ", "\t"} and pieces:
            pieces.append(line[1:])
            continue
        if pieces:
            yield "".join(pieces)
        pieces = [line] if line.strip() else []
    if pieces:
        yield "".join(pieces)


def read_event(uid: str, blocks: list[list[str]], reader: Reader, *, is_withdrawn: bool) -> FoundEvent:
    """The event that ``blocks`` of one UID make together: its first, and the dates that differ."""
    main = next((lines for lines in reversed(blocks) if not value_of(lines, "RECURRENCE-ID")), blocks[0])
    others = [lines for lines in blocks if lines is not main and value_of(lines, "RECURRENCE-ID")]
    title = title_of(main)
    is_cancelled = is_withdrawn or status_of(main) == "CANCELLED"
    dates, window = reader.dates(
        main,
        [(lines, status_of(lines) == "CANCELLED", place_of(lines), title_of(lines)) for lines in others],
        place=place_of(main),
        title=title,
    )
    lines = sorted("\n".join(line for line in block if not RESTLESS.match(line)) for block in (main, *others))
    told = "\n\n".join([FORMAT, window, str(is_withdrawn), *lines])
    return FoundEvent(
        uid=uid,
        title=title,
        text=plain(value_of(main, "DESCRIPTION"))[:LONGEST_TEXT],
        place=place_of(main),
        url=web_address(value_of(main, "URL")),
        is_cancelled=is_cancelled,
        dates=dates,
        fingerprint=hashlib.sha256(told.encode(errors="replace")).hexdigest(),
    )


def value_of(lines: Iterable[str], name: str) -> str:
    """The text of the first line called ``name``, unescaped (RFC 5545, section 3.3.11); empty where there is none."""
    for line in lines:
        if line[: len(name)].upper() == name and line[len(name) : len(name) + 1] in {":", ";"}:
            return unescaped(after_parameters(line))
    return ""


def after_parameters(line: str) -> str:
    """What stands behind the first colon outside quotes."""
    quoted = False
    for index, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            return line[index + 1 :]
    return ""


def unescaped(text: str) -> str:
    return re.sub(r"\\([nN,;\\:\"])", lambda found: "\n" if found[1] in "nN" else found[1], text)


def title_of(lines: Iterable[str]) -> str:
    return shortened(one_line(plain(value_of(lines, "SUMMARY"))), LONGEST_TITLE)


def place_of(lines: Iterable[str]) -> str:
    return shortened(
        ", ".join(filter(None, map(one_line, plain(value_of(lines, "LOCATION")).splitlines()))), LONGEST_PLACE
    )


def status_of(lines: Iterable[str]) -> str:
    return value_of(lines, "STATUS").strip().upper()


def one_line(text: str) -> str:
    return " ".join(text.split())


def plain(text: str) -> str:
    """``text`` without markup and without characters that cannot be printed; lines stay lines."""
    if MARKUP.search(text):
        text = strip_tags(BREAKS.sub("\n", text))
    text = unicodedata.normalize("NFC", html.unescape(text))
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"})
    return "\n".join(map(one_line, "".join(kept).splitlines())).strip()


def shortened(text: str, longest: int) -> str:
    """``text``, or as much of it as ends with a sentence, or with a word and “…”."""
    if len(text) <= longest:
        return text
    start = text[:longest]
    ends = [found.end() for found in SENTENCE_END.finditer(start)]
    if ends and ends[-1] > longest // 3:
        return start[: ends[-1]]
    return f"{start[: longest - 1].rsplit(' ', 1)[0].rstrip(' ,;:–-')}…"


def web_address(text: str) -> str:
    """``text`` where it is an address of the web, else nothing: no other kind is ever linked."""
    try:
        URLValidator(schemes=["http", "https"])(text.strip())
    except ValidationError:
        return ""
    return text.strip()[:500]
