"""Which row of a page stands for which date of a partner's event, whatever moved there since the last import."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, pairwise
from statistics import median

from django.utils import timezone

from events.importing.parser import FoundEvent
from events.importing.series import MOST_DATES, Window
from events.importing.times import FoundDate
from events.models import EventDate, ImportedEvent
from events.models.occurrences import Status
from events.stable_names import imported_date_uid

# Keys made here from a UID are of version 5, those of rows typed by hand are not.
IMPORTED_VERSION = 5
# A date of a series whose others say nothing of their rhythm moves within its week.
WITHIN_A_WEEK = 6


@dataclass
class Matching:
    """The rows of an event by the recurrence they stand for, and what is left on both sides.

    ``new`` are dates without a row, ``removed`` those whose row somebody took out here, ``gone`` the rows to come that
    the file no longer tells of.
    """

    rows: dict[str, EventDate] = field(default_factory=dict)
    new: list[FoundDate] = field(default_factory=list)
    removed: list[FoundDate] = field(default_factory=list)
    gone: list[EventDate] = field(default_factory=list)


def match(event: FoundEvent, rows: list[EventDate], imported: ImportedEvent, *, now: datetime) -> Matching:
    """Match the dates of ``event`` with ``rows`` of its page, by recurrence first and by moment and rhythm then."""
    found = Matching()
    free = {row.key: row for row in rows if row.key.version == IMPORTED_VERSION}
    waiting = []
    for date in event.dates:
        known = imported.dates.get(date.recurrence)
        key = uuid.UUID(known["key"]) if known else row_key(imported, date.recurrence)
        if key in free:
            found.rows[date.recurrence] = free.pop(key)
        elif known:
            found.removed.append(date)
        else:
            waiting.append(date)
    left = sorted((row for row in free.values() if row.ends_at > now), key=lambda row: row.starts_at)
    # The date that stays when a single one becomes a series, or the other way round; also one cancelled here, which
    # would otherwise be planned a second time.
    pair(found, waiting, left, lambda date, row: (date.day, date.start_time) == (row.day, row.start_time))
    if event.is_whole:
        standing = [row for row in left if row.status != Status.CANCELLED]
        has_moved = pair(found, waiting, standing, lambda date, row: date.day == row.day)
        has_moved |= pair_in_order(found, waiting, standing)
        found.gone = [row for row in standing if not is_out_of_sight(row, event, has_moved=has_moved, now=now)]
    found.new = waiting
    return found


def named_in_full(event: FoundEvent, imported: ImportedEvent) -> FoundEvent:
    """``event`` with the names that its dates have here, where a message names one date of hours by its day alone."""
    by_day = defaultdict(list)
    for name in imported.dates:
        if "T" in name:
            by_day[f"{timezone.localtime(datetime.fromisoformat(name)):%Y%m%d}"].append(name)
    if event.is_whole or not by_day:
        return event
    names = {day: found[0] for day, found in by_day.items() if len(found) == 1 and day not in imported.dates}
    return replace(
        event,
        dates=tuple(replace(date, recurrence=names.get(date.recurrence, date.recurrence)) for date in event.dates),
    )


def pair(found: Matching, waiting: list[FoundDate], rows: list[EventDate], is_pair) -> bool:
    """Take out of both lists what belongs together; whether anything did."""
    before = len(rows)
    for date in list(waiting):
        row = next((row for row in rows if is_pair(date, row)), None)
        if row is not None:
            found.rows[date.recurrence] = row
            waiting.remove(date)
            rows.remove(row)
    return len(rows) < before


def pair_in_order(found: Matching, waiting: list[FoundDate], rows: list[EventDate]) -> bool:
    """Pair what a series moved to other days: each date with the row in its turn, as near as its rhythm allows."""
    reach = within_rhythm(rows)
    dates, lost, before = list(waiting), list(rows), len(rows)
    while dates and lost:
        distance = (dates[0].day - lost[0].day).days
        if abs(distance) <= reach:
            found.rows[dates[0].recurrence] = lost[0]
            waiting.remove(dates.pop(0))
            rows.remove(lost.pop(0))
        elif distance < 0:
            dates.pop(0)
        else:
            lost.pop(0)
    return len(rows) < before


def within_rhythm(rows: list[EventDate]) -> int:
    """The days a date may move before it would rather be the next one."""
    gaps = [(later.day - earlier.day).days for earlier, later in pairwise(rows)]
    return int(median(gaps)) - 1 if gaps else WITHIN_A_WEEK


def is_out_of_sight(row: EventDate, event: FoundEvent, *, has_moved: bool, now: datetime) -> bool:
    """Whether the file may well tell of ``row`` but lies beyond what is read of it: nobody can say that it is gone."""
    if len(event.dates) >= MOST_DATES and row.day > event.dates[-1].day:
        return True
    return has_moved and row.day > Window(now).last_day - timedelta(days=31)


def row_key(imported: ImportedEvent, recurrence: str) -> uuid.UUID:
    """The key of the row of a date: the same at every import, so that its UID and its sign-ups here stay."""
    return imported_date_uid(imported.source_id, imported.uid, recurrence)


def free_key(imported: ImportedEvent, recurrence: str, taken: set[uuid.UUID]) -> uuid.UUID:
    """The key of a new row: not that of a date which has moved elsewhere and keeps its own."""
    names = (f"{recurrence}|{number}" if number else recurrence for number in count())
    return next(key for name in names if (key := row_key(imported, name)) not in taken)
