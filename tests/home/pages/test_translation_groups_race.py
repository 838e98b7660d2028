"""A translation is published in the moment in which its source is hidden: whoever comes second sees the first."""

import threading

import pytest
from django.db import connection
from factories.threads import at_once, in_thread
from wagtail.models import Page

from home import models
from home.models import StandardPage
from home.pages import receivers, translation_groups
from home.pages.tree import add_page, translate

SLUG = "course-de-pages"


@pytest.fixture
def draft(shared_database):
    """The Dutch draft of a French page that is public, committed, and gone after the test."""
    yield in_thread(found_draft)
    in_thread(lambda: [page.specific.delete() for page in Page.objects.filter(slug=SLUG, alias_of=None, depth=4)[:1]])


def found_draft() -> int:
    about = StandardPage.objects.get(slug="coordination", locale__language_code="fr")
    page = add_page(about, StandardPage(title="Course de pages", slug=SLUG))
    dutch = translate(page, {page.title: "Wedloop"})
    dutch.unpublish()
    return dutch.pk


@pytest.fixture
def published_while_hidden(draft, monkeypatch):
    """Let the two meet between the question whether a page may be public and the answer's being written."""

    def meet() -> list[bool]:
        asked = threading.Event()

        def ask_slowly(page):
            answer = ask(page)
            if page.pk == draft and page.live:
                asked.set()
                threading.Event().wait(0.4)
            return answer

        ask = translation_groups.waits_for
        monkeypatch.setattr(translation_groups, "waits_for", ask_slowly)

        def hide():
            asked.wait(10)
            translation_groups.source_of(Page.objects.get(pk=draft)).unpublish()

        results = at_once(lambda: Page.objects.get(pk=draft).get_latest_revision().publish(), hide)
        assert results == [None, None], results
        key = in_thread(lambda: Page.objects.get(pk=draft).translation_key)
        return in_thread(
            lambda: list(Page.objects.filter(translation_key=key).order_by("pk").values_list("live", flat=True))
        )

    return meet


def test_no_translation_is_left_public_when_its_source_is_hidden_at_once(published_while_hidden):
    assert published_while_hidden() == [False, False]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_translation_is_left_public_when_they_do_not_queue_up(published_while_hidden, monkeypatch):
    for module in (models.pages, receivers):
        monkeypatch.setattr(module, "lock_publishing", lambda: None)
    assert published_while_hidden() == [False, True]
