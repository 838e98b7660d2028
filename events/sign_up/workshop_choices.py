"""The workshops of a date as people choose them: one of each hour, with the places left."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.dates.programme import hours_in_words
from events.models import Occurrence, Seat, Workshop, WorkshopPlace
from events.seats.workshop_overlaps import overlapping
from home.dates import date_in_words, time_in_words


@dataclass(frozen=True)
class WorkshopSlot:
    """What starts at one hour; ``choices`` are (key, words) of its workshops, in the order of the programme.

    ``hint`` warns of workshops of other hours that overlap with these.
    """

    words: str
    choices: list[tuple[str, str]]
    hint: str = ""


def workshop_slots(occurrence: Occurrence, *, own: tuple[str, ...] = ()) -> list[WorkshopSlot]:
    """The hours at which people choose; ``own`` are the workshops of the person, never shown as full. One query.

    No query and nothing where the date has no workshops.
    """
    if not occurrence.has_workshops:
        return []
    workshops = sorted(occurrence.workshops.listed().with_place_counts(), key=lambda workshop: workshop.hour)
    clashing = {workshop for pair in overlapping_hours(occurrence, workshops) for workshop in pair}
    slots = []
    for _hour, together in groupby(workshops, key=lambda workshop: workshop.hour):
        parallel = list(together)
        first, ends = parallel[0], {workshop.end for workshop in parallel}
        hours = hours_in_words(first.start, first.end if len(ends) == 1 else None)
        words = f"{date_in_words(first.day, with_year=False)}, {hours}" if first.day else hours
        choices = [
            (str(workshop.key), option(workshop, is_own=str(workshop.key) in own, tells_end=len(ends) > 1))
            for workshop in parallel
        ]
        has_hint = any(workshop in clashing for workshop in parallel)
        hint = _("Overlaps with workshops of another hour: nobody can be at both.") if has_hint else ""
        slots.append(WorkshopSlot(words=words, choices=choices, hint=hint))
    return slots


def overlapping_hours(occurrence: Occurrence, workshops: list[Workshop]) -> list[tuple[Workshop, Workshop]]:
    """The pairs that overlap without starting together: the form has one choice for what does."""
    pairs = overlapping(occurrence, workshops)
    return [(one, other) for one, other in pairs if one.hour != other.hour]


def option(workshop: Workshop, *, is_own: bool, tells_end: bool = False) -> str:
    """``Logement (salle 2) – 3 places left``; who chooses a full one waits for a place.

    ``tells_end`` where those that start with it end at other hours. Needs ``with_place_counts``.
    """
    title = f"{workshop.title} ({workshop.room})" if workshop.room else workshop.title
    if tells_end and workshop.end:
        title = _("%(workshop)s, until %(hour)s") % {"workshop": title, "hour": time_in_words(workshop.end)}
    left = workshop.places_left(workshop.taken_count)
    if is_own or left is None:
        return title
    if not left:
        return _("%(workshop)s – full: on its waiting list") % {"workshop": title}
    words = ngettext("%(workshop)s – %(left)d place left", "%(workshop)s – %(left)d places left", left)
    return words % {"workshop": title, "left": left}


@dataclass(frozen=True)
class SignedUpPerson:
    """A seat as a list shows it: its rank in the queue (0 for one that does not wait), its workshops in words."""

    seat: Seat
    rank: int
    workshops: str


def signed_up_people(seats: list[tuple[Seat, int]], occurrence: Occurrence) -> list[SignedUpPerson]:
    """``seats``, each with its rank, as a list shows them: ``Logement``, or that somebody waits for a place there.

    One query or none.
    """
    chosen = defaultdict(list)
    if seats and occurrence.has_workshops:
        for place in WorkshopPlace.objects.listed().filter(seat__in=[seat for seat, _rank in seats]).order_by("pk"):
            title = place.workshop.title
            chosen[place.seat_id].append(
                title if place.number else _("%(workshop)s (waiting list)") % {"workshop": title}
            )
    return [SignedUpPerson(seat, rank, ", ".join(chosen[seat.pk])) for seat, rank in seats]
