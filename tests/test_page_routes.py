"""Every route of every type of page is opened once: none imports or renders what is not there."""

import pytest
from django.apps import apps
from django.test import Client
from factories.events import event_page
from factories.network import OrganisationFactory, WorkingGroupFactory
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page

from home.models import NewsIndexPage, NewsPage
from home.pages.tree import add_page
from network.models import GroupsPage, WorkingGroupPage

pytestmark = pytest.mark.django_db
# What ``Page.serve`` answers, where a type of page has no routes of its own.
SERVE = "serve"
# What to add to the address of a page to come to each of its routes.
EXAMPLES = {
    ("HomePage", SERVE): "",
    ("StandardPage", SERVE): "",
    ("NewsIndexPage", SERVE): "",
    ("NewsPage", SERVE): "",
    ("AgendaPage", "index_route"): "",
    ("AgendaPage", "frame"): "cadre/",
    ("EventPage", "index_route"): "",
    ("EventPage", "poster"): "affiche.pdf",
    ("DirectoryPage", "index_route"): "",
    ("DirectoryPage", "plan"): "plan/",
    ("DirectoryPage", "plan_svg"): "plan/plan.svg",
    ("DirectoryPage", "plan_json"): "plan/plan.json",
    ("DirectoryPage", "sheet"): "maison-du-quai/",
    ("GroupsPage", SERVE): "",
    ("WorkingGroupPage", SERVE): "",
    ("CharterPage", SERVE): "",
}
PAGES = {model.__name__: model for model in apps.get_models() if issubclass(model, Page) and model is not Page}


def routes_of(model: type[Page]) -> list[str]:
    """The names of what a page of this type answers."""
    return [route.name for route in model.get_subpage_urls()] if issubclass(model, RoutablePageMixin) else [SERVE]


@pytest.fixture
def visitor(site_tree):
    """Somebody who visits a site with a page of each type; an error is raised in the test."""
    event_page()
    OrganisationFactory(slug="maison-du-quai")
    french = {"locale__language_code": "fr"}
    group = WorkingGroupPage(title="Logement", group=WorkingGroupFactory())
    for parent, page in ((NewsIndexPage, NewsPage(title="Une nouvelle")), (GroupsPage, group)):
        add_page(parent.objects.get(**french), page)
    return Client()


def test_each_route_has_an_example():
    assert {(name, route) for name, model in PAGES.items() for route in routes_of(model)} == set(EXAMPLES)


@pytest.mark.parametrize(("name", "route"), EXAMPLES)
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_each_route_opens(visitor, language, name, route):
    page = PAGES[name].objects.filter(locale__language_code=language).first()
    rest = EXAMPLES[name, route]
    if route != SERVE:
        assert page.get_resolver().resolve(f"/{rest.rstrip('/')}/".replace("//", "/")).url_name == route
    assert visitor.get(page.url + rest).status_code == 200
