"""What the search box offers while somebody types."""

import pytest
from django.core.cache import cache
from factories.network import LocationFactory, OrganisationFactory, ThemeFactory

from network.models import Service

pytestmark = pytest.mark.django_db
ADDRESS = "/fr/recherche/suggestions/"


@pytest.fixture(scope="module")
def made(module_rows):
    """A need, an organisation with a service and a street, a refuge and an unpublished sheet."""

    def make():
        ThemeFactory(name_fr="Logement", name_nl="Huisvesting")
        toit = OrganisationFactory(name_fr="Agence Logis", name_nl="Woonkantoor", abbreviation="AL")
        Service.objects.create(organisation=toit, title_fr="Garantie locative", title_nl="Huurwaarborg")
        Service.objects.create(organisation=toit, title_fr="Garderie", status=Service.Status.ENDED)
        LocationFactory(organisation=toit, street_fr="quai des Mariniers 12", street_nl="Schipperskaai 12")
        LocationFactory(organisation=toit, street_fr="quai des Mariniers 14", street_nl="Schipperskaai 14")
        refuge = OrganisationFactory(name_fr="Le Refuge")
        LocationFactory(organisation=refuge, street_fr="rue des Zibelines 3", protected=True)
        LocationFactory(
            organisation=OrganisationFactory(name_fr="Foyer Ocarina", published=False), street_fr="quai Ocarina"
        )

    module_rows(make)


@pytest.fixture
def ground(made, site_tree):
    cache.clear()


def offered(client, typed, language="fr"):
    response = client.get(f"/{language}/recherche/suggestions/", {"q": typed})
    assert response.status_code == 200
    return [(row["kind"], row["text"]) for row in response.json()["suggestions"]]


@pytest.mark.parametrize(
    ("typed", "language", "rows"),
    [
        ("log", "fr", [("Besoin", "Logement"), ("Organisation", "Agence Logis")]),
        ("LOGÉ", "fr", [("Besoin", "Logement")]),
        ("huis", "fr", [("Besoin", "Logement")]),
        ("log", "nl", [("Nood", "Huisvesting"), ("Organisatie", "Woonkantoor")]),
        ("al", "fr", [("Organisation", "Agence Logis")]),
        ("loc gar", "fr", [("Service", "Garantie locative – Agence Logis")]),
        ("mari", "fr", [("Rue", "quai des Mariniers")]),
        ("schip", "nl", [("Straat", "Schipperskaai")]),
        ("garderie", "fr", []),
        ("zibel", "fr", []),
        ("ocar", "fr", []),
        ("l", "fr", []),
        ("", "fr", []),
        ("log zzz", "fr", []),
    ],
)
def test_what_is_offered_begins_as_the_words_typed_do(ground, client, typed, language, rows):
    assert offered(client, typed, language) == rows


def test_each_leads_where_it_says(ground, client):
    paths = [row["path"] for row in client.get(ADDRESS, {"q": "log"}).json()["suggestions"]]
    paths += [row["path"] for row in client.get(ADDRESS, {"q": "mariniers"}).json()["suggestions"]]
    assert paths == ["/fr/reseau/?theme=logement", "/fr/reseau/agence-logis/", "/fr/reseau/?q=quai+des+Mariniers"]
    assert [client.get(path).status_code for path in paths] == [200, 200, 200]


def test_the_same_is_offered_to_whoever_may_read_more(ground, client, signed_in, coordinator):
    assert offered(signed_in(coordinator), "ocar") == []


@pytest.mark.parametrize("number", [2, 20])
def test_suggestions_ask_as_few_queries_when_there_is_more_to_offer(site_tree, queries_of, number):
    for organisation in OrganisationFactory.create_batch(number):
        LocationFactory(organisation=organisation)
        Service.objects.create(organisation=organisation, title_fr="Permanence")
    assert queries_of(f"{ADDRESS}?q=asso") == (6, 1)


def test_at_most_eight_are_offered_and_their_number_is_said(site_tree, client):
    OrganisationFactory.create_batch(9)
    answer = client.get(ADDRESS, {"q": "association"}).json()
    assert (len(answer["suggestions"]), answer["said"]) == (8, "8 suggestions")
    assert client.get(ADDRESS, {"q": "rien du tout"}).json() == {"suggestions": [], "said": ""}


@pytest.mark.parametrize("typed", ["\x00", "x" * 10_000, "%s", "<b>", "²½ 𝟘", "''\"", "\ud83d\ude00"])
def test_nothing_breaks_when_what_is_typed_is_nonsense(site_tree, client, typed):
    assert offered(client, typed.encode("utf-16", "surrogatepass").decode("utf-16")) == []
    assert client.post(ADDRESS, {"q": "log"}).status_code == 405
