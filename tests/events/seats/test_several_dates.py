"""The same people for several dates in one go: a result per date, nothing made twice, nothing typed lost."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories.events import dates_of, event_page
from factories.network import PersonFactory
from factories.sign_up import signed_up

from events.models import Occurrence, Registration, Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(site_tree):
    """Three dates of one event, with two seats each."""
    return dates_of(event_page(title="Petit déjeuner", days=(20, 27, 34), capacity=2))


@pytest.fixture
def own(signed_in, representative):
    return signed_in(representative)


@pytest.fixture
def send(own, organisation):
    def post(dates, /, **fields):
        fields = {"organisation": organisation.pk, "name_1": "Anouk", "token": str(uuid.uuid4())} | fields
        return own.post(reverse("members:several"), {"dates": uids(dates)} | fields)

    return post


def uids(dates) -> list[str]:
    """What the boxes of ``dates`` send."""
    return [str(date.uid) for date in dates]


@pytest.fixture
def fill(other_organisation, other_representative):
    """Let another organisation take all seats of a date."""

    def call(date):
        signed_up(date, other_organisation, other_representative, to_be_named=date.capacity)

    return call


def standing() -> list[tuple[str, str]]:
    return list(Seat.objects.filter(person__name="Anouk").order_by("pk").values_list("status", "person__name"))


def test_each_date_gets_its_people_when_several_are_ticked(series, send, organisation):
    known = PersonFactory(organisation=organisation)
    response = send(series[:2], people=[known.pk])
    assert response.text.count("sign-ups__confirmed") == 4
    assert Registration.objects.count() == 2
    assert not Seat.objects.filter(occurrence=series[2]).exists()


def test_the_seats_are_counted_anew_when_the_form_comes_back(series, send):
    send(series[2:])
    response = send(series[1:])
    assert [date.taken_count for date, _ticked in response.context["dates"]] == [0, 1, 1]


def test_waiting_and_refused_are_told_apart_when_dates_differ(series, send, fill, organisation, representative):
    fill(series[1])
    signed_up(series[2], organisation, representative, "Anouk")
    text = send(series).text
    assert (text.count("sign-ups__confirmed"), text.count("sign-ups__waiting")) == (1, 1)
    assert text.count('class="field__error"') == 1
    assert sorted(standing()) == [("confirmed", "Anouk"), ("confirmed", "Anouk"), ("waiting", "Anouk")]


def test_only_refused_dates_stay_ticked_when_some_are_refused(series, send, organisation, representative):
    signed_up(series[0], organisation, representative, "Anouk")
    token = str(uuid.uuid4())
    text = send(series, note="Bonjour", token=token).text
    assert f'value="{series[0].uid}" id="date-{series[0].pk}" checked' in text
    assert f'value="{series[1].uid}" id="date-{series[1].pk}" checked' not in text
    assert "Bonjour" in text
    assert f'name="token" value="{token}"' in text


def test_nothing_is_made_twice_when_the_form_is_sent_again(series, send):
    token = str(uuid.uuid4())
    assert send(series, token=token).status_code == send(series, token=token).status_code == 200
    assert Registration.objects.count() == 3


def test_the_same_form_served_for_another_person_is_refused_by_date(series, send, signed_in, other_representative):
    token = str(uuid.uuid4())
    send(series, token=token)
    browser = signed_in(other_representative)
    fields = {"organisation": other_representative.mandates.get().organisation_id, "name_1": "Zoé", "token": token}
    browser.post(reverse("members:several"), fields | {"dates": [str(series[0].uid)]})
    assert Registration.objects.count() == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"name_1": ""},
        {"name_2": "x" * 200},
        {"token": "abc"},
        {"people": ["abc"]},
        {"dates": []},
        {"dates": ["abc"]},
        {"dates": [str(uuid.UUID(int=0))]},
        {"dates": ["\x00"]},
        {"organisation": ""},
        {"organisation": "\x00"},
        {"evenement": "abc", "name_1": ""},
    ],
)
def test_the_form_comes_back_with_what_was_typed_when_it_is_wrong(fields, series, send):
    response = send((), **{"dates": uids(series), "note": "Note Typed"} | fields)
    assert response.status_code == 200
    assert "error-summary" in response.text
    assert "Note Typed" in response.text
    assert not Registration.objects.exists()


def test_another_organisation_is_refused_when_it_is_sent(series, send, other_organisation):
    assert "error-summary" in send(series, organisation=other_organisation.pk).text
    assert not Registration.objects.exists()


def test_only_the_dates_of_the_event_are_offered_when_one_is_named(series, own):
    other = dates_of(event_page(title="Midi", days=(21,)))[0]
    address = reverse("members:several")
    text = own.get(f"{address}?evenement={series[0].event_key}").text
    assert str(series[0].uid) in text
    assert str(other.uid) not in text
    for nonsense in ("abc", "", "\x00"):
        assert str(other.uid) in own.get(address, {"evenement": nonsense}).text


def test_dates_that_take_no_sign_up_are_not_offered(series, own):
    now = timezone.now()
    Occurrence.objects.filter(pk=series[0].pk).update(closes_at=now)
    Occurrence.objects.filter(pk=series[1].pk).update(opens_at=now + dt.timedelta(days=1))
    text = own.get(reverse("members:several")).text
    assert [str(date.uid) in text for date in series] == [False, False, True]


def test_other_dates_are_kept_when_one_breaks_its_limit(series, send):
    Occurrence.objects.filter(pk=series[1].pk).update(organisation_cap=1)
    text = send(series, name_2="Boris").text
    assert Registration.objects.count() == 2
    assert text.count('class="field__error"') == 1


def test_the_event_page_leads_to_it_when_there_are_several_dates(series, own):
    page = own.get(reverse("members:home")).text
    assert reverse("members:several") in page


def test_the_list_asks_as_much_when_there_are_twenty_dates(site_tree, own, organisation):
    event_page(title="Midi", days=(20, 21))
    address = reverse("members:several")

    def queries() -> int:
        own.get(address)
        with CaptureQueriesContext(connection) as found:
            own.get(address)
        return len(found)

    few = queries()
    event_page(title="Série", days=range(30, 48))
    PersonFactory(organisation=organisation)
    assert queries() == few
