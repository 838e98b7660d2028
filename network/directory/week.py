"""Opening hours of a week as bars of a drawing and as rows of a table."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from network.hours.evaluation import ONE_DAY, Hours
from network.hours.words import holidays_in_words, period_in_words, weekday_in_words
from network.models import OpeningSlot, Service
from network.models.services import Weekday

EARLIEST, LATEST = 8, 18
"""The hours every week shows; it grows for those who open earlier or close later."""
MOST_HOURS = 14
"""Beyond so many hours, only every fourth is written below the drawing."""
ROOM_FOR_WORDS = 15
"""Share of the day, in percent, below which its hours do not fit in a slot's bar."""


@dataclass(frozen=True)
class Bar:
    """A slot, with its place along the day in percent."""

    slot: OpeningSlot
    left: float
    width: float

    @property
    def is_drop_in(self) -> bool:
        return self.slot.kind == OpeningSlot.Kind.DROP_IN

    @property
    def middle(self) -> float:
        return round(self.left + self.width / 2, 2)

    @property
    def has_room(self) -> bool:
        return self.width >= ROOM_FOR_WORDS


@dataclass(frozen=True)
class Day:
    """A day of the week and its bars, in the order of the clock."""

    name: str
    bars: list[Bar]


@dataclass(frozen=True)
class Remark:
    """What holidays change in the hours of ``service``, on the days of ``slots`` where these are not all."""

    service: Service | None
    words: str
    slots: list[OpeningSlot]

    @property
    def days(self) -> str:
        return ", ".join(dict.fromkeys(str(Weekday(slot.weekday).label) for slot in self.slots))


@dataclass(frozen=True)
class Week:
    """What the drawing and the table both show."""

    days: list[Day]
    hours: list[tuple[dt.time, float]]
    """The hours written below the drawing, with their place in percent."""

    @property
    def bars(self) -> list[Bar]:
        return [bar for day in self.days for bar in day.bars]

    @property
    def shows_table(self) -> bool:
        """Whether the table must be seen too: some bar is too short for its hours, or there is more to say of it."""
        slots = [bar.slot for bar in self.bars]
        is_told_apart = len({slot.service_id for slot in slots}) > 1 or any(slot.note for slot in slots)
        return is_told_apart or not all(bar.has_room for bar in self.bars)

    @property
    def remarks(self) -> list["Remark"]:
        """What holidays change in these hours, said once for all days of a service that have it in common."""
        days, remarked = defaultdict(set), defaultdict(list)
        for slot in (bar.slot for bar in self.bars):
            days[slot.service_id].add(slot.weekday)
            for words in holidays_in_words(slot):
                remarked[slot.service_id, words].append(slot)
        return [
            Remark(slots[0].service, words, [] if {slot.weekday for slot in slots} == days[service] else slots)
            for (service, words), slots in remarked.items()
        ]

    @property
    def has_drop_in(self) -> bool:
        return any(bar.is_drop_in for bar in self.bars)

    @property
    def has_appointments(self) -> bool:
        return not all(bar.is_drop_in for bar in self.bars)


@dataclass(frozen=True)
class OtherHours:
    """Hours beside those of the week: in some weeks of the month, or in a period that is not now."""

    heading: str
    lines: list[tuple[str, OpeningSlot]]
    """The day in words, and the hours on it."""


def of_this_week(slots: Iterable[OpeningSlot], hours: Hours, today: dt.date) -> list[OpeningSlot]:
    """The slots of every week that hold in the seven days from ``today`` on, days off left aside."""
    day_of = {day.weekday(): day for day in (today + ahead * ONE_DAY for ahead in range(7))}
    return [slot for slot in slots if not slot.weeks and hours.is_in_force(slot, day_of[slot.weekday])]


def draw_week(slots: Iterable[OpeningSlot], hours: Hours, today: dt.date) -> Week | None:
    """Monday to Friday, and the weekend where it has slots, as the week is in the period of ``today``; None without.

    What closes after midnight is drawn on the day it opens, past that day's end.
    """
    shown = sorted(of_this_week(slots, hours, today), key=lambda slot: (slot.weekday, slot.opens))
    if not shown:
        return None
    first = min(EARLIEST, *(slot.opens.hour for slot in shown))
    last = max(LATEST, *(math.ceil(end_of(slot)) for slot in shown))

    def place(hour: float) -> float:
        return round(100 * (hour - first) / (last - first), 2)

    def bar(slot: OpeningSlot) -> Bar:
        left, right = place(hour_of(slot.opens)), place(end_of(slot))
        return Bar(slot, left, round(right - left, 2))

    days = []
    for weekday in Weekday:
        bars = [bar(slot) for slot in shown if slot.weekday == weekday]
        if bars or weekday <= Weekday.FRIDAY:
            days.append(Day(weekday.label, bars))
    step = 2 if last - first <= MOST_HOURS else 4
    return Week(days, [(dt.time(hour % 24), place(hour)) for hour in range(first + 2, last, step)])


def hour_of(time: dt.time) -> float:
    return time.hour + time.minute / 60


def end_of(slot: OpeningSlot) -> float:
    """The hour it closes, counted from the midnight before it opens."""
    return hour_of(slot.closes) + (24 if slot.ends_next_day else 0)


def other_hours(slots: Iterable[OpeningSlot], hours: Hours, today: dt.date) -> list[OtherHours]:
    """What ``draw_week`` leaves out and is not over: hours of some weeks first, then those of each period."""
    drawn = {id(slot) for slot in of_this_week(slots, hours, today)}
    groups = defaultdict(list)
    for slot in sorted(slots, key=lambda slot: (slot.first_day or dt.date.min, slot.weekday, slot.opens)):
        is_over = slot.last_day and slot.last_day < today
        if id(slot) not in drawn and not is_over and hours.runs(slot.service_id, max(today, slot.first_day or today)):
            groups[heading_of(slot)].append((weekday_in_words(slot.weekday, slot.weeks), slot))
    return [OtherHours(heading, lines) for heading, lines in groups.items()]


def heading_of(slot: OpeningSlot) -> str:
    """``Du 1er juillet au 31 août``; ``Aussi`` for some weeks of any period."""
    if slot.is_dated:
        return period_in_words(slot.first_day, slot.last_day)
    return _("Also") if slot.weeks else _("The rest of the year")
