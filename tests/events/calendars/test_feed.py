"""The agenda as a feed: what it holds and how HTTP carries it."""

import datetime as dt

import pytest
import time_machine
from factories.events import EventKindFactory, date_of, event_page, in_days
from factories.network import OrganisationFactory, WorkingGroupFactory
from factories.sign_up import signed_up
from icalendar import Calendar
from wagtail.models import PageViewRestriction, Site

from config.foundation import add_page, translate
from events.models import AgendaPage, EventDate, Occurrence
from home.models import SiteSettings
from network.models import GroupsPage, WorkingGroupPage

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
    assert "Content-Length" not in response
    assert (response["ETag"], response["Cache-Control"], response["Vary"]) == (tag, CACHE, "Accept-Encoding")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.head(ADDRESS, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("tag", ['"other"', "", "nonsense", 'W/"', '"' + "x" * 10_000])
def test_everything_is_sent_when_the_reader_has_other_bytes(client, tag):
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_other_methods_are_refused_when_sent(client, method):
    response = getattr(client, method)(ADDRESS)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS,
        "/nl/agenda/agenda.rss",
        "/fr/agenda/agenda.json?type=midi-de-la-coordination",
        "/fr/agenda/midi/midi.ics",
        "/fr/groupes/logement/agenda.json",
        "/embed/agenda.js",
        # A browser follows no redirection here, and asks again at the address itself.
        "/fr/agenda/ancien/ancien.ics",
        f"{ADDRESS}?type=%00",
        "/fr/agenda/" + "x" * 10_000 + ".ics",
    ],
)
@pytest.mark.parametrize(
    "asked",
    [
        {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"},
        {"Origin": "https://example.org", "Access-Control-Request-Headers": "if-none-match"},
        {"Origin": "null", "Access-Control-Request-Method": "\x00", "Cookie": "sessionid=x; csrftoken=y"},
        {},
    ],
)
def test_a_script_of_any_site_may_ask_when_a_browser_asks_first(client, address, asked):
    response = client.options(address, headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert response["Access-Control-Allow-Headers"] == "*"
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies


def test_no_script_may_ask_when_a_calendar_is_private_or_an_address_is_none(client):
    for address in ("/flux/" + "x" * 30 + "/agenda.ics", "/fr/agenda/a%00.ics"):
        response = client.options(address)
        assert response.status_code in (404, 405)
        assert "Access-Control-Allow-Origin" not in response


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
        f"{ADDRESS}?type=",
        f"{ADDRESS}?nombre=3",
        f"{ADDRESS}?q=",
        f"{ADDRESS}?q=%CC%81",
        f"{ADDRESS}?lieu=nulle-part",
        f"{ADDRESS}?langue=de",
        f"{ADDRESS}?langue=fr&langue=fr",
        f"{ADDRESS}?public=tous&public=membres",
        f"{ADDRESS}?organisation=nonsense",
        "/fr/agenda/nonsense.json",
        "/fr/agenda/nonsense.rss",
        "/fr/groupes/agenda.ics",
        "/fr/groupes/nonsense/agenda.ics",
        "/fr/reseau/agenda.ics",
        "/fr/reseau/nonsense/agenda.ics",
        "/fr/reseau/plan/agenda.ics",
        "/fr/reseau/a/b/agenda.ics",
        "/fr/charte/agenda.ics",
        "/fr/" + "a/" * 40 + "agenda.ics",
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


def test_the_identifier_decides_the_order_when_dates_begin_together(client):
    for title in ("Un", "Deux", "Trois", "Quatre"):
        event_page(title=title)
    found = [str(event["UID"]) for event in events(client.get(ADDRESS))]
    assert found == sorted(found)
    assert len(found) == 4


def test_each_date_is_an_event_of_its_own_when_an_editor_repeated_them(client):
    event_page(days=(2, 9, 16))
    found = events(client.get(ADDRESS))
    assert len({event["UID"] for event in found}) == 3
    assert not [event for event in found if {"RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"} & set(event)]


def test_dates_of_one_event_name_their_neighbours_when_there_are_three(client):
    page = event_page(days=(2, 9, 16))
    event_page(days=(3,), title="Autre")
    of_event = [event for event in events(client.get(ADDRESS)) if event["SUMMARY"] == page.title]
    uids = [event["UID"] for event in of_event]
    assert [event["RELATED-TO"] for event in of_event] == [uids[1], [uids[0], uids[2]], uids[1]]


def test_nobody_is_named_when_people_are_signed_up(client, organisation, representative):
    page = event_page()
    date = date_of(page)
    signed_up(date, organisation, representative, "Prénom Nom")
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


@pytest.fixture
def groups_page(site):
    return GroupsPage.objects.get(locale__language_code="fr")


def group_page(parent, **fields):
    return add_page(parent, WorkingGroupPage(group=WorkingGroupFactory(**fields), title=fields["name_fr"]))


def test_a_kind_has_a_feed_of_its_own_when_it_is_asked_by_name(client):
    party = EventKindFactory(name_fr="Fête de quartier", plural_fr="Fêtes de quartier")
    event_page(title="Midi")
    event_page(title="Fête", kind=party)
    response = client.get("/fr/agenda/fete-de-quartier.ics")
    assert [event["SUMMARY"] for event in events(response)] == ["Fête"]
    calendar = Calendar.from_ical(response.content)
    assert calendar["NAME"].endswith(" – Agenda – Fêtes de quartier")
    assert calendar["URL"] == "http://testserver/fr/agenda/?type=fete-de-quartier"
    assert response["Content-Disposition"] == 'inline; filename="fete-de-quartier.ics"'
    assert client.get("/fr/agenda/fete-de-quartier.ics?type=fete-de-quartier").status_code == 404


def test_a_group_has_a_feed_beside_its_page_when_it_has_one(client, groups_page):
    page = group_page(groups_page, name_fr="Logement")
    event_page(title="Réunion du logement", group=page.group)
    event_page(title="Midi")
    response = client.get("/fr/groupes/logement/agenda.ics")
    assert [event["SUMMARY"] for event in events(response)] == ["Réunion du logement"]
    calendar = Calendar.from_ical(response.content)
    assert calendar["NAME"].endswith(" – Logement")
    assert calendar["URL"] == "http://testserver/fr/groupes/logement/"
    assert response["Content-Disposition"] == 'inline; filename="agenda-logement.ics"'
    assert client.get("/fr/groupes/logement/agenda.ics?groupe=logement").status_code == 404
    assert client.get("/fr/groupes/logement/midi.ics").status_code == 404


def test_an_organisation_has_a_feed_beside_its_sheet_when_it_is_published(client, organisation):
    event_page(title="Chez nous", host=organisation)
    event_page(title="Ailleurs")
    address = f"/fr/reseau/{organisation.slug}/agenda.ics"
    assert [event["SUMMARY"] for event in events(client.get(address))] == ["Chez nous"]
    assert Calendar.from_ical(client.get(address).content)["NAME"].endswith(" – L’Escale du Canal")
    organisation.published = False
    organisation.save()
    assert client.get(address).status_code == 404


def test_filters_work_on_top_of_any_feed_when_they_are_known(client, organisation):
    event_page(title="Pour tous", host=organisation, audience="tous", place_fr="Parc, allée 1")
    event_page(title="Entre nous", host=organisation, audience="membres", spoken="nl")
    address = f"/fr/reseau/{organisation.slug}/agenda.ics"

    def titles(query):
        return {str(event["SUMMARY"]) for event in events(client.get(f"{address}?{query}"))}

    assert titles("public=tous") == titles("lieu=parc") == titles("q=pour tous") == {"Pour tous"}
    assert titles("langue=nl") == {"Entre nous"}
    assert titles("public=tous&langue=nl") == set()
    calendar = Calendar.from_ical(client.get(f"{address}?public=tous&lieu=parc").content)
    assert calendar["NAME"].endswith(" – L’Escale du Canal – Parc – ouvert à tous")
    assert calendar["SOURCE"] == f"http://testserver{address}?public=tous&lieu=parc"


def test_one_event_is_a_file_to_download_when_it_is_asked_beside_its_page(client):
    page = event_page(title="Petit déjeuner", days=(-400, 3, 10))
    response = client.get("/fr/agenda/petit-dejeuner/petit-dejeuner.ics")
    assert response["Content-Disposition"] == 'attachment; filename="petit-dejeuner.ics"'
    assert response["Cache-Control"] == CACHE
    assert len(events(response)) == 3
    # A name would make Outlook open it as one more calendar.
    assert not {"X-WR-CALNAME", "NAME"} & set(Calendar.from_ical(response.content))
    date = Occurrence.objects.filter(event_key=page.translation_key).order_by("start")[1]
    [one] = events(client.get(f"/fr/agenda/petit-dejeuner/petit-dejeuner.ics?date={date.uid}"))
    assert one["UID"] == date.calendar_uid
    assert "RELATED-TO" not in one


@pytest.mark.parametrize(
    "query",
    ["?date=", "?date=abc", "?date=%00", "?type=midi", "?x=1", "?date=7d3c1f6a-8f0e-4e5b-9b38-9a2f6f0c1d11"],
)
def test_no_file_is_sent_when_its_date_is_nonsense(client, query):
    event_page(title="Midi")
    assert client.get(f"/fr/agenda/midi/midi.ics{query}").status_code == 404


@pytest.mark.parametrize("name", ["agenda.ics", "other.ics", "midi.json", "midi.rss"])
def test_no_file_is_sent_when_it_bears_another_name(client, name):
    event_page(title="Midi")
    assert client.get(f"/fr/agenda/midi/{name}").status_code == 404


def test_one_date_of_another_event_is_not_in_the_file_when_asked(client):
    event_page(title="Midi")
    other = event_page(title="Autre")
    uid = Occurrence.objects.get(event_key=other.translation_key).uid
    assert client.get(f"/fr/agenda/midi/midi.ics?date={uid}").status_code == 404


@pytest.mark.parametrize("extension", ["ics", "rss", "json"])
def test_subscribers_are_led_on_when_a_page_was_renamed(
    client, groups_page, extension, django_capture_on_commit_callbacks
):
    page = group_page(groups_page, name_fr="Logement")
    event_page(title="Réunion", group=page.group)
    with django_capture_on_commit_callbacks(execute=True):
        page.slug = "habiter"
        page.save_revision().publish()
    response = client.get(f"/fr/groupes/logement/agenda.{extension}?q=r%C3%A9union")
    assert response.status_code == 301
    assert response["Location"] == f"/fr/groupes/habiter/agenda.{extension}?q=r%C3%A9union"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(response["Location"]).status_code == 200


@pytest.fixture
def renamed(django_capture_on_commit_callbacks):
    """An event first at ``/agenda/midi/``, then ``soupe/``, now ``repas/``, in both languages."""
    page = event_page(title="Midi", with_revision=True)
    for slug in ("soupe", "repas"):
        with time_machine.travel(dt.timedelta(minutes=5)), django_capture_on_commit_callbacks(execute=True):
            page = page.get_latest_revision_as_object()
            page.slug = slug
            page.save_revision().publish()
    return page


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("old", ["midi", "soupe"])
def test_the_old_file_of_an_event_leads_to_the_new_one_when_its_page_was_renamed(client, renamed, language, old):
    uid = date_of(renamed).uid
    response = client.get(f"/{language}/agenda/{old}/{old}.ics?date={uid}")
    assert (response.status_code, response["Location"]) == (301, f"/{language}/agenda/repas/repas.ics?date={uid}")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert events(client.get(response["Location"]))[0]["UID"] == date_of(renamed).calendar_uid


@pytest.mark.parametrize("old", ["midi", "soupe"])
def test_the_old_poster_leads_to_the_new_one_when_its_page_was_renamed(client, renamed, old):
    response = client.get(f"/fr/agenda/{old}/affiche.pdf?format=a3")
    assert (response.status_code, response["Location"]) == (301, "/fr/agenda/repas/affiche.pdf?format=a3")


@pytest.mark.parametrize(
    "address",
    [
        "midi/soupe.ics",
        "midi/agenda.ics",
        "midi/midi.json",
        "midi/midi/midi.ics",
        "midi/rien/",
        "midi/rien/affiche.pdf",
        "x/" * 30 + "affiche.pdf",
    ],
)
def test_nobody_is_led_on_when_nothing_lay_there(client, renamed, address):
    answer = client.get(f"/fr/agenda/{address}", follow=True)
    assert answer.status_code == 404


def test_the_file_is_its_own_when_another_event_has_the_old_address(client, renamed):
    other = event_page(title="Midi")
    [one] = events(client.get("/fr/agenda/midi/midi.ics"))
    assert one["UID"] == date_of(other).calendar_uid


def test_nobody_is_led_on_when_the_renamed_event_is_not_public_any_more(client, renamed):
    renamed.unpublish()
    for address in ("midi.ics", "affiche.pdf"):
        assert client.get(f"/fr/agenda/midi/{address}").status_code == 404


def test_calendars_hear_of_the_new_address_when_a_page_is_renamed(client, django_capture_on_commit_callbacks):
    page = event_page(title="Midi")
    other = event_page(title="Autre")
    [before, untouched] = date_of(page), date_of(other)
    with time_machine.travel(dt.timedelta(hours=1)), django_capture_on_commit_callbacks(execute=True):
        page.slug = "soupe"
        page.save_revision().publish()
    after = date_of(page)
    assert after.changed_at > before.changed_at
    # Nobody needs to come at another hour or place.
    assert (after.sequence, after.uid) == (0, before.uid)
    assert date_of(other).changed_at == untouched.changed_at
    [told] = [one for one in events(client.get(ADDRESS)) if one["UID"] == after.calendar_uid]
    assert told["URL"].endswith("/fr/agenda/soupe/")
    assert told["LAST-MODIFIED"].dt == told["DTSTAMP"].dt == after.changed_at.replace(microsecond=0)


def test_calendars_hear_of_the_new_addresses_when_the_agenda_is_renamed(client, django_capture_on_commit_callbacks):
    before = date_of(event_page(title="Midi"))
    agenda = AgendaPage.objects.get(locale__language_code="fr")
    with time_machine.travel(dt.timedelta(hours=1)), django_capture_on_commit_callbacks(execute=True):
        agenda.slug = "calendrier"
        agenda.save_revision().publish()
    assert Occurrence.objects.get(pk=before.pk).changed_at > before.changed_at
    assert client.get("/fr/agenda/midi/midi.ics")["Location"] == "/fr/calendrier/midi/midi.ics"


def test_nothing_is_told_when_the_page_is_for_some_people_only(client):
    event_page(title="Midi")
    assert client.get(ADDRESS).status_code == 200
    PageViewRestriction.objects.create(
        page=AgendaPage.objects.get(locale__language_code="fr"), restriction_type=PageViewRestriction.LOGIN
    )
    assert client.get(ADDRESS).status_code == 404
    assert client.get("/fr/agenda/midi/midi.ics").status_code == 404


def test_a_page_says_where_its_feeds_are_when_it_is_of_a_group_or_an_organisation(client, groups_page, organisation):
    group_page(groups_page, name_fr="Logement")
    for path in ("/fr/groupes/logement/", f"/fr/reseau/{organisation.slug}/"):
        shown = client.get(path).content.decode()
        for kind in ("text/calendar", "application/rss+xml", "application/json"):
            assert f'<link rel="alternate" type="{kind}"' in shown
        assert f'href="{path}agenda.ics"' in shown
        assert client.get(f"{path}agenda.rss").status_code == 200


@pytest.mark.parametrize(
    ("count", "way"), [(count, way) for count in (2, 20) for way in ("group", "organisation", "kind")]
)
def test_each_feed_costs_no_query_per_date_when_it_is_read(queries_of, groups_page, organisation, count, way):
    page = group_page(groups_page, name_fr="Logement")
    for n in range(count):
        event_page(title=f"Midi {n}", days=(n + 1,), host=organisation, group=page.group)
    kind = Occurrence.objects.first().kind
    path = {
        "group": "/fr/groupes/logement/agenda.ics",
        "organisation": f"/fr/reseau/{organisation.slug}/agenda.ics",
        "kind": f"/fr/agenda/{kind.slug}.ics",
    }[way]
    assert queries_of(path)[1] == 2


@pytest.mark.parametrize("count", [2, 20])
def test_the_file_of_an_event_costs_no_query_per_date_when_it_is_read(client, queries_of, count):
    event_page(title="Midi", days=range(1, count + 1))
    assert queries_of("/fr/agenda/midi/midi.ics")[1] == 2


def test_a_secret_link_stands_in_no_feed_when_it_is_not_public(client):
    event_page(title="Midi", conference_url="https://visio.example/secret")
    event_page(title="Autre", conference_url="https://visio.example/ouvert", conference_is_public=True)
    content = client.get(ADDRESS).content
    assert b"secret" not in content
    assert b"ouvert" in content
