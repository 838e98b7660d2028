"""Reads a partner's calendar file into events with their dates; touches no database and trusts nothing in it."""

import hashlib
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from events.errors import CalendarRefused
from events.importing.lines import Component, read_components
from events.importing.series import Window
from events.importing.texts import one_line, shortened
from events.importing.times import FoundDate, Notes, Unreadable
from events.importing.told import is_private, read_told, title_of
from events.importing.versions import Group, grouped, short_uid
from events.importing.zones import Clock

MOST_EVENTS = 500
MOST_WARNINGS = 300
PATIENCE = 15.0
LONGEST_INTRODUCTION = 300
# Messages about an invitation that say nothing of the event itself (RFC 5546).
ANSWERS = {"REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"}
FORMAT = "2"


@dataclass(frozen=True, kw_only=True)
class FoundEvent:
    """One event of the file, by its UID; ``dates`` are those not over, in order.

    Where ``is_whole`` is false the file tells of some dates only: the others stay as they are, and so do the words of
    the event. Title and text are then those of the first of these dates, for a report or a new page. ``sequence`` and
    ``stamp`` (aware) tell which of two versions is the later one (RFC 5546, section 2.1.5). ``dates`` may be empty
    where the whole event is cancelled without a word on its days.
    """

    uid: str
    title: str
    text: str
    place: str
    url: str
    is_cancelled: bool
    dates: tuple[FoundDate, ...]
    fingerprint: str
    is_whole: bool = True
    is_tentative: bool = False
    sequence: int = 0
    stamp: datetime | None = None

    @property
    def introduction(self) -> str:
        """The beginning of the text, cut where a sentence or at least a word ends."""
        return shortened(" ".join(self.text.split()), LONGEST_INTRODUCTION)


@dataclass
class CalendarFile:
    """A file's events, and those left out as ``(title, code)``, of ``events.importing.services.REASONS``.

    ``warnings`` tell ``(title, code, line)`` of what was assumed or not understood. ``is_whole``: the file is a whole
    calendar, not a message about some of its events. ``private`` events were left out, and are only counted. ``unread``
    holds the UID of each event that stands in the file and was left out, for whatever reason: it has not disappeared.
    """

    events: list[FoundEvent] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str, str]] = field(default_factory=list)
    is_whole: bool = True
    private: int = 0
    unread: set[str] = field(default_factory=set)

    def warn(self, title: str, notes: Notes) -> None:
        """Keep what was noted of one event."""
        self.warnings += [(title, code, line) for code, line in notes.told]
        del self.warnings[MOST_WARNINGS:]


def read_calendar(data: bytes, *, now: datetime) -> CalendarFile:
    """The events of ``data`` with a date not over at ``now`` (aware); raises ``CalendarRefused`` for the whole file."""
    calendars, components = read_components(data)
    found = CalendarFile(is_whole=all(calendar.method == "PUBLISH" for calendar in calendars))
    clocks = {calendar: Clock(calendar, calendars) for calendar in calendars}
    window, give_up = Window(now), time.monotonic() + PATIENCE
    for uid, of_one_uid in by_uid(components, found).items():
        if time.monotonic() > give_up:
            raise CalendarRefused(_("This calendar takes too long to read. Ask for one with fewer years."))
        read_uid(uid, of_one_uid, clocks, window, found)
        if len(found.events) > MOST_EVENTS:
            raise CalendarRefused(
                _("This calendar holds more than %(count)d events to come. Ask for one with fewer.")
                % {"count": MOST_EVENTS}
            )
    return found


def by_uid(components: list[Component], found: CalendarFile) -> dict[str, list[Component]]:
    """The events by their UID; what is none is left out, with the private ones."""
    events = defaultdict(list)
    for component in components:
        uid = short_uid(one_line(component.value("UID")))
        if component.kind != "VEVENT" or component.calendar.method in ANSWERS:
            code = "answer" if component.kind == "VEVENT" else "no_event"
            found.left_out.append(("" if is_private(component) else title_of(component), code))
            found.unread.add(uid)
        elif uid:
            events[uid].append(component)
        elif is_private(component):
            found.private += 1
        else:
            found.left_out.append((title_of(component), "no_uid"))
    for uid, of_one_uid in list(events.items()):
        whole = [one for one in of_one_uid if one.line("RECURRENCE-ID") is None] or of_one_uid
        if all(map(is_private, whole)):
            found.private += 1
            found.unread.add(uid)
            del events[uid]
    return events


def read_uid(uid: str, components: list[Component], clocks: dict, window: Window, found: CalendarFile) -> None:
    """Take what the components of one UID say into ``found``; all of it is left out where one cannot be read."""
    notes = Notes()
    try:
        groups = grouped(uid, [read_told(one, clocks[one.calendar], notes) for one in components], notes)
        events = [read_event(group, clocks, window, notes) for group in groups]
    except Unreadable as error:
        title = next((title_of(one) for one in components if not is_private(one)), "")
        found.left_out.append((title, error.code))
        found.unread.add(uid)
        if error.line:
            notes.add(error.code, error.line)
        found.warn(title, notes)
        return
    found.private += not groups
    shown = [event for event in events if event is not None]
    found.events += shown
    found.unread |= {uid, *(group.uid for group in groups)} - {event.uid for event in shown}
    reason = "far" if "horizon" in dict(notes.told) else "past"
    found.left_out += [(group.title, reason) for group, event in zip(groups, events, strict=True) if event is None]
    if shown:
        found.warn(shown[0].title, notes)


def read_event(group: Group, clocks: dict, window: Window, notes: Notes) -> FoundEvent | None:
    """The event of ``group`` with the dates that are not over; None where all are."""
    masters, others, main = group.masters, group.others, group.main
    title, place = (main.title, main.place) if masters else ("", "")
    dated = [told for told in masters if told.times.span is not None]
    dates = window.dates(dated, others, notes, title=title, place=place) if dated or not masters else ()
    # A cancellation may name no day.
    if not dates and not group.names_no_day:
        return None
    lines = sorted("\n".join(told.lasting_lines(clocks[told.component.calendar])) for told in (*masters, *others))
    last_day = window.last_day.isoformat() if others or any(told.times.repeats for told in masters) else ""
    is_cancelled = bool(masters) and (group.is_withdrawn or all(told.is_cancelled for told in masters))
    fingerprint = "\n\n".join([FORMAT, last_day, str(is_cancelled), *lines])
    last = max(masters or others, key=lambda told: told.version)
    return FoundEvent(
        uid=group.uid,
        title=main.title,
        text=main.text(notes),
        place=main.place,
        url=main.url,
        is_cancelled=is_cancelled,
        dates=dates,
        fingerprint=hashlib.sha256(fingerprint.encode(errors="replace")).hexdigest(),
        is_whole=bool(masters),
        is_tentative=any(told.is_tentative for told in masters or others),
        sequence=last.sequence,
        stamp=last.stamp,
    )
