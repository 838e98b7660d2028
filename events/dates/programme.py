"""The programme of one date as pages and posters show it: what starts together stands side by side."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import groupby

from django.utils import timezone

from home.dates import NO_BREAK, ends_by_next_morning, local_day, time_in_words
from home.text.bilingual import SOURCE_LANGUAGE, Bilingual, active_language, in_language

# Days of one date whose programme is told one by one.
LONGEST = 30


@dataclass(frozen=True)
class Words:
    """A text in the reader's language, or in the source language, and which of the two it is."""

    text: str
    language: str

    @classmethod
    def of(cls, record, field: Bilingual, language: str | None = None) -> "Words":
        """The text of ``field`` of ``record`` in ``language``, the reader's unless one is named."""
        language = language or active_language()
        return cls(field.in_language(record, language), field.language_for(record, language))

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Session:
    """A session or workshop; ``end`` is None where nobody knows."""

    start: time
    end: time | None
    title: Words
    text: Words
    room: str
    speakers: str
    capacity: int | None

    @property
    def hours(self) -> str:
        """``11 h – 12 h 30``, or the start alone."""
        return hours_in_words(self.start, self.end)


@dataclass(frozen=True)
class Slot:
    """What starts at one time; several sessions are parallel workshops."""

    start: time
    sessions: list[Session]

    @property
    def is_parallel(self) -> bool:
        return len(self.sessions) > 1

    @property
    def end(self) -> time | None:
        """When all of them are over, where they end together."""
        ends = {session.end for session in self.sessions}
        return ends.pop() if len(ends) == 1 else None

    @property
    def hours(self) -> str:
        return hours_in_words(self.start, self.end)

    @property
    def ends_differ(self) -> bool:
        return len({session.end for session in self.sessions}) > 1


@dataclass(frozen=True)
class ProgrammeDay:
    """The slots of one day; ``day`` is None for what holds on each day of the date."""

    day: dt.date | None
    slots: list[Slot]


def hours_in_words(start: time, end: time | None) -> str:
    return f"{time_in_words(start)}{NO_BREAK}– {time_in_words(end)}" if end else time_in_words(start)


def words_of(row: dict, name: str, language: str | None = None) -> Words:
    """The text ``name`` of a row of a record's JSON in ``language``, the reader's unless one is named."""
    language = language or active_language()
    return Words(in_language(row, name, language), language if row.get(f"{name}_{language}") else SOURCE_LANGUAGE)


def session_of(row: dict, language: str | None = None) -> Session:
    return Session(
        start=time.fromisoformat(row["start"]),
        end=time.fromisoformat(row["end"]) if row.get("end") else None,
        title=words_of(row, "title", language),
        text=words_of(row, "text", language),
        room=row.get("room", ""),
        speakers=row.get("speakers", ""),
        capacity=row.get("capacity"),
    )


def programme_of(date, language: str | None = None) -> list[ProgrammeDay]:
    """The programme of ``date`` (an ``Occurrence``, saved or not), by day and time.

    After a start in the evening, what stands before it on the clock comes after midnight.
    """
    sessions = [(row.get("day") or "", session_of(row, language)) for row in date.programme]
    start = timezone.localtime(date.start).time()
    spans_days = last_day(date) > local_day(date.start)
    has_night = goes_past_midnight(date)

    def slots(items: Iterable[Session]) -> list[Slot]:
        return slots_of(sorted(items, key=lambda one: (has_night and one.start < start, one.start)))

    own_days = {dt.date.fromisoformat(day) for day, _session in sessions if day}
    if not own_days or not spans_days:
        return [ProgrammeDay(None, slots(session for _day, session in sessions))] if sessions else []
    # What has no day of its own is on every one of them.
    days = own_days | (every_day(date) if len(own_days) < len({day for day, _session in sessions}) else set())
    return [
        ProgrammeDay(day, slots(one for its_day, one in sessions if its_day in ("", day.isoformat())))
        for day in sorted(days)
    ]


def goes_past_midnight(date) -> bool:
    """Whether ``date`` is one evening with the night after it."""
    return not date.all_day and last_day(date) == local_day(date.start) < local_day(date.end)


def every_day(date) -> set[dt.date]:
    """The days of ``date``; of one that goes on and on, the first month."""
    first = local_day(date.start)
    return {first + timedelta(days=n) for n in range(min((last_day(date) - first).days, LONGEST) + 1)}


def last_day(date) -> dt.date:
    """The last day of ``date``: a party until 2 o'clock belongs to its evening."""
    if date.all_day:
        return local_day(date.end - timedelta(microseconds=1))
    return local_day(date.start) if ends_by_next_morning(date.start, date.end) else local_day(date.end)


def slots_of(sessions: Iterable[Session]) -> list[Slot]:
    """``sessions`` in their order, those that start together in one slot."""
    return [Slot(start, list(items)) for start, items in groupby(sessions, key=lambda session: session.start)]
