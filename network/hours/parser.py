"""Hours of a day as people type them: ``9h30-13h, 14h-16h30``, ``van 9.30 tot 13 u.``, ``20h-8h`` for a night.

What is not understood as a whole is refused: half of somebody's hours would be wrong hours.
"""

import datetime as dt
import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from home.text.bilingual import active_language
from network.models import OpeningSlot
from network.models.services import MIDNIGHT

Span = tuple[dt.time, dt.time]
LONGEST = 200
DAY_AND_NIGHT = (MIDNIGHT, MIDNIGHT)
BETWEEN_SPANS = {"and", "both", "slash"}

DASHES = re.compile("->|[-\u00ad\u2010-\u2015\u2212\u2043\u2192\ufe58\ufe63\uff0d~\u301c]")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]")
CLOSED = re.compile(r"(?:ferm[eé]{1,2}s?|gesloten|toe|dicht|closed|/|-)")
ALL_DAY = re.compile(r"(?:24\s*[hu]?\s*(?:/|sur|op)\s*24\s*[hu]?|jour et nuit|dag en nacht|day and night)")
KINDS = {
    OpeningSlot.Kind.DROP_IN: re.compile(
        r"sans (?:rendez-?\s?vous|rdv)|zonder afspraak|(?:vrije|open) inloop|entree libre|without appointment"
    ),
    OpeningSlot.Kind.APPOINTMENT: re.compile(
        r"(?:uniquement |seulement |alleen )?(?:sur|avec|par) (?:rendez-?\s?vous|rdv)|(?:op|na|met|volgens) afspraak"
        r"|by appointment"
    ),
}
TOKEN = re.compile(
    r"""
      (?P<noon>midi|middag|noon)\b
    | (?P<midnight>minuit|middernacht|midnight)\b
    | (?P<hour>\d{1,2})(?:\s*:\s*|\.)(?P<minute>\d{2})(?!\d)(?:\s*(?:heures?|uren|uur|[hu])(?![a-z]))?
    | (?P<whole>\d{1,2})\s*(?:heures?|uren|uur|u\.|[hu])\s*(?P<part>\d{2})\b(?:\s*min(?:utes?)?\b)?
    | (?P<compact_hour>\d{1,2})(?P<compact_minute>\d{2})(?!\d)\s*(?:[hu](?![a-z]))?
    | (?P<alone>\d{1,2})(?!\d)\s*(?:(?:heures?|uren|uur|[hu])(?![a-z]))?
    | (?P<to>-|(?:jusqu'?\ ?)?a\b|tot(?:\ en\ met)?\b|t/m\b|to\b|until\b)
    | (?P<both>et\b|en\b|and\b)
    | (?P<and>[,;&+\n]|puis\b|ensuite\b|dan\b|ainsi\ que\b|alsook\b)
    | (?P<slash>/)
    | (?P<from>de\b|van\b|from\b)
    | (?P<between>entre\b|tussen\b|between\b)
    | (?P<space>[\ .]+)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Reading:
    """What a text says: hours in the order of the day, and how one comes, where it says so."""

    spans: tuple[Span, ...] = ()
    kind: str = ""


class HoursError(ValidationError):
    """Hours that cannot be read, with what to write instead."""


def read_hours(text: str) -> Reading:
    """The hours of one day that ``text`` tells; none where it is empty or says “closed”."""
    folded = folded_hours(text[: LONGEST + 1])
    if len(folded) > LONGEST:
        raise HoursError(_("These hours are too long to be read."))
    kind = ""
    for value, words in KINDS.items():
        folded, count = words.subn(" ", folded)
        if count and kind:
            raise HoursError(_("Write hours with and without appointment in different rows."))
        kind = value if count else kind
    folded = folded.strip(" ,;.()\n")
    if not folded and kind:
        raise HoursError(_("Write the hours too, as in “%(example)s”.") % {"example": example()})
    if not folded or CLOSED.fullmatch(folded):
        return Reading()
    if ALL_DAY.fullmatch(folded):
        return Reading((DAY_AND_NIGHT,), kind)
    spans = tuple(sorted(spans_in(list(tokens_of(folded)))))
    if any(overlap(one, other) for one, other in pairwise(spans)):
        raise HoursError(_("These hours overlap."))
    return Reading(spans, kind)


def example() -> str:
    """Hours as one types them, in the reader's language."""
    return "9u30-13u, 14u-16u30" if active_language() == "nl" else "9h30-13h, 14h-16h30"


def folded_hours(text: str) -> str:
    """``text`` in small letters without accents, every dash the same, every space an ordinary one."""
    text = INVISIBLE.sub("", DASHES.sub("-", text))
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    return re.sub(r"[^\S\n]+", " ", DASHES.sub("-", plain)).strip()


class Token(NamedTuple):
    """A piece of the text; one that tells a time has the name ``time``."""

    name: str
    text: str
    time: dt.time = MIDNIGHT
    is_end_of_day: bool = False


def tokens_of(text: str) -> Iterator[Token]:
    """What ``text`` is made of; an error where something else stands in it."""
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise unread(text[at:])
        at = found.end()
        if not found["space"]:
            yield token_of(found)


def token_of(found: re.Match) -> Token:
    parts = {name: part for name, part in found.groupdict().items() if part}
    hour = next((parts[name] for name in ("hour", "whole", "compact_hour", "alone") if name in parts), None)
    if hour is None:
        (name,) = parts
        times = {"noon": dt.time(12), "midnight": MIDNIGHT}
        return Token("time", found[0], times[name]) if name in times else Token(name, found[0])
    minute = next((parts[name] for name in ("minute", "part", "compact_minute") if name in parts), 0)
    moment = int(hour), int(minute)
    if moment == (24, 0):
        return Token("time", found[0], MIDNIGHT, is_end_of_day=True)
    try:
        return Token("time", found[0], dt.time(*moment))
    except ValueError as error:
        raise unread(found[0]) from error


def spans_in(tokens: list[Token]) -> Iterator[Span]:
    """The hours that follow each other in ``tokens``: from, to, perhaps a word, from, to …"""
    rest = deque(tokens)
    while rest:
        joins = {"to", "slash"}
        if rest[0].name in ("from", "between"):
            # “Entre 9 h et 12 h” joins what “9 h et 12 h” would tell apart.
            joins |= {"both"} if rest.popleft().name == "between" else set()
        opens, join, closes = (rest.popleft() if rest else None for _part in range(3))
        if not (opens and join and closes) or join.name not in joins or {opens.name, closes.name} != {"time"}:
            raise unread(" ".join(token.text for token in (opens, join, closes, *rest) if token))
        if opens.is_end_of_day or (opens.time == closes.time != MIDNIGHT):
            raise unread(f"{opens.text}{join.text}{closes.text}")
        yield opens.time, closes.time
        last = None
        while rest and rest[0].name in BETWEEN_SPANS:
            last = rest.popleft()
        if last and not rest:
            raise unread(last.text)


def overlap(one: Span, other: Span) -> bool:
    """Whether hours that begin at ``one`` last into ``other``, which begin later."""
    opens, closes = one
    return closes <= opens or other[0] < closes


def unread(text: str) -> HoursError:
    words = {"text": text.strip()[:60], "example": example()}
    return HoursError(_("“%(text)s” was not understood. Write hours as in “%(example)s”.") % words)


def hours_as_text(spans: Iterable[Span]) -> str:
    """``9h30-13h, 14h-16h30``, or ``9u30-13u`` in Dutch: what ``read_hours`` reads as ``spans``."""
    return ", ".join(f"{time_as_text(opens)}-{time_as_text(closes, is_end=True)}" for opens, closes in sorted(spans))


def time_as_text(time: dt.time, *, is_end: bool = False) -> str:
    hour = 24 if is_end and time == MIDNIGHT else time.hour
    return f"{hour}{'u' if active_language() == 'nl' else 'h'}{f'{time.minute:02}' if time.minute else ''}"
