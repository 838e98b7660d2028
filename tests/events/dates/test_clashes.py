"""The clash radar: holidays, our other dates, members who are taken, quiet slots."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories.events import EventKindFactory, date_of, event_page, row
from factories.network import MembershipFactory, OrganisationFactory, WorkingGroupFactory
from factories.sign_up import signed_up

from events.dates.clashes import clashes_on, clashes_on_days, quiet_slots
from events.models import Occurrence
from events.models.occurrences import Status
from home.cache.stamp import one_reading
from home.models import SchoolHoliday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]

NOON, TWO = dt.time(12), dt.time(14)
TODAY = dt.date(2026, 11, 20)
TUESDAY = dt.date(2027, 1, 12)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def group():
    return WorkingGroupFactory()


def published(day=TUESDAY, start=NOON, end=TWO, **fields):
    """An event on ``day``, and its only date."""
    dates = [row(day=day, start_time=start, end_time=end, **fields.pop("row", {}))]
    page = event_page(dates=dates, **fields)
    return page, date_of(page)


def test_the_holiday_is_named_when_the_day_is_one():
    assert clashes_on(dt.date(2026, 12, 25)).holiday == "Noël"


def test_easter_monday_is_known_when_no_one_typed_it():
    assert clashes_on(dt.date(2027, 3, 29)).holiday


def test_both_communities_are_told_apart_when_one_of_them_has_school():
    SchoolHoliday.objects.create(
        name_fr="Vacances d’automne", community="fr", first_day=dt.date(2026, 10, 19), last_day=dt.date(2026, 11, 1)
    )
    [one] = clashes_on(dt.date(2026, 11, 1)).school_holidays
    assert one.community == "fr"
    assert clashes_on(dt.date(2026, 11, 2)).school_holidays == ()


def test_our_other_date_is_listed_when_it_is_that_day_at_another_hour():
    _page, date = published(start=dt.time(18), end=dt.time(20))
    clashes = clashes_on(TUESDAY, NOON, TWO)
    assert clashes.dates == (date,)
    assert clashes.overlapping == ()


def test_nothing_overlaps_when_one_date_ends_as_the_other_starts():
    published(start=TWO, end=dt.time(16))
    assert clashes_on(TUESDAY, NOON, TWO).overlapping == ()


def test_the_dates_overlap_when_they_share_a_quarter_of_an_hour():
    _page, date = published(start=dt.time(13, 45), end=dt.time(16))
    assert clashes_on(TUESDAY, NOON, TWO).overlapping == (date,)


def test_every_date_of_the_day_overlaps_when_no_hours_are_given():
    _page, date = published(start=dt.time(18), end=dt.time(20))
    assert clashes_on(TUESDAY).overlapping == (date,)


def test_an_evening_that_ends_next_morning_clashes_when_the_slot_reaches_over_midnight():
    _page, date = published(day=TUESDAY + dt.timedelta(days=1), start=dt.time(0, 30), end=dt.time(1))
    assert clashes_on(TUESDAY, dt.time(22), dt.time(1)).overlapping == (date,)


def test_the_dates_of_the_event_itself_do_not_count_when_it_is_named():
    page, _date = published()
    assert clashes_on(TUESDAY, except_event=page.translation_key).dates == ()


@pytest.mark.parametrize("changes", [{"status": Status.CANCELLED}, {"status": Status.POSTPONED}])
def test_a_date_does_not_count_when_it_does_not_take_place(changes):
    published(row=changes)
    assert clashes_on(TUESDAY).dates == ()


def test_a_date_does_not_count_when_its_page_is_unpublished():
    page, _date = published()
    page.unpublish()
    assert clashes_on(TUESDAY).dates == ()


def test_a_campaign_of_weeks_is_named_and_takes_no_time_when_it_goes_on():
    _page, campaign = published(start=None, end=None, row={"last_day": TUESDAY + dt.timedelta(days=20)})
    clashes = clashes_on(TUESDAY + dt.timedelta(days=7), NOON, TWO)
    assert clashes.dates == (campaign,)
    assert clashes.is_quiet


def test_a_member_is_busy_when_it_holds_a_confirmed_seat(group, organisation, representative):
    MembershipFactory(group=group, organisation=organisation)
    MembershipFactory(group=group)
    _page, date = published()
    signed_up(date, organisation, representative, "Anouk")
    clashes = clashes_on(TUESDAY, NOON, TWO, group)
    assert (clashes.members_busy, clashes.members_total) == (1, 2)
    assert clashes_on(TUESDAY, TWO, dt.time(16), group).members_busy == 0


def test_a_member_is_not_busy_when_it_only_waits(group, organisation, other_organisation, coordinator):
    _page, date = published(capacity=1)
    for one in (organisation, other_organisation):
        MembershipFactory(group=group, organisation=one)
        signed_up(date, one, coordinator, "Anouk")
    assert clashes_on(TUESDAY, NOON, TWO, group).members_busy == 1


def test_a_member_is_busy_when_it_hosts(group, organisation):
    MembershipFactory(group=group, organisation=organisation)
    published(host=organisation)
    assert clashes_on(TUESDAY, NOON, TWO, group).members_busy == 1


def test_a_member_is_busy_when_another_of_its_groups_meets(group, organisation):
    MembershipFactory(group=group, organisation=organisation)
    other = WorkingGroupFactory()
    MembershipFactory(group=other, organisation=organisation)
    MembershipFactory(group=other)
    published(group=other)
    clashes = clashes_on(TUESDAY, NOON, TWO, group)
    assert (clashes.members_busy, clashes.members_total) == (1, 1)


def test_members_are_those_of_the_day_when_some_left_or_join_later(group):
    MembershipFactory(group=group, until=TUESDAY)
    MembershipFactory(group=group, since=TUESDAY + dt.timedelta(days=1))
    MembershipFactory(group=group, organisation=OrganisationFactory(published=False))
    stays = MembershipFactory(group=group, since=TUESDAY, until=TUESDAY + dt.timedelta(days=1))
    published(host=stays.organisation)
    clashes = clashes_on(TUESDAY, NOON, TWO, group)
    assert (clashes.members_busy, clashes.members_total) == (1, 1)


def test_nobody_is_counted_when_no_group_is_asked_about(organisation):
    published(host=organisation)
    assert clashes_on(TUESDAY).members_total == 0


def test_each_day_has_its_own_answer_when_several_are_asked_for():
    _page, date = published()
    days = [TUESDAY + dt.timedelta(days=7), TUESDAY]
    clashes = clashes_on_days(days, start=NOON, end=TWO)
    assert list(clashes) == days
    assert [one.overlapping for one in clashes.values()] == [(), (date,)]


def test_no_days_have_no_clashes_when_none_are_asked_for():
    assert clashes_on_days([]) == {}


def many(number, group, organisation, representative):
    """``number`` events on as many Tuesdays, each with a host, a group and a seat."""
    for week in range(number):
        other = WorkingGroupFactory()
        MembershipFactory(group=other)
        host = MembershipFactory(group=group).organisation
        _page, date = published(day=TUESDAY + dt.timedelta(weeks=week), group=other, host=host, kind=EventKindFactory())
        signed_up(date, organisation, representative, "Anouk")


def queries_for(days, group):
    """As in a request, after another one."""
    with one_reading():
        clashes_on_days(days, start=NOON, end=TWO, group=group)
    with one_reading(), CaptureQueriesContext(connection) as queries:
        found = clashes_on_days(days, start=NOON, end=TWO, group=group)
    assert all(len(one.overlapping) == 1 for one in found.values())
    return [query["sql"] for query in queries if "stamp" not in query["sql"]]


def test_the_queries_are_as_many_when_days_and_dates_are_2_and_20(group, organisation, representative):
    many(20, group, organisation, representative)
    # SQLite reads the keys of the dates by their index, then the dates.
    expected = 3 if connection.vendor == "postgresql" else 4
    for number in (2, 20):
        days = [TUESDAY + dt.timedelta(weeks=week) for week in range(number)]
        assert len(queries_for(days, group)) == expected


def test_quiet_slots_are_the_next_three_weeks_when_nothing_is_in_the_way():
    assert [one.day for one in quiet_slots(TUESDAY, NOON, TWO)] == [
        TUESDAY + dt.timedelta(weeks=week) for week in (1, 2, 3)
    ]


def test_quiet_slots_pass_over_holidays_and_our_dates_when_there_are_some():
    SchoolHoliday.objects.create(
        name_fr="Vacances", community="nl", first_day=dt.date(2027, 1, 18), last_day=dt.date(2027, 1, 24)
    )
    published(day=dt.date(2027, 1, 26))
    published(day=dt.date(2027, 2, 2), start=TWO, end=dt.time(16))
    assert [one.day for one in quiet_slots(TUESDAY, NOON, TWO)] == [
        dt.date(2027, 2, 2),
        dt.date(2027, 2, 9),
        dt.date(2027, 2, 16),
    ]


def test_quiet_slots_pass_over_a_public_holiday_when_it_is_the_weekday():
    fridays = [one.day for one in quiet_slots(dt.date(2026, 12, 18), count=2)]
    assert fridays == [dt.date(2027, 1, 8), dt.date(2027, 1, 15)]


def test_quiet_slots_begin_later_when_there_is_a_day_before_which_it_is_no_use():
    [first, *_rest] = quiet_slots(TUESDAY, not_before=dt.date(2027, 2, 2))
    assert first.day == dt.date(2027, 2, 2)


def test_the_days_with_the_fewest_busy_members_follow_when_every_week_has_a_date(group, organisation):
    MembershipFactory(group=group, organisation=organisation)
    weeks = range(1, 27)
    rows = [
        row(
            day=TUESDAY + dt.timedelta(weeks=week),
            start_time=NOON,
            end_time=TWO,
            host=None if week in (2, 9) else organisation,
        )
        for week in weeks
    ]
    event_page(dates=rows)
    found = quiet_slots(TUESDAY, NOON, TWO, group)
    assert [(one.day, one.members_busy) for one in found] == [
        (TUESDAY + dt.timedelta(weeks=1), 1),
        (TUESDAY + dt.timedelta(weeks=2), 0),
        (TUESDAY + dt.timedelta(weeks=9), 0),
    ]
    assert Occurrence.objects.count() == 26
