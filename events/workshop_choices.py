"""The workshops of a date as people choose them: one of each hour, with the places left."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Occurrence, Seat, WorkshopPlace
from events.programme import hours_in_words, words_of
from events.workshop_hours import overlapping
from events.workshops import places_left
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
    items = sorted(occurrence.workshops, key=lambda item: (item["day"], item["start"]))
    if not items:
        return []
    left = places_left(occurrence)
    clashing = {item["key"] for pair in overlapping_hours(occurrence, items) for item in pair}
    slots = []
    for (day, start), together in groupby(items, key=lambda item: (item["day"], item["start"])):
        sessions = list(together)
        ends = {item["end"] for item in sessions}
        end = sessions[0]["end"] if len(ends) == 1 else ""
        hours = hours_in_words(time.fromisoformat(start), time.fromisoformat(end) if end else None)
        words = f"{date_in_words(date.fromisoformat(day), with_year=False)}, {hours}" if day else hours
        choices = [
            (item["key"], option(item, left[item["key"]], is_own=item["key"] in own, tells_end=len(ends) > 1))
            for item in sessions
        ]
        has_hint = any(item["key"] in clashing for item in sessions)
        hint = _("Overlaps with workshops of another hour: nobody can be at both.") if has_hint else ""
        slots.append(WorkshopSlot(words=words, choices=choices, hint=hint))
    return slots


def overlapping_hours(occurrence: Occurrence, items: list[dict]) -> list[tuple[dict, dict]]:
    """The pairs that overlap without starting together: the form has one choice for what does."""
    pairs = overlapping(occurrence, items)
    return [(one, other) for one, other in pairs if (one["day"], one["start"]) != (other["day"], other["start"])]


def option(item: dict, left: int | None, *, is_own: bool, tells_end: bool = False) -> str:
    """``Logement (salle 2) – 3 places left``; who chooses a full one waits for a place.

    ``tells_end`` where those that start with it end at other hours.
    """
    title = str(words_of(item, "title"))
    if item["room"]:
        title = f"{title} ({item['room']})"
    if tells_end and item["end"]:
        title = _("%(workshop)s, until %(hour)s") % {
            "workshop": title,
            "hour": time_in_words(time.fromisoformat(item["end"])),
        }
    if is_own or left is None:
        return title
    if not left:
        return _("%(workshop)s – full: on its waiting list") % {"workshop": title}
    words = ngettext("%(workshop)s – %(left)d place left", "%(workshop)s – %(left)d places left", left)
    return words % {"workshop": title, "left": left}


def give_workshops(seats: list[Seat], occurrence: Occurrence) -> None:
    """Put on each seat its ``workshop_words``: ``Logement``, or that it waits for a place there. One query or none."""
    titles = {item["key"]: str(words_of(item, "title")) for item in occurrence.workshops}
    chosen = defaultdict(list)
    if titles and seats:
        for place in WorkshopPlace.objects.filter(occurrence=occurrence, seat__in=seats).order_by("pk"):
            if title := titles.get(str(place.item)):
                waits = place.number is None
                chosen[place.seat_id].append(_("%(workshop)s (waiting list)") % {"workshop": title} if waits else title)
    for seat in seats:
        seat.workshop_words = ", ".join(chosen[seat.pk])
