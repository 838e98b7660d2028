"""A second opinion on when doors are open: minute by minute, by the rules as they are written.

``any_sheet`` makes an organisation with hours of all sorts; ``moments`` are those at which an evaluation goes wrong.
"""

import calendar
import datetime as dt
import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from home.models import SchoolHoliday
from network.models import Closure, OpeningSlot, Service

BRUSSELS = ZoneInfo("Europe/Brussels")
FIRST = dt.date(2026, 10, 1)
DAYS = 300
ONE_DAY = dt.timedelta(days=1)
# From a calendar on the wall, for as long as the days to try and the hundred that follow each.
PUBLIC_HOLIDAYS = (
    {dt.date(2026, *day) for day in ((11, 1), (11, 11), (12, 25))}
    | {dt.date(2027, *day) for day in ((1, 1), (3, 28), (3, 29), (5, 1), (5, 6), (5, 16), (5, 17), (7, 21), (8, 15))}
    | {dt.date(2027, *day) for day in ((11, 1), (11, 11), (12, 25))}
    | {dt.date(2028, 1, 1)}
)
SCHOOL_HOLIDAYS = (
    SchoolHoliday(community="fr", first_day=dt.date(2026, 10, 19), last_day=dt.date(2026, 11, 1), name_fr="Automne"),
    SchoolHoliday(community="fr", first_day=dt.date(2026, 12, 21), last_day=dt.date(2027, 1, 3), name_fr="Hiver"),
    SchoolHoliday(community="nl", first_day=dt.date(2026, 11, 2), last_day=dt.date(2026, 11, 8), name_fr="Automne"),
    SchoolHoliday(community="nl", first_day=dt.date(2026, 12, 21), last_day=dt.date(2027, 1, 3), name_fr="Hiver"),
)
CLOCK_CHANGES = (dt.date(2026, 10, 25), dt.date(2027, 3, 28))
WEEKS = ("", "", "", "", "1", "2", "3", "4", "last", "odd", "even")


@dataclass
class Sheet:
    slots: list[OpeningSlot]
    closures: list[Closure]
    services: list[Service]
    keeps_holidays: bool
    first_location = 1


def any_day(chance: random.Random) -> dt.date:
    return FIRST + dt.timedelta(days=chance.randrange(DAYS - 40))


def any_time(chance: random.Random) -> dt.time:
    return dt.time(chance.choice((0, 2, 3, 8, 9, 12, 13, 17, 20, 22)), chance.choice((0, 0, 30, 45)))


def any_slot(chance: random.Random, services: list[Service]) -> OpeningSlot:
    opens, closes = any_time(chance), any_time(chance)
    if opens == closes:
        opens = closes = dt.time(0)
    first = last = None
    if chance.random() < 0.2:
        first = any_day(chance)
        last = first + dt.timedelta(days=chance.choice((0, 6, 60)))
        first, last = chance.choice(((first, last), (first, last), (first, None), (None, last)))
    return OpeningSlot(
        weekday=chance.randrange(7),
        opens=opens,
        closes=closes,
        kind=chance.choice(("drop_in", "appointment")),
        weeks=chance.choice(WEEKS),
        first_day=first,
        last_day=last,
        on_holidays=chance.random() < 0.3,
        school=chance.choice(("", "", "fr", "nl")),
        service_id=chance.choice([None, *(service.pk for service in services)]),
        location_id=chance.choice((None, None, 1, 2)),
    )


def any_sheet(chance: random.Random) -> Sheet:
    services = [
        Service(
            pk=number + 1,
            status=status,
            status_until=any_day(chance) if status == "paused" and chance.random() < 0.7 else None,
        )
        for number in range(chance.randrange(3))
        for status in [chance.choice(("active", "active", "paused", "ended"))]
    ]
    closures = []
    for _number in range(chance.randrange(3)):
        first = any_day(chance)
        closures.append(
            Closure(
                first_day=first,
                last_day=first + dt.timedelta(days=chance.choice((0, 2, 14))),
                service_id=chance.choice([None, None, *(service.pk for service in services)]),
                location_id=chance.choice((None, None, 1, 2)),
            )
        )
    slots = [any_slot(chance, services) for _number in range(chance.randint(1, 7))]
    return Sheet(slots, closures, services, chance.random() < 0.8)


# The rules, in words: for a moment, ask of each slot whether it began today or yesterday and still lasts.


def runs(service: Service, day: dt.date) -> bool:
    if service.status == "active":
        return True
    return service.status == "paused" and service.status_until is not None and service.status_until < day


def right_week(weeks: str, day: dt.date) -> bool:
    same_weekday = [
        week[day.weekday()] for week in calendar.monthcalendar(day.year, day.month) if week[day.weekday()] != 0
    ]
    return {
        "": lambda: True,
        "last": lambda: same_weekday[-1] == day.day,
        "odd": lambda: int(day.strftime("%V")) % 2 == 1,
        "even": lambda: int(day.strftime("%V")) % 2 == 0,
    }.get(weeks, lambda: same_weekday.index(day.day) + 1 == int(weeks))()


def in_period(slot: OpeningSlot, day: dt.date) -> bool:
    return (slot.first_day or dt.date.min) <= day <= (slot.last_day or dt.date.max)


def begins(sheet: Sheet, slot: OpeningSlot, day: dt.date) -> bool:
    """Whether the hours ``slot`` begin on ``day``."""
    if slot.weekday != day.weekday() or not right_week(slot.weeks, day):
        return False
    of_service = [service for service in sheet.services if slot.service_id in (None, service.pk)]
    if (slot.service_id or sheet.services) and not any(runs(service, day) for service in of_service):
        return False
    if slot.first_day is None and slot.last_day is None:
        if any(replaces(other, slot, day) for other in sheet.slots):
            return False
    elif not in_period(slot, day):
        return False
    return not is_day_off(sheet, slot, day)


def replaces(other: OpeningSlot, slot: OpeningSlot, day: dt.date) -> bool:
    has_period = other.first_day is not None or other.last_day is not None
    return has_period and other.service_id == slot.service_id and in_period(other, day)


def is_day_off(sheet: Sheet, slot: OpeningSlot, day: dt.date) -> bool:
    for closure in sheet.closures:
        if (
            closure.first_day <= day <= closure.last_day
            and (closure.service_id is None or closure.service_id == slot.service_id)
            and (closure.location_id is None or closure.location_id == (slot.location_id or sheet.first_location))
        ):
            return True
    if sheet.keeps_holidays and day in PUBLIC_HOLIDAYS and not slot.on_holidays:
        return True
    return any(one.community == slot.school and one.first_day <= day <= one.last_day for one in SCHOOL_HOLIDAYS)


def is_open(sheet: Sheet, at: dt.datetime, kind: str, memory: dict) -> bool:
    """Whether the doors are open in the way ``kind`` at ``at``, on the wall clock."""
    seconds = (at.hour * 60 + at.minute) * 60 + at.second
    for number, slot in enumerate(sheet.slots):
        if slot.kind != kind:
            continue
        opens, closes = (time.hour * 3600 + time.minute * 60 for time in (slot.opens, slot.closes))
        lasts_over_midnight = closes <= opens
        for back in (0, 1) if lasts_over_midnight else (0,):
            since = seconds + back * 24 * 3600
            if opens <= since < closes + lasts_over_midnight * 24 * 3600:
                day = at.date() - back * ONE_DAY
                if (number, day) not in memory:
                    memory[number, day] = begins(sheet, slot, day)
                if memory[number, day]:
                    return True
    return False


def until(sheet: Sheet, at: dt.datetime, kind: str, memory: dict) -> dt.datetime | None:
    """The first whole minute after ``at`` at which doors are no longer open in the way ``kind``; None after a week."""
    minute = at.replace(second=0)
    last, passed = minute + 7 * ONE_DAY, []
    while minute <= last and is_open(sheet, minute, kind, memory):
        passed.append(minute)
        minute += dt.timedelta(minutes=1)
        # Each minute is walked through once.
        minute = memory.get((kind, minute), minute)
    if minute > last:
        return None
    memory |= {(kind, one): minute for one in passed}
    return minute


def next_beginning(sheet: Sheet, at: dt.datetime, memory: dict) -> dt.datetime | None:
    """The first moment after ``at`` at which some hours begin, in the hundred days that follow."""
    for ahead in range(101):
        day = at.date() + dt.timedelta(days=ahead)
        found = []
        for number, slot in enumerate(sheet.slots):
            moment = dt.datetime.combine(day, slot.opens)
            if slot.weekday != day.weekday() or moment <= at:
                continue
            if (number, day) not in memory:
                memory[number, day] = begins(sheet, slot, day)
            if memory[number, day]:
                found.append(moment)
        if found:
            return min(found)
    return None


def days_to_try(sheet: Sheet, chance: random.Random) -> list[dt.date]:
    """Around holidays, closures, periods, pauses and both clock changes, some of each."""
    days = [*CLOCK_CHANGES, *chance.sample(sorted(day for day in PUBLIC_HOLIDAYS if day < FIRST + DAYS * ONE_DAY), 1)]
    days += [day for closure in sheet.closures for day in (closure.first_day, closure.last_day)]
    days += [day for slot in sheet.slots for day in (slot.first_day, slot.last_day) if day]
    days += [service.status_until for service in sheet.services if service.status_until]
    days += [chance.choice(SCHOOL_HOLIDAYS).first_day, any_day(chance)]
    return [day + dt.timedelta(days=shift) for day in chance.sample(days, min(3, len(days))) for shift in (-1, 0, 1)]


def moments(sheet: Sheet, chance: random.Random) -> list[dt.datetime]:
    """The first and the last second of each slot, and those beside them, on the days to try; aware."""
    second = dt.timedelta(seconds=1)
    found = []
    for day in days_to_try(sheet, chance):
        for slot in sheet.slots:
            if day.weekday() not in (slot.weekday, (slot.weekday + 1) % 7):
                continue
            for time in (slot.opens, slot.closes):
                edge = dt.datetime.combine(day, time, BRUSSELS)
                found += [edge.astimezone(dt.UTC) + shift * second for shift in (-1, 0, 1)]
    return found
