"""Writes the hours of an organisation; a row that stays keeps its key and its ``uid``."""

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from home.cache.stamp import renew_stamp
from network.hours.parser import Span
from network.models import OpeningSlot, Organisation

CONCERNS = (
    "service_id",
    "kind",
    "location_id",
    "weeks",
    "first_day",
    "last_day",
    "on_holidays",
    "school",
    "note_fr",
    "note_nl",
)
"""What the hours of a timetable have in common."""
TIMES = ("weekday", "opens", "closes")


@dataclass(frozen=True)
class Timetable:
    """The hours of a week that have what they concern in common; ``known`` are the rows that they replace."""

    concern: dict[str, object]
    spans: dict[int, Collection[Span]] = field(default_factory=dict)
    """By weekday."""
    known: frozenset[uuid.UUID] = frozenset()

    def wanted(self) -> list[OpeningSlot]:
        """The hours as rows that are not saved, by the week."""
        return [
            OpeningSlot(weekday=weekday, opens=opens, closes=closes, **self.concern)
            for weekday, spans in sorted(self.spans.items())
            for opens, closes in spans
        ]


class HoursChangedError(Exception):
    """Somebody else changed the hours since they were shown."""


def fingerprint(slots: Iterable[OpeningSlot]) -> str:
    """The same for the same hours: whether they changed since they were shown."""
    rows = sorted(repr((slot.uid.hex, *(getattr(slot, name) for name in (*TIMES, *CONCERNS)))) for slot in slots)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


@transaction.atomic
def save_hours(*, organisation: Organisation, timetables: Iterable[Timetable], seen: str | None) -> None:
    """Give ``organisation`` the hours of ``timetables``; rows that none of them knows stay as they are.

    ``seen`` is the fingerprint of the hours from which these were made, None for an organisation without any.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    rows = {slot.uid: slot for slot in OpeningSlot.objects.filter(organisation=organisation)}
    if seen is not None and seen != fingerprint(rows.values()):
        raise HoursChangedError
    gone, changed, new = [], [], []
    for timetable in timetables:
        pairs = matched([rows[uid] for uid in timetable.known if uid in rows], timetable.wanted())
        for row, wanted in pairs:
            if wanted is None:
                gone += [row.pk] if row else []
            elif row is None:
                wanted.organisation = organisation
                new.append(wanted)
            elif any(getattr(row, name) != getattr(wanted, name) for name in (*TIMES, *CONCERNS)):
                for name in (*TIMES, *CONCERNS):
                    setattr(row, name, getattr(wanted, name))
                changed.append(row)
    OpeningSlot.objects.filter(pk__in=gone).delete()
    if changed:
        OpeningSlot.objects.bulk_update(changed, [*TIMES, *(name.removesuffix("_id") for name in CONCERNS)])
    OpeningSlot.objects.bulk_create(new)
    if changed or new:
        renew_stamp()


def matched(rows: list[OpeningSlot], wanted: list[OpeningSlot]) -> list[tuple[OpeningSlot | None, OpeningSlot | None]]:
    """Each row with the hours it becomes: the same ones, else others of its day, else what is left; None where none."""
    pairs = []
    for alike in (("weekday", "opens", "closes"), ("weekday", "opens"), ("weekday",), ()):
        left = sorted(rows, key=lambda row: (row.weekday, row.opens))
        for row in left:
            same = [one for one in wanted if all(getattr(one, name) == getattr(row, name) for name in alike)]
            if same:
                pairs.append((row, same[0]))
                rows, wanted = [one for one in rows if one is not row], [one for one in wanted if one is not same[0]]
    return [*pairs, *((row, None) for row in rows), *((None, one) for one in wanted)]
