"""The agenda as a feed: what it holds and how HTTP carries it."""

import datetime as dt

import pytest
import time_machine
from factories.events import EventKindFactory, event_page, in_days
from factories.network import OrganisationFactory, WorkingGroupFactory
from icalendar import Calendar
from wagtail.models import Site

from config.foundation import translate
from events import seats
from events.models import EventDate, Occurrence
from home.models import SiteSettings

pytestmark = pytest.mark.django_db
ADDRESS = "/fr/agenda/agenda.ics"
# Queries that find the agenda: site, address, page.
CACHE = "public, max-age=900, stale-while-revalidate=3600"


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


def events(response) -> list:
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_headers_are_those_of_a_public_calendar_when_it_is_fetched(client):
    event_page()
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == CACHE
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Disposition"] == 'inline; filename="agenda.ics"'
    assert response["Vary"] == "Accept-Encoding"
    assert len(response["ETag"]) == 66
    assert not {"Last-Modified", "Content-Encoding", "Set-Cookie"} & set(response.headers)
    assert not response.cookies


def test_no_cookie_is_set_or_deleted_when_the_reader_sends_stale_ones(client):
    client.cookies["sessionid"] = "x"
    client.cookies["csrftoken"] = "y"
    response = client.get(ADDRESS)
    assert not response.cookies
    assert "Cookie" not in response["Vary"]


def test_nothing_is_compressed_when_the_reader_could_unpack_it(client):
    event_page()
    assert not client.get(ADDRESS, headers={"Accept-Encoding": "gzip, br"}).has_header("Content-Encoding")


def test_bytes_and_tag_are_the_same_when_it_is_fetched_twice(client):
    event_page(days=(3, 4, 5))
    first, second = client.get(ADDRESS), client.get(ADDRESS)
    assert first.content == second.content
    assert first["ETag"] == second["ETag"]


def test_head_says_the_same_without_a_body_when_asked(client):
    event_page()
    head, get = client.head(ADDRESS), client.get(ADDRESS)
    assert head.content == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize("pattern", ["{0}", "W/{0}", "*", '"other", {0}', '"other", W/{0}'])
def test_nothing_is_sent_again_when_the_reader_has_these_bytes(client, pattern):
    tag = client.get(ADDRESS)["ETag"]
    response = client.get(ADDRESS, headers={"If-None-Match": pattern.format(tag)})
    assert (response.status_code, response.content) == (304, b"")
    assert (response["ETag"], response["Cache-Control"], response["Vary"]) == (tag, CACHE, "Accept-Encoding")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.head(ADDRESS, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("tag", ['"other"', "", "nonsense", 'W/"', '"' + "x" * 10_000])
def test_everything_is_sent_when_the_reader_has_other_bytes(client, tag):
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods_are_refused_when_sent(client, method):
    response = getattr(client, method)(ADDRESS)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "address",
    [
        f"{ADDRESS}?kind=nonsense",
        f"{ADDRESS}?type=nonsense",
        f"{ADDRESS}?groupe=",
        f"{ADDRESS}?type=%00",
        f"{ADDRESS}?type=" + "x" * 10_000,
        f"{ADDRESS}?page=abc",
        f"{ADDRESS}?x=%00",
        f"{ADDRESS}/",
        "/fr/agenda/nonsense.ics",
        "/fr/agenda.ics",
        "/fr/agenda/a%00.ics",
        "/nl/nergens/agenda.ics",
        "/fr/agenda/" + "x" * 10_000 + ".ics",
    ],
)
def test_the_answer_is_not_found_when_nobody_knows_the_address_or_filter(client, address):
    assert client.get(address).status_code == 404


def test_a_date_is_in_both_languages_with_one_identity_when_it_is_translated(client):
    page = event_page(title="Fête de quartier")
    translate(page, {"Fête de quartier": "Buurtfeest"})
    [french], [dutch] = events(client.get(ADDRESS)), events(client.get("/nl/agenda/agenda.ics"))
    assert french["UID"] == dutch["UID"]
    assert (french["SUMMARY"], dutch["SUMMARY"]) == ("Fête de quartier", "Buurtfeest")
    assert french["URL"].startswith("http://testserver/fr/agenda/")
    assert dutch["URL"].startswith("http://testserver/nl/agenda/")


def test_its_address_is_one_that_opens_when_a_date_has_one(client):
    event_page(title="Été à l’école")
    [event] = events(client.get(ADDRESS))
    assert client.get(event["URL"].removeprefix("http://testserver")).status_code == 200


def test_the_calendar_bears_the_name_of_the_coordination_when_it_has_one(client):
    settings = SiteSettings.for_site(Site.objects.get())
    settings.name_fr, settings.primary_colour = "Coordination du Canal", "#b22222"
    settings.save()
    calendar = Calendar.from_ical(client.get(ADDRESS).content)
    assert calendar["X-WR-CALNAME"] == "Coordination du Canal – Agenda"
    assert calendar["COLOR"] == "firebrick"
    assert calendar["SOURCE"] == "http://testserver/fr/agenda/agenda.ics"
    assert calendar["URL"] == "http://testserver/fr/agenda/"


def test_dates_stay_a_year_when_they_are_past(client):
    event_page(days=(-364, -368, 5))
    assert len(events(client.get(ADDRESS))) == 2


def test_a_cancelled_date_stays_thirty_days_when_it_is_over(client):
    rows = [
        EventDate(day=in_days(n), start_time=dt.time(12), status="cancelled", sort_order=i)
        for i, n in enumerate((-29, -32, 5))
    ]
    event_page(dates=rows)
    assert [event["STATUS"] for event in events(client.get(ADDRESS))] == ["CANCELLED", "CANCELLED"]


@pytest.mark.parametrize("way", ["unpublish", "delete"])
def test_a_date_is_cancelled_and_does_not_vanish_when_its_page_goes(client, way):
    page = event_page()
    [before] = events(client.get(ADDRESS))
    getattr(page, way)()
    [after] = events(client.get(ADDRESS))
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert "URL" not in after


def test_a_draft_is_nowhere_when_it_was_never_published(client):
    event_page(publish=False, title="Secret")
    assert b"Secret" not in client.get(ADDRESS).content


def test_only_the_dates_asked_for_are_sent_when_a_filter_is_known(client):
    group = WorkingGroupFactory(name_fr="Logement")
    party = EventKindFactory(name_fr="Fête de quartier")
    event_page(group=group)
    event_page(kind=party, title="Fête")
    assert [event["SUMMARY"] for event in events(client.get(f"{ADDRESS}?type=fete-de-quartier"))] == ["Fête"]
    assert len(events(client.get(f"{ADDRESS}?groupe=logement"))) == 1
    assert events(client.get(f"{ADDRESS}?groupe=logement&type=fete-de-quartier")) == []
    calendar = Calendar.from_ical(client.get(f"{ADDRESS}?groupe=logement").content)
    assert calendar["NAME"].endswith(" – Agenda – Logement")
    assert calendar["SOURCE"] == f"http://testserver{ADDRESS}?groupe=logement"


def test_dates_stand_in_order_when_events_were_made_in_another(client):
    event_page(days=(9, 2))
    event_page(days=(5,), title="Autre")
    starts = [event.decoded("DTSTART") for event in events(client.get(ADDRESS))]
    assert starts == sorted(starts)
    assert len(starts) == 3


def test_dates_of_one_event_name_their_neighbours_when_there_are_three(client):
    page = event_page(days=(2, 9, 16))
    event_page(days=(3,), title="Autre")
    of_event = [event for event in events(client.get(ADDRESS)) if event["SUMMARY"] == page.title]
    uids = [event["UID"] for event in of_event]
    assert [event["RELATED-TO"] for event in of_event] == [uids[1], [uids[0], uids[2]], uids[1]]


def test_nobody_is_named_when_people_are_signed_up(client, organisation, representative):
    page = event_page()
    date = Occurrence.objects.get(event_key=page.translation_key)
    seats.register(
        occurrence_id=date.pk, organisation=organisation, user=representative, names=["Prénom Nom"], token=date.uid
    )
    content = client.get(ADDRESS).content.decode()
    assert "Prénom" not in content
    assert "ATTENDEE" not in content
    assert "ORGANIZER" not in content


def test_the_stamp_is_that_of_the_change_when_time_has_passed(client):
    with time_machine.travel(dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC), tick=False):
        event_page(days=(40,))
    with time_machine.travel(dt.datetime(2026, 11, 8, 9, tzinfo=dt.UTC), tick=False):
        [event] = events(client.get(ADDRESS))
    assert event.decoded("DTSTAMP") == dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("count", [2, 20])
def test_reading_the_feed_costs_no_query_per_date(client, queries_of, count):
    for n in range(count):
        event_page(title=f"Midi {n}", days=(n + 1,), host=OrganisationFactory(), group=WorkingGroupFactory())
    assert queries_of(ADDRESS) == (11, 2)
    assert len(events(client.get(ADDRESS))) == count


def test_the_page_of_the_agenda_still_opens_when_it_has_routes(client):
    assert client.get("/fr/agenda/").status_code == 200
