"""Workshops follow the programme of the page by the key of each row, and none that people chose is lost."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from factories.events import date_of, event_page, fresh
from factories.sign_up import signed_up

from events.models import ProgrammeItem, Seat, Workshop, WorkshopPlace
from events.seats.meals_and_needs import Wish

pytestmark = pytest.mark.django_db
HOUSING, DEBT, WELCOME = (uuid.UUID(int=number, version=4) for number in (1, 2, 3))
TEN, ELEVEN = dt.time(10), dt.time(11)


@pytest.fixture
def page(site_tree):
    """An event with a welcome, then two workshops at one hour, the first with two places."""
    return event_page(
        programme=[
            ProgrammeItem(key=WELCOME, start_time=dt.time(9), title_fr="Accueil", sort_order=0),
            ProgrammeItem(
                key=HOUSING, start_time=TEN, end_time=ELEVEN, title_fr="Logement", title_nl="Wonen", capacity=2,
                room="salle 2", sort_order=1,
            ),
            ProgrammeItem(key=DEBT, start_time=TEN, title_fr="Dettes", sort_order=2),
        ],
        sign_up="members",
    )  # fmt: skip


@pytest.fixture
def date(page):
    return date_of(page)


@pytest.fixture
def ana(date, organisation, representative) -> WorkshopPlace:
    """Her place at the workshop on housing."""
    wishes = {"Anouk": Wish(workshops=(str(HOUSING),))}
    return signed_up(date, organisation, representative, "Anouk", wishes=wishes).seats.get().workshops.get()


def publish(page, *without: uuid.UUID, **renamed: str) -> None:
    """Publish ``page`` without these rows, and with these titles in French."""
    page = fresh(page)
    page.programme = [row for row in page.programme.all() if row.key not in without]
    for row in page.programme.all():
        row.title_fr = renamed.get(row.title_fr, row.title_fr)
    page.save_revision().publish()


def listed(date) -> list[tuple[uuid.UUID, str]]:
    return list(date.workshops.listed().values_list("key", "title_fr"))


def test_workshops_are_made_of_what_people_choose_when_a_page_is_published(date):
    assert listed(date) == [(HOUSING, "Logement"), (DEBT, "Dettes")]
    housing = date.workshops.get(key=HOUSING)
    assert (housing.day, housing.start, housing.end) == (None, TEN, ELEVEN)
    assert (housing.title_nl, housing.room, housing.capacity) == ("Wonen", "salle 2", 2)


def test_a_workshop_stays_itself_when_its_row_is_renamed(page, date, ana):
    publish(page, Logement="Le logement")
    assert listed(date) == [(HOUSING, "Le logement"), (DEBT, "Dettes")]
    ana.refresh_from_db()
    assert (ana.workshop.title_fr, ana.number) == ("Le logement", 1)


def test_a_workshop_is_withdrawn_and_comes_back_with_its_places_when_people_chose_it(page, date, ana):
    row = fresh(page).programme.get(key=HOUSING)
    publish(page, HOUSING)
    assert listed(date) == []
    ana.refresh_from_db()
    assert (ana.workshop.withdrawn_at is not None, ana.number) == (True, 1)
    page = fresh(page)
    page.programme = [*page.programme.all(), row]
    page.save_revision().publish()
    assert listed(date) == [(HOUSING, "Logement"), (DEBT, "Dettes")]
    assert list(WorkshopPlace.objects.listed()) == [ana]


def test_a_workshop_is_deleted_when_nobody_chose_it(page, date, ana):
    publish(page, DEBT)
    # Alone at its hour, the other one is still to choose: it has places of its own.
    assert list(date.workshops.values_list("key", flat=True)) == [HOUSING]


def test_the_places_of_people_stay_when_the_date_is_withdrawn(page, date, ana):
    fresh(page).unpublish()
    date.refresh_from_db()
    assert date.withdrawn_at is not None
    assert listed(date) == [(HOUSING, "Logement"), (DEBT, "Dettes")]
    assert WorkshopPlace.objects.get() == ana


def test_the_database_refuses_when_a_shell_deletes_a_workshop_people_chose(ana):
    with pytest.raises(RestrictedError):
        ana.workshop.delete()
    assert Workshop.objects.filter(pk=ana.workshop_id).exists()


@pytest.mark.parametrize("facts", [{"key": HOUSING}, {"key": WELCOME, "capacity": 0}])
def test_the_database_refuses_when_a_shell_makes_a_workshop_twice_or_without_places(date, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Workshop.objects.create(occurrence=date, start=TEN, title_fr="Encore", **facts)


def test_the_database_refuses_when_a_shell_gives_a_person_two_places(ana):
    assert Seat.objects.get().workshops.get() == ana
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkshopPlace.objects.create(seat=ana.seat, workshop=ana.workshop, asked_at=ana.asked_at)
