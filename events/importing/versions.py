"""Which of the VEVENTs that share a UID count, and whether they are one event or several."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from events.importing.times import Notes, name_of
from events.importing.told import Told

LONGEST_UID = 255
# Stamps of one export may differ by as long as it took.
ONE_EXPORT = timedelta(minutes=10)


@dataclass
class Group:
    """One event: what says it whole, none in a message about some dates, and what changes single dates."""

    uid: str
    masters: list[Told] = field(default_factory=list)
    others: list[Told] = field(default_factory=list)
    is_withdrawn: bool = False

    @property
    def main(self) -> Told:
        """What speaks for the event: the first of its dates in time, or the first version of a changed one."""
        return self.masters[0] if self.masters else min(self.others, key=lambda told: told.version)

    @property
    def title(self) -> str:
        return self.main.title

    @property
    def names_no_day(self) -> bool:
        """Whether it is cancelled as a whole, without a word on its days."""
        return self.is_withdrawn and all(told.times.span is None for told in self.masters)


def grouped(uid: str, told: Iterable[Told], notes: Notes) -> list[Group]:
    """The events that ``told``, all of one ``uid``, are together: its dates, or as many events as have a title.

    None where they are private.
    """
    others = [one for one in told if is_about_one_date(one)]
    masters = newest([one for one in told if not is_about_one_date(one)], notes)
    if masters and all(one.is_private for one in masters):
        return []
    masters = [one for one in masters if not one.is_private]
    if not masters:
        others = [one for one in others if not one.is_private]
    withdrawn = [one for one in masters if one.times.span is None]
    masters = [one for one in masters if one.times.span is not None]
    if withdrawn and not masters:
        return [Group(uid, withdrawn, others, is_withdrawn=True)]
    by_title: dict[str, Group] = {}
    # By their hour: the first in time speaks for all, whatever their order in the file.
    for one in sorted(masters, key=lambda one: name_of(one.times.span.start)):
        by_title.setdefault(one.title, Group(uid, is_withdrawn=bool(withdrawn))).masters.append(one)
    groups = list(by_title.values()) or [Group(uid)]
    if len(groups) > 1:
        for title, group in by_title.items():
            group.uid = short_uid(f"{uid}#{hashlib.sha256(title.encode(errors='replace')).hexdigest()[:12]}")
            notes.add("same_uid", group.masters[0].component.line("UID"))
    for one in others:
        of_title = [group for group in groups if any(master.title == one.title for master in group.masters)]
        repeating = [group for group in groups if any(master.times.repeats for master in group.masters)]
        (of_title or repeating or groups)[0].others.append(one)
    return groups


def is_about_one_date(told: Told) -> bool:
    """Whether it says nothing of the event as a whole: it changes one date (RECURRENCE-ID), or adds one."""
    return told.times.recurrence is not None or told.component.calendar.method == "ADD"


def newest(masters: list[Told], notes: Notes) -> list[Told]:
    """The last version of each: by SEQUENCE, and by DTSTAMP where two say the same start."""
    if len(masters) < 2:
        return masters
    top = max(one.sequence for one in masters)
    by_start: dict[str, list[Told]] = {}
    for one in masters:
        if one.sequence == top:
            by_start.setdefault(name_of(one.times.span.start) if one.times.span else "", []).append(one)
        else:
            note_older(one, masters, notes)
    found = defaultdict(list)
    for same in by_start.values():
        last = max(one.version for one in same)
        # Of two that are equal in all, the one that stands last in the file.
        for one in {one.title: one for one in same if one.version == last}.values():
            found[one.title].append(one)
    return [one for same in found.values() for one in without_older(same, notes)]


def without_older(same: list[Told], notes: Notes) -> list[Told]:
    """Those of one title that are dates of it, without what a stamp of another day's work shows to be older.

    A program that gives all dates of an event one UID writes them at once, and at one hour.
    """
    last = max(same, key=lambda one: one.version)
    if last.times.span is None:
        return same
    kept = []
    for one in same:
        is_of_one_export = not (one.stamp and last.stamp and last.stamp - one.stamp > ONE_EXPORT)
        if is_of_one_export or has_same_hours(one, last):
            kept.append(one)
            if not is_of_one_export:
                notes.add("one_uid", one.component.line("DTSTART"))
        else:
            notes.add("older", one.component.line("DTSTART"))
    return kept


def has_same_hours(one: Told, other: Told) -> bool:
    first, second = one.times.span, other.times.span
    if one.times.repeats or other.times.repeats or first is None or second is None:
        return False
    return (hour_of(first.start), first.lasts) == (hour_of(second.start), second.lasts)


def hour_of(start: date) -> time | None:
    return start.time() if isinstance(start, datetime) else None


def note_older(older: Told, masters: list[Told], notes: Notes) -> None:
    """Tell of a version that is passed over, where one calendar holds both: it might be a date of its own."""
    calendars = [one.component.calendar for one in masters if one.sequence > older.sequence]
    if any(calendar is older.component.calendar for calendar in calendars):
        notes.add("older", older.component.line("DTSTART"))


def short_uid(uid: str) -> str:
    return uid if len(uid) <= LONGEST_UID else hashlib.sha256(uid.encode(errors="replace")).hexdigest()
