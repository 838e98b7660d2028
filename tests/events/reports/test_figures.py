"""Figures by organisation, group, kind and month; lists to take along."""

import datetime as dt
import io
import uuid
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.events import EventKindFactory, date_of, event_page, row
from factories.network import OrganisationFactory, RepresentativeFactory
from factories.sign_up import signed_up
from openpyxl import load_workbook

from events.models import Occurrence, Seat
from events.models.actors import LinkHolder
from events.models.kinds import SignUp
from events.models.registrations import Attendance, Meal, Need
from events.privacy import erasure
from events.reports import figures
from events.seats import public_registration
from events.seats import services as seats
from events.seats.meals_and_needs import Wish
from network.models import WorkingGroup

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = dt.datetime(2027, 1, 2, 9, tzinfo=BRUSSELS)
YEAR = (dt.date(2027, 1, 1), dt.date(2027, 12, 31))
URL = "figures"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def a_date(day, **fields):
    fields = {"title": f"Midi du {day}", "capacity": 3, "sign_up": SignUp.PUBLIC} | fields
    return date_of(event_page(dates=[row(day=day)], **fields))


@pytest.fixture
def year(site_tree, request, organisation, representative):
    """Two dates, one of a group: four people of two organisations, one of the public; one waits, one cancelled."""
    other, other_user = map(request.getfixturevalue, ("other_organisation", "other_representative"))
    group = WorkingGroup.objects.create(letter="L", name_fr="Logement", name_nl="Wonen")
    first = a_date(dt.date(2027, 1, 31), asks_meal=True, asks_needs=True)
    second = a_date(dt.date(2027, 2, 1), group=group, kind=EventKindFactory(name_fr="Réunion", name_nl="Vergadering"))
    wishes = {"Anouk": Wish(Meal.VEGAN, (Need.STEP_FREE,))}
    signed_up(first, organisation, representative, "Anouk", "Boris", wishes=wishes)
    visitor = public_registration.sign_up(
        occurrence_id=first.pk,
        email="voisine@quartier.example",
        people=[public_registration.Visitor("Voisine")],
        language="fr",
        token=uuid.uuid4(),
    )
    public_registration.confirm(user=LinkHolder(visitor.pk))
    signed_up(first, other, other_user, "Cyril")
    gone = signed_up(second, other, other_user, "Cyril", "Di").seats.get(person__name="Di")
    seats.cancel(seat_ids=[gone.pk], occurrence_id=second.pk, user=other_user)
    for name, state in (("Anouk", Attendance.PRESENT), ("Boris", Attendance.ABSENT)):
        Seat.objects.filter(occurrence=first, person__name=name).update(attendance=state)
    Seat.objects.filter(occurrence=second, person__name="Cyril").update(attendance=Attendance.REPRESENTED)
    return first, second


def counted(by, period=YEAR):
    found = figures.report(*period, by=by)
    return {one.label: one.counts() for one in (*found.rows, found.total)}


TOTAL = [2, 4, 2, 1, 1, 1, 0, 1, 1]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (
            "organisation",
            {
                "La Ruche aux Devoirs": [2, 1, 1, 1, 1, 0, 0, 1, 0],
                "L’Escale du Canal": [1, 2, 1, 0, 0, 1, 0, 0, 1],
                "Le public": [1, 1, 0, 0, 0, 0, 0, 0, 0],
            },
        ),
        ("group", {"Logement": [1, 1, 1, 0, 1, 0, 0, 1, 0], "Sans groupe": [1, 3, 1, 1, 0, 1, 0, 0, 1]}),
        ("kind", {"Midi de la coordination": [1, 3, 1, 1, 0, 1, 0, 0, 1], "Réunion": [1, 1, 1, 0, 1, 0, 0, 1, 0]}),
        ("month", {"janvier 2027": [1, 3, 1, 1, 0, 1, 0, 0, 1], "février 2027": [1, 1, 1, 0, 1, 0, 0, 1, 0]}),
    ],
)
def test_each_grouping_counts_the_same_people_and_as_many_after_the_names_are_erased(year, by, expected):
    assert counted(by) == expected | {"Total": TOTAL}
    assert list(counted(by)) == [*expected, "Total"]
    assert erasure.erase_due(dt.datetime(2029, 1, 1, tzinfo=BRUSSELS)) > 0
    assert not Seat.objects.exclude(person=None).exists()
    assert counted(by) == expected | {"Total": TOTAL}


def test_the_rate_is_of_those_of_whom_something_is_known(year):
    total = figures.report(*YEAR, by="kind").total
    assert (total.noted, total.percent) == (3, "67\u00a0%")
    assert figures.Tally().percent == "–"


@pytest.mark.parametrize(
    ("first", "last", "dates"),
    [
        ((2027, 1, 31), (2027, 1, 31), 1),
        ((2027, 1, 1), (2027, 1, 30), 0),
        ((2027, 2, 1), (2027, 2, 1), 1),
        ((2026, 1, 1), (2026, 12, 31), 0),
    ],
)
def test_the_first_and_the_last_day_belong_to_the_period(year, first, last, dates):
    assert counted("kind", (dt.date(*first), dt.date(*last)))["Total"][0] == dates


@pytest.mark.parametrize("facts", [{"status": "cancelled"}, {"withdrawn_at": NOW}, {"sign_up": "none"}])
def test_dates_that_did_not_take_place_or_take_no_sign_up_do_not_count(year, facts):
    Occurrence.objects.filter(pk=year[0].pk).update(**facts)
    assert counted("month")["Total"][0] == 1


def test_the_page_is_for_the_coordination_and_names_nobody(year, readers):
    pages = [reader.get(reverse(URL), {"period": "this_year", "by": "organisation"}) for reader in readers]
    assert [page.status_code for page in pages] == [302, 302, 302, 200]
    shown = pages[-1].content.decode()
    assert "La Ruche aux Devoirs" in shown
    assert not any(name in shown for name in ("Anouk", "Voisine", "voisine@"))
    files = [reader.get(reverse(URL), {"period": "this_year", "format": "csv"}) for reader in readers]
    assert [one.status_code for one in files] == [302, 302, 302, 200]


@pytest.mark.parametrize(
    "query",
    [
        "period=chosen",
        "period=chosen&first=2027-01-01",
        "period=chosen&first=2027-02-01&last=2027-01-01",
        "period=chosen&first=0001-01-01&last=9999-12-31",
        "period=chosen&first=x&last=%00",
        "period=x&by=y",
        "by=%00&format=csv",
        "by=month&by=kind",
        "format=exe&what=people",
        "period=chosen&first=2027-02-30&last=1&format=xlsx",
    ],
)
def test_the_page_opens_when_its_parameters_are_anything(year, signed_in, coordinator, query):
    response = signed_in(coordinator).get(f"{reverse(URL)}?{query}")
    assert response.status_code == 200
    assert "<form" in response.content.decode()


def test_the_page_says_so_when_there_is_nothing_to_count(site_tree, signed_in, coordinator):
    assert "Choisissez-en une autre" in signed_in(coordinator).get(reverse(URL)).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_counts_are_taken_along_without_formulas(year, signed_in, coordinator, organisation, kind):
    organisation.name_fr = "=1+1"
    organisation.save()
    response = signed_in(coordinator).get(
        reverse(URL), {"period": "this_year", "by": "organisation", "format": kind, "what": "counts"}
    )
    assert "no-store" in response["Cache-Control"]
    cells = cells_of(response.content, kind)
    assert cells[0][0] == "Organisation"
    assert "'=1+1" in [one[0] for one in cells]
    assert [str(value) for value in cells[-1][1:]] == [*map(str, TOTAL), "67"]


def cells_of(content, kind):
    if kind == "xlsx":
        return [list(one) for one in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]
    return [line.split(";") for line in content.decode("utf-8-sig").splitlines()]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_of_people_of_a_period_tells_the_date_of_each(year, signed_in, coordinator, kind):
    query = {"period": "this_year", "what": "people", "format": kind}
    heading, *people = cells_of(signed_in(coordinator).get(reverse(URL), query).content, kind)
    by_person = {(one[0], one[6]): dict(zip(heading, one, strict=True)) for one in people}
    assert len(by_person) == 6
    ana = by_person["2027-01-31 12:00", "Anouk"]
    assert (ana["Statut"], ana["Présences"], ana["Repas"]) == ("confirmé", "présent", str(Meal.VEGAN.label))
    assert by_person["2027-01-31 12:00", "Voisine"]["Organisation"] == "Le public"
    assert by_person["2027-01-31 12:00", "Cyril"]["Numéro ou rang"] in ("1", 1)


def test_the_list_of_one_date_is_filtered_as_its_page_is(year, signed_in, coordinator):
    client, url = signed_in(coordinator), reverse("dates:seats_export", args=[year[0].pk])
    page = client.get(reverse("dates:inspect", args=[year[0].pk]) + "?state=waiting").content.decode()
    assert f"{url}?format=csv&amp;state=waiting" in page
    lines = client.get(url, {"state": "waiting"}).content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[2] for line in lines[1:]] == ["Cyril"]
    assert len(client.get(url, {"q": "voisine"}).content.decode().splitlines()) == 2
    assert len(client.get(url, {"state": "%00", "whose": "x", "sort": "-"}).content.decode().splitlines()) == 5


def test_a_list_says_that_names_are_erased_and_has_no_meal_any_more(year, signed_in, coordinator):
    erasure.erase_due(dt.datetime(2029, 1, 1, tzinfo=BRUSSELS))
    text = signed_in(coordinator).get(reverse("dates:seats_export", args=[year[0].pk])).content.decode("utf-8-sig")
    assert "nom effacé" in text
    assert not any(word in text for word in ("Anouk", "Voisine", "voisine@", str(Meal.VEGAN.label)))


def test_why_a_seat_is_too_many_and_until_when_it_is_held_is_told(year, signed_in, coordinator, organisation):
    signed_up(year[0], organisation, coordinator, "Zoé", overbooking="=Elle parle")
    Seat.objects.filter(occurrence=year[0], person__name="Anouk").update(status="offered", held_until=NOW)
    text = signed_in(coordinator).get(reverse("dates:seats_export", args=[year[0].pk])).content.decode("utf-8-sig")
    assert "'=Elle parle" in text
    assert "2027-01-02 09:00" in text


@pytest.mark.parametrize(
    ("query", "by"), [({}, by) for by, _label in figures.GROUPINGS] + [({"format": "csv", "what": "people"}, "kind")]
)
def test_figures_cost_as_many_queries_when_there_are_more_of_them(site_tree, signed_in, coordinator, query, by):
    client, found = signed_in(coordinator), []
    for number in (2, 18):
        for n in range(number):
            mandate = RepresentativeFactory(organisation=OrganisationFactory())
            date = a_date(dt.date(2027, 3, 1) + dt.timedelta(days=n + number), title=f"Rencontre {number} {n}")
            signed_up(date, mandate.organisation, mandate.user, "Anouk")
        asked = {"period": "this_year", "by": by, **query}
        client.get(reverse(URL), asked)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(URL), asked).status_code == 200
        found.append(len(queries))
    assert found[0] == found[1]
