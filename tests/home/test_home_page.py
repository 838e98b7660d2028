"""The first page: headline, next date, agenda, plan."""

import datetime as dt

import pytest
from factories.events import event_page, in_days
from factories.network import MembershipFactory, OrganisationFactory, ThemeFactory, WorkingGroupFactory

from config.foundation import translate
from events.models import EventDate

pytestmark = pytest.mark.django_db

QUERIES = (15, 2)


def html(client, path="/fr/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def warm(client, site_tree):
    """What every process reads once: content types and the addresses of the home pages."""
    client.get("/fr/")
    client.get("/nl/")


def test_headline_counts_published_members_when_it_names_them(client, site_tree):
    OrganisationFactory()
    OrganisationFactory()
    OrganisationFactory(published=False)
    assert "2 associations et services" in html(client)
    assert "2 verenigingen en diensten" in html(client, "/nl/")


def test_headline_stays_as_written_when_it_has_other_braces(client, site_tree):
    site_tree.headline = "{0} {quartier} <b>"
    site_tree.save()
    assert "{0} {quartier} &lt;b&gt;" in html(client)


def test_next_date_is_the_first_that_takes_place_when_an_earlier_one_is_cancelled(client, site_tree):
    row = EventDate(day=in_days(2), start_time=dt.time(12), status="cancelled")
    event_page(title="Annulée", dates=[row])
    event_page(title="La prochaine", days=(5,))
    page = html(client)
    panel = page[page.index('class="next-date"') : page.index('class="row')]
    assert "La prochaine" in panel
    assert "Annulée" not in panel
    assert "row--void" in page


def test_page_invites_when_no_date_is_announced(client, site_tree):
    page = html(client)
    assert 'class="empty"' in page
    assert 'href="/fr/agenda/#subscribe"' in page


def test_dates_link_the_page_of_the_reader_when_event_is_translated(client, site_tree):
    page = event_page(title="Une rencontre")
    translate(page, {"Une rencontre": "Een ontmoeting"})
    assert f'<a href="/nl/agenda/{page.slug}/">Een ontmoeting</a>' in html(client, "/nl/")


def test_title_says_its_language_when_event_is_not_translated(client, site_tree):
    event_page(title="Une rencontre")
    assert '<h3 lang="fr"><a' in html(client, "/nl/")


def test_themes_lead_to_the_directory_when_they_are_shortcuts(client, site_tree):
    theme = ThemeFactory(name_fr="Dettes", on_home=True)
    ThemeFactory(name_fr="Autre")
    page = html(client)
    assert f'href="/fr/reseau/?theme={theme.slug}">Dettes</a>' in page
    assert "Autre" not in page


@pytest.mark.parametrize("query", ["?page=abc", "?q=%00", "?x=" + "y" * 10_000])
def test_page_is_normal_when_parameters_are_nonsense(client, site_tree, query):
    html(client, f"/fr/{query}")


@pytest.mark.parametrize("path", ["/fr/", "/nl/"])
@pytest.mark.parametrize("number", [2, 20])
def test_home_asks_as_few_queries_whatever_the_number_of_rows(queries_of, warm, path, number):
    for n in range(number):
        event_page(title=f"Rencontre {n}", days=(n + 1,), group=WorkingGroupFactory(), host=OrganisationFactory())
        MembershipFactory()
        ThemeFactory(on_home=True)
    assert queries_of(path) == QUERIES
