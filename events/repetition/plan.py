"""What a repetition makes of the rows of dates an event has: which stay, come, go or wait for a decision.

A row belongs to the day the rule gave it (its ``slot``), wherever it was moved since; one without a slot belongs to the
day it stands on, if the rule gives that day too. What is over or has begun is never touched.
"""

# Refusals are not faults; their names say what is refused.
# ruff: noqa: N818

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import EventDate
from events.models.occurrences import Status
from events.repetition.rule import Repetition
from home.dates import local_instant


class RepetitionError(Exception):
    """A refused change of the dates; ``message`` is for the editor."""

    message = _("These dates cannot be saved.")

    def __str__(self):
        return str(self.message)


class Undecided(RepetitionError):
    message = _("People are signed up for dates that would go: say for each whether it stays or is cancelled.")


class NoDateLeft(RepetitionError):
    message = _("No date would be left. An event keeps at least one.")


class SameDateTwice(RepetitionError):
    message = _("Two dates would stand on the same day at the same hour: move one of them, or leave it out.")


class Place(StrEnum):
    """Where a line of the plan comes from."""

    KEPT = "kept"
    NEW = "new"
    OWN = "own"
    NOT_IN_RULE = "not-in-rule"


class Held(StrEnum):
    """What becomes of a date that people are signed up for."""

    KEEP = "keep"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Decision:
    """What the editor says of one line: not that day, or on another ``day`` or at other hours; None changes nothing."""

    leave_out: bool = False
    day: date | None = None
    start_time: time | None = None
    end_time: time | None = None
    held: Held | None = None


@dataclass(frozen=True)
class Decisions:
    """Of single lines by their ``id``, and the dates added by hand; reasons for what is cancelled."""

    lines: dict[str, Decision]
    added: tuple[Decision, ...] = ()
    reason_fr: str = ""
    reason_nl: str = ""


@dataclass
class Line:
    """A date to come, as it would be; ``slot`` is the day of the rule, ``row`` what stands already.

    ``people`` have a seat or wait for one. ``left_out`` is what the editor said before, or did by deleting the row.
    """

    place: Place
    day: date
    start_time: time | None
    end_time: time | None
    slot: date | None = None
    row: EventDate | None = None
    people: int = 0
    left_out: bool = False

    @property
    def id(self) -> str:
        """Names the line in a form, the same before and after any change of the rule."""
        return f"row-{self.row.key.hex}" if self.row else f"day-{self.slot:%Y-%m-%d}"

    @property
    def is_moved(self) -> bool:
        return self.slot is not None and self.day != self.slot

    @property
    def is_cancelled(self) -> bool:
        return self.row is not None and self.row.status == Status.CANCELLED

    @property
    def is_asked(self) -> bool:
        """Whether leaving it out takes something from people, so that somebody has to say so."""
        return self.people > 0 and not self.is_cancelled

    def goes(self, decision: Decision) -> bool:
        return decision.leave_out or self.place == Place.NOT_IN_RULE


def lines_of(
    *,
    rows: Iterable[EventDate],
    rule: Repetition,
    previous: Repetition | None,
    people: dict[uuid.UUID, int],
    now: datetime,
) -> list[Line]:
    """The dates to come at ``now`` (aware), by day: those of ``rule`` and those that ``rows`` hold beside it."""
    rows, days = list(rows), rule.all_days()
    claimed = rows_by_slot(rows, days)
    lost = days_without_row(rows, previous)
    lines = []
    for day in days:
        row = claimed.get(day)
        if row is None and local_instant(day, rule.start_time or time.min) > now:
            left_out = day in rule.removed or day in lost
            lines.append(Line(Place.NEW, day, rule.start_time, rule.end_time, slot=day, left_out=left_out))
        elif row is not None and row.starts_at > now:
            is_first = previous is None and len(rows) == 1 and not people.get(row.key)
            hours = hours_of(row, rule, previous, is_first=is_first)
            lines.append(line_of(row, Place.KEPT, hours, slot=day, people=people))
    taken = {row.key for row in claimed.values()}
    for row in rows:
        if row.key not in taken and row.starts_at > now:
            held_though_cancelled = row.status == Status.CANCELLED and people.get(row.key)
            own = row.slot is None or row.slot in claimed or held_though_cancelled
            place = Place.OWN if own else Place.NOT_IN_RULE
            lines.append(line_of(row, place, (row.start_time, row.end_time), people=people))
    return sorted(lines, key=lambda line: (line.day, line.start_time or time.min, line.id))


def line_of(row: EventDate, place: Place, hours: tuple, *, people: dict, slot: date | None = None) -> Line:
    return Line(place, row.day, *hours, slot=slot, row=row, people=people.get(row.key, 0))


def rows_by_slot(rows: list[EventDate], days: list[date]) -> dict[date, EventDate]:
    """The row that belongs to each of ``days``; a slot comes before a day that happens to be the same."""
    wanted, claimed = set(days), {}
    for row in rows:
        if row.slot in wanted:
            claimed.setdefault(row.slot, row)
    for row in rows:
        if row.slot is None and (day := planned_day(row)) in wanted:
            claimed.setdefault(day, row)
    return claimed


def planned_day(row: EventDate) -> date:
    """The day it was to be on before it was postponed; most often its day."""
    return timezone.localtime(row.previous_start).date() if row.previous_start else row.day


def days_without_row(rows: list[EventDate], previous: Repetition | None) -> set[date]:
    """The days the rule gave and that have no row any more: the editor deleted it, so it does not come back."""
    return set(previous.days()) - set(rows_by_slot(rows, previous.days())) if previous else set()


def hours_of(
    row: EventDate, rule: Repetition, previous: Repetition | None, *, is_first: bool = False
) -> tuple[time | None, time | None]:
    """The rule's hours where the row had those of the previous rule; else its own.

    ``is_first``: the one date of an event without a rule so far, nobody signed up: the rule is meant for it too.
    """
    own = (row.start_time, row.end_time)
    follows = is_first or (previous and own == (previous.start_time, previous.end_time))
    return (rule.start_time, rule.end_time) if follows and row.last_day is None else own


def decision_on(line: Line, decisions: Decisions) -> Decision:
    return decisions.lines.get(line.id) or Decision(leave_out=line.left_out)


def rows_planned(
    *, rows: Iterable[EventDate], lines: list[Line], decisions: Decisions, rule: Repetition
) -> list[EventDate]:
    """The rows of the event once ``lines`` are carried out as decided; those without a line stay as they are.

    Raises ``RepetitionError`` where something is left open or makes no sense.
    """
    touched = {line.row.key for line in lines if line.row}
    result = [row for row in rows if row.key not in touched]
    for line in lines:
        row = carried_out(line, decision_on(line, decisions), decisions)
        if row is not None:
            result.append(row)
    result += [added_by_hand(one, rule) for one in decisions.added if one.day]
    if not result:
        raise NoDateLeft
    moments = [(row.day, row.start_time) for row in result]
    if len(set(moments)) < len(moments):
        raise SameDateTwice
    result.sort(key=lambda row: row.starts_at)
    for order, row in enumerate(result):
        row.sort_order = order
    return result


def added_by_hand(decision: Decision, rule: Repetition) -> EventDate:
    """The row of a date beside the rule; without hours of its own it has those of the rule."""
    hours = decision if decision.start_time else rule
    return EventDate(key=uuid.uuid4(), day=decision.day, start_time=hours.start_time, end_time=hours.end_time)


def carried_out(line: Line, decision: Decision, decisions: Decisions) -> EventDate | None:
    """The row that ``line`` becomes; None where there is to be none."""
    row = line.row
    if row is not None and line.goes(decision) and line.is_asked:
        if decision.held is None:
            raise Undecided
        if decision.held == Held.CANCEL:
            row.status, row.reason_fr, row.reason_nl = Status.CANCELLED, decisions.reason_fr, decisions.reason_nl
            return row
    elif line.goes(decision):
        return row if line.is_cancelled and line.people else None
    row = row or EventDate(key=uuid.uuid4())
    row.slot = line.slot
    start = decision.start_time or line.start_time
    end = decision.end_time if decision.start_time else line.end_time
    place_at(row, decision.day or line.day, start, end)
    return row


def place_at(row: EventDate, day: date, start: time | None, end: time | None) -> None:
    if row.last_day:
        row.last_day += day - row.day if row.day else timedelta(0)
    row.day, row.start_time, row.end_time = day, start, end


def days_left_out(rule: Repetition, lines: list[Line], decisions: Decisions) -> tuple[date, ...]:
    """The days the rule has to remember as taken out: those it gives, and for which no row stands."""
    days, shown = set(rule.all_days()), {line.slot for line in lines}
    left_out = {line.slot for line in lines if line.slot and decision_on(line, decisions).leave_out and not line.people}
    return tuple(sorted((days & set(rule.removed)) - shown | left_out))
