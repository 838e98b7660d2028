"""The directory and the search find the same organisations, whatever the words (acceptance case 7)."""

import re

import pytest
from django.core.management import call_command
from factories.network import LocationFactory, OrganisationFactory, ThemeFactory

from network.models import Service, Synonym
from network.words.vocabulary import vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture(scope="module")
def made(module_rows):
    """Organisations found by different things, and one that only its own people may read."""

    def make():
        Synonym.objects.all().delete()
        Synonym.objects.create(language="fr", words="loyer", means="logement")
        Synonym.objects.create(language="fr", words="à la rue", means="sans-abri, abri de nuit")
        housing = ThemeFactory(name_fr="Logement", name_nl="Huisvesting")
        toit = OrganisationFactory(
            name_fr="Toit Commun",
            name_nl="Gedeeld Dak",
            enterprise_number="0877761611",
            phone="+32 (0)2 555 82 01",
            summary_fr="Trouver où vivre.",
        )
        toit.themes.add(housing)
        toit.save()
        droit = OrganisationFactory(name_fr="Droit Devant", abbreviation="DD", phone="02/555.06.13 - 0470/12.34.56")
        Service.objects.create(
            organisation=droit, title_fr="Consultation juridique", title_nl="Juridisch advies", conditions_fr="Endettés"
        )
        Service.objects.create(organisation=droit, title_fr="Médiation", status=Service.Status.ENDED)
        abri = OrganisationFactory(name_fr="Abri de nuit", name_nl="Nachtopvang", summary_nl="Voor daklozen.")
        abri.description_fr = "Un lit pour les personnes sans abri."
        abri.save()
        LocationFactory(organisation=abri, street_fr="quai des Mariniers 12", postal_code="1070")
        refuge = OrganisationFactory(name_fr="Le Refuge", summary_fr="Un accueil.")
        LocationFactory(
            organisation=refuge,
            street_fr="rue des Zibelines 3",
            name_fr="Zibelines",
            postal_code="1082",
            protected=True,
        )
        OrganisationFactory(name_fr="Foyer Ocarina", published=False)

    module_rows(make)


@pytest.fixture
def ground(made, site_tree):
    call_command("update_index", verbosity=0)


def both(client, q, language="fr", **parameters) -> tuple[list[str], list[str]]:
    """What the directory and the search of organisations find."""
    listed = client.get(f"/{language}/reseau/", {"q": q, **parameters})
    found = client.get(f"/{language}/recherche/", {"q": q, "type": "organisation", **parameters})
    assert (listed.status_code, found.status_code) == (200, 200)
    return (
        sorted(row.organisation.name_fr for row in listed.context["page_obj"]),
        sorted(result.path.rstrip("/").rsplit("/", 1)[1] for result in found.context["results"]),
    )


SLUGS = {
    "Toit Commun": "toit-commun",
    "Droit Devant": "droit-devant",
    "Abri de nuit": "abri-de-nuit",
    "Le Refuge": "le-refuge",
}


@pytest.mark.parametrize(
    ("language", "q", "names"),
    [
        ("fr", "consultation juridique", ["Droit Devant"]),
        ("fr", "consultations juridiques", ["Droit Devant"]),
        ("nl", "juridisch advies", ["Droit Devant"]),
        ("fr", "endetté", ["Droit Devant"]),
        ("fr", "médiation", []),
        ("fr", "logements", ["Toit Commun"]),
        ("nl", "huisvesting", ["Toit Commun"]),
        ("fr", "loyer", ["Toit Commun"]),
        ("fr", "à la rue", ["Abri de nuit"]),
        ("fr", "sans-abri", ["Abri de nuit"]),
        ("fr", "sans abri", ["Abri de nuit"]),
        ("fr", "SANS‑ABRI", ["Abri de nuit"]),
        ("fr", "quai des Mariniers", ["Abri de nuit"]),
        ("fr", "1070", ["Abri de nuit"]),
        ("nl", "nachtopvang", ["Abri de nuit"]),
        ("nl", "dakloos", ["Abri de nuit"]),
        ("nl", "daklozen", ["Abri de nuit"]),
        ("fr", "0877.761.611", ["Toit Commun"]),
        ("fr", "0877761611", ["Toit Commun"]),
        ("fr", "025558201", ["Toit Commun"]),
        ("fr", "+32 2 555 82 01", ["Toit Commun"]),
        ("fr", "0470 12 34 56", ["Droit Devant"]),
        ("fr", "dd", ["Droit Devant"]),
        ("fr", "zibelines", []),
        ("fr", "1082", []),
        ("fr", "ocarina", []),
        ("fr", "piscine", []),
        ("fr", "logement piscine", []),
    ],
)
def test_directory_and_search_find_the_same_when_words_are_asked_for(ground, client, language, q, names):
    assert both(client, q, language) == (names, sorted(SLUGS[name] for name in names))


@pytest.mark.parametrize(
    ("language", "typed", "words", "name"),
    [
        ("fr", "logment", "logement", "Toit Commun"),
        ("fr", "juridiqe consultation", "juridique consultation", "Droit Devant"),
        ("nl", "huisvestingsdienst", "huisvesting", "Toit Commun"),
        ("nl", "opvang", "nachtopvang", "Abri de nuit"),
    ],
)
@pytest.mark.usefixtures("ground")
def test_the_nearest_words_are_looked_for_when_nothing_has_those_typed(client, language, typed, words, name):
    assert both(client, typed, language) == ([name], [SLUGS[name]])
    assert both(client, typed, language, exact="on") == ([], [])
    for address in ("recherche", "reseau"):
        text = client.get(f"/{language}/{address}/", {"q": typed}).text
        assert f"<strong>{words}</strong>" in text
        assert re.search(rf"exact=on\">[^<]*{typed}", text)


def test_nothing_is_guessed_from_what_the_public_may_not_read(ground, client):
    assert not {"zibelines", "ocarina", "mediation"} & set(vocabulary("fr"))
    assert both(client, "zibelinne") == ([], [])
    assert both(client, "ocarna") == ([], [])


def test_the_best_match_stands_first_when_words_are_asked_for(ground, client):
    OrganisationFactory(name_fr="Aaa", summary_fr="On y parle aussi de logement.")
    rows = client.get("/fr/reseau/", {"q": "logement"}).context["page_obj"]
    assert [row.organisation.name_fr for row in rows] == ["Toit Commun", "Aaa"]


@pytest.mark.parametrize(
    "q", ["x" * 100, "a\x00b", "?!…", '"a" OR b', "& | ! <->", "%s {0}", "²½ 𝟘", "+32", "....", "0 0 0", "é" * 90]
)
def test_both_answer_when_the_words_are_nonsense(ground, client, q):
    assert both(client, q)[1] == []


def test_a_synonym_is_used_from_its_saving_on(ground, client, signed_in, coordinator):
    office = signed_in(coordinator)
    assert both(client, "piaule") == ([], [])
    data = {"language": "fr", "words": "Piaule", "means": "Logement"}
    assert office.post("/gestion/reseau/synonymes/new/", data).status_code == 302
    assert both(client, "piaule")[0] == ["Toit Commun"]
    again = office.post("/gestion/reseau/synonymes/new/", data)
    assert again.status_code == 200
    assert Synonym.objects.filter(words="Piaule").count() == 1
