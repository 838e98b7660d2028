"""Places at the workshops of a date: as many as there are, to whoever asked first among those who hold a seat."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override
from factories.events import give_programme, occurrence
from factories.sign_up import signed_up

from events import errors
from events.models import Seat, WorkshopPlace
from events.seats import services as seats
from events.seats.meals_and_needs import Wish

pytestmark = pytest.mark.django_db
CLAY, CHOIR, WALK = (str(uuid.UUID(int=number, version=4)) for number in (1, 2, 3))


def session(key: str, start: str, capacity: int | None) -> dict:
    words = dict.fromkeys(("title_fr", "title_nl", "text_fr", "text_nl", "room", "speakers", "day"), "")
    return words | {"key": key, "start": start, "end": "", "capacity": capacity}


@pytest.fixture
def date(site_tree):
    """Four seats; clay (one place) and choir (any number) at the same hour, a walk (two places) after them."""
    made = occurrence(capacity=4)
    programme = [session(CLAY, "14:00", 1), session(CHOIR, "14:00", None), session(WALK, "16:00", 2)]
    return give_programme(made, programme)


@pytest.fixture
def register(date, organisation, representative):
    """``register(Anouk=[CLAY])``: each person with the workshops chosen."""

    def call(**chosen):
        wishes = {name: Wish(workshops=tuple(items)) for name, items in chosen.items()}
        return signed_up(date, organisation, representative, *chosen, wishes=wishes)

    return call


def having(item: str) -> list[tuple[str, int | None]]:
    """Who chose ``item``, with the number of the place."""
    places = WorkshopPlace.objects.filter(workshop__key=item).order_by("pk")
    return list(places.values_list("seat__person__name", "number"))


def places_left(date) -> dict[str, int | None]:
    found = date.workshops.listed().with_place_counts()
    return {str(one.key): one.places_left(one.taken_count) for one in found}


def leave(name: str, user):
    seat = Seat.objects.active().get(person__name=name)
    seats.cancel(seat_ids=[seat.pk], occurrence_id=seat.occurrence_id, user=user)


def test_whoever_asked_first_has_the_place_when_a_workshop_is_full(register, date):
    register(Anouk=[CLAY])
    register(Boris=[CLAY, WALK])
    assert having(CLAY) == [("Anouk", 1), ("Boris", None)]
    assert places_left(date) == {CLAY: 0, CHOIR: None, WALK: 1}


def test_the_next_has_the_place_when_somebody_leaves(register, representative):
    register(Anouk=[CLAY], Boris=[CLAY])
    leave("Anouk", representative)
    assert having(CLAY) == [("Boris", 1)]


def test_the_next_has_the_place_when_somebody_chooses_another_workshop(register, representative):
    register(Anouk=[CLAY], Boris=[CLAY])
    ana = Seat.objects.get(person__name="Anouk")
    seats.name_person(seat_id=ana.pk, name="Anouk", user=representative, wish=Wish(workshops=(CHOIR,)))
    assert (having(CLAY), having(CHOIR)) == ([("Boris", 1)], [("Anouk", 1)])


def test_there_is_no_place_for_somebody_who_waits_for_a_seat(register, representative):
    register(Anouk=[], Boris=[], Cyril=[], Di=[], Eve=[CLAY])
    assert having(CLAY) == [("Eve", None)]
    leave("Anouk", representative)
    # Offered, the seat is held, and with it the place.
    assert having(CLAY) == [("Eve", 1)]


def test_everybody_has_a_place_when_a_workshop_has_no_limit(register):
    register(Anouk=[CHOIR], Boris=[CHOIR], Cyril=[CHOIR])
    assert [number for _name, number in having(CHOIR)] == [1, 2, 3]


def test_the_workshops_stay_when_another_person_takes_the_seat(register, representative):
    seat = register(Anouk=[CLAY]).seats.get()
    seats.name_person(seat_id=seat.pk, name="Boris", user=representative)
    assert having(CLAY) == [("Boris", 1)]


@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [([CLAY, CHOIR], errors.WorkshopsAtOnce), ([str(uuid.UUID(int=9, version=4))], errors.WorkshopUnknown)],
)
def test_the_whole_form_is_refused_when_a_choice_is_impossible(register, chosen, refusal):
    with pytest.raises(refusal):
        register(Anouk=chosen)
    assert not Seat.objects.exists()


def test_nobody_loses_a_place_when_a_workshop_is_made_smaller(register, date):
    register(Anouk=[WALK], Boris=[WALK])
    give_programme(date, [*date.programme[:2], date.programme[2] | {"capacity": 1}])
    assert having(WALK) == [("Anouk", 1), ("Boris", 2)]
    assert places_left(date)[WALK] == 0


def test_the_database_refuses_when_a_shell_gives_a_place_too_many(register, date):
    seat = register(Anouk=[CLAY], Boris=[]).seats.get(person__name="Boris")
    fields = {"seat": seat, "workshop": date.workshops.get(key=CLAY), "ceiling": 1, "asked_at": date.start}
    for number in (0, 1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkshopPlace.objects.create(number=number, **fields)


# Hours that overlap

EVENING = dt.datetime(2030, 6, 1, 18, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        (("14:00", "16:00"), ("15:00", "17:00"), True),
        (("15:00", "17:00"), ("14:00", "16:00"), True),
        (("14:00", "18:00"), ("15:00", "16:00"), True),
        (("14:00", "16:00"), ("16:00", "17:00"), False),
        (("14:00", "16:00"), ("15:00", ""), True),
        # How long the first lasts is unknown.
        (("14:00", ""), ("15:00", "16:00"), False),
        (("14:00", "16:00", "2030-06-01"), ("15:00", "16:00", "2030-06-02"), False),
        (("14:00", "16:00", "2030-06-01"), ("15:00", "16:00"), True),
        # The date goes on past midnight.
        (("23:00", "01:00"), ("00:30", "02:00"), True),
        (("20:00", "22:00"), ("00:30", "02:00"), False),
        (("23:00", "01:00"), ("01:00", "02:00"), False),
    ],
)
def test_two_workshops_are_refused_for_one_person_when_they_overlap(register, date, first, second, is_refused):
    programme = []
    for key, (start, end, *day) in zip((CLAY, WALK), (first, second), strict=True):
        programme.append(session(key, start, 5) | {"end": end, "day": "".join(day)})
    give_programme(date, programme, start=EVENING, end=EVENING + dt.timedelta(hours=9))
    register(Anouk=[CLAY], Boris=[WALK])
    if not is_refused:
        register(Cyril=[CLAY, WALK])
        assert (having(CLAY), having(WALK)) == ([("Anouk", 1), ("Cyril", 2)], [("Boris", 1), ("Cyril", 2)])
        return
    with pytest.raises(errors.WorkshopsAtOnce):
        register(Cyril=[CLAY, WALK])


def test_the_refusal_names_person_workshops_and_hours_in_the_readers_language(register, date):
    clay, walk = session(CLAY, "14:00", 1) | {"end": "16:00"}, session(WALK, "15:00", 2) | {"end": "17:00"}
    clay |= {"title_fr": "Argile", "title_nl": "Klei"}
    walk |= {"title_fr": "Balade", "title_nl": "Wandeling"}
    give_programme(date, [clay, walk])
    for language, titles in (("fr", ("Argile, 14 h – 16 h", "Balade")), ("nl", ("Klei, 14", "Wandeling"))):
        with override(language), pytest.raises(errors.WorkshopsAtOnce) as refusal:
            register(Anouk=[WALK, CLAY])
        message = str(refusal.value).replace("\xa0", " ").replace("\u202f", " ")
        assert all(words in message for words in ("Anouk", *titles))
        assert message.index(titles[0]) < message.index(titles[1])
