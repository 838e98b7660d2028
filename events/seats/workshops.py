"""Places at the workshops of a date: a choice is a place once there is one, else it waits for one.

The date must be locked by the caller. Only people who hold a seat at the date get a place; a freed one goes to whoever
asked first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import islice

from events import errors
from events.dates.programme import hours_in_words
from events.models import Occurrence, Seat, Workshop, WorkshopPlace
from events.seats.workshop_overlaps import overlapping


def by_key(occurrence: Occurrence) -> dict[str, Workshop]:
    """The workshops people choose at ``occurrence``; one query, none where there is nothing to choose."""
    return {str(one.key): one for one in occurrence.workshops.listed()} if occurrence.has_workshops else {}


def check_choice(occurrence: Occurrence, items: Iterable[str], *, whose: str = "") -> None:
    """Refuse two workshops that overlap, and what is none of the date's workshops; ``whose`` choice it is, by name."""
    wanted = list(items)
    if wanted:
        chosen_from(by_key(occurrence), occurrence, wanted, whose=whose)


def chosen_from(
    known: Mapping[str, Workshop], occurrence: Occurrence, items: Iterable[str], *, whose: str
) -> list[Workshop]:
    """Those of the date's ``known`` workshops that ``items`` names. Raises as ``check_choice`` does."""
    wanted = list(items)
    if any(item not in known for item in wanted):
        raise errors.WorkshopUnknown
    chosen = [known[item] for item in wanted]
    for pair in overlapping(occurrence, chosen):
        raise errors.WorkshopsAtOnce([in_words(workshop) for workshop in pair], whose=whose)
    return chosen


def in_words(workshop: Workshop) -> str:
    """``Logement, 10 h – 11 h``, in the reader's language."""
    return f"{workshop.title}, {hours_in_words(workshop.start, workshop.end)}"


def choose(occurrence: Occurrence, choices: Mapping[Seat, Iterable[str]], *, now: datetime) -> None:
    """Make ``choices`` (keys of workshops) the workshops of these seats; what is kept keeps its place."""
    named = {seat: list(items) for seat, items in choices.items()}
    known = by_key(occurrence) if any(named.values()) else {}
    wanted = {
        (seat.pk, workshop.pk)
        for seat, items in named.items()
        for workshop in chosen_from(known, occurrence, items, whose=seat.display_name)
    }
    if not occurrence.has_workshops:
        return
    asked = WorkshopPlace.objects.filter(seat__in=named.keys())
    had = {(place.seat_id, place.workshop_id): place.pk for place in asked}
    WorkshopPlace.objects.filter(pk__in=[pk for key, pk in had.items() if key not in wanted]).delete()
    WorkshopPlace.objects.bulk_create(
        WorkshopPlace(seat_id=seat, workshop_id=workshop, asked_at=now)
        for seat, workshop in sorted(wanted - had.keys())
    )
    give_places(occurrence)


def give_up_places(seats: Iterable[Seat]) -> None:
    """Take these people out of their workshops."""
    WorkshopPlace.objects.filter(seat__in=list(seats)).delete()


def give_places(occurrence: Occurrence) -> None:
    """Give each free place of each workshop to whoever asked first among those who hold a seat."""
    if not occurrence.has_workshops:
        return
    taken, waiting = defaultdict(set), defaultdict(list)
    asked = WorkshopPlace.objects.listed().filter(workshop__occurrence=occurrence).select_related("seat")
    for place in asked.order_by("seat__queued_at", "asked_at", "pk"):
        if place.number is not None:
            taken[place.workshop_id].add(place.number)
        elif place.seat.number is not None:
            waiting[place.workshop_id].append(place)
    served = []
    for pk, queue in waiting.items():
        free, workshop = free_numbers(taken[pk]), queue[0].workshop
        for place in islice(queue, workshop.places_left(len(taken[pk]))):
            place.number, place.ceiling = next(free), workshop.capacity
            served.append(place)
    WorkshopPlace.objects.bulk_update(served, ["number", "ceiling"])


def free_numbers(taken: Collection[int]):
    """The numbers nobody holds, from 1 upwards, without end."""
    number = 0
    while True:
        number += 1
        if number not in taken:
            yield number
