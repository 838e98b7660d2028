"""When doors are open: half-open hours on the wall clock, nights, weeks, periods, days off, pauses, clock changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from factories.network import OpeningSlotFactory, OrganisationFactory
from wagtail.models import Site

from home.models import SchoolHoliday, SiteSettings
from network.hours.evaluation import DaysOff, Hours, are_trusted, doors_of, on_the_wall
from network.hours.members import open_members
from network.models import Closure, OpeningSlot, Service

BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
DROP_IN, APPOINTMENT = OpeningSlot.Kind.DROP_IN, OpeningSlot.Kind.APPOINTMENT
SCHOOL = SchoolHoliday(
    community="fr",
    first_day=dt.date(2026, 12, 21),
    last_day=dt.date(2027, 1, 1),
    name_fr="Vacances d’hiver",
    name_nl="Kerstvakantie",
)
DAYS_OFF = DaysOff(True, (SCHOOL,))
ALWAYS = DaysOff(False)


def slot(weekday=MONDAY, opens="9:30", closes="13:00", **values):
    opens, closes = (dt.time(*map(int, time.split(":"))) for time in (opens, closes))
    return OpeningSlot(weekday=weekday, opens=opens, closes=closes, **{"kind": DROP_IN} | values)


def daily(opens, closes, **values):
    return [slot(day, opens, closes, **values) for day in range(7)]


def closure(first, last, **values):
    return Closure(first_day=dt.date(*first), last_day=dt.date(*last), **values)


def hours(*slots, closures=(), services=(), days_off=DAYS_OFF, **values):
    return Hours(slots, closures, services, days_off=days_off, **values)


def at(*moment):
    """An instant on the wall clock of Brussels; 2026-11-23 is a Monday."""
    return dt.datetime(*moment, tzinfo=BRUSSELS)


def wall(*moment):
    """What the clock on the wall shows."""
    return at(*moment).replace(tzinfo=None)


def doors(known, moment):
    return doors_of(known, moment, moment.date())


def opens(found):
    """When it opens next, on the wall clock."""
    return found.next_opening and found.next_opening.begins


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
    assert bool(doors(hours(slot()), moment).open_now) is is_open


def test_the_site_s_clock_decides_when_the_moment_comes_in_another_time_zone():
    moment = dt.datetime(2026, 11, 23, 11, 45, tzinfo=dt.UTC)
    assert doors(hours(slot()), moment).open_now.until == wall(2026, 11, 23, 13)


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
    assert bool(doors(hours(slot(SUNDAY)), utc).open_now) is is_open


@pytest.mark.parametrize("hour", [(2026, 3, 29, 1, 0), (2026, 10, 25, 1, 30)])
def test_a_night_is_open_when_an_hour_is_skipped_or_comes_twice(hour):
    utc = dt.datetime(*hour, tzinfo=dt.UTC)
    assert doors(hours(slot(SUNDAY, "0:00", "5:00")), utc).open_now.until.time() == dt.time(5)


def test_midnight_belongs_to_the_new_day_when_hours_begin_there():
    night = hours(slot(TUESDAY, "0:00", "6:00"))
    assert doors(night, at(2026, 11, 24, 0, 0)).open_now
    assert doors(night, at(2026, 11, 23, 23, 59, 59)).open_now is None


@pytest.mark.parametrize("day", [7, 14])
def test_doors_are_closed_when_the_first_or_the_last_day_of_a_closure_is_today(day):
    known = hours(slot(), closures=[closure((2026, 12, 7), (2026, 12, 14))])
    assert doors(known, at(2026, 12, day, 10)).open_now is None
    assert doors(known, at(2026, 12, 21, 10)).open_now


def test_hours_that_touch_count_as_one_when_they_are_of_one_kind():
    known = hours(
        slot(closes="12:00"), slot(opens="12:00", closes="16:00"), slot(opens="16:00", closes="18:00", kind=APPOINTMENT)
    )
    assert doors(known, at(2026, 11, 23, 10)).open_now.until.time() == dt.time(16)


def test_coming_without_appointment_is_told_first_when_both_are_open():
    known = hours(slot(kind=APPOINTMENT, closes="18:00"), slot())
    assert doors(known, at(2026, 11, 23, 10)).open_now.is_drop_in


@pytest.mark.parametrize(
    ("moment", "closures", "expected"),
    [
        (at(2026, 11, 23, 9), [], wall(2026, 11, 23, 9, 30)),
        (at(2026, 11, 23, 13), [], wall(2026, 11, 30, 9, 30)),
        (at(2026, 11, 23, 13), [closure((2026, 11, 30), (2026, 12, 6))], wall(2026, 12, 7, 9, 30)),
        # A hundred days ahead, and not one more.
        (at(2026, 11, 23, 13), [closure((2026, 11, 24), (2027, 2, 28))], wall(2027, 3, 1, 9, 30)),
        (at(2026, 11, 23, 13), [closure((2026, 11, 24), (2027, 3, 4))], None),
    ],
)
def test_the_next_opening_is_the_first_that_really_begins(moment, closures, expected):
    assert opens(doors(hours(slot(), closures=closures), moment)) == expected


def test_there_is_no_next_opening_when_there_are_no_hours():
    assert opens(doors(hours(), at(2026, 11, 23, 9))) is None


# Acceptance cases of the specification.

PERMANENCE = [slot(MONDAY, "13:00", "16:00"), slot(TUESDAY), slot(THURSDAY)]
FILES = [
    slot(MONDAY, "8:30", "12:00", kind=APPOINTMENT),
    slot(TUESDAY, "13:30", "16:30", kind=APPOINTMENT),
    slot(WEDNESDAY, "8:30", "17:30", kind=APPOINTMENT),
    slot(THURSDAY, "14:00", "16:30", kind=APPOINTMENT),
    slot(FRIDAY, "8:30", "16:00", kind=APPOINTMENT),
]
SEED = hours(*PERMANENCE, *FILES)


@pytest.mark.parametrize(
    ("moment", "kind", "until"),
    [
        ((2026, 12, 1, 12, 59, 59), DROP_IN, (2026, 12, 1, 13)),
        ((2026, 12, 1, 13), None, None),
        ((2026, 12, 1, 13, 30), APPOINTMENT, (2026, 12, 1, 16, 30)),
        ((2026, 11, 11, 10), None, None),
    ],
)
def test_the_hours_of_the_seed_are_those_of_its_timetable(moment, kind, until):
    found = doors(SEED, at(*moment)).open_now
    assert (found and found.kind) == kind
    assert (found and found.until) == (until and wall(*until))


@pytest.mark.parametrize(
    ("moment", "kind", "begins"),
    [
        ((2026, 12, 1, 13), APPOINTMENT, (2026, 12, 1, 13, 30)),
        ((2026, 11, 11, 10), DROP_IN, (2026, 11, 12, 9, 30)),
    ],
)
def test_the_seed_opens_next_as_its_timetable_says(moment, kind, begins):
    found = doors(SEED, at(*moment)).next_opening
    assert (found.slot.kind, found.begins) == (kind, wall(*begins))


def test_the_holiday_is_named_in_both_languages_when_doors_are_closed_for_it():
    day_off = doors(SEED, at(2026, 11, 11, 10)).day_off
    assert (day_off.reason_fr, day_off.reason_nl) == ("Jour de l'Armistice", "Wapenstilstand")


SHELTER = hours(
    *daily("20:00", "8:00", on_holidays=True), closures=[closure((2027, 2, 1), (2027, 2, 3), reason_fr="Travaux")]
)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (at(2026, 12, 25, 3), wall(2026, 12, 25, 8)),
        (at(2026, 12, 25, 21), wall(2026, 12, 26, 8)),
        (dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC), wall(2027, 3, 28, 8)),
        (dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC), wall(2027, 3, 28, 8)),
        (at(2027, 2, 1, 7, 59), wall(2027, 2, 1, 8)),
        (at(2027, 2, 1, 8), None),
        (at(2027, 2, 1, 21), None),
        (at(2027, 2, 4, 7), None),
        (at(2027, 2, 4, 20), wall(2027, 2, 5, 8)),
    ],
)
def test_a_night_shelter_is_open_through_the_night_and_on_holidays(moment, until):
    found = doors(SHELTER, moment).open_now
    assert (found and found.until) == until


def test_a_closed_night_opens_when_a_night_begins_again():
    found = doors(SHELTER, at(2027, 2, 1, 21))
    assert (found.day_off.reason_fr, opens(found)) == ("Travaux", wall(2027, 2, 4, 20))


HOMEWORK = [slot(day, "15:30", "17:30", school="fr") for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)]
LEGAL_DESK = slot(TUESDAY, "14:00", "16:00", kind=APPOINTMENT, weeks="2")


def test_homework_is_closed_with_the_name_of_the_holiday_when_school_is():
    found = doors(hours(*HOMEWORK), at(2026, 12, 21, 16))
    assert (found.open_now, found.day_off.reason_fr) == (None, "Vacances d’hiver")
    assert opens(found) == wall(2027, 1, 4, 15, 30)


@pytest.mark.parametrize(
    ("moment", "begins"), [((2026, 12, 1, 15), (2026, 12, 8, 14)), ((2026, 12, 8, 16), (2027, 1, 12, 14))]
)
def test_a_legal_desk_opens_on_the_second_tuesday(moment, begins):
    assert opens(doors(hours(LEGAL_DESK), at(*moment))) == wall(*begins)


# The other rules.


@pytest.mark.parametrize(
    ("weeks", "days"),
    [
        ("1", [7]),
        ("4", [28]),
        ("last", [28]),
        # ISO week 53 of 2026 begins on 28 December, and week 1 on 4 January.
        ("odd", [14, 28]),
        ("even", [7, 21]),
    ],
)
def test_weeks_are_counted_in_the_month_or_by_iso_when_hours_do_not_come_back_every_week(weeks, days):
    known = hours(slot(weeks=weeks), days_off=ALWAYS)
    december = [dt.date(2026, 12, day) for day in range(1, 32)]
    assert [day.day for day in december if known.openings_on(day)] == days


def test_two_odd_weeks_follow_each_other_when_a_year_has_53():
    known = hours(slot(weeks="odd"), days_off=ALWAYS)
    assert known.openings_on(dt.date(2026, 12, 28))
    assert known.openings_on(dt.date(2027, 1, 4))


SUMMER = {"first_day": dt.date(2027, 7, 1), "last_day": dt.date(2027, 8, 31)}


def test_dated_hours_replace_those_of_their_service_for_their_whole_period():
    drop_in, desk = Service(pk=1, title_fr="Permanence"), Service(pk=2, title_fr="Guichet")
    known = hours(
        slot(MONDAY, service_id=1),
        slot(TUESDAY, service_id=1),
        slot(TUESDAY, "14:00", "16:00", service_id=2),
        slot(MONDAY, "8:00", "10:00", service_id=1, **SUMMER),
        services=[drop_in, desk],
    )
    week = [dt.date(2027, 7, 5), dt.date(2027, 7, 6), dt.date(2027, 9, 6), dt.date(2027, 9, 7)]
    assert [[one.begins.hour for one in known.openings_on(day)] for day in week] == [[8], [14], [9], [9, 14]]


def test_one_dated_day_is_an_exceptional_opening():
    saturday = dt.date(2026, 12, 5)
    known = hours(slot(FRIDAY), slot(SATURDAY, first_day=saturday, last_day=saturday))
    assert [len(known.openings_on(saturday + dt.timedelta(days=n))) for n in (-1, 0, 7)] == [1, 1, 0]


@pytest.mark.parametrize(
    ("service", "day", "is_open"),
    [
        ({}, (2026, 11, 23), True),
        ({"status": "paused"}, (2026, 11, 23), False),
        ({"status": "ended"}, (2026, 11, 23), False),
        ({"status": "paused", "status_until": dt.date(2026, 11, 29)}, (2026, 11, 23), False),
        ({"status": "paused", "status_until": dt.date(2026, 11, 29)}, (2026, 11, 30), True),
        ({"status": "paused", "status_until": dt.date(2026, 11, 30)}, (2026, 11, 30), False),
    ],
)
@pytest.mark.parametrize("own", [None, 1])
def test_hours_count_when_their_service_runs_and_reception_when_any_does(service, day, is_open, own):
    known = hours(slot(service_id=own), services=[Service(pk=1, **service)])
    assert bool(doors(known, at(*day, 10)).open_now) is is_open


def test_the_first_to_come_back_is_named_when_all_services_are_paused():
    paused = [Service(pk=1, status="paused"), Service(pk=2, status="paused", status_until=dt.date(2026, 12, 31))]
    found = doors(hours(slot(service_id=2), services=[*paused, Service(pk=3, status="ended")]), at(2026, 11, 23, 10))
    assert (found.pause, opens(found)) == (paused[1], wall(2027, 1, 4, 9, 30))
    assert doors(hours(slot(), services=[*paused, Service(pk=4)]), at(2026, 11, 23, 20)).pause is None


@pytest.mark.parametrize(
    ("concern", "is_open"),
    [
        ({}, False),
        ({"service_id": 1}, False),
        ({"service_id": 2}, True),
        ({"location_id": 5}, False),
        ({"location_id": 6}, True),
    ],
)
def test_a_closure_concerns_its_service_or_its_address_when_it_has_one(concern, is_open):
    known = hours(
        slot(service_id=1),
        closures=[closure((2026, 11, 23), (2026, 11, 23), **concern)],
        services=[Service(pk=1), Service(pk=2)],
        first_location=5,
    )
    assert bool(doors(known, at(2026, 11, 23, 10)).open_now) is is_open


def test_doors_are_open_day_and_night_when_each_day_goes_on_in_the_next():
    found = doors(hours(*daily("0:00", "0:00"), days_off=ALWAYS), at(2026, 11, 23, 10)).open_now
    assert found.until is None


def test_an_evening_and_a_night_are_one_opening_when_they_touch_at_midnight():
    known = hours(*daily("20:00", "0:00"), *daily("0:00", "8:00"), days_off=ALWAYS)
    assert doors(known, at(2026, 11, 23, 21)).open_now.until == wall(2026, 11, 24, 8)


@pytest.mark.parametrize(("verified", "trusted"), [((2024, 11, 23), True), ((2024, 11, 22), False)])
def test_nothing_is_said_to_be_open_when_the_hours_were_verified_two_years_ago(verified, trusted):
    assert are_trusted(dt.date(*verified), dt.date(2026, 11, 23)) is trusted
    found = doors_of(hours(slot()), at(2026, 11, 23, 10), dt.date(*verified))
    assert (bool(found.open_now), found.is_trusted) == (trusted, trusted)


def test_the_wall_shows_the_hour_of_brussels():
    assert on_the_wall(dt.datetime(2026, 7, 1, 22, tzinfo=dt.UTC)) == wall(2026, 7, 2)


# What the database holds.


@pytest.mark.django_db
def test_the_list_finds_the_doors_open_that_are_when_asked_the_same_moment(site_tree):
    open_one, closed_one, late, stale, hidden, night = OrganisationFactory.create_batch(6)
    for organisation in (open_one, closed_one, stale, hidden):
        OpeningSlotFactory(organisation=organisation)
    OpeningSlotFactory(organisation=late, opens=dt.time(13), closes=dt.time(16))
    OpeningSlotFactory(organisation=night, weekday=SUNDAY, opens=dt.time(20), closes=dt.time(11))
    Closure.objects.create(organisation=closed_one, first_day="2026-11-23", last_day="2026-11-23")
    stale.last_verified, hidden.published = dt.date(2019, 1, 1), False
    stale.save()
    hidden.save()
    assert open_members(at(2026, 11, 23, 10)) == {open_one.pk, night.pk}
    assert open_members(at(2026, 11, 23, 13)) == {late.pk}


@pytest.fixture
def settings_of_the_site(site_tree):
    return SiteSettings.for_site(Site.objects.get(is_default_site=True))


@pytest.mark.django_db
def test_nobody_is_found_open_when_it_is_a_public_holiday(settings_of_the_site):
    OpeningSlotFactory(organisation=OrganisationFactory(), weekday=FRIDAY)
    friday = at(2026, 12, 18, 10, 0)
    assert len(open_members(friday)) == 1
    assert open_members(friday + dt.timedelta(days=7)) == set()


@pytest.mark.django_db
def test_doors_stay_open_when_the_coordination_says_so(settings_of_the_site):
    settings_of_the_site.closed_on_public_holidays = False
    settings_of_the_site.save()
    OpeningSlotFactory(organisation=OrganisationFactory(), weekday=FRIDAY)
    assert len(open_members(at(2026, 12, 25, 10, 0))) == 1


@pytest.mark.django_db
def test_the_sheet_names_the_holiday_when_the_doors_are_closed_for_it(settings_of_the_site, client):
    organisation = OrganisationFactory(name_fr="L’Escale du Canal")
    OpeningSlotFactory(organisation=organisation, weekday=FRIDAY)
    with time_machine.travel(at(2026, 12, 25, 10, 0), tick=False):
        body = client.get(f"/fr/reseau/{organisation.slug}/").content.decode()
    assert "Fermé aujourd’hui." in body
    assert "Noël." in body
