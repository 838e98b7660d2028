"""The plan of the network: every membership is one stop on its line, every name is escaped, every mark is a link."""

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone, translation
from factories.network import MembershipFactory, OrganisationFactory, ThemeFactory, WorkingGroupFactory
from hypothesis import given
from hypothesis import strategies as st

from config.foundation import add_page
from home.cache.stamp import one_reading
from network.directory.urls_of import Addresses, read_urls
from network.models import GroupsPage, WorkingGroupPage
from network.plan.layout import lay_out, read_plan
from network.plan.svg import draw

ADDRESSES = Addresses("/fr/reseau/", {})
MEMBERSHIPS = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 99)), max_size=300)


def plan_of(memberships, groups=10):
    lines = [(n, f"Groupe {n}", "", chr(65 + n), "#b5122b") for n in range(groups)]
    return lay_out(lines, [(g, o, f"o{o}", f"Organisation {o}", "", "") for g, o in memberships], ADDRESSES)


@given(MEMBERSHIPS)
def test_each_membership_is_one_stop_on_its_line_when_laid_out(memberships):
    plan = plan_of(memberships)
    drawn = [(line, stop.name) for stop in plan.stops for line in stop.lines]
    assert sorted(drawn) == sorted((group, f"Organisation {organisation}") for group, organisation in memberships)
    assert [line.stops for line in plan.lines] == [sum(g == n for g, _ in memberships) for n in range(10)]
    in_table = [(stop.name, index) for stop, cells in plan.rows() for index, line in enumerate(cells) if line]
    assert sorted(in_table) == sorted((name, line) for line, name in drawn)


@given(MEMBERSHIPS)
def test_lines_end_at_their_last_stop_when_laid_out(memberships):
    plan = plan_of(memberships)
    places = [[place for place, stop in enumerate(plan.stops) if index in stop.lines] for index in range(10)]
    assert [line.last_stop for line in plan.lines] == [max(found, default=-1) for found in places]


@given(MEMBERSHIPS)
def test_the_drawing_is_sound_xml_with_a_link_per_stop_when_drawn(memberships):
    plan = plan_of(memberships)
    svg = ET.fromstring(draw(plan))  # noqa: S314 - our own drawing
    links = [link.get("href") for link in svg.iter("a")]
    assert sorted(links) == sorted(stop.url for stop in plan.stops)
    width = int(svg.get("width"))
    assert all(int(mark.get("x")) < width for mark in svg.iter("rect"))


def test_the_same_plan_is_drawn_when_memberships_come_in_another_order():
    pairs = [(g, o) for g in range(10) for o in range(g, 100, 7)]
    assert draw(plan_of(pairs)) == draw(plan_of(reversed(pairs)))


def test_interchanges_of_the_same_lines_stand_together_when_there_are_several():
    plan = plan_of([(0, 1), (1, 1), (5, 2), (0, 3), (1, 3), (0, 4)])
    assert [stop.lines for stop in plan.stops] == [(0,), (0, 1), (0, 1), (5,)]


def test_a_long_name_is_shortened_with_the_whole_in_a_title_when_drawn():
    name = "Service d’accompagnement des familles du quartier"
    plan = lay_out([(1, "Santé", "", "S", "#00704a")], [(1, 1, "s", name, "", "")], ADDRESSES)
    assert f"<title>{name}</title>" in draw(plan)
    short = lay_out([(1, "Santé", "", "S", "#00704a")], [(1, 1, "s", name, "", "SAFQ")], ADDRESSES)
    assert short.stops[0].label == "SAFQ"


def test_names_are_escaped_when_they_carry_markup():
    hostile = '<script>"&'
    drawing = draw(lay_out([(1, hostile, "", "<", "#00704a")], [(1, 1, "s", hostile, "", "")], ADDRESSES))
    assert "<script" not in drawing
    ET.fromstring(drawing)  # noqa: S314 - our own drawing


def test_names_carry_their_language_when_the_dutch_is_missing():
    with translation.override("nl"):
        plan = lay_out([(1, "Santé", "Gezondheid", "S", "#00704a")], [(1, 1, "s", "L’Escale", "", "")], ADDRESSES)
        assert '<a href="/fr/reseau/s/" lang="fr">' in draw(plan)
        assert plan.lines[0].name == "Gezondheid"


@pytest.mark.django_db
def test_former_and_unpublished_members_are_not_stops_when_the_plan_is_read(site_tree):
    member = MembershipFactory()
    MembershipFactory(until=dt.date(2021, 1, 1))
    MembershipFactory(organisation=OrganisationFactory(published=False))
    MembershipFactory(group=WorkingGroupFactory(active=False))
    assert [stop.name for stop in read_plan("fr", timezone.localdate()).stops] == [member.organisation.name_fr]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [2, 20])
def test_the_plan_costs_three_queries_when_the_network_grows(site_tree, django_assert_num_queries, size):
    for group in WorkingGroupFactory.create_batch(size):
        for organisation in OrganisationFactory.create_batch(2):
            MembershipFactory(group=group, organisation=organisation)
    with one_reading():
        read_urls("nl")
        with django_assert_num_queries(3):
            draw(read_plan("fr", timezone.localdate()))


@pytest.mark.django_db
def test_the_plan_page_links_lines_and_stops_and_has_a_table_when_there_are_members(client, site_tree):
    membership = MembershipFactory(organisation__name_fr="La Ruche", group__name_fr="Logement")
    index = GroupsPage.objects.get(locale__language_code="fr")
    add_page(index, WorkingGroupPage(title="Logement", slug="logement", group=membership.group))
    text = client.get("/fr/reseau/plan/").content.decode()
    assert text.count('href="/fr/reseau/la-ruche/"') == 2
    assert text.count('href="/fr/groupes/logement/"') == 2
    assert 'role="region"' in text
    assert "style=" not in text
    dutch = client.get("/nl/reseau/plan/").content.decode()
    assert 'href="/nl/groupes/logement/"' in dutch


@pytest.mark.django_db
def test_the_plan_page_says_so_when_nobody_is_a_member(client, site_tree):
    response = client.get("/fr/reseau/plan/")
    assert response.status_code == 200
    assert b'<svg class="plan"' not in response.content


@pytest.fixture
def answering(site_tree):
    """Two members of one group, of which “La Ruche” answers a need; returns the need."""
    need, group = ThemeFactory(name_fr="Dettes"), WorkingGroupFactory(name_fr="Logement")
    ruche = MembershipFactory(organisation=OrganisationFactory(name_fr="La Ruche"), group=group).organisation
    ruche.themes = [need]
    ruche.save()
    MembershipFactory(organisation=OrganisationFactory(name_fr="Le Moulin"), group=group)
    return need


@pytest.mark.django_db
def test_the_plan_shows_who_answers_a_need(client, answering):
    page = client.get(f"/fr/reseau/plan/?theme={answering.slug}").content.decode()
    assert "La Ruche" in page
    assert "Le Moulin" not in page
    assert f'href="/fr/reseau/plan/plan.svg?theme={answering.slug}"' in page
    nobody = ThemeFactory(name_fr="Piscine")
    page = client.get(f"/fr/reseau/plan/?theme={nobody.slug}").content.decode()
    assert "Aucun membre d’un groupe de travail ne répond à « Piscine »" in page.replace("\xa0", " ")


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["theme=piscine", "theme=%00", "theme=" + "x" * 10_000, "theme=dettes&theme=rien"])
def test_what_is_no_need_is_told_on_the_page_and_found_in_no_file(client, answering, query):
    page = client.get(f"/fr/reseau/plan/?{query}")
    assert page.status_code == 200
    assert b"field__error" in page.content
    assert [client.get(f"/fr/reseau/plan/plan.{kind}?{query}").status_code for kind in ("svg", "json")] == [404, 404]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_drawing_is_a_file_that_needs_no_other(client, answering, language):
    response = client.get(f"/{language}/reseau/plan/plan.svg?theme={answering.slug}")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Disposition"] == 'attachment; filename="plan.svg"'
    drawing = ET.fromstring(response.content)  # noqa: S314 - our own drawing
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert "La Ruche" in "".join(drawing.itertext())
    assert b"href" not in response.content
    assert b"url(" not in response.content


@pytest.mark.django_db
def test_the_data_names_lines_and_who_is_on_them(client, answering):
    MembershipFactory(organisation=OrganisationFactory(name_fr="Foyer Ocarina", published=False))
    response = client.get("/fr/reseau/plan/plan.json", headers={"Origin": "https://ailleurs.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    data = response.json()
    logement = [line["name"] for line in data["lines"]].index("Logement")
    listed = {(row["name"], row["url"], tuple(row["lines"])) for row in data["organisations"]}
    assert listed == {
        ("La Ruche", "http://testserver/fr/reseau/la-ruche/", (logement,)),
        ("Le Moulin", "http://testserver/fr/reseau/le-moulin/", (logement,)),
    }
    assert client.post("/fr/reseau/plan/plan.json").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("size", [2, 20])
@pytest.mark.parametrize("path", ["plan.svg", "plan.json", ""])
def test_each_form_of_the_plan_costs_the_same_when_the_network_grows(site_tree, queries_of, path, size):
    for organisation in OrganisationFactory.create_batch(size):
        MembershipFactory(organisation=organisation)
    queries_of(f"/fr/reseau/plan/{path}")
    assert queries_of(f"/fr/reseau/plan/{path}")[1] == 1
