"""Places at the workshops of a date: a choice is a place once there is one, else it waits for one.

The date must be locked by the caller. Only people who hold a seat at the date get a place; a freed one goes to whoever
asked first.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import islice

from events import errors
from events.models import Occurrence, Seat, WorkshopPlace
from events.programme import session_of
from events.workshop_hours import overlapping


def check_choice(occurrence: Occurrence, items: Iterable[str], *, whose: str = "") -> None:
    """Refuse two workshops that overlap, and what is none of the date's workshops; ``whose`` choice it is, by name."""
    known = {item["key"]: item for item in occurrence.workshops}
    wanted = list(items)
    if any(item not in known for item in wanted):
        raise errors.WorkshopUnknown
    for pair in overlapping(occurrence, [known[item] for item in wanted]):
        raise errors.WorkshopsAtOnce([in_words(item) for item in pair], whose=whose)


def in_words(item: dict) -> str:
    """``Logement, 10 h – 11 h``, in the reader's language."""
    session = session_of(item)
    return f"{session.title}, {session.hours}"


def choose(occurrence: Occurrence, choices: Mapping[Seat, Iterable[str]], *, now: datetime) -> None:
    """Make ``choices`` (keys of the programme) the workshops of these seats; what is kept keeps its place."""
    for seat, items in choices.items():
        check_choice(occurrence, items, whose=seat.display_name)
    wanted = {(seat.pk, uuid.UUID(item)) for seat, items in choices.items() for item in items}
    if not wanted and not occurrence.workshops:
        return
    asked = WorkshopPlace.objects.filter(seat__in=choices.keys())
    had = {(place.seat_id, place.item): place.pk for place in asked}
    WorkshopPlace.objects.filter(pk__in=[pk for key, pk in had.items() if key not in wanted]).delete()
    WorkshopPlace.objects.bulk_create(
        WorkshopPlace(seat_id=seat, item=item, occurrence=occurrence, asked_at=now)
        for seat, item in sorted(wanted - had.keys())
    )
    give_places(occurrence)


def give_up_places(seats: Iterable[Seat]) -> None:
    """Take these people out of their workshops."""
    WorkshopPlace.objects.filter(seat__in=list(seats)).delete()


def give_places(occurrence: Occurrence) -> None:
    """Give each free place of each workshop to whoever asked first among those who hold a seat."""
    limits = {uuid.UUID(item["key"]): item["capacity"] for item in occurrence.workshops}
    if not limits:
        return
    taken, waiting = defaultdict(set), defaultdict(list)
    asked = WorkshopPlace.objects.filter(occurrence=occurrence, item__in=limits).select_related("seat")
    for place in asked.order_by("seat__queued_at", "asked_at", "pk"):
        if place.number is not None:
            taken[place.item].add(place.number)
        elif place.seat.number is not None:
            waiting[place.item].append(place)
    served = []
    for item, queue in waiting.items():
        limit = limits[item]
        free = free_numbers(taken[item])
        room = len(queue) if limit is None else max(0, limit - len(taken[item]))
        for place in islice(queue, room):
            place.number, place.ceiling = next(free), limit
            served.append(place)
    WorkshopPlace.objects.bulk_update(served, ["number", "ceiling"])


def places_left(occurrence: Occurrence) -> dict[str, int | None]:
    """Free places of each workshop by its key, never below zero; None where there is room for all. One query."""
    held = WorkshopPlace.objects.filter(occurrence=occurrence, number__isnull=False).values_list("item", flat=True)
    counts = defaultdict(int)
    for item in held:
        counts[str(item)] += 1
    return {
        item["key"]: None if item["capacity"] is None else max(0, item["capacity"] - counts[item["key"]])
        for item in occurrence.workshops
    }


def free_numbers(taken: Collection[int]):
    """The numbers nobody holds, from 1 upwards, without end."""
    number = 0
    while True:
        number += 1
        if number not in taken:
            yield number
