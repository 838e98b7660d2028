"""RSS and JSON beside the calendars: what readers of news and other sites get."""

import datetime as dt
import json
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.utils import timezone
from factories.events import EventKindFactory, dates_of, event_page, row
from factories.network import OrganisationFactory, WorkingGroupFactory
from factories.sign_up import signed_up

from events.models import EventDate, Occurrence

pytestmark = pytest.mark.django_db
JSON, RSS = "/fr/agenda/agenda.json", "/fr/agenda/agenda.rss"
CACHE = "public, max-age=900, stale-while-revalidate=3600"


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


def dates(client, address=JSON) -> list[dict]:
    return json.loads(client.get(address).content)["events"]


def items(client, address=RSS) -> list:
    return ET.fromstring(client.get(address).content).findall("channel/item")  # noqa: S314 - our own file


@pytest.mark.parametrize(
    ("address", "content_type"),
    [(JSON, "application/json; charset=utf-8"), (RSS, "application/rss+xml; charset=utf-8")],
)
def test_headers_are_those_of_a_public_feed_when_it_is_fetched(client, address, content_type):
    event_page()
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert (response["Cache-Control"], response["Access-Control-Allow-Origin"]) == (CACHE, "*")
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies
    assert not {"Last-Modified", "Set-Cookie"} & set(response.headers)
    head = client.head(address)
    assert (head.content, dict(head.headers)) == (b"", dict(response.headers))


@pytest.mark.parametrize("address", [JSON, RSS])
@pytest.mark.parametrize("pattern", ["{0}", "W/{0}", "*", '"other", {0}'])
def test_nothing_is_sent_again_when_the_reader_has_these_bytes(client, address, pattern):
    tag = client.get(address)["ETag"]
    response = client.get(address, headers={"If-None-Match": pattern.format(tag)})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
    assert response["Cache-Control"] == CACHE


@pytest.mark.parametrize("address", [JSON, RSS])
@pytest.mark.parametrize(
    "query",
    ["nombre=0", "nombre=501", "nombre=abc", "nombre=", "nombre=1&nombre=2", "nombre=%00", "nombre=1e3", "x=1", "q=",
     "type=%00", "nombre=" + "9" * 5000],
)  # fmt: skip
def test_the_answer_is_not_found_when_a_parameter_is_nonsense(client, address, query):
    assert client.get(f"{address}?{query}").status_code == 404


@pytest.mark.parametrize("address", [JSON, RSS])
def test_other_methods_are_refused_when_sent(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", [JSON, RSS])
def test_the_feed_is_well_formed_and_constant_when_it_is_empty(client, address):
    first = client.get(address)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=3)):
        assert client.get(address).content == first.content


@pytest.fixture
def date_in_spring():
    """Everything of it is known but its position."""
    lines = [EventDate(day=dt.date(2027, 3, 28), start_time=dt.time(12), end_time=dt.time(14))]
    group = WorkingGroupFactory(name_fr="Logement", letter="LO", colour="#b22222")
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False):
        event_page(title="Été & hiver", group=group, host=OrganisationFactory(name_fr="L’Escale"), dates=lines)
        yield Occurrence.objects.get()


def test_the_feed_has_the_documented_shape_when_it_is_filtered(client, date_in_spring):
    feed = json.loads(client.get(f"{JSON}?groupe=logement&nombre=5").content)
    assert len(feed.pop("events")) == 1
    assert feed == {
        "name": "Coordination sociale – Agenda – Logement",
        "description": "Les dates publiques de la coordination.",
        "language": "fr",
        "time_zone": "Europe/Brussels",
        "page_url": "http://testserver/fr/agenda/?groupe=logement",
        "feed_url": "http://testserver/fr/agenda/agenda.json?groupe=logement&nombre=5",
        "calendar_url": "http://testserver/fr/agenda/agenda.ics?groupe=logement",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
    }


def test_a_date_has_the_documented_shape_when_all_is_known(client, date_in_spring):
    assert dates(client) == [shape_of(date_in_spring)]


def shape_of(date: Occurrence) -> dict:
    return {
        "uid": date.calendar_uid,
        "url": "http://testserver/fr/agenda/ete-hiver/",
        "title": "Été & hiver",
        "title_language": "fr",
        "summary": "Un partenaire ouvre ses portes.",
        "start": "2027-03-28T12:00:00+02:00",
        "end": "2027-03-28T14:00:00+02:00",
        "all_day": False,
        "when": "dimanche 28\xa0mars 2027, 12\xa0h\xa0– 14\xa0h",
        "status": "planned",
        "reason": "",
        "previous_start": None,
        "place": "Maison du Peuple",
        "access": "",
        "latitude": None,
        "longitude": None,
        "host": {"slug": date.host.slug, "name": "L’Escale"},
        "group": {"slug": "logement", "name": "Logement", "letter": "LO", "colour": "#b22222"},
        "kind": {"slug": "midi-de-la-coordination", "name": "Midi de la coordination", "colour": date.kind.colour},
        "audience": {"code": "membres", "name": "pour les membres du réseau"},
        "language": {"code": "fr", "name": "Français"},
        "sign_up": {
            "open": True,
            "words": "10 places libres sur 10",
            "closes_at": "2027-03-26T18:00:00+01:00",
        },
        "image": "",
        "changed_at": "2026-11-20T09:00:00+00:00",
    }


def test_whole_days_end_at_the_midnight_after_when_they_are_data(client):
    event_page(dates=[EventDate(day=dt.date(2090, 5, 1), last_day=dt.date(2090, 5, 2))])
    [date] = dates(client)
    assert (date["all_day"], date["start"], date["end"]) == (
        True,
        "2090-05-01T00:00:00+02:00",
        "2090-05-03T00:00:00+02:00",
    )


def test_a_date_says_that_it_was_moved_or_does_not_stand_when_it_changed(client):
    before = timezone.now().replace(microsecond=0) + dt.timedelta(days=3)
    event_page(dates=[row(4, status="cancelled", reason_fr="Travaux"), row(5, previous_start=before, sort_order=1)])
    cancelled, moved = dates(client)
    assert (cancelled["status"], cancelled["reason"], cancelled["sign_up"]["open"]) == ("cancelled", "Travaux", False)
    assert moved["status"] == "planned"
    assert dt.datetime.fromisoformat(moved["previous_start"]) == before
    titles = [item.findtext("title") for item in items(client)]
    assert titles == ["ANNULÉ – Midi chez L’Escale du Canal", "Midi chez L’Escale du Canal"]


@pytest.mark.parametrize("read", [dates, items])
def test_past_dates_and_drafts_are_left_out_when_they_are_no_news(client, read):
    event_page(days=(-3, 4))
    event_page(publish=False, title="Secret")
    page = event_page(title="Parti")
    page.unpublish()
    assert len(read(client)) == 1


@pytest.mark.parametrize(("read", "address"), [(dates, JSON), (items, RSS)])
def test_only_so_many_dates_come_when_a_number_is_asked(client, read, address):
    event_page(days=(3, 4, 5))
    assert len(read(client, f"{address}?nombre=2")) == 2


def test_a_date_counts_as_news_again_when_it_was_moved(client):
    page = event_page()
    [first] = items(client)
    page.dates.all()[0].day += dt.timedelta(days=1)
    date = page.dates.all()[0]
    date.day += dt.timedelta(days=1)
    page.dates = [date]
    page.save_revision().publish()
    [second] = items(client)
    assert dates_of(page)[0].sequence == 1
    assert first.findtext("guid") != second.findtext("guid")
    assert second.find("guid").get("isPermaLink") == "false"


def test_rss_tells_day_place_and_state_when_it_is_read(client):
    event_page(title="Midi <b>&</b>", place_fr="Parc & jardin")
    [item] = items(client)
    assert item.findtext("title") == "Midi <b>&</b>"
    assert "Parc & jardin" in item.findtext("description")
    assert "10 places libres sur 10" in item.findtext("description")
    assert item.findtext("category") == "Midi de la coordination"
    assert client.get(item.findtext("link").removeprefix("http://testserver")).status_code == 200


def test_the_feed_is_well_formed_when_a_text_holds_what_xml_cannot(client):
    event_page(title="Midi", introduction="Une page\x0b de \x08 notes ]]> & < \ufffe")
    [item] = items(client)
    assert "Une page de  notes ]]> & <" in item.findtext("description")
    assert "Une page" in dates(client)[0]["summary"]


def test_words_are_dutch_when_the_feed_is_dutch(client):
    event_page()
    [date] = dates(client, "/nl/agenda/agenda.json")
    assert (date["title_language"], date["language"]["name"]) == ("fr", "Frans")
    assert date["kind"]["name"] == "Middag van de coördinatie"
    [item] = items(client, "/nl/agenda/agenda.rss")
    assert item.findtext("category") == "Middag van de coördinatie"


def test_nobody_is_named_when_people_are_signed_up(client, organisation, representative):
    date = dates_of(event_page())[0]
    signed_up(date, organisation, representative, "Prénom Nom")
    content = client.get(JSON).content + client.get(RSS).content
    assert "Prénom".encode() not in content
    assert dates(client)[0]["sign_up"]["words"] == "9 places libres sur 10"


@pytest.mark.parametrize(("count", "address"), [(n, address) for n in (2, 20) for address in (JSON, RSS)])
def test_reading_costs_no_query_per_date_when_there_are_many(queries_of, count, address):
    kind = EventKindFactory(name_fr="Fête")
    for n in range(count):
        event_page(title=f"M {n}", days=(n + 1,), host=OrganisationFactory(), group=WorkingGroupFactory(), kind=kind)
    assert queries_of(address)[1] == 2
