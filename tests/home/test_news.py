"""News and plain pages."""

import datetime as dt
import io

import pytest
from django.core.files.images import ImageFile
from PIL import Image

from config.foundation import add_page
from home.models import NewsIndexPage, NewsPage, SiteImage, StandardPage

pytestmark = pytest.mark.django_db

BODY = [
    ("heading", "Au programme"),
    ("text", "<p>Un <b>texte</b>.</p>"),
    ("quote", {"text": "Se connaître.", "source": "La charte"}),
    ("callout", {"title": "Sans rendez-vous", "text": "<p>Mardi.</p>"}),
    ("fact", {"text": "Premier groupe.", "source": "Archives", "dated": "2004"}),
    ("question", {"question": "Qui peut venir ?", "answer": "<p>Tout le monde.</p>"}),
]


@pytest.fixture
def index(site_tree):
    return NewsIndexPage.objects.get(locale__language_code="fr")


@pytest.fixture
def about(site_tree):
    return StandardPage.objects.get(slug="coordination", locale__language_code="fr")


@pytest.fixture
def picture(db):
    content = io.BytesIO()
    Image.new("RGB", (1200, 800), "#17367f").save(content, "PNG")
    content.seek(0)
    return SiteImage.objects.create(title="fichier", alt_fr="Un quai", file=ImageFile(content, name="quai.png"))


def news(index, number: int, **fields) -> list[NewsPage]:
    day = dt.date(2026, 1, 1)
    return [
        add_page(
            index, NewsPage(title=f"Nouvelle {n}", slug=f"nouvelle-{n}", date=day + dt.timedelta(days=n), **fields)
        )
        for n in range(number)
    ]


def html(client, path) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_news_come_newest_first_when_there_are_several(client, index):
    news(index, 3)
    page = html(client, "/fr/actualites/")
    assert page.index("Nouvelle 2") < page.index("Nouvelle 1") < page.index("Nouvelle 0")


def test_index_invites_when_there_is_no_news(client, index):
    assert 'class="empty"' in html(client, "/nl/actualites/")


@pytest.mark.parametrize("query", ["?page=abc", "?page=-1", "?page=%00", "?page=" + "9" * 10_000])
def test_first_page_is_shown_when_page_number_is_nonsense(client, index, query):
    news(index, 12)
    assert "Nouvelle 11" in html(client, f"/fr/actualites/{query}")


def test_second_page_is_linked_when_there_are_more_than_ten(client, index):
    news(index, 12)
    assert 'href="?page=2"' in html(client, "/fr/actualites/")
    assert "Nouvelle 0" in html(client, "/fr/actualites/?page=2")


@pytest.mark.parametrize("number", [2, 20])
def test_news_index_asks_as_few_queries_whatever_the_number_of_rows(queries_of, index, picture, number):
    news(index, number, share_image=picture)
    assert queries_of("/fr/actualites/") == (10, 4)


def test_picture_has_sizes_and_modern_formats_when_page_is_shown(client, about, picture):
    about.body = [("picture", {"image": picture, "caption": "Le quai"})]
    about.save_revision().publish()
    page = html(client, "/fr/coordination/")
    assert "image/avif" in page
    assert "image/webp" in page
    assert 'alt="Un quai"' in page
    assert 'loading="lazy"' in page
    assert 'width="480"' in page
    assert 'height="320"' in page


def test_every_block_is_drawn_when_page_uses_them(client, index):
    add_page(index, NewsPage(title="Tout", slug="tout", body=BODY))
    page = html(client, "/fr/actualites/tout/")
    for words in ("Au programme", "<b>texte</b>", "<blockquote>", "Sans rendez-vous", "2004", "<details>"):
        assert words in page
    assert page.count("<h1") == 1


def test_pages_below_are_listed_when_they_are_published(client, about):
    add_page(about, StandardPage(title="Vie privée", slug="vie-privee"))
    page = html(client, "/nl/coordination/")
    assert '<div class="row__text" lang="fr"><h3><a href="/nl/coordination/vie-privee/">Vie privée</a>' in page


@pytest.mark.parametrize("number", [2, 20])
def test_plain_page_asks_as_few_queries_whatever_the_number_of_pages_below(queries_of, about, number):
    for n in range(number):
        add_page(about, StandardPage(title=f"Page {n}", slug=f"page-{n}"))
    assert queries_of("/fr/coordination/") == (9, 3)
