"""The panel that offers to follow the dates on screen."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory
from factories.events import EventKindFactory, event_page
from factories.network import WorkingGroupFactory

from events.agenda.filters import Filters
from events.calendars.subscription import subscription

pytestmark = pytest.mark.django_db
FEED = "/fr/agenda/agenda.ics"


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


@pytest.fixture
def request_(site):
    return RequestFactory().get("/fr/agenda/", {"type": "x"})


@pytest.fixture
def filters():
    return Filters(type=EventKindFactory(), q="été & co")


def test_every_address_carries_the_filters_when_some_are_on_screen(request_, filters):
    ways = subscription(request_, title="Agenda", path=FEED, filters=filters)
    wanted = {"type": [filters.type.slug], "q": ["été & co"]}
    for address in (ways.webcal, ways.address, ways.rss, ways.json, ways.download, ways.frame):
        query = parse_qs(urlsplit(address).query)
        query.pop("nombre", None)
        assert query == wanted, address
    [nested] = parse_qs(urlsplit(ways.google).query)["cid"]
    assert nested == ways.webcal
    for way in (ways.outlook, ways.outlook_at_work):
        assert parse_qs(urlsplit(way).query)["url"] == [ways.address]
    assert ways.filters == filters.in_words


def test_addresses_are_whole_when_nothing_is_filtered(request_):
    ways = subscription(request_, title="Agenda", path="/fr/agenda/agenda")
    assert ways.webcal == "webcal://testserver/fr/agenda/agenda.ics"
    assert ways.address == "http://testserver/fr/agenda/agenda.ics"
    assert (ways.rss, ways.json) == (
        "http://testserver/fr/agenda/agenda.rss",
        "http://testserver/fr/agenda/agenda.json",
    )
    assert ways.frame == "http://testserver/fr/agenda/cadre/?nombre=5"


def test_code_to_paste_is_escaped_when_words_hold_marks(request_):
    ways = subscription(request_, title="<b>Agenda</b>", path=FEED, filters=Filters(q='"><script>'))
    assert "<b>" not in ways.frame_code
    assert "<script>" not in ways.frame_code
    assert ways.component_code.count("<script") == 1


def test_frame_keeps_to_the_group_when_the_feed_is_that_of_a_group(request_):
    group = WorkingGroupFactory()
    ways = subscription(request_, title="Groupe", path="/fr/groupes/logement/agenda.ics", scope=Filters(groupe=group))
    assert parse_qs(urlsplit(ways.frame).query)["groupe"] == [group.slug]
    assert "?" not in ways.address


def test_nothing_public_is_offered_when_the_feed_is_private(request_):
    ways = subscription(request_, title="Privé", path="/flux/secret/agenda.ics", is_private=True)
    assert not any((ways.rss, ways.json, ways.frame, ways.frame_code, ways.component_code))
    assert "secret" in ways.address


def test_code_is_a_picture_in_the_page_when_it_is_drawn(request_):
    assert subscription(request_, title="Agenda", path=FEED).qr.startswith("data:image/svg+xml")


def test_panel_stands_once_with_labels_and_without_inline_code_when_a_sheet_has_dates(client, organisation):
    event_page(host=organisation)
    page = client.get(
        organisation.get_absolute_url()
        if hasattr(organisation, "get_absolute_url")
        else f"/fr/reseau/{organisation.slug}/"
    )
    text = page.content.decode()
    assert text.count('id="subscribe"') == 1
    assert 'for="subscribe-address"' in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert f"/fr/reseau/{organisation.slug}/agenda.ics" in text
