"""Workshops after an upgrade: each session people could choose is a record, and every place points at one."""

import pytest

from events.models import Workshop, WorkshopPlace

pytestmark = pytest.mark.usefixtures("upgraded")
KEYS = {f"00000000-0000-4000-8000-0000000001{n:02}": name for n, name in ((1, "housing"), (2, "debt"), (3, "choir"))}


def test_every_date_has_its_workshops_when_its_programme_had_some():
    rows = Workshop.objects.listed().order_by("occurrence", "position")
    facts = ("occurrence", "key", "position", "start", "title_fr", "title_nl", "room", "capacity")
    found = [(date, KEYS[str(key)], position, f"{start:%H:%M}", *told) for date, key, position, start, *told in
             rows.values_list(*facts)]  # fmt: skip
    assert found == [
        workshop
        for date in (1, 2, 3, 4)
        for workshop in (
            (date, "housing", 0, "11:00", "Logement", "Huisvesting", "salle 2", 2),
            (date, "debt", 1, "11:00", "Dettes", "", "", None),
        )
    ]


def test_every_place_is_kept_when_its_workshop_is_still_to_choose():
    places = WorkshopPlace.objects.listed().order_by("pk")
    kept = places.values_list("pk", "seat", "workshop__occurrence", "workshop__key", "number", "ceiling")
    assert [(*facts[:3], KEYS[str(facts[3])], *facts[4:]) for facts in kept] == [
        (1, 2, 2, "housing", 1, 2),
        (2, 3, 2, "housing", 2, 2),
        (3, 4, 2, "housing", None, None),
        (4, 8, 2, "debt", 1, None),
    ]


def test_a_place_is_kept_when_its_session_was_taken_out_of_the_programme():
    place = WorkshopPlace.objects.exclude(workshop__withdrawn_at=None).get()
    assert (place.pk, place.seat_id, place.number, place.ceiling) == (5, 9, 1, 8)
    assert (place.workshop.occurrence_id, KEYS[str(place.workshop.key)]) == (2, "choir")
