"""The page of everything that carries a tag."""

import pytest
from factories.events import event_page

from config.foundation import add_page, translate
from home.models import NewsIndexPage, NewsPage, StandardPage

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def test_tag_lists_what_carries_it_in_this_language(client, site_tree):
    page = StandardPage(title="Trouver un logement")
    page.tags.add("Logement social")
    page = add_page(site_tree, page)
    translate(page, {"Trouver un logement": "Woningen"})
    response = client.get("/fr/mots-cles/logement-social/")
    assert [result.title for result in response.context["results"]] == ["Trouver un logement"]
    response = client.get("/nl/mots-cles/logement-social/")
    assert [result.title for result in response.context["results"]] == ["Woningen"]


def test_tag_shows_the_day_of_news_and_the_next_date_of_events(client, site_tree):
    news = NewsPage(title="Rapport", date="2026-03-04")
    news.tags.add("Budget")
    add_page(NewsIndexPage.objects.get(locale__language_code="fr"), news)
    event = event_page(days=(4,))
    event.tags.add("Budget")
    event.save_revision().publish()
    rows = {row.title: row for row in client.get("/fr/mots-cles/budget/").context["results"]}
    assert f"{rows['Rapport'].day}" == "2026-03-04"
    assert rows[event.title].date.event_key == event.translation_key


def test_tag_is_not_found_when_nobody_ever_used_it(client, site_tree):
    assert client.get("/fr/mots-cles/inconnu/").status_code == 404
    assert client.get("/fr/mots-cles/a%00b/").status_code == 404


def test_tag_answers_when_page_number_is_nonsense(client, site_tree):
    page = StandardPage(title="Trouver un logement")
    page.tags.add("Logement")
    add_page(site_tree, page)
    for number in ("abc", "-1", "99", "\x00"):
        assert client.get("/fr/mots-cles/logement/", {"page": number}).status_code == 200


def test_tag_asks_as_few_queries_whether_it_lists_few_or_many(client, site_tree, queries_of):
    for number in (2, 18):
        for n in range(number):
            page = StandardPage(title=f"Page {number} {n}")
            page.tags.add("Logement")
            add_page(site_tree, page)
        assert queries_of("/fr/mots-cles/logement/") == (9, 6)
        response = client.get("/fr/mots-cles/logement/")
        assert len(response.context["results"]) in (2, 20)
