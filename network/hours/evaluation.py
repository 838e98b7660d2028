"""When doors are open, until when, and when they open next: the one place that decides it, over hours and closures.

Hours mean the wall clock of the site's time zone, so that an hour of the week stays the same hour when the clocks
change: moments here are naive, as that clock shows them. What opens on a day belongs to that day to its end, whatever
the next one is: a closure, a holiday or the end of a pause concerns the openings that begin on it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from home.holidays import doors_close_on_public_holidays, public_holidays, school_holidays
from home.models import SchoolHoliday
from network.models import Closure, OpeningSlot, Service

DAYS_AHEAD = 100
"""How far a next opening is looked for: beyond the summer, short of promising a distant day."""
MOST_DAYS_KEPT = 150
"""Days whose openings are remembered with the hours of an organisation."""
TRUSTED = relativedelta(months=24)
"""How long after hours were verified the site says that doors are open."""
ONE_DAY = dt.timedelta(days=1)
KINDS = (OpeningSlot.Kind.DROP_IN, OpeningSlot.Kind.APPOINTMENT)
"""In the order of what helps who stands at the door."""


@dataclass(frozen=True)
class Opening:
    """One time the doors open, by the hours ``slot``."""

    begins: dt.datetime
    ends: dt.datetime
    slot: OpeningSlot

    @property
    def is_drop_in(self) -> bool:
        return self.slot.kind == OpeningSlot.Kind.DROP_IN


@dataclass(frozen=True)
class OpenNow:
    """The doors are open, in the way ``kind`` tells, until ``until``; None where they stay open day and night."""

    kind: str
    until: dt.datetime | None

    @property
    def is_drop_in(self) -> bool:
        return self.kind == OpeningSlot.Kind.DROP_IN


@lru_cache(maxsize=1024)
def holiday_closure(day: dt.date) -> Closure | None:
    """The public holiday on ``day`` as a closure that no organisation typed."""
    name = public_holidays(day.year, "fr").get(day)
    if not name:
        return None
    dutch = public_holidays(day.year, "nl").get(day, "")
    return Closure(first_day=day, last_day=day, reason_fr=name, reason_nl=dutch)


@dataclass(frozen=True)
class DaysOff:
    """The days on which doors stay closed although no organisation says so."""

    public_holidays: bool = True
    school_holidays: tuple[SchoolHoliday, ...] = ()

    @classmethod
    def of_site(cls, *, with_schools: bool) -> "DaysOff":
        """Those of this site; nothing is asked of the database that is not remembered."""
        return cls(doors_close_on_public_holidays(), school_holidays() if with_schools else ())

    def public_holiday(self, day: dt.date) -> Closure | None:
        return holiday_closure(day) if self.public_holidays else None

    def school_holiday(self, day: dt.date, community: str) -> Closure | None:
        for one in self.school_holidays:
            if one.community == community and one.first_day <= day <= one.last_day:
                names = {"reason_fr": one.name_fr, "reason_nl": one.name_nl}
                return Closure(first_day=one.first_day, last_day=one.last_day, **names)
        return None


def on_the_wall(now: dt.datetime) -> dt.datetime:
    """What the clock on the wall shows at ``now`` (aware)."""
    return timezone.make_naive(now)


def in_its_week(weeks: str, day: dt.date) -> bool:
    """Whether hours of these ``weeks`` hold in the week of ``day``."""
    match weeks:
        case OpeningSlot.Weeks.EVERY:
            return True
        case OpeningSlot.Weeks.ODD | OpeningSlot.Weeks.EVEN:
            return day.isocalendar().week % 2 == (weeks == OpeningSlot.Weeks.ODD)
        case OpeningSlot.Weeks.LAST:
            return (day + 7 * ONE_DAY).month != day.month
        case _:
            return (day.day - 1) // 7 + 1 == int(weeks)


def are_trusted(last_verified: dt.date, day: dt.date) -> bool:
    """Whether hours verified on ``last_verified`` may still be said to be true on ``day``."""
    return last_verified >= day - TRUSTED


class Hours:
    """The hours of an organisation: all its slots, closures and services, and the days off of the site.

    ``first_location`` is the key of its first address, where the hours without address are kept. Openings are
    remembered by day: give new hours a new instance.
    """

    def __init__(
        self,
        slots: Iterable[OpeningSlot],
        closures: Sequence[Closure] = (),
        services: Iterable[Service] = (),
        *,
        first_location: int | None = None,
        days_off: DaysOff | None = None,
    ):
        self.closures = closures
        self.services = {service.pk: service for service in services}
        slots = list(slots)
        self.days_off = days_off or DaysOff.of_site(with_schools=any(slot.school for slot in slots))
        self.first_location = first_location
        # With the address of each, before whoever shows the slot forgets it.
        self.by_weekday: dict[int, list[tuple[OpeningSlot, int | None]]] = defaultdict(list)
        self.dated: dict[int | None, list[OpeningSlot]] = defaultdict(list)
        for slot in slots:
            self.by_weekday[slot.weekday].append((slot, slot.location_id or first_location))
            if slot.is_dated:
                self.dated[slot.service_id].append(slot)
        self.openings_by_day: dict[dt.date, tuple[Opening, ...]] = {}

    def openings_on(self, day: dt.date) -> tuple[Opening, ...]:
        """The openings that begin on ``day``, by the clock."""
        found = self.openings_by_day.get(day)
        if found is None:
            if len(self.openings_by_day) >= MOST_DAYS_KEPT:
                self.openings_by_day.clear()
            slots = [slot for slot, place in self.slots_of(day) if not self.closed_by(slot, place, day)]
            found = tuple(sorted((opening(slot, day) for slot in slots), key=in_order))
            self.openings_by_day[day] = found
        return found

    def slots_of(self, day: dt.date) -> list[tuple[OpeningSlot, int | None]]:
        """The slots that hold on ``day``, whether or not it is a day off, with the address of each."""
        return [
            (slot, place)
            for slot, place in self.by_weekday.get(day.weekday(), ())
            if in_its_week(slot.weeks, day) and self.is_in_force(slot, day)
        ]

    def is_in_force(self, slot: OpeningSlot, day: dt.date) -> bool:
        """Whether ``slot`` is among the hours of the period of ``day``: its service runs, nothing replaces it."""
        if not self.runs(slot.service_id, day):
            return False
        if slot.is_dated:
            return slot.covers(day)
        return not any(other.covers(day) for other in self.dated.get(slot.service_id, ()))

    def runs(self, service: int | None, day: dt.date) -> bool:
        """Whether the service with this key runs on ``day``; reception does as long as some service does."""
        if service is not None:
            return service in self.services and self.services[service].runs_on(day)
        return not self.services or any(one.runs_on(day) for one in self.services.values())

    def has_drop_in(self, day: dt.date) -> bool:
        """Whether a service that runs on ``day`` has hours without appointment whose period is not over by then."""
        return any(
            slot.kind == OpeningSlot.Kind.DROP_IN
            and self.runs(slot.service_id, day)
            and (slot.last_day is None or slot.last_day >= day)
            for slots in self.by_weekday.values()
            for slot, _place in slots
        )

    def pause_on(self, day: dt.date) -> Service | None:
        """Where services are closed for a time and no other runs on ``day``, the one that comes back first."""
        paused = [one for one in self.services.values() if one.is_paused]
        if not paused or any(one.runs_on(day) for one in self.services.values()):
            return None
        return min(paused, key=lambda one: one.status_until or dt.date.max)

    def closed_by(self, slot: OpeningSlot, place: int | None, day: dt.date) -> Closure | None:
        """Why ``slot`` does not open on ``day``, a day it holds on: what the organisation says goes first."""
        for closure in self.closures:
            if (
                closure.first_day <= day <= closure.last_day
                and closure.service_id in (None, slot.service_id)
                and closure.location_id in (None, place)
            ):
                return closure
        if not slot.on_holidays and (holiday := self.days_off.public_holiday(day)):
            return holiday
        return self.days_off.school_holiday(day, slot.school) if slot.school else None

    def open_at(self, at: dt.datetime) -> OpenNow | None:
        """Whether the doors are open at ``at``; coming without appointment goes before appointments.

        Openings of one kind that follow each other without a gap count as one.
        """
        for kind in KINDS:
            ends = [one.ends for one in self.around(at) if one.slot.kind == kind and one.begins <= at < one.ends]
            if ends:
                return OpenNow(kind, self.end_of_chain(kind, max(ends)))
        return None

    def around(self, at: dt.datetime) -> tuple[Opening, ...]:
        """The openings among which are those that last at ``at``."""
        return self.openings_on(at.date() - ONE_DAY) + self.openings_on(at.date())

    def end_of_chain(self, kind: str, ends: dt.datetime) -> dt.datetime | None:
        """When doors close that are open in the way ``kind`` until ``ends``; None where they do not for a week."""
        last = ends + 7 * ONE_DAY
        while ends < last:
            longer = [one.ends for one in self.around(ends) if one.slot.kind == kind and one.begins <= ends < one.ends]
            if not longer:
                return ends
            ends = max(longer)
        return None

    def next_opening(self, at: dt.datetime) -> Opening | None:
        """The first opening that begins after ``at``; None if none does in the next hundred days."""
        if not self.by_weekday:
            return None
        for ahead in range(DAYS_AHEAD + 1):
            later = [one for one in self.openings_on(at.date() + ahead * ONE_DAY) if one.begins > at]
            if later:
                return later[0]
        return None

    def day_off(self, day: dt.date) -> Closure | None:
        """Why no door opens on ``day``: a closure or holiday of everybody, or of all that would open; else None."""
        if self.openings_on(day):
            return None
        reasons = [self.closed_by(slot, place, day) for slot, place in self.slots_of(day)]
        if reasons:
            return next((one for one in reasons if one in self.closures), reasons[0])
        return self.closed_by(OpeningSlot(), self.first_location, day)


def opening(slot: OpeningSlot, day: dt.date) -> Opening:
    """The opening by ``slot`` that begins on ``day``."""
    last = day + ONE_DAY if slot.ends_next_day else day
    return Opening(dt.datetime.combine(day, slot.opens), dt.datetime.combine(last, slot.closes), slot)


def in_order(one: Opening) -> tuple:
    """Before another that begins later or by appointment."""
    return one.begins, not one.is_drop_in


@dataclass(frozen=True)
class Doors:
    """What is true of an organisation's doors ``at`` a moment on the wall clock."""

    at: dt.datetime
    open_now: OpenNow | None = None
    next_opening: Opening | None = None
    """Only where they are closed."""
    day_off: Closure | None = None
    """Why no door opens that day."""
    pause: Service | None = None
    """Where all services are closed for a time, the one that comes back first."""
    is_trusted: bool = True
    """Whether the hours were verified not too long ago; nothing else is told of those that were not."""

    @property
    def opens_later_today(self) -> bool:
        return bool(self.next_opening and self.next_opening.begins.date() == self.at.date())


def doors_of(hours: Hours, now: dt.datetime, last_verified: dt.date) -> Doors:
    """The doors of an organisation at ``now`` (aware) by its ``hours``, verified on ``last_verified``."""
    at = on_the_wall(now)
    if not are_trusted(last_verified, at.date()):
        return Doors(at, is_trusted=False)
    if open_now := hours.open_at(at):
        return Doors(at, open_now)
    return Doors(at, None, hours.next_opening(at), hours.day_off(at.date()), hours.pause_on(at.date()))
