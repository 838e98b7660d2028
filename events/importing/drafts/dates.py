"""The dates of a partner's event on the rows of its page: hours follow, and what is cancelled there can come back."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from events.importing.drafts.matching import IMPORTED_VERSION, Matching, free_key, match, named_in_full
from events.importing.drafts.sequence import is_outdated, sequence_of
from events.importing.drafts.words import bring_in_line, forget_rows
from events.importing.parser import FoundEvent
from events.importing.times import FoundDate
from events.models import EventDate, EventPage, ImportedEvent, ImportSource
from events.models.occurrences import Status

OFF = Status.CANCELLED


@dataclass
class Changes:
    """The keys of the rows that changed, and by kind the moments (ISO text) of dates: two where one moved.

    ``unknown`` are cancelled there and were never here, ``kept`` take place there and stay cancelled here, ``outdated``
    were told of in an older version than the one that was brought in before.
    """

    rows: set[uuid.UUID] = field(default_factory=set)
    told: dict[str, list[list[str]]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, kind: str, *moments: str) -> None:
        """Note a date for the report; ``moments`` as ``moment_of`` writes them."""
        self.told[kind].append(list(moments))


def write_dates(
    page: EventPage,
    event: FoundEvent,
    imported: ImportedEvent,
    source: ImportSource,
    *,
    keep_rows: bool,
    may_vanish: bool,
    now: datetime,
) -> Changes:
    """Write the dates of ``event`` on the rows of ``page`` and what is known of them on ``imported``; saves neither.

    A row typed here by hand stays. Where ``may_vanish``, a date to come that is no longer there goes, or is cancelled
    where ``keep_rows``: people may count on it.
    """
    rows = list(page.dates.all())
    writer = Writer(page, event, imported, source)
    if event.is_cancelled and not event.dates:
        for row in coming(rows, now=now):
            cancel(page, row, writer.changes)
        return writer.changes
    event = named_in_full(event, imported)
    found = match(event, rows, imported, now=now)
    for date in event.dates:
        if date.recurrence in found.rows:
            writer.write(found.rows[date.recurrence], date)
    for date in found.new:
        writer.add(date)
    for row in found.gone if may_vanish else []:
        writer.let_go(row, keep=keep_rows)
    if event.is_whole:
        remember(imported, found, event, page)
    return writer.changes


def coming(rows: list[EventDate], *, now: datetime) -> list[EventDate]:
    """The rows of an import that are not over and not cancelled."""
    return [row for row in rows if row.key.version == IMPORTED_VERSION and row.ends_at > now and row.status != OFF]


def cancel_all(page: EventPage, *, now: datetime) -> Changes:
    """Cancel in the draft what is to come of an event that is no longer in its calendar."""
    changes = Changes()
    for row in coming(list(page.dates.all()), now=now):
        cancel(page, row, changes, kind="vanished")
    return changes


def cancel(page: EventPage, row: EventDate, changes: Changes, *, kind: str = "cancelled") -> None:
    """Cancel ``row`` as its calendar does, which may take it back."""
    row.status, row.cancelled_there = OFF, True
    page.dates.add(row)
    changes.rows.add(row.key)
    changes.tell(kind, moment_of(row))


@dataclass
class Writer:
    """Writes dates of one event on the rows of its page."""

    page: EventPage
    event: FoundEvent
    imported: ImportedEvent
    source: ImportSource
    changes: Changes = field(default_factory=Changes)

    def write(self, row: EventDate, date: FoundDate) -> None:
        """Bring ``row`` in line with ``date``: whether it takes place, its hours and the words of its own."""
        if is_outdated(date, self.event, self.imported):
            self.changes.tell("outdated", moment_of(row))
            return
        hours = self.imported.dates.get(date.recurrence, {}).get("hours")
        if self.is_off(date):
            if row.status != OFF:
                cancel(self.page, row, self.changes)
        else:
            self.restore(row)
            self.write_hours(row, date, hours)
            hours = hours_of(date)
            if bring_in_line(self.page, self.own_words(row, date), self.imported, self.source):
                self.changes.rows.add(row.key)
        self.remember(row, date, hours)

    def is_off(self, date: FoundDate) -> bool:
        return self.event.is_cancelled or date.is_cancelled

    def restore(self, row: EventDate) -> None:
        """Plan again what an import cancelled; what the coordination cancelled itself stays so."""
        if row.status != OFF:
            return
        if not row.cancelled_there:
            self.changes.tell("kept", moment_of(row))
            return
        row.status, row.cancelled_there, row.reason_fr, row.reason_nl = Status.PLANNED, False, "", ""
        self.keep(row)
        self.changes.tell("restored", moment_of(row))

    def write_hours(self, row: EventDate, date: FoundDate, known: list[str] | None) -> None:
        """Let the hours follow what is new there; those moved here stay until they move there too."""
        there, before = hours_of(date), moment_of(row)
        if there in (known, hours_of(row)):
            return
        row.day, row.start_time, row.end_time, row.last_day = date.day, date.start_time, date.end_time, date.last_day
        self.keep(row)
        self.changes.tell("moved", before, moment_of(row))

    def own_words(self, row: EventDate, date: FoundDate) -> dict[str, str]:
        """The words of ``date`` by field, empty where they are those of the event.

        A message about single dates does not say what the event's are: the page does.
        """
        place, theme, known = date.place, date.theme, self.imported.words
        if not self.event.is_whole:
            place = "" if place in (self.page.place_fr, known.get("place")) else place
            theme = "" if theme in (self.page.title, known.get("title")) else theme
        return {f"place:{row.key}": place, f"theme:{row.key}": theme}

    def add(self, date: FoundDate) -> None:
        """A new row for ``date``; one that a message cancels and that was never here is only told."""
        row = date.as_row()
        if self.is_off(date) and not self.event.is_whole:
            self.changes.tell("unknown", moment_of(row))
            return
        rows = list(self.page.dates.all())
        row.key, row.sort_order = free_key(self.imported, date.recurrence, {one.key for one in rows}), len(rows)
        if self.is_off(date):
            row.status, row.cancelled_there = OFF, True
        self.keep(row)
        self.imported.words |= dict.fromkeys((f"place:{row.key}", f"theme:{row.key}"), "")
        bring_in_line(self.page, self.own_words(row, date), self.imported, self.source)
        self.remember(row, date, hours_of(date))
        self.changes.tell("added", moment_of(row))

    def let_go(self, row: EventDate, *, keep: bool) -> None:
        """Cancel a date that is no longer there, or take out one that nobody knows of."""
        if keep:
            cancel(self.page, row, self.changes, kind="vanished")
            return
        self.page.dates.remove(row)
        self.changes.rows.add(row.key)
        self.changes.tell("vanished", moment_of(row))

    def keep(self, row: EventDate) -> None:
        self.page.dates.add(row)
        self.changes.rows.add(row.key)

    def remember(self, row: EventDate, date: FoundDate, hours: list[str] | None) -> None:
        """Keep what is known of ``date`` until the next import."""
        self.imported.dates[date.recurrence] = {
            "key": str(row.key),
            "hours": hours,
            "sequence": sequence_of(date),
            "stamp": date.stamp.isoformat() if date.stamp else None,
            "by_message": not self.event.is_whole,
        }


def remember(imported: ImportedEvent, found: Matching, event: FoundEvent, page: EventPage) -> None:
    """Forget recurrences whose row has another one now, or is gone; one taken out here is kept, and stays out."""
    current = {date.recurrence for date in event.dates}
    present = {str(row.key) for row in page.dates.all()}
    taken = {str(row.key) for row in found.rows.values()}
    for recurrence in imported.dates.keys() - current:
        key = imported.dates[recurrence]["key"]
        if key in taken or key not in present:
            del imported.dates[recurrence]
    forget_rows(imported, present)


def hours_of(date: FoundDate | EventDate) -> list[str]:
    """When a date takes place, to compare and to keep as JSON."""
    last_day = date.last_day if date.last_day != date.day else None
    return [value.isoformat() if value else "" for value in (date.day, date.start_time, date.end_time, last_day)]


def moment_of(row: EventDate) -> str:
    """When a date starts, as ISO text: a day, or a moment of the site's clock."""
    return f"{row.day}T{row.start_time:%H:%M}" if row.start_time else f"{row.day}"
