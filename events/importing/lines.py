"""From the bytes of a partner's calendar file to the lines of its events: unfolded, decoded, and never more than that.

A fold may cut a character in two, so lines are put together as bytes (RFC 5545, section 3.1) and decoded one by one:
a byte that no text has damages its own line only.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from events.errors import CalendarRefused
from events.importing.fetch import LARGEST, too_large

MOST_COMPONENTS = 5000
# VCALENDAR > VEVENT > PARTICIPANT > VLOCATION (RFC 9073), and one to spare.
DEEPEST = 5
# Of one event or zone: more than any of them may list, so that what was passed over is refused as too many.
MOST_LINES = 10_000
# What may be written of a value before it is cleaned and shortened, of the parameters in front of it, and in a report.
LONGEST_VALUE, LONGEST_PARAMETERS, LONGEST_QUOTE = 50_000, 2000, 200
MOST_ODD_LINES = 20
BREAK = re.compile(rb"\r+\n|\n|\r")
# Possessive: each character is read once, whatever stands in the line.
HEAD = re.compile(r'\s*+([A-Za-z0-9-]++)\s*+((?:;[^":;]*+(?:"[^"]*+"[^":;]*+)*+)*+):')
PARAMETER = re.compile(r';\s*+([A-Za-z0-9-]++)\s*+(?:=([^";]*+(?:"[^"]*+"[^";]*+)*+))?+')
# Texts that broken programs write over several lines without folding them.
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "X-ALT-DESC"}
# Exchange writes “TZID=tzone://Microsoft/Custom:20261203T140000” without the quotes that its colon asks for.
REST_OF_ZONE = re.compile(r"([^\s\":;,][^\":;,]{0,99}+):(?=\d{8}(?!\d))")
QUOTED_PRINTABLE = b"QUOTED-PRINTABLE"


@dataclass(frozen=True)
class Line:
    """``name`` and names of ``parameters`` are in capitals, ``value`` is without its encoding, ``text`` the line."""

    name: str
    parameters: dict[str, str]
    value: str
    text: str
    is_damaged: bool = False

    @property
    def quote(self) -> str:
        """Its beginning, for a report."""
        return quoted(self.text)


@dataclass
class Zone:
    """A VTIMEZONE: its own lines, and those of each of its times of the year."""

    lines: list[Line] = field(default_factory=list)
    observances: list[list[Line]] = field(default_factory=list)


@dataclass(eq=False)
class Calendar:
    """One VCALENDAR: its properties, and the time zones it describes; a file may hold several."""

    lines: list[Line] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)

    @property
    def method(self) -> str:
        """What it asks (RFC 5546): PUBLISH where it says nothing."""
        return value_of(self.lines, "METHOD").strip().upper() or "PUBLISH"


@dataclass(eq=False)
class Component:
    """A VEVENT or what else stands beside it; ``odd`` are lines of it that are none of a calendar."""

    kind: str
    calendar: Calendar
    lines: list[Line] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def line(self, name: str) -> Line | None:
        """The first line called ``name``."""
        return next(self.lines_of(name), None)

    def lines_of(self, *names: str) -> Iterator[Line]:
        """All lines with one of ``names``, in order."""
        return (line for line in self.lines if line.name in names)

    def value(self, name: str) -> str:
        """The text of the first line called ``name``; empty where there is none."""
        return value_of(self.lines, name)


def read_components(data: bytes) -> tuple[list[Calendar], list[Component]]:
    """The calendars and the components of ``data``, without what is nested in these (alarms).

    Raises ``CalendarRefused`` in words for what is no calendar, or was cut.
    """
    calendars, found, stack = [], [], []
    for text, is_damaged in decoded(calendar_bytes(data)):
        name, _colon, value = text.partition(":")
        name, value = name.strip().upper(), value.strip().upper()
        if name == "BEGIN":
            stack.append(value)
            if len(stack) > DEEPEST:
                raise CalendarRefused(_("This file is not built as a calendar is: its parts lie in each other."))
            begin(stack, calendars, found)
        elif name == "END":
            if not stack or stack.pop() != value:
                raise CalendarRefused(_("This file is not built as a calendar is: it may have been cut."))
        else:
            take(text, stack, calendars, found, is_damaged=is_damaged)
    if stack:
        raise CalendarRefused(_("This file is not built as a calendar is: it may have been cut."))
    return calendars, found


def begin(stack: list[str], calendars: list[Calendar], found: list[Component]) -> None:
    """Make room for what the last name of ``stack`` begins."""
    match stack:
        case ["VCALENDAR"]:
            calendars.append(Calendar())
        case ["VCALENDAR", "VTIMEZONE"]:
            calendars[-1].zones.append(Zone())
        case ["VCALENDAR", "VTIMEZONE", _kind]:
            calendars[-1].zones[-1].observances.append([])
        case ["VCALENDAR", kind]:
            found.append(Component(kind, calendars[-1]))
            if len(found) > MOST_COMPONENTS:
                raise CalendarRefused(
                    _("This calendar holds more than %(count)d events. Ask for one with fewer years.")
                    % {"count": MOST_COMPONENTS}
                )


def take(text: str, stack: list[str], calendars: list[Calendar], found: list[Component], *, is_damaged: bool) -> None:
    """Keep a line with what it belongs to."""
    match stack:
        case ["VCALENDAR"]:
            lines = calendars[-1].lines
        case ["VCALENDAR", "VTIMEZONE"]:
            lines = calendars[-1].zones[-1].lines
        case ["VCALENDAR", "VTIMEZONE", _kind]:
            lines = calendars[-1].zones[-1].observances[-1]
        case ["VCALENDAR", _kind]:
            take_own(found[-1], text, is_damaged=is_damaged)
            return
        case _:
            return
    line = line_in(text, is_damaged=is_damaged) if len(lines) < MOST_LINES else None
    if line is not None:
        lines.append(line)


def take_own(component: Component, text: str, *, is_damaged: bool) -> None:
    """Keep a line of ``component``: one that is none goes on with the text before it, and is told."""
    line = line_in(text, is_damaged=is_damaged) if len(component.lines) < MOST_LINES else None
    if line is not None:
        component.lines.append(line)
        return
    if len(component.odd) < MOST_ODD_LINES:
        component.odd.append(quoted(text))
        if component.lines and component.lines[-1].name in TEXTS:
            last = component.lines.pop()
            value = f"{last.value}\\n{text}"[:LONGEST_VALUE]
            component.lines.append(Line(last.name, last.parameters, value, last.text, last.is_damaged))


def calendar_bytes(data: bytes) -> bytes:
    """``data`` where it is a calendar, in an encoding that keeps ASCII; else ``CalendarRefused`` says what it is."""
    if len(data) > LARGEST:
        raise CalendarRefused(too_large(LARGEST))
    if not data.strip():
        raise CalendarRefused(_("This file is empty."))
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise CalendarRefused(_("This file is compressed: open it first, and give the .ics file inside."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", errors="replace").encode()
    if b"\0" in data:
        raise CalendarRefused(_("This file holds bytes that no calendar has: it may be damaged."))
    if b"BEGIN:VCALENDAR" not in data[:10_000].upper():
        if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            raise CalendarRefused(_("This is a web page, not a calendar: copy the address of its calendar (.ics)."))
        raise CalendarRefused(_("This file is not a calendar (.ics)."))
    return data


def unfolded(data: bytes) -> Iterator[bytes]:
    """Content lines, put together again; empty ones are left out.

    A line in quoted-printable goes on behind a “=” at its end, as vCalendar 1.0 folds it.
    """
    pieces, is_quoted = [], False
    for line in BREAK.split(data):
        if is_quoted and pieces[-1].endswith(b"="):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(line)
        elif line[:1] in {b" ", b"\t"} and pieces:
            pieces.append(line[1:])
        elif line.strip():
            if pieces:
                yield b"".join(pieces)
            pieces = [line]
            is_quoted = QUOTED_PRINTABLE in line[:LONGEST_PARAMETERS].upper().partition(b":")[0]
    if pieces:
        yield b"".join(pieces)


def decoded(data: bytes) -> Iterator[tuple[str, bool]]:
    """Each line of ``data``, and whether a byte of it was none of a text.

    UTF-8 as the standard asks; what Windows wrote where no character at all is in UTF-8.
    """
    lines = [(line, utf_8(line)) for line in unfolded(data)]
    is_utf_8 = any(not line.decode(errors="ignore").isascii() for line, _text in lines)
    for line, text in lines:
        if text is not None:
            yield text, False
        elif is_utf_8:
            yield line.decode(errors="replace").removeprefix("\ufeff"), True
        else:
            yield line.decode("cp1252", errors="replace"), False


def utf_8(line: bytes) -> str | None:
    try:
        return line.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def line_in(text: str, *, is_damaged: bool = False) -> Line | None:
    """The property that ``text`` writes; None where it writes none."""
    head = HEAD.match(text[:LONGEST_PARAMETERS])
    if head is None:
        return None
    parameters = {found[1].upper(): (found[2] or "").strip().replace('"', "") for found in PARAMETER.finditer(head[2])}
    written = text[head.end() :]
    rest = REST_OF_ZONE.match(written) if "TZID" in parameters else None
    if rest:
        parameters["TZID"] += f":{rest[1]}"
        written = written[rest.end() :]
    value, is_legible = without_encoding(written, parameters)
    return Line(head[1].upper(), parameters, value, text, is_damaged or not is_legible)


def without_encoding(value: str, parameters: dict[str, str]) -> tuple[str, bool]:
    """``value`` as text where it was written in quoted-printable or base64, and whether all of it could be read."""
    # vCalendar 1.0 also names the encoding alone.
    encoding = parameters.get("ENCODING", "").upper() or next(
        (name for name in ("QUOTED-PRINTABLE", "BASE64") if name in parameters), ""
    )
    try:
        if encoding == "QUOTED-PRINTABLE":
            data = quopri.decodestring(value.encode())
        elif encoding in {"BASE64", "B"} and parameters.get("VALUE", "").upper() != "BINARY":
            data = base64.b64decode(value, validate=True)
        else:
            return value, True
    except (ValueError, binascii.Error):
        return "", False
    # Its line breaks are those of the text; in a line they are written as RFC 5545 escapes them.
    return in_one_line(data, parameters.get("CHARSET", ""))


def in_one_line(data: bytes, charset: str) -> tuple[str, bool]:
    """``data`` as text with its line breaks escaped, and whether all of it is in ``charset``, or else in UTF-8."""
    try:
        text, is_legible = data.decode(charset or "utf-8"), True
    except (UnicodeDecodeError, LookupError):
        text = data.decode(errors="replace") if charset else data.decode("cp1252", errors="replace")
        is_legible = not charset
    return re.sub(r"\r\n|\n|\r", r"\\n", text.replace("\0", "")), is_legible


def quoted(text: str) -> str:
    """The beginning of a line, as a report may show it."""
    shown = "".join(character for character in text[:LONGEST_QUOTE] if character.isprintable())
    return shown if len(text) <= LONGEST_QUOTE else f"{shown[:-1]}…"


def value_of(lines: list[Line], name: str) -> str:
    """The text of the first line called ``name``, unescaped (RFC 5545, section 3.3.11); empty where there is none."""
    for line in lines:
        if line.name == name:
            return unescaped(line.value[:LONGEST_VALUE])
    return ""


def unescaped(text: str) -> str:
    return re.sub(r"\\([nN,;\\:\"])", lambda found: "\n" if found[1] in "nN" else found[1], text)
