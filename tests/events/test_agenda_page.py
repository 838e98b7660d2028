"""The agenda as readers see it: months, filters, past and to come."""

import datetime as dt
from html import unescape

import pytest
from factories.events import EventKindFactory, event_page, in_days, occurrence
from factories.network import OrganisationFactory, WorkingGroupFactory
from icalendar import Calendar

from events.models import EventDate, Occurrence

pytestmark = pytest.mark.django_db

QUERIES = (11, 3)


@pytest.fixture(autouse=True)
def warm(client, site_tree):
    """What every process reads once: content types and the addresses of the home pages."""
    client.get("/fr/agenda/")


def html(client, path="/fr/agenda/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def rows(page: str) -> int:
    return page.count('<li class="row')


def test_each_date_is_on_one_side_when_some_are_over(client):
    event_page(title="Midi de demain", days=(3,))
    event_page(title="Midi d’hier", days=(-3,))
    coming, past = html(client), html(client, "/fr/agenda/?periode=passe")
    assert "Midi de demain" in coming
    assert "Midi d’hier" not in coming
    assert "Midi d’hier" in past
    assert "Midi de demain" not in past


def test_date_is_past_when_its_end_is_reached(client, time_machine):
    date = occurrence(days=(3,))
    time_machine.move_to(date.end - dt.timedelta(seconds=1), tick=False)
    assert rows(html(client)) == 1
    time_machine.move_to(date.end, tick=False)
    assert rows(html(client)) == 0
    assert rows(html(client, "/fr/agenda/?periode=passe")) == 1


def test_dates_stand_under_their_month_when_they_span_two(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    event_page(days=(5, 20))
    page = html(client)
    assert page.index("Novembre 2026") < page.index("Décembre 2026")
    assert "mercredi 25\u00a0novembre, 12\u00a0h\u00a0– 14\u00a0h" in page


def test_state_is_said_in_words_when_date_does_not_take_place(client):
    cancelled = EventDate(day=in_days(2), start_time=dt.time(12), status="cancelled")
    postponed = EventDate(
        day=in_days(3), start_time=dt.time(12), status="postponed", postponed_to=dt.date(2031, 1, 12), sort_order=1
    )
    event_page(dates=[cancelled, postponed])
    page = html(client)
    assert page.count("plate--void") == 2
    assert page.count("state--stop") == 2
    assert "12\u00a0janvier 2031" in page


def test_withdrawn_date_is_not_shown_when_its_page_is_unpublished(client):
    event_page(title="Retirée").unpublish()
    assert "Retirée" not in html(client)


def test_only_chosen_dates_are_shown_when_filtered_by_kind_and_group(client):
    group = WorkingGroupFactory(name_fr="Logement")
    kind = EventKindFactory(name_fr="Assemblée générale")
    event_page(title="Une assemblée", kind=kind)
    event_page(title="Une réunion", group=group)
    by_kind, by_group = html(client, f"/fr/agenda/?type={kind.slug}"), html(client, f"/nl/agenda/?groupe={group.slug}")
    assert "Une assemblée" in by_kind
    assert "Une réunion" not in by_kind
    assert "Une réunion" in by_group
    assert "Une assemblée" not in by_group


def test_filters_stay_when_reader_goes_to_the_past_or_the_next_page(client):
    kind = EventKindFactory()
    event_page(days=range(1, 24), kind=kind)
    page = html(client, f"/fr/agenda/?type={kind.slug}")
    assert rows(page) == 20
    assert f'href="?type={kind.slug}&amp;page=2"' in page
    assert f'href="?type={kind.slug}&amp;periode=passe"' in page
    assert rows(html(client, f"/fr/agenda/?type={kind.slug}&page=2")) == 3


@pytest.mark.parametrize("query", ["", "?periode=passe"])
def test_page_invites_when_there_is_no_date(client, query):
    assert 'class="empty"' in html(client, f"/fr/agenda/{query}")


def test_all_dates_are_offered_when_the_filter_finds_none(client):
    event_page()
    kind = EventKindFactory(name_fr="Colloque")
    page = html(client, f"/fr/agenda/?type={kind.slug}")
    assert 'class="empty"' in page
    assert rows(page) == 0


@pytest.mark.parametrize(
    "query",
    [
        "?page=abc",
        "?page=0",
        "?page=%00",
        "?page=" + "9" * 10_000,
        "?periode=demain",
        "?type=inconnu&groupe=inconnu",
        "?type=%00&groupe=%00&periode=%00",
        "?type=" + "x" * 10_000,
        "?date=2026-99-99",
    ],
)
def test_all_dates_are_shown_when_parameters_are_nonsense(client, query):
    event_page(title="Une rencontre")
    assert "Une rencontre" in html(client, f"/fr/agenda/{query}")


def test_feed_is_announced_when_agenda_is_read(client):
    page = html(client, "/nl/agenda/")
    assert '<link rel="alternate" type="text/calendar" title="Agenda" href="/nl/agenda/agenda.ics">' in page
    assert "webcal://testserver/nl/agenda/agenda.ics" in page


@pytest.mark.parametrize("period", ["", "periode=passe&"])
def test_the_calendar_holds_what_is_on_screen_when_the_reader_filtered(client, period):
    kind, group = EventKindFactory(name_fr="Colloque"), WorkingGroupFactory()
    event_page(title="Colloque du groupe", kind=kind, group=group)
    event_page(title="Colloque d’un autre", kind=kind)
    event_page(title="Midi du groupe", group=group)
    page = html(client, f"/fr/agenda/?{period}type={kind.slug}&groupe={group.slug}")
    query = f"type={kind.slug}&amp;groupe={group.slug}"
    assert f'"webcal://testserver/fr/agenda/agenda.ics?{query}"' in page
    assert f'<a href="agenda.ics?{query}">' in page
    response = client.get(f"/fr/agenda/agenda.ics?{unescape(query)}")
    assert response.status_code == 200
    assert [str(event["SUMMARY"]) for event in Calendar.from_ical(response.content).walk("VEVENT")] == [
        "Colloque du groupe"
    ]


@pytest.mark.parametrize("query", ["", "?periode=passe"])
@pytest.mark.parametrize("number", [2, 20])
def test_agenda_asks_as_few_queries_whatever_the_number_of_rows(client, queries_of, number, query):
    for n in range(number):
        event_page(days=(n + 1, -n - 1), group=WorkingGroupFactory(), host=OrganisationFactory())
    assert Occurrence.objects.count() == 2 * number
    assert queries_of(f"/nl/agenda/{query}") == QUERIES
    page = html(client, f"/nl/agenda/{query}")
    assert rows(page) == number
