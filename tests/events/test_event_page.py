"""An event's page: its dates in words, who comes, and what it says when a date does not take place."""

import datetime as dt
import uuid

import pytest
from factories.events import event_page, in_days
from factories.network import (
    LocationFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
    WorkingGroupFactory,
)

from config.foundation import translate
from events import seats
from events.models import EventDate, EventPage, Occurrence

pytestmark = pytest.mark.django_db

# An alias need not be asked whether its translation is written.
QUERIES = {"fr": (14, 4), "nl": (13, 4)}


@pytest.fixture(autouse=True)
def warm(client, site_tree):
    """What every process reads once: content types and the addresses of the home pages."""
    client.get("/fr/agenda/")


def html(client, page, language="fr") -> str:
    response = client.get(f"/{language}/agenda/{page.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def sign_up(page, organisation, *names):
    seats.register(
        occurrence_id=Occurrence.objects.filter(event_key=page.translation_key).order_by("start").first().pk,
        organisation=organisation,
        user=RepresentativeFactory(organisation=organisation).user,
        names=names,
        token=uuid.uuid4(),
    )


def test_date_and_place_stand_in_words_when_event_has_one_date(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    page = event_page(title="Un midi", days=(13,), place_fr="Maison du Peuple, parvis 37")
    shown = html(client, page)
    assert "Jeudi 3\u00a0décembre 2026, 12\u00a0h\u00a0– 14\u00a0h" in shown
    assert "https://www.openstreetmap.org/search?query=Maison+du+Peuple%2C+parvis+37" in shown
    assert 'href="../agenda.ics"' in shown


def test_words_are_dutch_when_event_is_translated(client):
    page = event_page(title="Un midi")
    translate(page, {"Un midi": "Een middag"})
    shown = html(client, page, "nl")
    assert '<h1 lang="nl">Een middag</h1>' in shown
    assert "notice--warning" not in shown


def test_cancellation_comes_first_when_next_date_is_cancelled(client):
    cancelled = EventDate(day=in_days(2), start_time=dt.time(12), status="cancelled", reason_fr="Grève des transports.")
    page = event_page(dates=[cancelled, EventDate(day=in_days(9), start_time=dt.time(12), sort_order=1)])
    shown = html(client, page)
    assert "Grève des transports." in shown[: shown.index("<h1")]
    assert "plate--void" in shown


def test_no_warning_when_only_a_later_date_is_cancelled(client):
    rows = [
        EventDate(day=in_days(2), start_time=dt.time(12)),
        EventDate(day=in_days(9), start_time=dt.time(12), status="cancelled", sort_order=1),
    ]
    shown = html(client, event_page(dates=rows))
    assert "notice--error" not in shown
    assert "state--stop" in shown


def test_past_dates_are_kept_apart_when_some_are_over(client):
    shown = html(client, event_page(days=(-30, -10, 5)))
    assert shown.count('class="dates__line"') == 3
    assert "<details>" in shown


def test_organisations_are_named_and_nobody_else_when_page_shows_participants(client, organisation):
    page = event_page()
    sign_up(page, organisation, "Nom Secret")
    shown = html(client, page)
    assert f'href="/fr/reseau/{organisation.slug}/"' in shown
    assert "Nom Secret" not in shown


def test_organisations_are_not_named_when_page_does_not_show_participants(client, organisation):
    page = event_page(title="Un midi", shows_participants=False)
    sign_up(page, organisation, "Nom Secret")
    assert organisation.name not in html(client, page)


def test_organisation_is_not_named_when_it_only_waits(client, organisation, other_organisation):
    page = event_page(title="Un midi", capacity=1)
    sign_up(page, organisation, "Un nom")
    sign_up(page, other_organisation, "Un autre")
    assert other_organisation.name not in html(client, page)


def test_page_renders_when_nothing_is_filled_in(client):
    page = event_page(introduction="", place_fr="", capacity=None, sign_up="none")
    assert "openstreetmap" not in html(client, page)


def test_draft_is_previewed_from_its_rows_when_it_was_never_published(site_tree):
    draft = event_page(title="Brouillon", publish=False, days=(4, 8))
    response = draft.make_preview_request()
    assert response.status_code == 200
    assert response.content.decode().count('class="dates__line"') == 2
    assert not Occurrence.objects.filter(event_key=draft.translation_key).exists()


def test_preview_shows_the_rows_as_typed_when_event_is_published(site_tree):
    page = event_page(place_fr="Avant")
    page.place_fr = "Après"
    response = page.make_preview_request()
    assert "Après" in response.content.decode()
    assert EventPage.objects.get(pk=page.pk).place_fr == "Avant"


def test_preview_renders_when_a_page_is_not_saved_yet(site_tree):
    agenda = site_tree.get_children().get(slug="agenda").specific
    kind = event_page().kind
    draft = EventPage(title="Nouveau", slug="nouveau", kind=kind, locale=agenda.locale)
    agenda.add_child(instance=draft)
    assert draft.make_preview_request().status_code == 200


def test_page_is_lost_when_event_is_unpublished(client):
    page = event_page()
    page.unpublish()
    assert client.get(f"/fr/agenda/{page.slug}/").status_code == 404


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("number", [2, 20])
def test_event_asks_as_few_queries_whatever_the_number_of_dates_and_participants(client, queries_of, number, language):
    host = OrganisationFactory()
    LocationFactory(organisation=host)
    page = event_page(days=range(1, number + 1), host=host, group=WorkingGroupFactory(), capacity=50)
    page.tags.add("logement", "santé")
    page.save()
    user = UserFactory(is_superuser=True)
    date = Occurrence.objects.filter(event_key=page.translation_key).order_by("start").first()
    for n in range(number):
        seats.register(
            occurrence_id=date.pk, organisation=OrganisationFactory(), user=user, names=[f"Nom {n}"], token=uuid.uuid4()
        )
    assert queries_of(f"/{language}/agenda/{page.slug}/") == QUERIES[language]
    shown = html(client, page, language)
    assert shown.count('class="dates__line"') == number
