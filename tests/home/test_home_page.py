"""The first page: help on one side, dates open to all on the other, then news and the plan."""

import datetime as dt
import re

import pytest
from django.core.files.base import ContentFile
from factories.events import event_page, in_days
from factories.network import (
    MembershipFactory,
    OpeningSlotFactory,
    OrganisationFactory,
    ThemeFactory,
    WorkingGroupFactory,
)
from factories.pictures import photo
from factories.visits import NOON

from config.foundation import translate
from events.models import EventDate
from events.models.kinds import Audience
from home.models import NewsIndexPage, NewsPage, SiteImage
from home.pages.tree import add_page
from network.models import OpeningSlot

pytestmark = pytest.mark.django_db

QUERIES = (23, 3)


def html(client, path="/fr/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def warm(client, site_tree):
    """What every process reads once: content types and the addresses of the home pages."""
    client.get("/fr/")
    client.get("/nl/")


def test_headline_counts_published_members_when_it_names_them(client, site_tree):
    OrganisationFactory()
    OrganisationFactory()
    OrganisationFactory(published=False)
    assert "2 associations et services" in html(client)
    assert "2 verenigingen en diensten" in html(client, "/nl/")


def test_headline_stays_as_written_when_it_has_other_braces(client, site_tree):
    site_tree.headline = "{0} {quartier} <b>"
    site_tree.save()
    assert "{0} {quartier} &lt;b&gt;" in html(client)


def answering(needs, *, published: bool = True):
    organisation = OrganisationFactory(published=published)
    organisation.themes = needs
    organisation.save()
    return organisation


def neighbourhood(page: str) -> str:
    return page[page.index('id="neighbourhood"') : page.index("</section>", page.index('id="neighbourhood"'))]


def test_dates_are_those_that_anybody_may_come_to(client, site_tree):
    row = EventDate(day=in_days(2), start_time=dt.time(12), status="cancelled")
    event_page(title="Annulée", dates=[row], audience=Audience.ALL)
    for n in range(4):
        event_page(title=f"Ouverte {n}", days=(5 + n,), audience=Audience.ALL)
    event_page(title="Assemblée", days=(3,))
    event_page(title="Réunion du groupe", days=(1,), group=WorkingGroupFactory())
    public, members = neighbourhood(html(client)).split('class="for-members"')
    assert [n for n in range(4) if f"Ouverte {n}" in public] == [0, 1, 2]
    assert "Ouvert à tous" in public
    assert "Assemblée" in members
    for absent in ("Annulée", "Réunion du groupe", "Assemblée"):
        assert absent not in public


def test_page_invites_when_no_date_is_open_to_all(client, site_tree):
    page = html(client)
    assert 'class="empty"' in page
    assert 'href="/fr/agenda/#subscribe"' in page
    assert "for-members" not in page


def test_dates_link_the_page_of_the_reader_when_event_is_translated(client, site_tree):
    page = event_page(title="Une rencontre", audience=Audience.ALL)
    translate(page, {"Une rencontre": "Een ontmoeting"})
    assert f'<a href="/nl/agenda/{page.slug}/">Een ontmoeting</a>' in html(client, "/nl/")


def test_title_says_its_language_when_event_is_not_translated(client, site_tree):
    event_page(title="Une rencontre", audience=Audience.ALL)
    assert '<h3 lang="fr"><a' in html(client, "/nl/")


def test_needs_say_how_many_members_answer_them(client, site_tree):
    debts, papers, _unanswered = (ThemeFactory(name_fr=name, name_nl="") for name in ("Dettes", "Papiers", "Piscine"))
    for needs, published in (([debts, papers], True), ([debts], True), ([papers], False)):
        answering(needs, published=published)
    page = html(client, "/nl/")
    listed = re.findall(r'theme=([\w-]+)"><span lang="fr">(\w+)</span>\s*<span class="needs__number">(\d+)<', page)
    assert listed == [(debts.slug, "Dettes", "2"), (papers.slug, "Papiers", "1")]
    assert "Piscine" not in page


def test_open_doors_are_counted_and_lead_to_the_list_of_them(client, site_tree, time_machine):
    time_machine.move_to(NOON)
    for published in (True, False):
        member = OrganisationFactory(published=published, last_verified=NOON.date())
        OpeningSlotFactory(organisation=member, weekday=NOON.weekday(), opens=dt.time(12), closes=dt.time(16))
    by_appointment = OrganisationFactory(last_verified=NOON.date())
    OpeningSlotFactory(
        organisation=by_appointment,
        weekday=NOON.weekday(),
        opens=dt.time(12),
        closes=dt.time(16),
        kind=OpeningSlot.Kind.APPOINTMENT,
    )
    page = " ".join(html(client).split())
    assert '<a href="/fr/reseau/?open=on"> Ouvert maintenant : 2 lieux </a>' in page
    assert 'href="/fr/reseau/?open=on&amp;sans-rdv=on"> sans rendez-vous : 1 </a>' in page
    for query, number in (("open=on", 2), ("open=on&sans-rdv=on", 1)):
        assert client.get(f"/fr/reseau/?{query}").context["page_obj"].paginator.count == number
    time_machine.move_to(NOON + dt.timedelta(hours=6))
    assert "Ouvert maintenant" not in html(client)


def test_news_stands_below_with_its_picture(client, site_tree):
    index = NewsIndexPage.objects.child_of(site_tree).get()
    for n in range(4):
        day = dt.date(2026, 3, 1) + dt.timedelta(days=n)
        picture = SiteImage.objects.create(title="Rue", file=ContentFile(photo(), "rue.jpg")) if n == 3 else None
        add_page(index, NewsPage(title=f"Nouvelle {n}", slug=f"nouvelle-{n}", date=day, share_image=picture))
    page = html(client)
    assert re.findall(r'<h3><a href="/fr/actualites/nouvelle-(\d)/">', page) == ["3", "2", "1"]
    assert 'href="/fr/actualites/">Toutes les actualités</a>' in page
    assert page.count("<img") == 1


def test_the_plan_is_a_picture_without_stops_for_the_keyboard(client, site_tree):
    MembershipFactory()
    page = html(client)
    picture = page[page.index('<svg class="still"') :]
    picture = picture[: picture.index("</svg>")]
    assert 'aria-hidden="true"' in picture
    assert "<a " not in picture
    assert 'href="/fr/reseau/plan/"' in page


@pytest.mark.parametrize("query", ["?page=abc", "?q=%00", "?x=" + "y" * 10_000])
def test_page_is_normal_when_parameters_are_nonsense(client, site_tree, query):
    html(client, f"/fr/{query}")


@pytest.mark.parametrize("path", ["/fr/", "/nl/"])
@pytest.mark.parametrize("number", [2, 20])
def test_home_asks_as_few_queries_whatever_the_number_of_rows(queries_of, warm, path, number):
    for n in range(number):
        group, host = WorkingGroupFactory(), answering([ThemeFactory()])
        event_page(title=f"Rencontre {n}", days=(n + 1,), group=group, host=host, audience=Audience.ALL)
        MembershipFactory()
    assert queries_of(path) == QUERIES
