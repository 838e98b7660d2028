"""When doors are open: half-open hours on the wall clock, closures, the two days a year when clocks change."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from factories.network import OpeningSlotFactory, OrganisationFactory
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from home.models import SiteSettings
from network.models import Closure, OpeningSlot, Organisation
from network.opening import holiday_closures, next_opening, only_open, open_now, overlapping
from network.week import draw_week

BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY, TUESDAY, SUNDAY = 0, 1, 6
DROP_IN, APPOINTMENT = OpeningSlot.Kind.DROP_IN, OpeningSlot.Kind.APPOINTMENT


def slot(weekday=MONDAY, opens=(9, 30), closes=(13, 0), kind=DROP_IN, location_id=None):
    return OpeningSlot(
        weekday=weekday, opens=dt.time(*opens), closes=dt.time(*closes), kind=kind, location_id=location_id
    )


def closure(first, last):
    return Closure(first_day=dt.date(*first), last_day=dt.date(*last))


def at(*moment):
    """An instant on the wall clock of Brussels; 2026-11-23 is a Monday."""
    return dt.datetime(*moment, tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(2026, 11, 23, 9, 29, 59), False),
        (at(2026, 11, 23, 9, 30), True),
        (at(2026, 11, 23, 12, 59, 59), True),
        (at(2026, 11, 23, 13, 0), False),
        (at(2026, 11, 24, 10, 0), False),
    ],
)
def test_doors_are_open_from_the_first_minute_to_before_the_last_when_asked_around_them(moment, is_open):
    assert bool(open_now([slot()], [], moment)) is is_open


def test_the_site_s_clock_decides_when_the_moment_comes_in_another_time_zone():
    moment = dt.datetime(2026, 11, 23, 11, 45, tzinfo=dt.UTC)
    assert open_now([slot()], [], moment).until == dt.time(13)


@pytest.mark.parametrize(
    ("utc", "is_open"),
    [
        (dt.datetime(2026, 3, 28, 8, 30, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 3, 29, 7, 30, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 10, 25, 7, 30, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 10, 25, 8, 30, tzinfo=dt.UTC), True),
    ],
)
def test_hours_keep_to_the_wall_clock_when_the_clocks_change(utc, is_open):
    assert bool(open_now([slot(weekday=SUNDAY)], [], utc)) is is_open


def test_a_slot_at_night_is_open_when_an_hour_is_skipped_or_comes_twice():
    night = slot(weekday=SUNDAY, opens=(0, 0), closes=(5, 0))
    for utc in (dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)):
        assert open_now([night], [], utc).until == dt.time(5)


def test_midnight_belongs_to_the_new_day_when_a_slot_begins_there():
    night = slot(weekday=TUESDAY, opens=(0, 0), closes=(6, 0))
    assert open_now([night], [], at(2026, 11, 24, 0, 0))
    assert open_now([night], [], at(2026, 11, 23, 23, 59, 59)) is None


@pytest.mark.parametrize("day", [21, 28])
def test_doors_are_closed_when_the_first_or_the_last_day_of_a_closure_is_today(day):
    closed = [closure((2026, 12, 21), (2026, 12, 28))]
    assert open_now([slot()], closed, at(2026, 12, day, 10)) is None
    assert open_now([slot()], closed, at(2026, 12, 14, 10))


def test_slots_that_touch_count_as_one_when_they_are_of_one_kind():
    slots = [
        slot(closes=(12, 0)),
        slot(opens=(12, 0), closes=(16, 0)),
        slot(opens=(16, 0), closes=(18, 0), kind=APPOINTMENT),
    ]
    assert open_now(slots, [], at(2026, 11, 23, 10)).until == dt.time(16)


def test_coming_without_appointment_is_told_first_when_both_are_open():
    slots = [slot(kind=APPOINTMENT, closes=(18, 0)), slot()]
    assert open_now(slots, [], at(2026, 11, 23, 10)).is_drop_in


def test_the_next_opening_skips_closed_days_when_a_closure_is_ahead():
    closed = [closure((2026, 11, 30), (2026, 12, 6))]
    found = next_opening([slot()], closed, at(2026, 11, 23, 13))
    assert (found.day, found.slot.opens) == (dt.date(2026, 12, 7), dt.time(9, 30))


def test_the_next_opening_is_today_when_the_slot_has_not_begun():
    assert next_opening([slot()], [], at(2026, 11, 23, 9)).day == dt.date(2026, 11, 23)


def test_there_is_no_next_opening_when_there_are_no_slots():
    assert next_opening([], [], at(2026, 11, 23, 9)) is None


@pytest.mark.parametrize(
    ("other", "pairs"),
    [
        (slot(opens=(12, 59), closes=(14, 0)), 1),
        (slot(opens=(13, 0), closes=(14, 0)), 0),
        (slot(kind=APPOINTMENT), 0),
        (slot(weekday=TUESDAY), 0),
        (slot(location_id=7), 0),
        (OpeningSlot(weekday=MONDAY, opens=None, closes=dt.time(12)), 0),
    ],
)
def test_slots_overlap_when_kind_day_and_address_are_the_same_and_a_moment_is_shared(other, pairs):
    assert len(overlapping([slot(), other])) == pairs


TIMES = st.times().map(lambda time: time.replace(microsecond=0, fold=0))


@given(st.lists(st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] < pair[1]), max_size=6), TIMES)
def test_open_now_agrees_with_the_slots_when_hours_are_arbitrary(hours, time):
    slots = [OpeningSlot(weekday=MONDAY, opens=opens, closes=closes, kind=DROP_IN) for opens, closes in hours]
    found = open_now(slots, [], dt.datetime.combine(dt.date(2026, 11, 23), time, BRUSSELS))
    assert bool(found) == any(opens <= time < closes for opens, closes in hours)
    if found:
        assert found.until > time
        assert found.until in {closes for _, closes in hours}


@pytest.mark.django_db
def test_the_database_finds_the_same_doors_open_when_asked_the_same_moment():
    open_one, closed_one, late = OrganisationFactory.create_batch(3)
    for organisation in (open_one, closed_one):
        OpeningSlotFactory(organisation=organisation)
    OpeningSlotFactory(organisation=late, opens=dt.time(13), closes=dt.time(16))
    Closure.objects.create(organisation=closed_one, first_day="2026-11-23", last_day="2026-11-23")
    assert list(only_open(Organisation.objects.all(), at(2026, 11, 23, 10))) == [open_one]
    assert list(only_open(Organisation.objects.all(), at(2026, 11, 23, 13))) == [late]


def test_the_week_shows_working_days_only_when_nobody_opens_at_the_weekend():
    week = draw_week([slot()])
    assert len(week.days) == 5
    assert week.bars[0].left == 15
    assert week.bars[0].width == 35


def test_the_day_grows_when_somebody_opens_early_or_closes_late():
    week = draw_week([slot(opens=(6, 0), closes=(7, 0)), slot(weekday=SUNDAY, opens=(20, 0), closes=(21, 30))])
    assert len(week.days) == 6
    assert all(bar.left >= 0 and bar.left + bar.width <= 100 for bar in week.bars)
    assert week.shows_table


def test_there_is_no_week_when_there_are_no_slots():
    assert draw_week([]) is None


@pytest.fixture
def settings_of_the_site(site_tree):
    return SiteSettings.for_site(Site.objects.get(is_default_site=True))


def test_doors_are_closed_and_open_the_day_after_when_it_is_a_public_holiday(settings_of_the_site):
    christmas = at(2026, 12, 25, 10, 0)
    every_day = [slot(weekday=day) for day in range(7)]
    closures = holiday_closures(christmas)
    assert [one.reason_fr for one in closures] == ["Noël", "Nouvel An"]
    assert [one.reason_nl for one in closures] == ["Kerstmis", "Nieuwjaar"]
    assert open_now(every_day, closures, christmas) is None
    assert next_opening(every_day, closures, christmas).day == dt.date(2026, 12, 26)


def test_nobody_is_found_open_when_it_is_a_public_holiday(settings_of_the_site):
    OpeningSlotFactory(organisation=OrganisationFactory(), weekday=4)
    friday = at(2026, 12, 18, 10, 0)
    assert only_open(Organisation.objects.all(), friday).count() == 1
    assert only_open(Organisation.objects.all(), friday + dt.timedelta(days=7)).count() == 0


def test_doors_stay_open_when_the_coordination_says_so(settings_of_the_site):
    settings_of_the_site.closed_on_public_holidays = False
    settings_of_the_site.save()
    OpeningSlotFactory(organisation=OrganisationFactory(), weekday=4)
    assert holiday_closures(at(2026, 12, 25, 10, 0)) == []
    assert only_open(Organisation.objects.all(), at(2026, 12, 25, 10, 0)).count() == 1


def test_the_sheet_names_the_holiday_when_the_doors_are_closed_for_it(settings_of_the_site, client):
    organisation = OrganisationFactory(name_fr="L’Escale du Canal")
    OpeningSlotFactory(organisation=organisation, weekday=4)
    with time_machine.travel(at(2026, 12, 25, 10, 0), tick=False):
        body = client.get(f"/fr/reseau/{organisation.slug}/").content.decode()
    assert "Fermé aujourd’hui." in body
    assert "Noël." in body
