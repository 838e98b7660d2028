"""What else takes place on given days: holidays, our other dates, members who are busy.

Days are those of the site's time zone; hours are wall clock, and intervals half-open, as in ``EventDate``.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from events.dates.listing import with_kinds
from events.models import EventDate, Occurrence, Seat
from events.models.occurrences import Status
from home.dates import local_instant
from home.holidays import public_holiday, school_holidays_on
from home.models import SchoolHoliday
from network.models import Membership, WorkingGroup

LONGEST = timedelta(days=3)
"""Whole days on end: what lasts longer, a campaign, goes on in the background and keeps nobody from another date."""
WEEKS_AHEAD = 26
"""How far a quiet slot is looked for: beyond the summer."""


@dataclass(frozen=True)
class Clashes:
    """What there is on ``day`` beside the date that is planned.

    ``dates`` are our others that day, by start, ``overlapping`` those of them at the hours asked for. Of the
    ``members_total`` organisations of the group, ``members_busy`` sit at, host or meet with the group of one of these.
    """

    day: date
    holiday: str = ""
    school_holidays: tuple[SchoolHoliday, ...] = ()
    dates: tuple[Occurrence, ...] = ()
    overlapping: tuple[Occurrence, ...] = ()
    members_busy: int = 0
    members_total: int = 0

    @property
    def is_day_off(self) -> bool:
        return bool(self.holiday or self.school_holidays)

    @property
    def is_quiet(self) -> bool:
        """No holiday of any school, and nothing of ours at these hours."""
        return not self.is_day_off and not self.overlapping


def clashes_on(
    day: date,
    start: time | None = None,
    end: time | None = None,
    group: WorkingGroup | None = None,
    except_event: uuid.UUID | None = None,
) -> Clashes:
    """The clashes of one day; see ``clashes_on_days``."""
    return clashes_on_days([day], start=start, end=end, group=group, except_event=except_event)[day]


def clashes_on_days(
    days: Iterable[date],
    *,
    start: time | None = None,
    end: time | None = None,
    group: WorkingGroup | None = None,
    except_event: uuid.UUID | None = None,
) -> dict[date, Clashes]:
    """The clashes of each day, from ``start`` to ``end`` or on the whole day, in the order of ``days``.

    ``except_event`` is the translation key of the event that is being planned: its own dates do not count. Four
    queries at most, whatever the number of days and dates, and what is remembered.
    """
    slots = {day: slot_on(day, start, end) for day in days}
    found = dates_on(slots, except_event)
    busy = BusyMembers(group, slots, [one for dates in found.values() for one in dates])
    clashes = {}
    for day, slot in slots.items():
        overlapping = tuple(one for one in found[day] if takes_time(one) and overlap(one, slot))
        members = busy.members_on(day)
        clashes[day] = Clashes(
            day=day,
            holiday=public_holiday(day),
            school_holidays=tuple(school_holidays_on(day)),
            dates=found[day],
            overlapping=overlapping,
            members_busy=len(members & busy.taken_by(overlapping, day)),
            members_total=len(members),
        )
    return clashes


def quiet_slots(
    day: date,
    start: time | None = None,
    end: time | None = None,
    group: WorkingGroup | None = None,
    count: int = 3,
    *,
    except_event: uuid.UUID | None = None,
    not_before: date | None = None,
) -> list[Clashes]:
    """The next ``count`` days without clashes, on the weekday of ``day``, after it and not before ``not_before``.

    Never a holiday. Where half a year has too few days without a date of ours at these hours, those follow on which
    the fewest members are taken. In the order of the calendar.
    """
    weeks = max((not_before - day).days + 6, 7) // 7 if not_before else 1
    candidates = [day + timedelta(weeks=ahead) for ahead in range(weeks, weeks + WEEKS_AHEAD)]
    found = clashes_on_days(candidates, start=start, end=end, group=group, except_event=except_event).values()
    open_days = [one for one in found if not one.is_day_off]
    open_days.sort(key=lambda one: (not one.is_quiet, one.members_busy, one.day))
    return sorted(open_days[:count], key=lambda one: one.day)


def slot_on(day: date, start: time | None, end: time | None) -> tuple[datetime, datetime]:
    """From when to when a date of these hours lasts on ``day``, as the records count it."""
    row = EventDate(day=day, start_time=start, end_time=end if start else None)
    return row.starts_at, row.ends_at


def overlap(one: Occurrence, slot: tuple[datetime, datetime]) -> bool:
    return one.start < slot[1] and slot[0] < one.end


def takes_time(one: Occurrence) -> bool:
    """Whether people cannot be elsewhere meanwhile."""
    return not one.all_day or one.end - one.start <= LONGEST


def dates_on(
    slots: dict[date, tuple[datetime, datetime]], except_event: uuid.UUID | None
) -> dict[date, tuple[Occurrence, ...]]:
    """Our dates that take place on each day or reach into its slot, with kind, group and path; two queries."""
    if not slots:
        return {}
    reach = {}
    for day, (first, last) in slots.items():
        midnights = (local_instant(one, time.min) for one in (day, day + timedelta(days=1)))
        reach[day] = (min(first, next(midnights)), max(last, next(midnights)))
    standing = Occurrence.objects.filter(
        withdrawn_at=None,
        status=Status.PLANNED,
        start__lt=max(last for first, last in reach.values()),
        end__gt=min(first for first, last in reach.values()),
    )
    if except_event:
        standing = standing.exclude(event_key=except_event)
    # A repetition reaches over a year: of the dates between its days only their hours are read.
    hours = standing.values_list("pk", "start", "end")
    on_day = {
        day: [pk for pk, start, end in hours if start < last and first < end] for day, (first, last) in reach.items()
    }
    wanted = {pk for found in on_day.values() for pk in found}
    dates = with_kinds(Occurrence.objects.filter(pk__in=wanted)) if wanted else []
    return {day: tuple(one for one in dates if one.pk in set(found)) for day, found in on_day.items()}


class BusyMembers:
    """The members of a group, and what each of them is taken by; two queries, and none without a group."""

    def __init__(self, group: WorkingGroup | None, days: Collection[date], dates: list[Occurrence]):
        self.group = group
        self.memberships: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
        self.seated: dict[int, set[int]] = defaultdict(set)
        if group is None or not days:
            return
        groups = {group.pk, *(one.group_id for one in dates if one.group_id)}
        rows = Membership.objects.filter(group__in=groups, organisation__published=True).order_by()
        for key, organisation, since, until in rows.values_list("group_id", "organisation_id", "since", "until"):
            self.memberships[key].append((organisation, since, until))
        seats = Seat.objects.held().filter(occurrence__in={one.pk for one in dates}).order_by()
        for key, organisation in seats.values_list("occurrence_id", "registration__organisation_id").distinct():
            self.seated[key].add(organisation)

    def members_on(self, day: date, group: int | None = None) -> set[int]:
        """The organisations of ``group``, or of the one asked about, on ``day``."""
        key = group or (self.group.pk if self.group else None)
        return {one for one, since, until in self.memberships[key] if since <= day and (until is None or day < until)}

    def taken_by(self, dates: Iterable[Occurrence], day: date) -> set[int]:
        """The organisations that sit at, host or meet for one of ``dates``."""
        taken = set()
        for one in dates:
            taken |= self.seated[one.pk]
            taken |= {one.host_id} if one.host_id else set()
            taken |= self.members_on(day, one.group_id) if one.group_id else set()
        return taken
