"""Content lines of RFC 5545, section 3.1: how text, addresses, instants and colours are written, and lines folded."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.encoding import iri_to_uri
from PIL import ImageColor

from home.text.characters import LINE_BREAKS, UNPRINTABLE

TIME_ZONE = "Europe/Brussels"
BRUSSELS = ZoneInfo(TIME_ZONE)
LONGEST_LINE = 75
LINE_END = "\r\n"

# RFC 5545, section 3.3.11; what a content line cannot hold is left out, and every line break becomes one ``\n``.
ESCAPES = str.maketrans(
    UNPRINTABLE
    | dict.fromkeys((0x0B, 0x0C, *LINE_BREAKS), "\\n")
    | {ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,"}
)


def instant_line(label: str, instant: datetime, *, all_day: bool) -> str:
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


@lru_cache(maxsize=32_768)
def escape(text: str) -> str:
    """A TEXT value (RFC 5545, section 3.3.11); the dates of one event repeat most of theirs."""
    return text.replace("\r\n", "\n").translate(ESCAPES)


@lru_cache(maxsize=4096)
def uri(address: str) -> str:
    """A URI value (section 3.3.13): ASCII, without the blanks that would end it."""
    return iri_to_uri("".join(address.split()))


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
    wanted = ImageColor.getrgb(colour)

    def distance(name: str) -> tuple[int, str]:
        squares = ((a - b) ** 2 for a, b in zip(wanted, ImageColor.getrgb(name), strict=True))
        return sum(squares), name

    return min((name for name in ImageColor.colormap if name != "rebeccapurple" and "grey" not in name), key=distance)
