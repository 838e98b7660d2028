"""School holidays: the register of the CMS, and what the rest of the site knows of them."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from demo.load_school_holidays import load_school_holidays
from demo.texts.files import SCHOOL_HOLIDAYS
from home.holidays import public_holidays, school_holidays_on
from home.models import SchoolHoliday

pytestmark = pytest.mark.django_db

TODAY = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


def holiday(name="Congé de détente", community="fr", first=(2027, 2, 22), last=(2027, 3, 7)):
    return SchoolHoliday.objects.create(
        name_fr=name, community=community, first_day=dt.date(*first), last_day=dt.date(*last)
    )


def typed(**values):
    return {
        "name_fr": "Congé de détente",
        "name_nl": "Krokusvakantie",
        "community": "nl",
        "first_day": "08/02/2027",
        "last_day": "14/02/2027",
    } | values


def names_in(response):
    return [one.name_fr for one in response.context["object_list"]]


def test_a_holiday_counts_from_its_first_to_its_last_day_when_the_coordinator_adds_it(office):
    response = office.post(reverse("school_holidays:add"), typed())
    assert response.status_code == 302
    days = [dt.date(2027, 2, day) for day in (7, 8, 14, 15)]
    assert [len(school_holidays_on(day)) for day in days] == [0, 1, 1, 0]


def test_a_holiday_is_known_as_changed_when_the_coordinator_edits_it(office):
    one = holiday()
    assert school_holidays_on(dt.date(2027, 2, 8)) == []
    office.post(reverse("school_holidays:edit", args=[one.pk]), typed())
    assert [one.name_nl for one in school_holidays_on(dt.date(2027, 2, 8))] == ["Krokusvakantie"]


def test_a_holiday_is_forgotten_when_the_coordinator_deletes_it(office):
    one = holiday()
    assert school_holidays_on(one.first_day) == [one]
    office.post(reverse("school_holidays:delete", args=[one.pk]))
    assert school_holidays_on(one.first_day) == []


@pytest.mark.parametrize(
    ("field", "value"), [("last_day", "01/02/2027"), ("first_day", "08/02/0027"), ("community", "de"), ("name_fr", "")]
)
def test_the_form_says_what_is_wrong_when_a_holiday_cannot_be(office, field, value):
    response = office.post(reverse("school_holidays:add"), typed(**{field: value}))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not SchoolHoliday.objects.exists()


def test_the_form_asks_to_check_the_official_calendars_when_it_is_opened(office):
    assert "calendrier officiel" in office.get(reverse("school_holidays:add")).content.decode()


def test_what_is_to_come_stands_first_when_the_register_is_opened(office):
    holiday("Passé", first=(2026, 10, 19), last=(2026, 11, 1))
    holiday("Plus tard", first=(2027, 4, 26), last=(2027, 5, 9))
    holiday("Bientôt", first=(2026, 12, 21), last=(2027, 1, 3))
    assert names_in(office.get(reverse("school_holidays:index"))) == ["Bientôt", "Plus tard", "Passé"]


def test_the_register_is_narrowed_when_filters_are_set(office):
    holiday("Francophone")
    holiday("Néerlandophone", community="nl")
    holiday("Passé", community="nl", first=(2026, 11, 2), last=(2026, 11, 8))
    url = reverse("school_holidays:index")
    assert names_in(office.get(url + "?community=nl&period=upcoming")) == ["Néerlandophone"]
    assert names_in(office.get(url + "?community=nl&period=past")) == ["Passé"]
    assert names_in(office.get(url + "?q=neerlando")) == ["Néerlandophone"]


def test_the_register_asks_as_many_queries_when_it_holds_2_and_20_holidays(office, django_assert_num_queries):
    url = reverse("school_holidays:index")
    for number in range(2):
        holiday(f"Congé {number}")
    office.get(url)
    with django_assert_num_queries(14):
        office.get(url)
    for number in range(18):
        holiday(f"Autre {number}")
    office.get(url)
    with django_assert_num_queries(14):
        office.get(url)


def test_the_export_holds_every_holiday_when_it_is_asked_for(office):
    holiday("=Formule")
    body = b"".join(office.get(reverse("school_holidays:index") + "?export=csv").streaming_content).decode()
    assert "2027-02-22" in body
    assert "'=Formule" in body


def test_the_demo_knows_both_communities_when_it_is_loaded_twice():
    load_school_holidays()
    load_school_holidays()
    assert SchoolHoliday.objects.count() == len(SCHOOL_HOLIDAYS.read().holidays)
    for one in SchoolHoliday.objects.all():
        one.full_clean()
        assert one.name_nl


def test_schools_are_closed_on_whole_weeks_when_the_demo_says_so():
    load_school_holidays()
    easter_monday = next(day for day, name in public_holidays(2027, "fr").items() if name.startswith("Lundi de Pâques"))
    assert [one.community for one in school_holidays_on(easter_monday)] == ["nl"]
    long_ones = SchoolHoliday.objects.exclude(name_fr__startswith="Vacances d’été").exclude(name_fr__in=("Mardi gras",))
    for one in long_ones.exclude(name_fr__startswith="Fête").exclude(name_fr__startswith="Pont"):
        assert one.first_day.weekday() == 0
        assert (one.last_day - one.first_day).days % 7 in (6, 0)
