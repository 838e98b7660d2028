"""The time zones that a partner's calendar names: of the database, of the file itself, of Windows, or written as hours.

A zone that the database lacks is what the file's own VTIMEZONE says (RFC 5545, section 3.2.19). Nothing found here
outlives the file: icalendar keeps such zones for all that is read later.
"""

import re
import struct
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from io import BytesIO
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar.prop import vDatetime, vRecur, vUTCOffset
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from events.importing.lines import Calendar, Line, Zone, value_of
from events.importing.recurrence import Rule, RuleNotUnderstood, days_of_rule
from home.dates import YEARS

LONGEST_ZONE = 200
MOST_ZONES = 200
MOST_OBSERVANCES = 200
MOST_ONSETS = 5000
# Zones begin in 1601 where Outlook writes them; no date here is as old as these.
FIRST_ONSET, LAST_ONSET = date(1970, 1, 1), date(YEARS[-1], 12, 31)
FIXED = re.compile(r"(?:UTC|GMT|Z)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?|UTC|GMT|Z", re.IGNORECASE)
DISPLAYED = re.compile(r"\((?:UTC|GMT)[^)]*\)(.*)", re.IGNORECASE)


class Unusable(ValueError):  # noqa: N818 - says what the description is
    """A VTIMEZONE that gives no zone."""


class Clock:
    """What the names of zones stand for in one calendar; ``others`` are the calendars of the same file."""

    def __init__(self, calendar: Calendar, others: list[Calendar]):
        self.zones = {}
        for zone in [zone for one in (*others, calendar) for zone in one.zones][-MOST_ZONES:]:
            self.zones[clean(value_of(zone.lines, "TZID"))] = zone
        self.known: dict[str, tzinfo | None] = {}
        # The zone of hours that name none, and the line that names it where it is not known.
        self.floating, self.unknown = timezone.get_default_timezone(), None
        for line in calendar.lines:
            if line.name in {"X-WR-TIMEZONE", "TIMEZONE-ID"} and line.value.strip():
                found = self.zone(line.value)
                self.floating, self.unknown = found or self.floating, None if found else line
                break

    def zone(self, name: str) -> tzinfo | None:
        """The zone called ``name``; None where nobody knows it."""
        if len(name) > LONGEST_ZONE:
            return None
        name = clean(name)
        if name not in self.known:
            self.known[name] = self.find(name)
        return self.known[name]

    def find(self, name: str) -> tzinfo | None:
        zone = self.zones.get(name)
        return of_database(name) or (of_description(zone) if zone else None) or of_name(name)

    def description(self, name: str) -> list[str]:
        """The lines of the file that say what ``name`` is."""
        zone = self.zones.get(clean(name))
        if zone is None:
            return []
        return [line.text for lines in (zone.lines, *zone.observances[:MOST_OBSERVANCES]) for line in lines]


def clean(name: str) -> str:
    return " ".join(name.strip().strip('"').split())


@cache
def names_of_database() -> dict[str, str]:
    """Names of the database by their small letters."""
    return {name.casefold(): name for name in zoneinfo.available_timezones()}


@cache
def names_of_windows() -> dict[str, str]:
    return {name.casefold(): place for name, place in WINDOWS_TO_OLSON.items()}


@cache
def cities() -> dict[str, str]:
    """Zones by their city, those of Europe before others."""
    names = sorted(zoneinfo.available_timezones(), key=lambda name: name.startswith("Europe/"))
    return {name.rpartition("/")[2].replace("_", " ").casefold(): name for name in names if "/" in name}


def of_database(name: str) -> tzinfo | None:
    found = names_of_database().get(name.casefold())
    return ZoneInfo(found) if found else None


def of_name(name: str) -> tzinfo | None:
    """The zone that a name means to the program that wrote it."""
    # Google, Mozilla and libical write “/…/Europe/Brussels”; Microsoft “tzone://Microsoft/Utc”.
    steps = name.strip("/").split("/")
    for start in range(len(steps)):
        found = of_database("/".join(steps[start:])) or fixed(steps[-1])
        if found:
            return found
    # Outlook numbers copies of a zone; some take the name of its summer.
    windows = re.sub(r" \d+$", "", name).casefold().replace(" daylight time", " standard time")
    if windows in names_of_windows():
        return ZoneInfo(names_of_windows()[windows])
    displayed = DISPLAYED.fullmatch(name)
    for city in displayed[1].split(",") if displayed else [steps[-1].replace("_", " ")]:
        found = cities().get(city.strip().casefold())
        if found:
            return ZoneInfo(found)
    return None


def fixed(name: str) -> tzinfo | None:
    """``UTC+0``, ``UTC+1`` of WordPress, ``GMT+0200``: hours that never change."""
    found = FIXED.fullmatch(name)
    if found is None:
        return None
    hours, minutes = int(found[2] or 0), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone.get_fixed_timezone(-offset if found[1] == "-" else offset) if offset else UTC


def of_description(zone: Zone) -> tzinfo | None:
    """The zone that a VTIMEZONE describes, or the one that it names where it describes none that can be read."""
    try:
        return described(zone)
    except Unusable:
        location = value_of(zone.lines, "X-LIC-LOCATION")
        return of_database(clean(location)) if location else None


def described(zone: Zone) -> ZoneInfo:
    """A zone with the changes of the clock that ``zone`` lists; raises ``Unusable``."""
    changes = {}
    if not 0 < len(zone.observances) <= MOST_OBSERVANCES:
        raise Unusable
    for lines in zone.observances:
        before, after = offset_in(lines, "TZOFFSETFROM"), offset_in(lines, "TZOFFSETTO")
        for onset in onsets(lines, before):
            changes[onset - before] = (before, after)
        if len(changes) > MOST_ONSETS:
            raise Unusable
    return zone_of_changes(sorted((moment, *offsets) for moment, offsets in changes.items()))


def offset_in(lines: list[Line], name: str) -> timedelta:
    try:
        return vUTCOffset.from_ical(value_of(lines, name).strip())
    except ValueError:
        raise Unusable from None


def onsets(lines: list[Line], before: timedelta) -> list[datetime]:
    """When the clock is changed, as it stood ``before``."""
    first = moment(value_of(lines, "DTSTART"), before)
    found = [first]
    for line in lines:
        if line.name == "RDATE":
            found += [moment(text, before) for text in line.value.split(",")[:MOST_ONSETS]]
        elif line.name == "RRULE":
            parts = rule_parts(line.value)
            until = parts.get("UNTIL", [None])[0]
            if isinstance(until, datetime) and until.tzinfo:
                until = (until + before).replace(tzinfo=None)
            try:
                rule = Rule.read(parts, until=until.date() if isinstance(until, datetime) else until)
            except RuleNotUnderstood:
                raise Unusable from None
            days = days_of_rule(rule, first.date(), LAST_ONSET, since=max(first.date(), FIRST_ONSET))
            found += [datetime.combine(day, first.time()) for day in days]
        if len(found) > MOST_ONSETS:
            raise Unusable
    return found


def rule_parts(text: str) -> dict[str, list]:
    if len(text) > LONGEST_ZONE:
        raise Unusable
    try:
        return {str(name).upper(): value for name, value in vRecur.from_ical(text.strip()).items()}
    except (ValueError, TypeError, AttributeError):
        raise Unusable from None


def moment(text: str, before: timedelta) -> datetime:
    """A time on the clock as it stands ``before`` the change."""
    text = text.strip()
    try:
        found = vDatetime.from_ical(text if "T" in text else f"{text}T000000")
        if found.tzinfo:
            found = (found + before).replace(tzinfo=None)
        # No moment of a year that has none before it.
        return found if found.year > 1 else datetime.combine(FIRST_ONSET, time.min)
    except (ValueError, OverflowError):
        raise Unusable from None


def zone_of_changes(changes: list[tuple[datetime, timedelta, timedelta]]) -> ZoneInfo:
    """A zone of the standard library from ``(moment in UTC, offset before, offset after)``, in order.

    Written as the file of a zone (RFC 9636), which Python reads with all its care for hours that come twice.
    """
    # Its first offset holds before the first change.
    offsets = list(dict.fromkeys([changes[0][1], *(after for _moment, _before, after in changes)]))
    if len(offsets) > 250:
        raise Unusable
    times = [int(moment.replace(tzinfo=UTC).timestamp()) for moment, _before, _after in changes]
    header = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, len(times), len(offsets), 1)
    block = struct.pack(f">{len(times)}q", *times) + bytes(offsets.index(after) for _moment, _before, after in changes)
    block += b"".join(struct.pack(">lBB", int(offset.total_seconds()), 0, 0) for offset in offsets) + b"\0"
    old = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 1) + struct.pack(">lBB", 0, 0, 0) + b"\0"
    return ZoneInfo.from_file(BytesIO(old + header + block + b"\n\n"))
