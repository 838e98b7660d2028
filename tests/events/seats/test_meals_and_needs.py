"""Meals and access needs: asked only where the event asks, kept on the seat, told as totals."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.events import occurrence
from factories.network import PersonFactory
from factories.sign_up import signed_up

from events.models import Seat
from events.seats import services as seats
from events.seats.meals_and_needs import HostTotals, Wish, host_totals

pytestmark = pytest.mark.django_db
VEGAN = Wish("vegan", ("sign", "step_free"))


@pytest.fixture
def date(site_tree):
    """A date that asks for everything."""
    return occurrence(asks_meal=True, asks_needs=True, capacity=5)


@pytest.fixture
def plain_date(site_tree):
    """A date that asks for nothing."""
    return occurrence(title="Réunion")


@pytest.fixture
def register(organisation, representative):
    def call(date, *, names=("Anouk",), **fields):
        fields = {"wishes": {"Anouk": VEGAN}} | fields
        return signed_up(date, organisation, representative, *names, **fields)

    return call


@pytest.fixture
def send(organisation, representative, signed_in):
    """Send the sign-up form of ``date`` as a browser does."""

    def post(date, **fields):
        fields = {"organisation": organisation.pk, "token": str(uuid.uuid4())} | fields
        return signed_in(representative).post(reverse("members:sign_up", args=[date.uid]), fields)

    return post


def told():
    return [(seat.display_name, seat.meal, seat.needs) for seat in Seat.objects.order_by("pk")]


# The service


def test_wishes_stand_on_the_seats_when_people_are_signed_up(date, register):
    register(date, names=["  ANOUK ", "Boris"], to_be_named=1, wish_unnamed=Wish("none"))
    assert [(meal, needs) for _name, meal, needs in told()] == [
        ("vegan", ["step_free", "sign"]),
        ("", []),
        ("none", []),
    ]


def test_nothing_is_kept_when_the_date_does_not_ask(plain_date, register):
    register(plain_date, to_be_named=1, wish_unnamed=VEGAN)
    assert [(meal, needs) for _name, meal, needs in told()] == [("", []), ("", [])]


def test_only_what_is_asked_is_kept_when_the_date_asks_for_meals_only(site_tree, register):
    register(occurrence(asks_meal=True))
    assert told() == [("Anouk", "vegan", [])]


def test_only_choices_are_kept_when_a_wish_is_none(date, register):
    register(date, wishes={"Anouk": Wish("stones", ("flight", "sign"))})
    assert told() == [("Anouk", "", ["sign"])]


def test_wishes_follow_nobody_when_somebody_else_takes_the_seat(date, register, representative):
    seat = register(date).seats.get()
    seats.name_person(seat_id=seat.pk, name="Boris", user=representative)
    assert told() == [("Boris", "", [])]


def test_wishes_stay_when_a_seat_gets_its_first_name(date, register, representative):
    seat = register(date, names=[], to_be_named=1, wish_unnamed=Wish("vegetarian")).seats.get()
    seats.name_person(seat_id=seat.pk, name="Boris", user=representative)
    assert told() == [("Boris", "vegetarian", [])]


def test_wishes_change_when_the_person_stays(date, register, representative):
    seat = register(date).seats.get()
    seats.name_person(seat_id=seat.pk, name="Anouk", wish=Wish("any"), user=representative)
    assert told() == [("Anouk", "any", [])]


def test_wishes_are_forgotten_when_the_seat_is_cancelled(date, register, representative):
    seat = register(date).seats.get()
    seats.cancel(seat_ids=[seat.pk], occurrence_id=date.pk, user=representative)
    assert told() == [("Anouk", "", [])]


def test_totals_count_the_confirmed_only_when_the_host_is_told(date, register, django_assert_num_queries):
    register(date, names=["Anouk", "Boris", "Cyril"], wishes={"Anouk": VEGAN, "Boris": Wish("any", ("sign",))})
    register(date, names=["Di", "Ed", "Flo"], wishes={"Flo": VEGAN, "Di": VEGAN, "Ed": Wish("any")})
    with django_assert_num_queries(1):
        totals = host_totals(date)
    assert (totals.people, totals.unsaid) == (5, 1)
    assert list(totals.meals.values()) == [2, 2]
    assert list(totals.needs.values()) == [2, 3]


def test_totals_hold_no_meals_when_the_date_asks_nothing(plain_date, register):
    register(plain_date)
    assert host_totals(plain_date) == HostTotals(people=1)


# The form


def test_each_person_is_asked_when_the_date_asks(date, signed_in, representative, organisation):
    person = PersonFactory(organisation=organisation)
    text = signed_in(representative).get(reverse("members:sign_up", args=[date.uid])).text
    for key in (person.pk, "name_1", "name_2", "name_3", "to_be_named"):
        assert f'name="meal_{key}"' in text
        assert f'name="needs_{key}"' in text


def test_nothing_is_asked_when_the_date_does_not_ask(plain_date, signed_in, representative, organisation):
    PersonFactory(organisation=organisation)
    text = signed_in(representative).get(reverse("members:sign_up", args=[plain_date.uid])).text
    assert "meal_" not in text
    assert "needs_" not in text
    assert "sign-up__asks" not in text


def test_what_was_chosen_is_kept_when_the_form_is_sent(date, send, organisation):
    person = PersonFactory(organisation=organisation, name="Travail de rue")
    fields = {
        "people": [person.pk],
        f"meal_{person.pk}": "vegetarian",
        f"needs_{person.pk}": ["step_free", "sign"],
        "name_1": "Anouk",
        "meal_name_1": "vegan",
        "to_be_named": "2",
        "meal_to_be_named": "none",
        "needs_to_be_named": ["hearing"],
    }
    assert send(date, **fields).status_code == 302
    assert [(meal, needs) for _name, meal, needs in told()] == [
        ("vegetarian", ["step_free", "sign"]),
        ("vegan", []),
        ("none", ["hearing"]),
        ("none", ["hearing"]),
    ]


def test_no_trace_is_left_when_answers_are_sent_to_a_date_that_does_not_ask(plain_date, send):
    assert send(plain_date, name_1="Anouk", meal_name_1="vegan", needs_name_1=["sign"]).status_code == 302
    assert told() == [("Anouk", "", [])]


@pytest.mark.parametrize("fields", [{"meal_name_1": "stones"}, {"needs_name_1": ["\x00"]}, {"meal_name_1": "\x00" * 9}])
def test_the_form_comes_back_when_an_answer_is_nonsense(fields, date, send):
    response = send(date, name_1="Anouk <Quai>", **fields)
    assert response.status_code == 200
    assert "error-summary" in response.text
    assert "Anouk &lt;Quai&gt;" in response.text
    assert told() == []


def test_answers_stay_in_the_form_when_it_is_refused(date, send):
    text = send(date, name_1="x" * 200, meal_name_1="vegan", needs_name_1=["sign"]).text
    assert '<option value="vegan" selected>' in text
    assert 'value="sign"' in text.partition("checked")[0][-400:]


def test_the_wish_is_changed_when_the_person_is_named_again(date, register, signed_in, representative):
    seat = register(date).seats.get()
    client, address = signed_in(representative), reverse("members:name_person", args=[seat.pk])
    assert '<option value="vegan" selected>' in client.get(address).text
    client.post(address, {"name": "Anouk", "meal_name": "any", "needs_name": ["companion"]})
    assert told() == [("Anouk", "any", ["companion"])]
    assert "error-summary" in client.post(address, {"name": "Anouk", "meal_name": "stones"}).text


def test_wishes_stay_secret_when_another_organisation_opens_the_seat(date, register, signed_in, other_representative):
    seat = register(date).seats.get()
    client = signed_in(other_representative)
    assert client.get(reverse("members:name_person", args=[seat.pk])).status_code == 404
    text = client.get(reverse("members:sign_up", args=[date.uid])).text
    assert seat.needs_in_words not in text


def test_one_query_is_added_when_the_date_asks(date, plain_date, signed_in, representative, organisation):
    for _ in range(20):
        PersonFactory(organisation=organisation)
    client = signed_in(representative)

    def count(one):
        address = reverse("members:sign_up", args=[one.uid])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    assert count(date) <= count(plain_date) + 1


# The CMS


def test_the_list_and_the_export_show_wishes_when_the_date_asks(date, register, signed_in, coordinator):
    seat = register(date).seats.get()
    client = signed_in(coordinator)
    assert seat.needs_in_words in client.get(reverse("dates:inspect", args=[date.pk])).text
    text = client.get(reverse("dates:seats_export", args=[date.pk])).content.decode("utf-8-sig")
    assert seat.get_meal_display() in text
    assert seat.needs_in_words in text


def test_the_export_has_no_column_for_wishes_when_the_date_asks_nothing(plain_date, register, signed_in, coordinator):
    register(plain_date)
    text = signed_in(coordinator).get(reverse("dates:seats_export", args=[plain_date.pk])).content.decode("utf-8-sig")
    assert text.splitlines()[0].count(";") == 8


# What the coordination adds


@pytest.fixture
def add(organisation, coordinator, signed_in):
    """Send the form of the CMS with which the coordination adds people."""

    def post(date, **fields):
        fields = {
            "organisation": organisation.pk,
            "token": str(uuid.uuid4()),
            "names": "Anouk\r\n Beate  Roy ",
        } | fields
        return signed_in(coordinator).post(reverse("dates:seats_add", args=[date.pk]), fields)

    return post


def test_the_wishes_are_kept_when_the_coordination_adds_people(date, add):
    response = add(date, to_be_named=1, meal_all="vegan", needs_all=["sign"])
    assert response.status_code == 302
    assert sorted(told()) == sorted(
        [("Anouk", "vegan", ["sign"]), ("Beate Roy", "vegan", ["sign"]), ("nom à préciser", "vegan", ["sign"])]
    )


def test_the_coordination_is_asked_only_what_the_event_asks(date, plain_date, coordinator, signed_in):
    office = signed_in(coordinator)
    assert 'name="meal_all"' in office.get(reverse("dates:seats_add", args=[date.pk])).content.decode()
    assert "meal_all" not in office.get(reverse("dates:seats_add", args=[plain_date.pk])).content.decode()


def test_nothing_is_kept_when_the_coordination_sends_wishes_nobody_asked(plain_date, add):
    assert add(plain_date, meal_all="vegan", needs_all=["sign"]).status_code == 302
    assert [row[1:] for row in told()] == [("", [])] * 2


@pytest.mark.parametrize("values", [{"meal_all": "stone"}, {"needs_all": ["wings"]}])
def test_a_wish_that_is_no_choice_is_refused_when_the_coordination_sends_it(date, add, values):
    assert add(date, **values).status_code == 200
    assert told() == []
