"""The nights the clocks change: publishing again changes nothing, and hours last what they last (PEP 495)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from factories.editor import save, tab
from factories.events import date_of, event_page, fresh, row
from factories.sign_up import signed_up
from hypothesis import given
from hypothesis import strategies as st

from events.calendars.ical import vevent
from events.dates.states import moved_date
from events.models import EventDate, Occurrence
from events.publishing import date_actions
from home.dates import local_instant
from network.models import OutgoingMail

HERE = ZoneInfo("Europe/Brussels")
OCTOBER, MARCH = dt.date(2027, 10, 31), dt.date(2027, 3, 28)
EVENING = dt.date(2027, 10, 30)

# day, hours typed, start and end in UTC
NIGHTS = [
    pytest.param(EVENING, "20:00", "02:00", "30T18:00", "31T00:00", id="ends in the hour that comes twice"),
    pytest.param(EVENING, "20:00", "02:30", "30T18:00", "31T00:30", id="ends half-way through it"),
    pytest.param(EVENING, "20:00", "03:00", "30T18:00", "31T02:00", id="goes past it"),
    pytest.param(OCTOBER, "02:30", "04:00", "31T00:30", "31T03:00", id="starts in it"),
    pytest.param(OCTOBER, "02:15", "02:45", "31T00:15", "31T00:45", id="is over within it"),
    pytest.param(OCTOBER, "02:30", None, "31T00:30", "31T02:30", id="starts in it, without an end"),
    pytest.param(OCTOBER, "01:00", None, "30T23:00", "31T01:00", id="ends in its second passage"),
    pytest.param(OCTOBER, None, None, "30T22:00", "31T23:00", id="is that whole day"),
    pytest.param(MARCH, "02:30", "04:00", "28T01:30", "28T02:00", id="starts in the hour left out"),
    pytest.param(MARCH, "02:30", "02:45", "28T01:30", "28T01:45", id="is over within it, left out"),
    pytest.param(MARCH, "01:00", "02:30", "28T00:00", "28T01:30", id="ends in the hour left out"),
    pytest.param(MARCH, "01:00", "03:00", "28T00:00", "28T01:00", id="goes past the hour left out"),
]


def instant(words: str, month: dt.date) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{month:%Y-%m}-{words}+00:00")


def night(day, start, end, **fields) -> EventDate:
    hours = {"start_time": start and dt.time.fromisoformat(start), "end_time": end and dt.time.fromisoformat(end)}
    return row(day=day, **hours, **fields)


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel(dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.mark.parametrize(("day", "start", "end", "starts", "ends"), NIGHTS)
def test_a_date_lasts_as_long_as_the_clock_shows_and_never_ends_before_it_starts(day, start, end, starts, ends):
    typed = night(day, start, end)
    assert (typed.starts_at, typed.ends_at) == (instant(starts, day), instant(ends, day))


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [one.values[:3] for one in NIGHTS], ids=[one.id for one in NIGHTS])
def test_nothing_changes_and_nobody_is_mailed_when_it_is_published_again(site_tree, organisation, coordinator, hours):
    page = event_page(dates=[night(*hours)])
    date = date_of(page)
    signed_up(date, organisation, coordinator, "Anouk")
    OutgoingMail.objects.all().delete()
    for later in (1, 2):
        with time_machine.travel(dt.datetime(2027, 1, 4 + later, 9, tzinfo=dt.UTC), tick=False):
            fresh(page).save_revision().publish()
    again = date_of(page)
    assert (again.sequence, again.changed_at, again.end) == (0, date.changed_at, date.end)
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_nothing_changes_when_the_form_sends_back_a_date_postponed_from_the_second_passage(
    site_tree, coordinator, signed_in
):
    moved = dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)
    page = event_page(dates=[night(dt.date(2027, 11, 6), "20:00", "02:00", previous_start=moved)])
    date = date_of(page)
    office = signed_in(coordinator)
    assert save(office, page, tab(office, page)).status_code == 302
    again = date_of(page)
    assert (again.previous_start, again.sequence, again.changed_at) == (moved, 0, date.changed_at)


@pytest.mark.django_db
def test_the_trace_of_a_moved_date_never_ends_before_it_starts(site_tree, coordinator):
    moved = dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)
    page = event_page(dates=[night(dt.date(2027, 11, 6), "20:00", "20:15", previous_start=moved)])
    ghost = moved_date(date_of(page))
    assert ghost.start == moved <= ghost.end


@pytest.mark.django_db
def test_the_record_says_where_it_stood_when_a_night_in_october_is_postponed(site_tree, coordinator):
    page = event_page(dates=[night(OCTOBER, "02:30", "04:00")])
    date = date_actions.postpone_date(occurrence_id=date_of(page).pk, day=dt.date(2027, 11, 6), user=coordinator)
    assert (date.previous_start, date.sequence) == (instant("31T00:30", OCTOBER), 1)
    fresh(page).save_revision().publish()
    assert date_of(page).sequence == 1


@pytest.mark.django_db
def test_the_file_names_the_second_passage_in_utc_when_a_date_ends_there(site_tree):
    date = Occurrence.objects.with_relations().get(pk=date_of(event_page(dates=[night(OCTOBER, "01:00", None)])).pk)
    lines = vevent(date, "fr")
    assert "DTSTART;TZID=Europe/Brussels:20271031T010000" in lines
    assert "DTEND:20271031T010000Z" in lines


@given(st.sampled_from([OCTOBER, MARCH, EVENING]) | st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1)), st.times())
def test_an_instant_is_what_the_clock_shows_or_has_moved_on(day, at):
    found = local_instant(day, at)
    assert found.tzinfo is dt.UTC
    shown = found.astimezone(HERE)
    later = at.replace(hour=at.hour + 1) if at.hour < 23 else None
    assert (shown.date(), shown.time()) in ((day, at), (day, later))
