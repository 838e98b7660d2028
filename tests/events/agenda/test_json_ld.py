"""Dates as search engines read them."""

import datetime as dt
import json
import re
import uuid

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from factories.events import dates_of, event_page, in_days
from factories.network import LocationFactory, OrganisationFactory
from factories.sign_up import signed_up

from events.models import EventDate, Occurrence
from events.seats import public_registration
from home.cache.stamp import one_reading
from home.models import SiteSettings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


def block(page, dates) -> str:
    request = RequestFactory().get("/fr/agenda/x/")
    context = Context({"page": page, "dates": dates, "request": request, "coordination": SiteSettings()})
    return Template("{% load structured_tags %}{% event_json_ld page dates %}").render(context)


def data(page, dates=None):
    dates = Occurrence.objects.filter(event_key=page.translation_key).with_seat_counts() if dates is None else dates
    html = block(page, dates)
    [content] = re.findall(r'\A<script type="application/ld\+json">([^<>&]*)</script>\Z', html)
    return json.loads(content)


def row(**fields) -> EventDate:
    return EventDate(**{"day": in_days(20), "start_time": dt.time(12), "end_time": dt.time(14)} | fields)


def test_a_date_tells_its_facts_when_it_stands():
    page = event_page(capacity=10)
    date = Occurrence.objects.get()
    assert data(page) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "identifier": date.calendar_uid,
        "name": page.title,
        "description": page.introduction,
        "eventStatus": "https://schema.org/EventScheduled",
        "startDate": date.start.astimezone().isoformat(),
        "endDate": date.end.astimezone().isoformat(),
        "location": {"@type": "Place", "name": "Maison du Peuple", "address": "Maison du Peuple"},
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": 10,
        "remainingAttendeeCapacity": 10,
        "url": f"http://testserver{page.url}",
        "inLanguage": "fr",
        "organizer": {"@type": "Organization", "name": "Coordination sociale", "url": "http://testserver/fr/"},
    }


def test_seats_left_are_told_when_some_are_taken(organisation, coordinator):
    page = event_page(capacity=10)
    date = Occurrence.objects.get()
    signed_up(date, organisation, coordinator, "Une collègue", "Un collègue")
    assert data(page)["remainingAttendeeCapacity"] == 8


def test_seats_left_are_left_out_when_nobody_counted_them():
    page = event_page(capacity=10)
    assert "remainingAttendeeCapacity" not in data(page, Occurrence.objects.all())


@pytest.mark.parametrize("title", ["</script><script>alert(1)</script>", "<!-- <script>", 'A & "B" \u2028 </SCRIPT >'])
def test_a_title_stays_text_when_it_tries_to_close_the_block(title):
    page = event_page(title=title, slug="x")
    assert data(page)["name"] == title


def test_a_date_is_cancelled_when_the_editor_says_so():
    assert data(event_page(dates=[row(status="cancelled")]))["eventStatus"].endswith("/EventCancelled")


def test_the_day_stays_when_a_date_is_postponed_to_no_day_yet():
    event = data(event_page(dates=[row(status="postponed")]))
    assert event["eventStatus"].endswith("/EventPostponed")
    assert event["startDate"].startswith(in_days(20).isoformat())


def test_the_new_day_is_told_when_a_date_is_postponed_to_it():
    event = data(event_page(dates=[row(day=in_days(30), previous_start=row().starts_at)]))
    assert event["eventStatus"].endswith("/EventRescheduled")
    assert event["startDate"].startswith(in_days(30).isoformat())
    assert event["previousStartDate"].startswith(in_days(20).isoformat())


def test_days_are_told_without_hours_when_they_are_whole():
    event = data(event_page(dates=[row(start_time=None, end_time=None, last_day=in_days(22))]))
    assert (event["startDate"], event["endDate"]) == (in_days(20).isoformat(), in_days(22).isoformat())


def test_each_date_is_an_event_when_there_are_several():
    events = data(event_page(days=(3, 4)))
    assert [event["@type"] for event in events] == ["Event", "Event"]


def test_nothing_is_written_when_there_is_no_date():
    assert block(event_page(), []) == ""


def test_writing_the_block_needs_no_query_per_date(django_assert_num_queries):
    page = event_page(days=range(2, 22))
    dates = list(Occurrence.objects.with_seat_counts())
    with one_reading():
        block(page, dates[:2])
    with (
        one_reading(),
        django_assert_num_queries(2),
    ):  # the stamp, and the site, which a request that Wagtail routed already knows
        block(page, dates)


def test_the_host_and_its_address_are_told_when_it_receives():
    host = OrganisationFactory(name_fr="Toit Commun")
    LocationFactory(organisation=host, latitude="50.830000", longitude="4.340000")
    event = data(event_page(host=host, place_fr=""))
    assert event["organizer"] == {
        "@type": "Organization",
        "name": "Toit Commun",
        "url": "http://testserver/fr/reseau/toit-commun/",
    }
    assert event["location"]["address"]["postalCode"] == "1060"
    assert event["location"]["address"]["addressLocality"] == "Saint-Gilles"
    assert event["location"]["address"]["streetAddress"] == "quai des Mariniers 12"
    assert event["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 50.83, "longitude": 4.34}


def test_the_coordination_organises_when_the_host_is_not_published():
    event = data(event_page(host=OrganisationFactory(published=False)))
    assert event["organizer"]["name"] == "Coordination sociale"


def test_both_languages_are_told_when_both_are_spoken():
    assert data(event_page(spoken="fr-nl"))["inLanguage"] == ["fr", "nl"]


@pytest.mark.parametrize(("is_public", "told"), [(True, "https://visio.example/a"), (False, "http://testserver/")])
def test_a_link_that_is_not_public_stays_secret_when_one_can_take_part_from_afar(is_public, told):
    event = data(event_page(conference_url="https://visio.example/a", conference_is_public=is_public))
    assert event["eventAttendanceMode"].endswith("/MixedEventAttendanceMode")
    assert event["location"][1]["url"].startswith(told)


def test_each_date_has_its_own_address_when_there_are_several():
    page = event_page(days=(3, 4))
    urls = [event["url"] for event in data(page)]
    assert urls == [f"http://testserver{page.url}?date={date.uid}" for date in dates_of(page)]


def test_the_offer_leads_to_the_form_when_everybody_may_sign_up():
    page = event_page(sign_up="public", capacity=1)
    date = dates_of(page)[0]
    found = data(page)["offers"]
    assert found["url"] == f"http://testserver/fr/inscription/{date.uid}/"
    assert found["availability"] == "https://schema.org/InStock"
    public_registration.sign_up(
        occurrence_id=date.pk,
        email="bo@example.org",
        people=[public_registration.Visitor("Boris")],
        language="fr",
        token=uuid.uuid4(),
    )
    assert data(page)["offers"]["availability"] == "https://schema.org/SoldOut"


@pytest.mark.parametrize("fields", [{"sign_up": "members"}, {"sign_up": "none"}, {"sign_up": "public", "days": (1,)}])
def test_there_is_no_offer_when_nobody_from_the_public_can_sign_up(fields):
    assert "offers" not in data(event_page(**fields))
