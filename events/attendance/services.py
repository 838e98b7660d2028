"""Who was there: the list in the order of the sheet, marks merged from telephones and from the desk, the quorum.

Marks are only ever added. A seat's state is that of its latest mark, whatever the order they arrive in; where two
devices saw different things, both marks stay and the desk is asked to look.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.dates import history
from events.models import Apology, AttendanceMark, Occurrence, Seat
from events.models.occurrences import lock_date
from events.models.registrations import Attendance
from events.seats.allocation import names_of
from events.stable_names import HistoryAction
from home.text.alphabet import folded
from network.models import Organisation, User

# The marks of whoever types the sheet back: they have the last word over what telephones saw before them.
DESK = "desk"
STATES = ("", *Attendance.values)


@dataclass(frozen=True)
class Mark:
    """What a device saw: ``state`` of ``Attendance``, empty to take a mark back. ``marked_at`` is aware."""

    key: uuid.UUID
    seat: int
    state: str
    marked_at: datetime


@dataclass(frozen=True)
class Merged:
    """What became of the marks sent: keys now kept (new or known before), and those of no seat of this date."""

    kept: list[uuid.UUID]
    unknown: list[uuid.UUID]


@dataclass(frozen=True)
class Quorum:
    """Member organisations in the room, those with a proxy whose holder is, and how many must be (None: no matter)."""

    present: int
    represented: int
    needed: int | None

    @property
    def voices(self) -> int:
        return self.present + self.represented

    @property
    def is_reached(self) -> bool:
        return self.needed is not None and self.voices >= self.needed


def people_of(occurrence: Occurrence) -> list[Seat]:
    """Seats in the order of the sheet: by organisation, then by name; those given up only if they were marked."""
    seats = Seat.objects.filter(occurrence=occurrence).filter(~Q(status__in=Seat.GIVEN_UP) | ~Q(attendance=""))
    return in_order_of_sheet(seats.select_related("person", "registration__organisation"))


def confirmed_people(occurrence: Occurrence) -> list[Seat]:
    """Seats that are printed: the confirmed ones, in the order of the sheet."""
    seats = Seat.objects.filter(occurrence=occurrence, status=Seat.Status.CONFIRMED)
    return in_order_of_sheet(seats.select_related("person", "registration__organisation"))


def in_order_of_sheet(seats: Iterable[Seat]) -> list[Seat]:
    # The public, which has no organisation, stands last; an unnamed seat after the names of its organisation.
    def key(seat: Seat):
        organisation = seat.registration.organisation
        name = folded(organisation.name) if organisation else ""
        is_unnamed = not (seat.person or seat.guest_name)
        return organisation is None, name, is_unnamed, folded(seat.display_name), seat.pk

    return sorted(seats, key=key)


def apologies_of(occurrence: Occurrence) -> list[Apology]:
    """Organisations excused for the date, with the holder of their proxy, by name."""
    found = Apology.objects.filter(occurrence=occurrence).select_related("organisation", "proxy_holder")
    return sorted(found, key=lambda apology: folded(apology.organisation.name))


@transaction.atomic
def merge(*, occurrence_id: int, marks: Sequence[Mark], user: User, device: str, now: datetime | None = None) -> Merged:
    """Add ``marks`` of one ``device``; those sent before count once. A clock that is ahead is set back to ``now``."""
    occurrence = lock_date(occurrence_id)
    now = now or timezone.now()
    seats = {seat.pk: seat for seat in Seat.objects.filter(occurrence=occurrence, pk__in={mark.seat for mark in marks})}
    known = set(AttendanceMark.objects.filter(pk__in=[mark.key for mark in marks]).values_list("pk", flat=True))
    new: dict[uuid.UUID, AttendanceMark] = {}
    for mark in marks:
        if mark.key in known or mark.key in new or mark.seat not in seats:
            continue
        new[mark.key] = AttendanceMark(
            key=mark.key,
            occurrence=occurrence,
            seat_id=mark.seat,
            state=mark.state,
            marked_at=min(mark.marked_at, now),
            received_at=now,
            author=user,
            device=device[:40],
        )
    AttendanceMark.objects.bulk_create(new.values(), ignore_conflicts=True)
    changed = settle_marks({mark.seat_id for mark in new.values()})
    if changed:
        history.record(HistoryAction.ATTENDANCE, occurrence, user, seats=changed, whose=names_of(changed))
    kept = list(dict.fromkeys(mark.key for mark in marks if mark.key in known or mark.key in new))
    return Merged(kept, [mark.key for mark in marks if mark.key not in known and mark.key not in new])


def settle_marks(seat_ids: set[int]) -> list[Seat]:
    """Write the state of the latest mark on each seat; returns the seats that changed."""
    # Of two marks of one instant the keys decide, so that the order of arrival never does.
    marks = AttendanceMark.objects.filter(seat__in=seat_ids).order_by("marked_at", "key")
    latest = dict(marks.values_list("seat_id", "state"))
    seats = Seat.objects.filter(pk__in=latest).select_related("registration__organisation")
    changed = [seat for seat in seats if seat.attendance != latest[seat.pk]]
    for seat in changed:
        seat.attendance = latest[seat.pk]
    Seat.objects.bulk_update(changed, ["attendance"])
    return changed


def conflicts(occurrence: Occurrence) -> dict[int, list[AttendanceMark]]:
    """By seat, the last mark of each device where devices differ and the desk has not decided since; one query."""
    last: dict[int, dict[str, AttendanceMark]] = defaultdict(dict)
    marks = list(
        AttendanceMark.objects.filter(occurrence=occurrence).select_related("author").order_by("marked_at", "key")
    )
    # The desk decided about what had arrived: a mark made before, on a telephone without network, is news to it.
    decided_at = {mark.seat_id: mark.received_at for mark in marks if mark.device == DESK}
    for mark in marks:
        if mark.seat_id not in decided_at or mark.received_at >= decided_at[mark.seat_id]:
            last[mark.seat_id][mark.device] = mark
    return {
        seat: list(by_device.values())
        for seat, by_device in last.items()
        if len({mark.state for mark in by_device.values()}) > 1
    }


def quorum_of(occurrence: Occurrence, people: Iterable[Seat], apologies: Iterable[Apology]) -> Quorum:
    """Count the members present, and those whose proxy is held by one that is."""
    there = {seat.registration.organisation_id for seat in people if seat.attendance == Attendance.PRESENT} - {None}
    involved = there | {apology.organisation_id for apology in apologies}
    members = set(Organisation.objects.members().filter(pk__in=involved).values_list("pk", flat=True))
    present = there & members
    represented = {
        apology.organisation_id
        for apology in apologies
        if apology.proxy_holder_id in present and apology.organisation_id in members - present
    }
    return Quorum(len(present), len(represented), occurrence.quorum)


def counts_of(people: Iterable[Seat]) -> dict[str, int]:
    """How many people are in each state of ``Attendance``; the empty one is not noted yet."""
    counts = dict.fromkeys(STATES, 0)
    for seat in people:
        counts[seat.attendance] += 1
    return counts
