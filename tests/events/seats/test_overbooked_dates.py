"""An event goes on being edited and published after the coordination gave a seat beyond those there are."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from factories.editor import save, tab
from factories.events import date_of, event_page, fresh
from factories.sign_up import signed_up

from events import errors
from events.models import Seat
from events.publishing.capacity import change_capacity

pytestmark = pytest.mark.django_db

SEATS = 3


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


@pytest.fixture
def page(office, organisation, coordinator):
    """An event of three seats: three people hold them, and Dora has one beyond, for a reason."""
    page = event_page(capacity=SEATS, with_revision=True)
    signed_up(date_of(page), organisation, coordinator, "Anouk", "Beate", "Cleo")
    signed_up(date_of(page), organisation, coordinator, "Dora", overbooking="Elle parle")
    return fresh(page)


def beyond(page) -> list[str]:
    """Who has a seat beyond those there are."""
    seats = Seat.objects.held().filter(occurrence=date_of(page)).exclude(overbooking="")
    return [seat.display_name for seat in seats]


@pytest.mark.parametrize("publish", [True, False])
def test_an_overbooked_event_is_saved_when_another_field_changes(office, page, publish):
    response = save(office, page, tab(office, page) | {"title": "Balade du canal"}, publish=publish)
    assert response.status_code == 302
    assert date_of(page).capacity == SEATS
    assert beyond(page) == ["Dora"]


@pytest.mark.parametrize("where", ["capacity", "dates-0-capacity"])
def test_the_seats_grow_as_typed_when_somebody_has_one_beyond_them(office, page, where):
    assert save(office, page, tab(office, page) | {where: "4"}).status_code == 302
    assert date_of(page).capacity == 4
    assert beyond(page) == []


@pytest.mark.parametrize("where", ["capacity", "dates-0-capacity"])
def test_only_who_would_lose_a_seat_is_named_when_the_seats_of_an_overbooked_event_are_lowered(office, page, where):
    response = save(office, page, tab(office, page) | {where: "2"})
    assert response.status_code == 200
    [error] = {str(one) for one in response.context["form"].non_field_errors()} or {
        str(one) for one in response.context["form"].errors["capacity"]
    }
    assert "Cleo" in error
    assert "Dora" not in error
    assert "Beate" not in error


def test_the_desk_names_only_who_would_lose_a_seat_when_somebody_has_one_for_a_reason(office, page, coordinator):
    with pytest.raises(errors.SeatsHeld) as refusal:
        change_capacity(occurrence_id=date_of(page).pk, capacity=2, user=coordinator)
    assert "Cleo" in str(refusal.value)
    assert "Dora" not in str(refusal.value)
    url = reverse("dates:capacity", args=[date_of(page).pk])
    warning = office.post(url, {"capacity": "2", "overbooking": ""}).context["warning"]
    assert "Cleo" in warning
    assert "Dora" not in warning


def test_an_event_lowered_below_its_seats_for_a_reason_is_saved_when_another_field_changes(office, page, coordinator):
    change_capacity(occurrence_id=date_of(page).pk, capacity=1, user=coordinator, overbooking="Petite salle")
    data = tab(office, page) | {"title": "Balade du canal"}
    assert save(office, page, data).status_code == 302
    assert date_of(page).capacity == 1
    assert beyond(page) == ["Beate", "Cleo", "Dora"]


@pytest.mark.parametrize(("typed", "given"), [(2, SEATS), (SEATS, SEATS), (4, 4)])
@pytest.mark.parametrize("way", ["old revision", "scheduled"])
def test_the_seats_stay_those_held_without_a_reason_when_a_revision_says_fewer(page, way, typed, given):
    page.capacity = typed
    if way == "scheduled":
        page.go_live_at = timezone.now() + dt.timedelta(hours=2)
    page.save_revision().publish()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=3)):
        call_command("publish_scheduled")
    assert date_of(page).capacity == given
    assert beyond(page) == ([] if given > SEATS else ["Dora"])


def test_an_event_is_saved_when_an_old_revision_published_fewer_seats_than_are_held(office, page):
    page.capacity = 2
    page.save_revision().publish()
    assert save(office, page, tab(office, page) | {"title": "Balade du canal"}).status_code == 302


def test_a_draft_of_fewer_seats_is_refused_when_people_took_them_meanwhile(office, page):
    page.capacity = 2
    page.save_revision()
    response = save(office, page, tab(office, page))
    assert "Cleo" in str(response.context["form"].errors["capacity"])
