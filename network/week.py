"""Opening hours drawn on the hours of the week, and the same as rows of a table."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from network.models import OpeningSlot
from network.models.services import Weekday

EARLIEST, LATEST = 8, 18
"""The hours every week shows; it grows for those who open earlier or close later."""
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
        """Whether the table must be seen too, since some bar is too short for its hours."""
        return not all(bar.has_room for bar in self.bars)

    @property
    def has_drop_in(self) -> bool:
        return any(bar.is_drop_in for bar in self.bars)

    @property
    def has_appointments(self) -> bool:
        return not all(bar.is_drop_in for bar in self.bars)


def draw_week(slots: Iterable[OpeningSlot]) -> Week | None:
    """Monday to Friday, and the weekend where it has slots; None without slots."""
    slots = sorted(slots, key=lambda slot: (slot.weekday, slot.opens))
    if not slots:
        return None
    first = min(EARLIEST, *(slot.opens.hour for slot in slots))
    last = max(LATEST, *(slot.closes.hour + bool(slot.closes.minute) for slot in slots))

    def place(at: dt.time) -> float:
        return round(100 * (at.hour + at.minute / 60 - first) / (last - first), 2)

    days = []
    for weekday in Weekday:
        bars = [
            Bar(slot, place(slot.opens), round(place(slot.closes) - place(slot.opens), 2))
            for slot in slots
            if slot.weekday == weekday
        ]
        if bars or weekday <= Weekday.FRIDAY:
            days.append(Day(weekday.label, bars))
    return Week(days, [(dt.time(hour), place(dt.time(hour))) for hour in range(first + 2, last, 2)])
