"""The directory: filters that combine and stay in the address, A to Z, the same queries whatever its size."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from factories.network import (
    LocationFactory,
    MembershipFactory,
    OpeningSlotFactory,
    OrganisationFactory,
    ThemeFactory,
    WorkingGroupFactory,
)

from network.models import OpeningSlot, Organisation, Service

pytestmark = pytest.mark.django_db
MONDAY_MORNING = dt.datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Brussels"))
QUERIES = (20, 1)


@pytest.fixture(autouse=True)
def sunday():
    """Nobody's doors are open, unless a test says when it is."""
    with time_machine.travel(MONDAY_MORNING - dt.timedelta(days=1), tick=False):
        yield


def names(response):
    return [row.organisation.name for row in response.context["page_obj"]]


@pytest.fixture
def housing(site_tree):
    return ThemeFactory(name_fr="Logement", name_nl="Huisvesting")


@pytest.fixture
def network(housing):
    """Four organisations that differ in need, group, kind and hours."""
    health = WorkingGroupFactory(name_fr="Santé")
    ecole = OrganisationFactory(name_fr="École du Canal", summary_fr="Cours de français")
    atelier = OrganisationFactory(name_fr="L’Atelier", kind=Organisation.Kind.CPAS)
    centre = OrganisationFactory(name_fr="Le Centre", abbreviation="CDQ")
    zinneke = OrganisationFactory(name_fr="Zinneke", summary_nl="Huiswerkklas")
    for organisation in (ecole, centre):
        organisation.themes.add(housing)
        organisation.save()
    MembershipFactory(organisation=centre, group=health)
    MembershipFactory(organisation=zinneke, group=health)
    MembershipFactory(organisation=atelier, group=health, until=dt.date(2021, 1, 1))
    OpeningSlotFactory(organisation=centre)
    return health


def test_names_go_from_a_to_z_without_accents_when_nothing_is_filtered(client, network):
    assert names(client.get("/fr/reseau/")) == ["École du Canal", "L’Atelier", "Le Centre", "Zinneke"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("theme=logement", ["Le Centre", "École du Canal"]),
        ("group=sante", ["Le Centre", "Zinneke"]),
        ("kind=cpas", ["L’Atelier"]),
        ("q=ecole", ["École du Canal"]),
        ("q=CANAL+ECOLE", ["École du Canal"]),
        ("q=cdq", ["Le Centre"]),
        ("q=huiswerk", ["Zinneke"]),
        ("open=on", ["Le Centre"]),
        ("theme=logement&group=sante&open=on", ["Le Centre"]),
        ("theme=logement&kind=cpas", []),
    ],
)
@time_machine.travel(MONDAY_MORNING, tick=False)
def test_filters_combine_when_several_are_in_the_address(client, network, query, found):
    assert names(client.get(f"/fr/reseau/?{query}")) == found


def test_filters_stay_in_the_address_when_turning_the_page(client, housing):
    for organisation in OrganisationFactory.create_batch(30):
        organisation.themes.add(housing)
        organisation.save()
    response = client.get("/fr/reseau/?theme=logement&q=Association&page=2")
    assert len(names(response)) == 6
    assert b'href="?q=Association&amp;theme=logement&amp;page=1"' in response.content
    assert b'value="Association"' in response.content


@pytest.mark.parametrize(
    "query",
    [
        "page=abc",
        "page=-1",
        "page=99999999999999999999",
        "theme=nope",
        "group=nope&kind=nope",
        "q=%00",
        f"q={'x' * 10_000}",
        "open=maybe",
        "theme=a&theme=b",
        "q=%F0%9F%9A%8B&page=%00",
    ],
)
def test_nonsense_is_harmless_when_it_stands_in_the_address(client, network, query):
    assert client.get(f"/fr/reseau/?{query}").status_code == 200


def test_all_organisations_are_shown_when_a_filter_is_unknown(client, network):
    assert len(names(client.get("/fr/reseau/?theme=nope"))) == 4


def test_the_empty_list_invites_when_nothing_answers(client, network):
    response = client.get("/fr/reseau/?q=introuvable")
    assert b'class="empty"' in response.content
    assert client.get("/fr/reseau/").content.count(b'class="empty"') == 0


@pytest.mark.parametrize("size", [2, 20])
def test_the_directory_makes_no_query_per_organisation_when_it_grows(queries_of, housing, size):
    for organisation in OrganisationFactory.create_batch(size):
        organisation.themes.add(housing)
        organisation.save()
        MembershipFactory(organisation=organisation)
        OpeningSlotFactory(organisation=organisation)
    assert queries_of("/fr/reseau/?theme=logement&q=association") == QUERIES


def test_unpublished_organisations_are_in_nobody_s_directory_when_listed(readers, organisation, site_tree):
    organisation.published = False
    organisation.save()
    assert [names(reader.get("/fr/reseau/")) for reader in readers] == [["La Ruche aux Devoirs"]] * 4


def test_french_texts_carry_their_language_when_the_dutch_is_missing(client, site_tree):
    OrganisationFactory(name_fr="La Ruche", summary_nl="")
    OrganisationFactory(name_fr="Maison", name_nl="Huis", summary_nl="Een huis")
    text = client.get("/nl/reseau/").content.decode()
    assert '<h3 lang="fr"><a href="/nl/reseau/la-ruche/">La Ruche</a></h3>' in text
    assert '<h3><a href="/nl/reseau/maison/">Huis</a></h3>' in text
    assert names(client.get("/nl/reseau/")) == ["Huis", "La Ruche"]


def test_kinds_start_with_a_capital_when_they_stand_in_the_list(client, network):
    page = client.get("/fr/reseau/").content.decode()
    assert ">Tous les types</option>" in page
    assert ">Association</option>" in page


@pytest.mark.parametrize(
    ("moment", "query", "found"),
    [
        (MONDAY_MORNING, "sans-rdv=on", ["Accueil", "Les deux"]),
        (MONDAY_MORNING, "sans-rdv=on&open=on", ["Accueil"]),
        (MONDAY_MORNING, "open=on", ["Accueil", "Dossiers", "Les deux"]),
        (MONDAY_MORNING.replace(hour=13), "sans-rdv=on&open=on", []),
        (MONDAY_MORNING, "sans-rdv=perhaps&open=on&sans-rdv=%00", ["Accueil"]),
    ],
)
def test_open_and_without_appointment_meet_on_one_opening_when_both_are_asked(client, site_tree, moment, query, found):
    by_appointment, ended = OpeningSlot.Kind.APPOINTMENT, Service.Status.ENDED
    OpeningSlotFactory(organisation__name_fr="Accueil")
    OpeningSlotFactory(organisation__name_fr="Dossiers", kind=by_appointment)
    both = OpeningSlotFactory(organisation__name_fr="Les deux", kind=by_appointment).organisation
    OpeningSlotFactory(organisation=both, weekday=1)
    gone = OrganisationFactory(name_fr="Fini")
    service = Service.objects.create(organisation=gone, title_fr="Cours", status=ended)
    OpeningSlotFactory(organisation=gone, service=service)
    last_summer = OrganisationFactory(name_fr="Passé")
    OpeningSlotFactory(organisation=last_summer, last_day=dt.date(2026, 8, 31))
    with time_machine.travel(moment, tick=False):
        assert names(client.get(f"/fr/reseau/?{query}")) == found


def test_a_row_says_where_and_whom_to_call_when_the_address_may_be_known(client, site_tree):
    LocationFactory(organisation__phone="02 555 82 01", organisation__name_fr="La Ruche")
    refuge = OrganisationFactory(name_fr="Le Refuge", phone="02 555 06 13")
    LocationFactory(organisation=refuge, street_fr="rue des Zibelines 3", protected=True)
    page = client.get("/fr/reseau/").content.decode()
    assert "quai des Mariniers 12, 1060" in page
    assert 'href="tel:+3225558201"' in page
    assert "Adresse non publique" in page
    assert "Zibelines" not in page


def test_the_first_address_that_may_be_known_is_told_when_the_seat_is_protected(client, site_tree):
    refuge = OrganisationFactory(name_fr="Le Refuge")
    LocationFactory(organisation=refuge, street_fr="rue des Zibelines 3", protected=True, sort_order=0)
    LocationFactory(organisation=refuge, sort_order=1)
    page = client.get("/fr/reseau/").content.decode()
    assert "quai des Mariniers 12, 1060" in page
    assert "Zibelines" not in page


def test_open_doors_come_first_unless_words_say_what_fits_best(client, network):
    with time_machine.travel(MONDAY_MORNING, tick=False):
        assert names(client.get("/fr/reseau/")) == ["Le Centre", "École du Canal", "L’Atelier", "Zinneke"]
        assert names(client.get("/fr/reseau/?theme=logement")) == ["Le Centre", "École du Canal"]
        assert names(client.get("/fr/reseau/?q=canal"))[0] == "École du Canal"


# Nothing found, and the list on paper


def ways(client, query):
    response = client.get(f"/fr/reseau/?{query}")
    assert names(response) == []
    return [(way.words, way.number, way.query) for way in response.context["ways_on"]]


def test_an_empty_list_says_which_filter_to_leave_out_and_how_many_that_gives(client, network):
    assert ways(client, "kind=cpas&theme=logement") == [
        ("Service du CPAS", 2, "theme=logement"),
        ("Logement", 1, "kind=cpas"),
    ]
    assert ways(client, "q=zinneke&theme=logement") == [
        ("« zinneke »".replace(" ", "\xa0"), 2, "theme=logement"),
        ("Logement", 1, "q=zinneke"),
    ]


def test_an_empty_list_offers_no_filter_that_would_give_nothing(client, network):
    OrganisationFactory(name_fr="Foyer Ocarina", published=False).save()
    assert ways(client, "q=ocarina&kind=public") == []
    page = client.get("/nl/reseau/?kind=cpas&theme=logement").content.decode()
    assert "Zonder “Huisvesting”: 1 organisatie" in " ".join(page.split()).replace("\xa0", " ")


@pytest.mark.parametrize("value", ["on", "1", "%00", "x" * 1000])
def test_the_list_to_print_holds_all_that_is_found(client, site_tree, value):
    OrganisationFactory.create_batch(30)
    OrganisationFactory(name_fr="Autre", kind=Organisation.Kind.CPAS)
    assert len(names(client.get("/fr/reseau/?kind=asbl"))) == 24
    response = client.get(f"/fr/reseau/?kind=asbl&liste={value}")
    assert len(names(response)) == 30
    page = response.content.decode()
    assert "rows--paper" in page
    assert 'href="/fr/reseau/?kind=asbl">Retour aux pages</a>' in page
    assert 'class="pagination' not in page


@pytest.mark.parametrize("number", [2, 40])
def test_the_list_to_print_costs_no_query_more_when_the_network_grows(client, site_tree, queries_of, number):
    for _n in range(number):
        LocationFactory(organisation=OrganisationFactory(phone="107"))
    queries_of("/fr/reseau/?liste=on")
    assert queries_of("/fr/reseau/?liste=on")[1] == 1
