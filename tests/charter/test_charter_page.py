"""The charter: numbered articles, the version in force and who signed."""

import datetime as dt

import pytest
from factories.network import OrganisationFactory

from charter.models import CharterPage, CharterVersion, Signature
from config.foundation import translate
from network.models import Organisation

pytestmark = pytest.mark.django_db
QUERIES = (10, 3)


@pytest.fixture
def charter(site_tree):
    """A published charter of two articles, in French."""
    page = CharterPage.objects.get(locale__language_code="fr")
    page.articles = [
        ("article", {"title": title, "text": f"<p>Texte de {title}.</p>"}) for title in ("Objet", "Engagements")
    ]
    page.save_revision().publish()
    return page


@pytest.fixture
def version(db):
    return CharterVersion.objects.create(number=1, adopted_on=dt.date(2019, 5, 9))


def test_articles_are_numbered_and_have_an_anchor_when_read(client, charter):
    text = client.get("/fr/charte/").content.decode()
    assert 'id="article-1"' in text
    assert 'href="#article-2"' in text
    assert "Texte de Engagements." in text
    assert text.index("Objet") < text.index("Engagements")


def test_the_version_in_force_is_the_latest_adopted_when_one_is_still_to_come(client, charter, version):
    CharterVersion.objects.create(number=2, adopted_on=dt.date(2999, 1, 1))
    assert client.get("/fr/charte/").context["version"] == version


def test_each_organisation_stands_once_with_its_latest_signature_when_it_signed_twice(client, charter, version):
    second = CharterVersion.objects.create(number=2, adopted_on=dt.date(2024, 6, 13))
    escale = OrganisationFactory(name_fr="L’Escale du Canal")
    ecole = OrganisationFactory(name_fr="École du Midi")
    for organisation, signed in ((escale, version), (escale, second), (ecole, version)):
        Signature.objects.create(organisation=organisation, version=signed, signed_on=signed.adopted_on)
    response = client.get("/fr/charte/")
    shown = [(s.organisation, s.version.number) for s in response.context["signatures"]]
    assert shown == [(ecole, 1), (escale, 2)]
    text = response.content.decode()
    assert '<a href="/fr/reseau/lescale-du-canal/">L’Escale du Canal</a>' in text
    assert "13\u00a0juin 2024" in text


def test_who_sees_a_signatory_when_its_sheet_is_not_published(readers, charter, version, organisation):
    Signature.objects.create(organisation=organisation, version=version)
    Organisation.objects.filter(pk=organisation.pk).update(published=False)
    assert [len(reader.get("/fr/charte/").context["signatures"]) for reader in readers] == [0, 0, 1, 1]


def test_the_charter_reads_in_dutch_when_translated(client, charter, version):
    translate(charter, {"La charte": "Het charter", "Objet": "Doel", "Engagements": "Verbintenissen"})
    text = client.get("/nl/charte/").content.decode()
    assert "Verbintenissen" in text
    assert 'id="article-2"' in text
    assert "9\u00a0mei 2019" in text


def test_the_page_stands_when_there_is_no_article_version_or_signature(client, site_tree):
    assert client.get("/fr/charte/?page=abc&q=%00").status_code == 200


@pytest.mark.parametrize("size", [2, 20])
def test_the_charter_makes_no_query_per_signature_when_they_grow(queries_of, charter, version, size):
    for organisation in OrganisationFactory.create_batch(size):
        Signature.objects.create(organisation=organisation, version=version)
    assert queries_of("/fr/charte/") == QUERIES
