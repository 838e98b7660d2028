"""What a moved date leaves at its old day, and what it says at its new one."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from factories.events import date_of, dates_of, event_page, fresh, in_days, row

from events.dates.listing import page_path
from events.dates.states import moved_dates, state_of
from events.models import Occurrence
from events.publishing.date_actions import cancel_date, postpone_date
from home.dates import local_instant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


def midnight(days):
    return local_instant(in_days(days), dt.time())


def seen(first=19, last=22):
    return moved_dates(Occurrence.objects.visible_to(AnonymousUser()), midnight(first), midnight(last))


@pytest.fixture
def moved(coordinator):
    page = event_page(days=(20,))
    postpone_date(occurrence_id=date_of(page).pk, day=in_days(27), user=coordinator)
    return page


def test_a_trace_says_where_it_went_when_a_date_is_moved(moved):
    [ghost] = seen()
    date = date_of(moved)
    assert (ghost.date, ghost.start, ghost.end - ghost.start) == (date, date.previous_start, date.end - date.start)
    assert str(in_days(27).day) in ghost.words
    assert page_path(ghost) == fresh(moved).url
    assert str(in_days(20).day) in state_of(date).moved


def test_the_bounds_are_half_open_when_traces_are_asked_for(moved):
    start = date_of(moved).previous_start
    dates = Occurrence.objects.all()
    assert moved_dates(dates, start - dt.timedelta(days=1), start) == []
    assert len(moved_dates(dates, start, start + dt.timedelta(minutes=1))) == 1


@pytest.mark.parametrize("what", ["cancel", "put off", "unpublish"])
def test_there_is_no_trace_when_the_moved_date_no_longer_stands(moved, coordinator, what):
    pk = date_of(moved).pk
    {
        "cancel": lambda: cancel_date(occurrence_id=pk, user=coordinator),
        "put off": lambda: postpone_date(occurrence_id=pk, user=coordinator),
        "unpublish": lambda: fresh(moved).unpublish(),
    }[what]()
    assert seen() == []
    assert state_of(date_of(moved)).moved == ""


def test_there_is_no_trace_when_only_the_hour_changed(coordinator):
    page = event_page(days=(20,))
    postpone_date(occurrence_id=date_of(page).pk, day=in_days(20), start_time=dt.time(18), user=coordinator)
    assert seen() == []
    assert "12" in state_of(date_of(page)).moved


def test_the_words_say_so_when_a_date_is_brought_forward(coordinator):
    page = event_page(days=(20,))
    postpone_date(occurrence_id=date_of(page).pk, day=in_days(10), user=coordinator)
    [ghost] = seen()
    assert ghost.words != ""
    assert ghost.date.start < ghost.start


@pytest.mark.parametrize("count", [2, 20])
def test_traces_cost_no_query_per_date(coordinator, django_assert_num_queries, count):
    page = event_page(dates=[row(20, start_time=dt.time(number), sort_order=number) for number in range(1, count + 1)])
    for number, date in enumerate(dates_of(page)):
        Occurrence.objects.filter(pk=date.pk).update(
            previous_start=date.start,
            start=date.start + dt.timedelta(days=7 + number),
            end=date.end + dt.timedelta(days=8 + number),
        )
    # What Django and Wagtail remember for themselves is read before.
    seen()
    with django_assert_num_queries(3):
        assert len(seen()) == count
