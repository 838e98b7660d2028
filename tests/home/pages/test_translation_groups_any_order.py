"""Whatever is done to pages, in any order: each way between languages leads to the same page, nothing hidden shows."""

import datetime as dt
import re
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, TestCase
from django.utils import timezone
from factories.events import EventKindFactory, row
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from events.models import AgendaPage, EventPage
from home.models import BasePage, HomePage, NewsIndexPage, NewsPage, StandardPage
from home.pages.translation_groups import source_of, waits_for
from home.pages.tree import add_page, translate
from search.results import visible_pages

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the rules are the same on either database"),
]
# How deep the sections of the site lie, which nothing here touches.
ROOMS = 3
MADE = (StandardPage, NewsPage, EventPage)


class Step(NamedTuple):
    """One thing somebody does: to which page, with which words."""

    action: str
    number: int
    other: int
    language: str
    slug: str
    is_so: bool


class Hands:
    """Each method does what somebody may do to a page, or is refused."""

    def act(self, work) -> None:
        """Do ``work`` as a request does: refused, it leaves nothing behind; committed, others hear of it."""
        try:
            with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
                work()
        except ValidationError:
            pass

    def page(self, number: int, language: str | None = None) -> Page | None:
        pages = Page.objects.type(MADE).exclude(slug="coordination").order_by("pk")
        if language:
            pages = pages.filter(locale__language_code=language)
        found = list(pages)
        return found[number % len(found)].specific if found else None

    def parent_for(self, model: type[Page], number: int) -> Page:
        if model is not StandardPage:
            return (NewsIndexPage if model is NewsPage else AgendaPage).objects.get(locale__language_code="fr")
        plain = list(StandardPage.objects.filter(locale__language_code="fr", depth__lte=5).order_by("pk"))
        return plain[number % len(plain)]

    def create(self, step):
        model = MADE[step.other % len(MADE)]
        page = model(title=f"Zibeline {step.slug}", slug=step.slug)
        if model is EventPage:
            page.kind, page.dates = EventKindFactory(), [row(20)]
        self.act(lambda: add_page(self.parent_for(model, step.number), page, publish=step.is_so))

    def translate(self, step):
        if page := self.page(step.number, "fr"):
            self.act(lambda: translate(page, {page.title: f"NL {page.title}"} if step.is_so else {}))

    def publish(self, step):
        page = self.page(step.number, step.language)
        if page and page.alias_of_id is None:
            self.act(lambda: page.get_latest_revision_as_object().save_revision().publish())

    def unpublish(self, step):
        if page := self.page(step.number, step.language):
            self.act(page.unpublish)

    def rename(self, step):
        if page := self.page(step.number, step.language):
            page.slug = step.slug
            self.act(page.save)

    def move(self, step):
        page, target = self.page(step.number, step.language), self.page(step.other, step.language)
        if (
            isinstance(page, StandardPage)
            and isinstance(target, StandardPage)
            and not target.path.startswith(page.path)
        ):
            self.act(lambda: page.move(target, pos="last-child"))

    def copy(self, step):
        if page := self.page(step.number, "fr"):
            update = {"slug": f"{step.slug}-copie", "title": f"{page.title} bis"}
            self.act(lambda: page.copy(recursive=step.is_so, keep_live=not step.is_so, update_attrs=update))

    def delete(self, step):
        if page := self.page(step.number, step.language):
            self.act(page.delete)

    def schedule(self, step):
        page = self.page(step.number, step.language)
        if page and page.alias_of_id is None:
            page.go_live_at = timezone.now() + dt.timedelta(days=1 if step.is_so else -1)
            self.act(lambda: page.save_revision(approved_go_live_at=page.go_live_at))
            self.act(lambda: call_command("publish_scheduled"))

    def expire(self, step):
        if page := self.page(step.number, step.language):
            Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
            self.act(lambda: call_command("publish_scheduled"))

    def restore(self, step):
        page = self.page(step.number, step.language)
        if page and page.alias_of_id is None and (first := page.revisions.order_by("pk").first()):
            self.act(lambda: first.as_object().save_revision(previous_revision=first).publish())


ACTIONS = (
    "create",
    "translate",
    "publish",
    "rename",
    "move",
    "copy",
    "schedule",
    "restore",
    "unpublish",
    "expire",
    "delete",
)
STEPS = st.builds(
    Step,
    action=st.sampled_from(ACTIONS),
    number=st.integers(0, 5),
    other=st.integers(0, 5),
    language=st.sampled_from(["fr", "fr", "nl"]),
    slug=st.sampled_from(["un", "deux", "trois"]),
    is_so=st.booleans(),
)


def check_everything() -> None:
    """Every public address, whoever lists it, answers with its own page, and leads to itself in the other language."""
    client = Client()
    pages = {page.pk: page for page in Page.objects.type(BasePage).live()}
    for page in pages.values():
        assert waits_for(page) is None, page.url_path
        source = source_of(page)
        if source and page.depth > 2:
            above = source.get_parent().get_translation_or_none(page.locale)
            assert page.get_parent() == above, (page.url_path, source.url_path)
            assert page.slug == source.slug or above.get_children().filter(slug=source.slug).exists()
        if page.depth > ROOMS:
            check_switch(client, page)
    for address in listed(client):
        assert client.get(address).status_code == 200, address
    for hidden in Page.objects.type(MADE).filter(live=False):
        answer = client.get(hidden.get_url())
        shown = answer.context["page"] if answer.status_code == 200 else None
        assert shown is None or shown.live
    for language in ("fr", "nl"):
        assert set(visible_pages(language).values_list("pk", flat=True)) <= {
            *pages,
            *HomePage.objects.values_list("pk"),
        }


def check_switch(client: Client, page: Page) -> None:
    address = page.get_url()
    html = BeautifulSoup(shown(client, address, page), "html.parser")
    for link in html.select(".topbar a[hreflang]"):
        shown(client, link["href"], page)
    assert len(html.select(".topbar a[hreflang]")) == 2, address
    for link in html.select('link[rel="alternate"][hreflang]'):
        shown(client, link["href"], page)


def shown(client: Client, address: str, page: Page) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, (address, page.url_path)
    assert answer.context["page"].translation_key == page.translation_key, (address, page.url_path)
    return answer.content


def listed(client: Client) -> set[str]:
    """Whatever the sitemap, the feeds and the lists lead to."""
    found = set(re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode()))
    for language in ("fr", "nl"):
        feed = client.get(f"/{language}/agenda/agenda.json").json()
        found |= {item["url"] for item in feed["events"] if item.get("url")}
        for path in ("", "agenda/", "actualites/", "coordination/"):
            html = BeautifulSoup(client.get(f"/{language}/{path}").content, "html.parser")
            found |= {link["href"] for link in html.select("main a[href^='/'], header a[href^='/']")}
    below = {address for address in found if urlsplit(address).path.count("/") > ROOMS}
    return {address for address in below if "/membres/" not in address and ".pdf" not in address}


def found_pages() -> None:
    """What every sequence begins with: pages of each kind, one below another, translated and not."""
    about = StandardPage.objects.get(slug="coordination", locale__language_code="fr")
    news = NewsIndexPage.objects.get(locale__language_code="fr")
    agenda = AgendaPage.objects.get(locale__language_code="fr")
    event = EventPage(title="Zibeline", slug="un", kind=EventKindFactory())
    event.dates = [row(20)]
    above = add_page(about, StandardPage(title="Zibeline", slug="un"))
    pages = [
        above,
        add_page(above, StandardPage(title="Zibeline", slug="un")),
        add_page(above, StandardPage(title="Zibeline", slug="deux")),
        add_page(news, NewsPage(title="Zibeline", slug="un")),
        add_page(agenda, event),
    ]
    for page in (pages[0], pages[1], pages[4]):
        translate(page, {"Zibeline": "Sabeldier"})


def test_every_way_between_languages_leads_to_the_same_page_whatever_was_done(site_tree):
    with TestCase.captureOnCommitCallbacks(execute=True):
        found_pages()

    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        database=None,
        # What fails is said as it was found: to look for a shorter one takes minutes.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEPS, min_size=8, max_size=8))
    def play(steps):
        hands = Hands()
        with transaction.atomic():
            for step in steps:
                getattr(hands, step.action)(step)
            check_everything()
            transaction.set_rollback(True)

    play()
