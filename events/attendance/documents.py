"""What the sheet, the badges and the certificates of a date say: plain data in one language."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import override

from events.attendance.services import apologies_of, confirmed_people
from events.models import Apology, Occurrence, Seat, Workshop, WorkshopPlace
from events.posters.content import capital, contact_of
from home.dates import date_in_words, when_in_words
from home.models import SiteSettings

# For those who come without being on the list.
BLANK_LINES = 20


def sheet(occurrence: Occurrence, *, language: str, workshops: bool, coordination: SiteSettings) -> dict:
    """The attendance sheet; with ``workshops`` one for each, with those who have a place there."""
    people = confirmed_people(occurrence)
    with override(language):
        title = occurrence.text("title", language)
        if workshops:
            by_workshop = people_by_workshop(occurrence, people)
            sheets = [sheet_of(workshop_name(workshop, language), theirs) for workshop, theirs in by_workshop]
        else:
            sheets = [sheet_of(_("Attendance sheet"), people)]
        return {
            "lang": language,
            "title": title or _("Attendance sheet"),
            "author": coordination.name,
            "when": when(occurrence),
            "place": occurrence.place,
            "sheets": sheets or [sheet_of(_("Attendance sheet"), people)],
            "apologies": [] if workshops else [apology_in_words(one) for one in apologies_of(occurrence)],
            "labels": {
                "number": _("No."),
                "name": _("Name"),
                "organisation": _("Organisation"),
                "signature": _("Signature"),
                "blank": _("Who came without being on the list"),
                "apologies": _("Excused"),
                "page": _("Page {page} of {pages}"),
            },
        }


def sheet_of(title: str, people: list[Seat]) -> dict:
    groups = [
        {"name": name, "people": [sheet_line(seat) for seat in theirs]}
        for name, theirs in groupby(people, key=lambda seat: organisation_of(seat) or _("The public"))
    ]
    note = _("Signed up: %(count)d.") % {"count": len(people)}
    return {"title": title, "groups": groups, "note": note, "blank": BLANK_LINES}


def sheet_line(seat: Seat) -> dict:
    return {"number": seat.number or "", "name": seat.display_name, "is_named": is_named(seat)}


def is_named(seat: Seat) -> bool:
    """Whether there is a name to print; where the organisation has named nobody, it is written by hand."""
    return bool(seat.person or seat.guest_name)


def organisation_of(seat: Seat) -> str:
    return seat.registration.organisation.name if seat.registration.organisation else ""


def apology_in_words(apology: Apology) -> str:
    if apology.proxy_holder is None:
        return apology.organisation.name
    words = {"name": apology.organisation.name, "holder": apology.proxy_holder.name}
    return _("%(name)s – proxy given to %(holder)s") % words


def when(occurrence: Occurrence) -> str:
    return capital(when_in_words(occurrence.start, occurrence.end, all_day=occurrence.all_day, with_year=True))


def workshop_name(workshop: Workshop, language: str) -> str:
    """The title of a workshop in ``language``, or in the source language, after its hour."""
    return f"{workshop.start:%H:%M} {Workshop.title.in_language(workshop, language)}"


def places_of(occurrence: Occurrence) -> Iterable[WorkshopPlace]:
    """The places people have at workshops, with the workshops; one query, none where there is nothing to choose."""
    places = WorkshopPlace.objects.listed().filter(workshop__occurrence=occurrence, number__isnull=False)
    return places if occurrence.has_workshops else places.none()


def people_by_workshop(occurrence: Occurrence, people: list[Seat]) -> list[tuple[Workshop, list[Seat]]]:
    """Each workshop with those who have a place there, in the order of the sheet; two queries."""
    found = defaultdict(set)
    for place in places_of(occurrence):
        found[place.workshop_id].add(place.seat_id)
    workshops = occurrence.workshops.listed() if occurrence.has_workshops else ()
    return [(workshop, [seat for seat in people if seat.pk in found[workshop.pk]]) for workshop in workshops]


def badges(occurrence: Occurrence, *, language: str, coordination: SiteSettings) -> dict:
    """A badge for each person confirmed, with the workshops they have a place at."""
    with override(language):
        chosen = defaultdict(list)
        for place in places_of(occurrence):
            chosen[place.seat_id].append(workshop_name(place.workshop, language))
        return {
            "lang": language,
            "title": occurrence.text("title", language) or _("Badges"),
            "author": coordination.name,
            "day": date_in_words(occurrence.start, with_weekday=False),
            "nobody": _("Nobody has a confirmed seat yet."),
            "people": [
                {
                    "name": seat.display_name if is_named(seat) else "",
                    "organisation": organisation_of(seat),
                    "workshops": sorted(chosen[seat.pk]),
                }
                for seat in confirmed_people(occurrence)
            ],
        }


def certificate(seat: Seat, *, language: str, coordination: SiteSettings, made_on: dt.date) -> dict:
    """That the person of ``seat``, who was present, was."""
    with override(language):
        date = seat.occurrence
        place = {"place": coordination.commune, "day": date_in_words(made_on, with_weekday=False)}
        return {
            "lang": language,
            "title": _("Certificate of attendance"),
            "author": coordination.name,
            "colour": coordination.primary_colour,
            "declares": _("%(name)s certifies that") % {"name": coordination.name},
            "name": seat.display_name,
            "organisation": organisation_of(seat),
            "attended": _("took part in"),
            "event": date.text("title", language),
            "when": when(date),
            "place": date.place,
            "made": _("Made in %(place)s on %(day)s") % place if coordination.commune else place["day"],
            "signature": _("For the coordination"),
            "contact": contact_of(coordination),
        }
