"""What load balancers and search engines ask of the site."""

import xml.etree.ElementTree as ET

import pytest
from django.core.cache import cache
from django.db import connection
from factories.network import OrganisationFactory

from config.foundation import add_page, translate
from home.models import StandardPage

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.mark.django_db
def test_health_is_good_when_database_and_cache_answer(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"database": True, "cache": True}
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_health_says_so_and_the_site_stays_up_when_cache_fails(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(cache, "set", refuse)
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"database": True, "cache": False}


def test_health_is_bad_when_database_fails(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"database": False, "cache": True}


@pytest.mark.django_db
def test_health_is_not_redirected_when_site_is_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/fr/").status_code == 301


def test_robots_names_the_sitemap_and_closes_the_member_space(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /fr/membres/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def addresses(client) -> dict[str, dict[str, str]]:
    """Address of each entry of the sitemap, with its alternates by language."""
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    entries = ET.fromstring(response.content).findall(f"{SITEMAP}url")  # noqa: S314 (our own answer)
    return {
        entry.findtext(f"{SITEMAP}loc"): {link.get("hreflang"): link.get("href") for link in entry.findall(LINK)}
        for entry in entries
    }


def test_sitemap_pairs_the_languages_of_a_translated_page(client, site_tree):
    page = add_page(site_tree, StandardPage(title="Trouver un logement", slug="logement"))
    translate(page, {"Trouver un logement": "Woningen"})
    alternates = {"fr": "http://testserver/fr/logement/", "nl": "http://testserver/nl/logement/"}
    found = addresses(client)
    assert found["http://testserver/fr/logement/"] == alternates
    assert found["http://testserver/nl/logement/"] == alternates
    assert "http://testserver/fr/" in found


def test_sitemap_leaves_out_what_is_not_translated_or_not_published(client, site_tree):
    add_page(site_tree, StandardPage(title="Seulement en français", slug="seul"))
    add_page(site_tree, StandardPage(title="Brouillon", slug="brouillon"), publish=False)
    OrganisationFactory(name_fr="Cachée", published=False)
    found = addresses(client)
    assert "http://testserver/fr/seul/" in found
    assert not any("/nl/seul/" in address or "brouillon" in address or "cachee" in address for address in found)


def test_sitemap_has_the_sheets_of_organisations(client, site_tree):
    OrganisationFactory(name_fr="L’Abri")
    assert {"http://testserver/fr/reseau/labri/", "http://testserver/nl/reseau/labri/"} <= set(addresses(client))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "home"), [("nl-BE,nl;q=0.9,fr;q=0.5", "/nl/"), ("de,en;q=0.5", "/fr/"), ("", "/fr/")]
)
def test_root_leads_to_the_preferred_language(client, asked, home):
    response = client.get("/", headers={"accept-language": asked})
    assert response.status_code == 302
    assert response["Location"] == home
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


@pytest.mark.django_db
def test_member_space_is_found_when_language_is_left_out(client):
    response = client.get("/membres/", headers={"accept-language": "nl"})
    assert response.status_code == 302
    assert response["Location"] == "/nl/membres/"
