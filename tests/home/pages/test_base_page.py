"""What every page has around its content: the way around, both languages, the notice, no foreign requests."""

import re

import pytest
from django.template import engines
from django.urls import reverse
from factories.events import event_page
from wagtail.models import Site

from config.foundation import add_page, translate
from home.models import SiteSettings, StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_row(site_tree):
    return SiteSettings.for_site(Site.objects.get())


@pytest.fixture
def about(site_tree):
    return StandardPage.objects.get(slug="coordination", locale__language_code="fr")


def html(client, path, status=200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/fr/", "/nl/"),
        ("/nl/agenda/?periode=passe&amp;page=2", "/fr/agenda/?periode=passe&amp;page=2"),
        ("/fr/membres/compte/login/", "/nl/membres/compte/login/"),
        ("/fr/rien/du-tout/", "/nl/"),
    ],
)
def test_language_switch_stays_on_the_page_when_language_changes(client, site_tree, here, there):
    page = client.get(here.replace("&amp;", "&")).content.decode()
    assert f'<a href="{there}" lang="{there[1:3]}" hreflang="{there[1:3]}">' in page


def test_language_switch_quotes_the_address_when_it_has_odd_characters(client, site_tree):
    page = html(client, '/fr/%22%3Cb%3E/?q="><b>', status=404)
    assert "<b>" not in page


def test_notice_says_french_when_page_is_not_translated(client, site_tree):
    page = event_page(title="Une rencontre")
    dutch = html(client, f"/nl/agenda/{page.slug}/")
    assert "notice--warning" in dutch
    assert '<h1 lang="fr">Une rencontre</h1>' in dutch
    assert f'<link rel="canonical" href="http://testserver/fr/agenda/{page.slug}/">' in dutch


def test_no_notice_when_page_is_in_its_own_language(client, site_tree):
    page = event_page(title="Une rencontre")
    assert "notice--warning" not in html(client, f"/fr/agenda/{page.slug}/")


@pytest.mark.parametrize(("path", "words"), [("/fr/", "Fermé lundi &lt;b&gt;"), ("/nl/agenda/", "Maandag gesloten")])
def test_banner_is_shown_on_every_page_when_notice_is_filled_in(client, settings_row, path, words):
    settings_row.notice_fr, settings_row.notice_nl = "Fermé lundi <b>", "Maandag gesloten"
    settings_row.save()
    page = html(client, path)
    assert "site-notice" in page
    assert words in page


def test_no_banner_when_notice_is_empty(client, site_tree):
    assert "site-notice" not in html(client, "/fr/")


def test_menu_marks_the_section_when_reader_is_inside_it(client, site_tree):
    page = event_page()
    assert '<a href="/fr/agenda/" class="is-current">' in html(client, f"/fr/agenda/{page.slug}/")
    assert '<a href="/fr/agenda/" aria-current="page">' in html(client, "/fr/agenda/")


def test_menu_leaves_a_section_out_when_it_is_not_in_menus(client, about):
    about.show_in_menus = False
    about.save()
    menu = re.search(r'<nav class="menu.*?</nav>', html(client, "/fr/"), re.S).group()
    assert "/fr/coordination/" not in menu
    assert "/fr/agenda/" in menu


def test_footer_links_pages_below_the_coordination_when_they_are_published(client, about):
    add_page(about, StandardPage(title="Vie privée", slug="vie-privee"))
    add_page(about, StandardPage(title="Brouillon", slug="brouillon"), publish=False)
    page = html(client, "/nl/")
    assert '<a href="/nl/coordination/vie-privee/" lang="fr">Vie privée</a>' in page
    assert "Brouillon" not in page


def test_breadcrumb_leads_up_when_page_lies_deep(client, about):
    below = add_page(about, StandardPage(title="Contact", slug="contact"))
    add_page(below, StandardPage(title="Plan d’accès", slug="acces"))
    trail = re.search(r'<nav class="breadcrumb.*?</nav>', html(client, "/fr/coordination/contact/acces/"), re.S).group()
    assert re.findall(r'href="([^"]+)"', trail) == ["/fr/", "/fr/coordination/", "/fr/coordination/contact/"]


def test_edit_link_is_shown_only_when_reader_may_edit(client, site_tree, signed_in, representative, coordinator):
    address = reverse("wagtailadmin_pages:edit", args=[site_tree.pk])
    assert address not in html(client, "/fr/")
    assert address not in html(signed_in(representative), "/fr/")
    assert address in html(signed_in(coordinator), "/fr/")


@pytest.mark.parametrize("path", ["/fr/", "/nl/", "/fr/agenda/", "/fr/actualites/", "/nl/coordination/", "/fr/rien/"])
def test_page_asks_nothing_outside_and_runs_nothing_inline_when_rendered(client, site_tree, path):
    page = client.get(path).content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", page)
    assert not re.search(r"<script(?![^>]*(src=\"?/static/|type=\"application/ld\+json\"))", page)
    assert not re.search(r'(?:src|srcset|action)="(?:https?:)?//', page)
    for link in re.findall(r"<link[^>]*>", page):
        if any(kind in link for kind in ('rel="stylesheet"', 'rel="preload"', 'rel="icon"')):
            assert 'href="/' in link
    assert page.count("<h1") == 1


def test_no_cookie_is_set_when_reader_is_anonymous(client, site_tree):
    assert not client.get("/fr/").cookies


def test_404_is_in_our_look_when_address_is_unknown(client, site_tree):
    page = html(client, "/nl/bestaat-niet/", status=404)
    assert '<div class="header">' in page
    assert "/nl/agenda/" in page


@pytest.mark.django_db(transaction=False)
def test_500_stands_alone_when_nothing_works(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = engines["django"].get_template("500.html").render()
    assert "Retour à l’accueil" in page
    assert 'lang="nl"' in page
    assert "/static/css/site.css" in page


def test_notice_says_french_when_a_translation_is_begun_and_nothing_written(
    client, site_tree, django_capture_on_commit_callbacks
):
    page = add_page(site_tree, StandardPage(title="Une page neuve", slug="neuve"))
    with django_capture_on_commit_callbacks(execute=True):
        translate(page, {})
    assert 'lang="fr">Une page neuve</h1>' in html(client, "/nl/neuve/")
    assert "notice--warning" in html(client, "/nl/neuve/")
    with django_capture_on_commit_callbacks(execute=True):
        translate(page, {"Une page neuve": "Een nieuwe pagina"})
    assert "notice--warning" not in html(client, "/nl/neuve/")
