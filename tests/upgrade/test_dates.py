"""Dates after an upgrade: what was read out of titles and addresses before is stored."""

import pytest

from events.dates.page_facts import facts_of, published_texts, shared_facts
from events.models import Occurrence
from events.publishing.synchronise import source_page

pytestmark = pytest.mark.usefixtures("upgraded")


def test_the_theme_is_stored_when_the_row_or_the_title_says_it():
    stored = Occurrence.objects.order_by("pk").values_list("pk", "theme_fr", "theme_nl")
    # The row of the last one is gone from the page; its title still says it.
    assert list(stored) == [
        (1, "", ""),
        (2, "", ""),
        (3, "Lire une facture", "Een factuur lezen"),
        (4, "Les vélos", ""),
    ]


def test_the_document_is_stored_when_its_address_said_which():
    links = [row for date in Occurrence.objects.order_by("pk") for row in date.documents]
    assert [(row["document_id"], row["url"]) for row in links] == [(1, "/documents/1/reglement_r0XjBVh.pdf")] * 4


@pytest.mark.parametrize("pk", [1, 2, 3])
def test_publishing_again_changes_nothing_when_the_page_is_as_before(pk):
    date = Occurrence.objects.get(pk=pk)
    page = source_page(date.event_key)
    row = page.dates.get(key=date.row)
    facts = facts_of(page, row, shared_facts(page, [row], published_texts(date.event_key)))
    assert {name for name, value in facts.items() if getattr(date, name) != value} == set()
