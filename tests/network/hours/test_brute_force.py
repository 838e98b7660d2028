"""The evaluation of hours against a brute force (``factories.hours``), at the moments at which it could go wrong.

Each run takes some sheets; HOURS_SHEETS asks for more, as “make stress” does for 2,000.
"""

import datetime as dt
import os
import random

from factories.hours import (
    BRUSSELS,
    SCHOOL_HOLIDAYS,
    Sheet,
    any_sheet,
    is_open,
    moments,
    next_beginning,
    until,
)

from network.hours.evaluation import KINDS, DaysOff, Hours, doors_of

SHEETS = int(os.environ.get("HOURS_SHEETS", "120"))


def hours_of(sheet: Sheet) -> Hours:
    return Hours(
        sheet.slots,
        sheet.closures,
        sheet.services,
        first_location=sheet.first_location,
        days_off=DaysOff(sheet.keeps_holidays, SCHOOL_HOLIDAYS),
    )


def expected(sheet: Sheet, at: dt.datetime, memory: dict) -> tuple:
    """The kind, the end and the next beginning at ``at``, on the wall clock, by the brute force."""
    kind = next((kind for kind in KINDS if is_open(sheet, at, kind, memory)), None)
    if kind is None:
        return None, None, next_beginning(sheet, at, memory)
    return kind, until(sheet, at, kind, memory), None


def found(hours: Hours, moment: dt.datetime) -> tuple:
    doors = doors_of(hours, moment, moment.date())
    begins = doors.next_opening and doors.next_opening.begins
    return (doors.open_now.kind, doors.open_now.until, None) if doors.open_now else (None, None, begins)


def test_doors_are_open_as_a_brute_force_finds_at_the_first_and_last_second_of_each_opening():
    wrong, open_moments, tried = [], 0, 0
    for seed in range(SHEETS):
        chance = random.Random(seed)
        sheet = any_sheet(chance)
        hours, memory = hours_of(sheet), {}
        for moment in moments(sheet, chance):
            tried += 1
            theirs = expected(sheet, moment.astimezone(BRUSSELS).replace(tzinfo=None), memory)
            open_moments += theirs[0] is not None
            if found(hours, moment) != theirs:
                wrong.append((seed, moment, theirs))
    assert wrong == []
    # Agreement about closed doors alone would prove little.
    assert open_moments > tried / 10
