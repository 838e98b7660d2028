"""The index of working groups and each group's page."""

import pytest
from factories.events import event_page
from factories.network import MembershipFactory, OrganisationFactory, WorkingGroupFactory

from config.foundation import add_page, translate
from home.models import StandardPage
from network.models import GroupsPage, WorkingGroupPage

pytestmark = pytest.mark.django_db
QUERIES_OF_INDEX = (14, 4)
QUERIES_OF_GROUP = (17, 6)


def group_page(group, **fields):
    fields = {"title": group.name_fr, "slug": group.slug, "introduction": "Un toit pour chacun."} | fields
    return add_page(GroupsPage.objects.get(locale__language_code="fr"), WorkingGroupPage(group=group, **fields))


@pytest.fixture
def housing(site_tree):
    return WorkingGroupFactory(name_fr="Logement", name_nl="Huisvesting", letter="L")


def test_the_index_lists_groups_in_order_with_their_members_when_read(client, housing):
    group_page(housing)
    first = WorkingGroupFactory(name_fr="Accueil", order=0)
    housing.order = 1
    housing.save()
    WorkingGroupFactory(active=False)
    MembershipFactory(group=housing)
    MembershipFactory(group=housing, organisation=OrganisationFactory(published=False))
    MembershipFactory(group=housing, until="2021-01-01")
    response = client.get("/fr/groupes/")
    assert [(group, group.member_count) for group, _ in response.context["rows"]] == [(first, 0), (housing, 1)]
    text = response.content.decode()
    assert '<a href="/fr/groupes/logement/">Logement</a>' in text
    assert "Un toit pour chacun." in text


def test_the_index_says_the_next_meeting_that_stands_when_one_is_set(client, housing):
    event_page(title="Atelier logement", group=housing, days=(-10, 5, 12))
    text = client.get("/fr/groupes/").content.decode()
    assert text.count("/fr/agenda/atelier-logement/") == 1


def test_the_group_page_tells_members_and_meetings_when_read(client, housing):
    page = group_page(housing)
    add_page(page, StandardPage(title="PV de mars", slug="pv-de-mars"))
    MembershipFactory(group=housing, organisation__name_fr="L’Escale")
    event_page(title="Atelier logement", group=housing, days=(-10, 5, 12))
    response = client.get("/fr/groupes/logement/")
    text = response.content.decode()
    assert '<a href="/fr/reseau/lescale/">L’Escale</a>' in text
    assert "/fr/groupes/logement/pv-de-mars/" in text
    assert 'fill="#b5122b"' in text
    assert text.count("/fr/agenda/atelier-logement/") == 4


def test_a_withdrawn_date_is_no_meeting_when_its_event_is_unpublished(client, housing):
    group_page(housing)
    event_page(title="Atelier logement", group=housing).unpublish()
    assert b"atelier-logement" not in client.get("/fr/groupes/logement/").content


def test_the_group_reads_in_dutch_when_translated_and_in_french_when_not(client, housing):
    page = group_page(housing)
    french = client.get("/nl/groupes/logement/").content.decode()
    assert '<h1 lang="fr">Logement</h1>' in french
    translate(page, {"Logement": "Huisvesting", "Un toit pour chacun.": "Een dak voor iedereen."})
    dutch = client.get("/nl/groupes/logement/").content.decode()
    assert "<h1>Huisvesting</h1>" in dutch
    assert "Een dak voor iedereen." in dutch


def test_members_are_the_published_ones_for_everybody_when_one_is_not(readers, housing, organisation):
    group_page(housing)
    MembershipFactory(group=housing, organisation=organisation)
    organisation.published = False
    organisation.save()
    assert [reader.get("/fr/groupes/logement/").context["members"] for reader in readers] == [[]] * 4


@pytest.mark.parametrize("query", ["page=abc", "q=%00", f"x={'y' * 10_000}"])
def test_nonsense_is_harmless_when_it_stands_in_the_address(client, housing, query):
    group_page(housing)
    assert client.get(f"/fr/groupes/?{query}").status_code == 200
    assert client.get(f"/fr/groupes/logement/?{query}").status_code == 200


@pytest.mark.parametrize("size", [2, 20])
def test_the_index_makes_no_query_per_group_when_it_grows(queries_of, site_tree, size):
    for group in WorkingGroupFactory.create_batch(size):
        group_page(group)
        MembershipFactory(group=group)
        event_page(title=f"Réunion {group.letter}", group=group)
    assert queries_of("/fr/groupes/") == QUERIES_OF_INDEX


@pytest.mark.parametrize("size", [2, 20])
def test_the_group_page_makes_no_query_per_member_or_meeting_when_it_grows(queries_of, housing, size):
    page = group_page(housing)
    for number in range(size):
        MembershipFactory(group=housing)
        add_page(page, StandardPage(title=f"PV {number}", slug=f"pv-{number}"))
    event_page(title="Réunions", group=housing, days=[*range(-size, 0), *range(1, size + 1)])
    assert queries_of("/fr/groupes/logement/") == QUERIES_OF_GROUP
