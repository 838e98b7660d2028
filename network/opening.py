"""When an organisation's doors are open: pure functions over its slots and closures.

Slots are half-open (``opens <= time < closes``) and mean the wall clock of the site's time zone, so that an hour of the
week stays the same hour when the clocks change. Closures are whole days, both ends included. ``now`` is aware.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from home.holidays import doors_close_on_public_holidays, public_holidays
from network.models import Closure, OpeningSlot

DAYS_AHEAD = 28
"""How far a next opening is looked for: beyond the longest usual closure, short of promising a distant day."""


@dataclass(frozen=True)
class OpenNow:
    """The doors are open, in the way ``kind`` tells, until ``until`` (wall clock)."""

    kind: str
    until: dt.time

    @property
    def is_drop_in(self) -> bool:
        return self.kind == OpeningSlot.Kind.DROP_IN


@dataclass(frozen=True)
class NextOpening:
    """The next time the doors open."""

    day: dt.date
    slot: OpeningSlot

    @property
    def is_drop_in(self) -> bool:
        return self.slot.kind == OpeningSlot.Kind.DROP_IN


def closure_on(closures: Iterable[Closure], day: dt.date) -> Closure | None:
    """The closure that covers ``day``, if any."""
    return next((closure for closure in closures if closure.first_day <= day <= closure.last_day), None)


def holiday_closures(now: dt.datetime) -> list[Closure]:
    """The public holidays from today as far as openings are looked for, as closures that no organisation typed.

    None of them where the settings leave the doors open; nothing is asked of the database that is not remembered.
    """
    if not doors_close_on_public_holidays():
        return []
    today = timezone.localdate(now)
    days = [today + dt.timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]
    return [
        Closure(first_day=day, last_day=day, reason_fr=name, reason_nl=public_holidays(day.year, "nl").get(day, ""))
        for day in days
        if (name := public_holidays(day.year, "fr").get(day))
    ]


def open_now(slots: Iterable[OpeningSlot], closures: Iterable[Closure], now: dt.datetime) -> OpenNow | None:
    """Whether the doors are open at ``now``, and until when; coming without appointment goes before appointments.

    Slots of one kind that follow each other without a gap count as one.
    """
    local = timezone.localtime(now)
    if closure_on(closures, local.date()):
        return None
    today = sorted((slot for slot in slots if slot.weekday == local.weekday()), key=lambda slot: slot.opens)
    for kind in (OpeningSlot.Kind.DROP_IN, OpeningSlot.Kind.APPOINTMENT):
        until = None
        for slot in today:
            if slot.kind != kind:
                continue
            if slot.opens <= local.time() < slot.closes or (until and slot.opens <= until < slot.closes):
                until = max(until or slot.closes, slot.closes)
        if until:
            return OpenNow(kind, until)
    return None


def next_opening(slots: Sequence[OpeningSlot], closures: Sequence[Closure], now: dt.datetime) -> NextOpening | None:
    """The first slot that opens after ``now`` on a day without closure; None if there is none within four weeks."""
    local = timezone.localtime(now)
    for ahead in range(DAYS_AHEAD + 1):
        day = local.date() + dt.timedelta(days=ahead)
        if closure_on(closures, day):
            continue
        later = [slot for slot in slots if slot.weekday == day.weekday() and (ahead or slot.opens > local.time())]
        if later:
            return NextOpening(day, min(later, key=lambda slot: (slot.opens, slot.kind != OpeningSlot.Kind.DROP_IN)))
    return None


def overlapping(slots: Iterable[OpeningSlot]) -> list[tuple[OpeningSlot, OpeningSlot]]:
    """Pairs of slots of one kind, on one day, at one address, that share a moment. Slots that only touch do not.

    Slots without a day or an hour yet (a form half filled in) are left out.
    """
    complete = [slot for slot in slots if slot.weekday is not None and slot.opens and slot.closes]
    complete.sort(key=lambda slot: (slot.weekday, slot.opens))
    return [
        (one, other)
        for one, other in combinations(complete, 2)
        if (one.weekday, one.kind, one.location_id) == (other.weekday, other.kind, other.location_id)
        and one.opens < other.closes
        and other.opens < one.closes
    ]


def only_open(organisations: QuerySet, now: dt.datetime) -> QuerySet:
    """The organisations of the queryset whose doors are open at ``now``, by appointment or not."""
    local = timezone.localtime(now)
    if closure_on(holiday_closures(now), local.date()):
        return organisations.none()
    slots = OpeningSlot.objects.filter(
        organisation=OuterRef("pk"), weekday=local.weekday(), opens__lte=local.time(), closes__gt=local.time()
    )
    closures = Closure.objects.filter(
        organisation=OuterRef("pk"), first_day__lte=local.date(), last_day__gte=local.date()
    )
    return organisations.filter(Exists(slots), ~Exists(closures))
