"""What names an answer in the cache of pages: nothing that strangers can make up, and nothing that knows its reader."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from factories.events import event_page, in_days
from factories.network import OrganisationFactory, WorkingGroupFactory
from factories.visits import Visit
from taggit.models import Tag
from wagtail.models import Page, get_page_models

from config import page_cache
from config.page_cache import Answer, Key, PageCache, Shelf
from events.models import Occurrence
from home.models import HomePage, NewsIndexPage, NewsPage, StandardPage
from home.pages.canonical_urls import sorted_query
from home.pages.tree import add_page
from network.models import GroupsPage, WorkingGroupPage

pytestmark = pytest.mark.django_db
MADE_UP = ["zz=77", "page=77", "q=77", "type=77", "date=77", "nombre=77", "mois=2077-07", "open=77"]


@pytest.fixture
def event(visit):
    return event_page(title="Midi au quai", capacity=10, days=(20, 25))


@pytest.fixture
def addresses(event):
    """Every public address without parameters, and a page of every type."""
    home = HomePage.objects.get(locale__language_code="fr")
    organisation, group = OrganisationFactory(), WorkingGroupFactory(name_fr="Logement")
    add_page(home, StandardPage(title="Contact"))
    add_page(NewsIndexPage.objects.child_of(home).get(), NewsPage(title="La soupe revient", date=in_days(0)))
    add_page(GroupsPage.objects.child_of(home).get(), WorkingGroupPage(title="Logement", group=group))
    event.tags.add("soupe")
    event.save_revision().publish()
    pages = Page.objects.descendant_of(home, inclusive=True).live().specific()
    assert {type(page) for page in pages} == set(get_page_models()) - {Page}
    feeds = [f"{event.get_url()}{event.slug}.ics", "/fr/groupes/logement/agenda.ics"]
    feeds += [f"/fr/agenda/{event.kind.slug}.ics", *(f"/fr/agenda/agenda.{kind}" for kind in ("ics", "rss", "json"))]
    sheet = f"/fr/reseau/{organisation.slug}/"
    more = ["/fr/agenda/cadre/", "/fr/reseau/plan/", sheet, f"{sheet}agenda.json", "/fr/mots-cles/soupe/"]
    return [*(page.get_url() for page in pages), *feeds, *more]


def kept(visit) -> list[str]:
    shelves = (visit.application.kept.plain, visit.application.kept.filtered)
    return sorted(f"{key.path}?{key.query}" for shelf in shelves for key in shelf.answers)


def test_no_copy_is_made_when_a_parameter_is_made_up(addresses, visit):
    visit.application.shared = caches["default"]
    for path in addresses:
        for query in MADE_UP:
            visit(f"{path}?{query}")
    # The one that is none: as many dates as 77.
    assert {address for address in kept(visit) if not address.endswith((".rss?nombre=77", ".json?nombre=77"))} == set()
    for path in addresses:
        visit(path)
    assert {address.removesuffix("?") for address in kept(visit)} >= set(addresses)


@pytest.mark.parametrize(
    "query",
    ["zz=1", "q=soupe", "page=2", "page=77777", "annee=1900&periode=passe", "langue=nl&langue=fr", "langue=%ff"],
)
def test_every_visit_is_asked_anew_when_the_view_does_not_know_the_address(event, visit, query):
    for _ in range(2):
        assert visit(f"/fr/agenda/?{query}")[0] == "200 OK"
    assert (visit.asked, kept(visit)) == (2, [])


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/fr/agenda/", ["langue=nl&public=tous", "public=tous&langue=nl", "q=&type=&public=tous&langue=nl&page=1"]),
        ("/fr/agenda/", ["", "page=1", "q=", "type=&q="]),
        ("/fr/agenda/", ["mois=2026-12&vue=mois", "vue=mois&mois=2026-12&lieu="]),
        ("/fr/agenda/", ["periode=passe", "periode=passe&page=1"]),
        ("/fr/agenda/agenda.rss", ["langue=nl&nombre=5", "nombre=5&langue=nl"]),
        ("/fr/agenda/cadre/", ["langue=nl&nombre=5", "nombre=5&langue=nl"]),
        ("/fr/reseau/", ["kind=asbl&open=on", "open=on&kind=asbl&theme=&group=&q="]),
        ("/fr/actualites/", ["", "page=1"]),
    ],
)
def test_one_answer_serves_all_ways_to_write_an_address(event, visit, path, queries):
    answers = [visit(f"{path}?{query}") for query in queries]
    assert [answer[0] for answer in answers] == ["200 OK"] * len(queries)
    assert all(answer == answers[0] for answer in answers)
    assert visit.asked == 1


def test_no_link_repeats_what_is_made_up_when_the_page_is_kept(event, visit):
    made_up = visit.text("/fr/agenda/?langue=nl&evil=&type=&page=1")
    assert "evil" not in made_up
    assert made_up == Visit().text("/fr/agenda/?langue=nl")
    assert visit.text("/fr/agenda/?langue=nl") == made_up
    assert visit.asked == 1


def test_one_date_of_an_event_is_kept_when_its_page_is_turned_to_it(event, visit):
    date = Occurrence.objects.filter(event_key=event.translation_key).latest("start")
    for path in (event.get_url(), f"{event.get_url()}{event.slug}.ics"):
        assert visit(f"{path}?date={date.uid}") == visit(f"{path}?date={date.uid}")
        visit(f"{path}?date={str(date.uid).upper()}")
        visit(f"{path}?date={date.uid.hex}")
    assert len(kept(visit)) == 2


@pytest.mark.parametrize("path", ["/fr/agenda/agenda.ics", "/fr/agenda/cadre/"])
@pytest.mark.parametrize("query", ["type=", "page=1", "langue=nl&type=", "zz="])
def test_a_feed_refuses_an_unknown_filter_when_the_whole_is_kept(event, visit, path, query):
    for kept_before in ("", "?langue=nl"):
        assert visit(f"{path}{kept_before}")[0] == "200 OK"
    assert visit(f"{path}?{query}")[0].startswith("404")


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Proto", "HX-Request"])
def test_no_copy_is_made_when_a_header_is_made_up(event, visit, settings, name):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    values = ["a", "b.example", "testserver:8080", "TESTSERVER", "testserver.", "https,a", "https, b", "true", ""]
    for value in values:
        visit("/fr/agenda/", **{name: value})
    copies = visit.application.kept.plain.answers
    assert len(copies) <= {"Host": 0, "X-Forwarded-Proto": 2, "HX-Request": 1}[name]


def test_our_own_name_is_kept_when_the_port_we_listen_at_stands_behind_it(event, visit):
    visit("/fr/agenda/", Host="testserver:80")
    assert len(kept(visit)) == 1


def test_links_have_the_scheme_of_their_reader_when_a_proxy_tells_it(event, visit, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for scheme in ("https", "http", "https"):
        assert (
            f'href="{scheme}://testserver/nl/agenda/"'
            in visit("/fr/agenda/", **{"X-Forwarded-Proto": scheme})[2].decode()
        )
    assert visit.asked == 2


def test_nothing_is_kept_when_a_proxy_may_rename_us(event, settings):
    settings.USE_X_FORWARDED_HOST = True
    visit = Visit()
    visit("/fr/agenda/", **{"X-Forwarded-Host": "evil.example"})
    assert kept(visit) == []


def test_no_copy_is_made_when_a_path_holds_what_the_view_drops(visit):
    Tag.objects.create(name="soupe", slug="soupe")
    for number in range(1, 4):
        visit(f"/fr/mots-cles/soupe{'%00' * number}/")
    assert kept(visit) == []


def test_what_is_shared_is_bounded_when_known_filters_are_combined(event, monkeypatch):
    monkeypatch.setattr(page_cache, "SHARED_FILTERED", 3)
    monkeypatch.setattr(page_cache, "MOST_FILTERED", 5)
    visit, put = Visit(), []
    visit.application.shared = caches["default"]
    monkeypatch.setattr(caches["default"], "set", lambda key, answer, seconds: put.append(seconds))
    visit("/fr/agenda/")
    for month in range(1, 10):
        visit(f"/fr/agenda/?mois=2027-0{month}&vue=mois")
    visit("/nl/agenda/")
    assert put == [51] * 5
    assert len(visit.application.kept.filtered.answers) <= 5
    assert len(visit.application.kept.plain.answers) == 2


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("b=2&a=1", "a=1&b=2"),
        ("a=&b=2&page=1&c", "b=2"),
        ("page=01", "page=01"),
        ("a=1&a=2", None),
        ("a=1&a=", "a=1"),
        ("q=caf%C3%A9+noir", "q=caf%C3%A9+noir"),
        ("q=caf\xe9", None),
        ("a=1&&b=2", "a=1&b=2"),
    ],
)
def test_parameters_have_one_order(query, canonical):
    assert sorted_query(query) == canonical


# Who reads


@pytest.fixture
def cookie(signed_in, representative):
    return signed_in(representative).cookies["sessionid"].value


@pytest.fixture
def sheet(visit, organisation):
    """The sheet of an organisation that is not published: only its own people may read it."""
    organisation.published = False
    organisation.save()
    return f"/fr/reseau/{organisation.slug}/"


SPELLINGS = [
    "sessionid={0}",
    "sessionid ={0}",
    "sessionid\t = {0}",
    " sessionid={0}",
    'sessionid="{0}"',
    "theme=dark;sessionid ={0}",
    "theme=dark ; sessionid={0};",
    "sessionid=other; sessionid={0}",
    "=x;sessionid ={0}",
    # What Django strips as a space once it has read the header as UTF-8.
    "sessionid\xc2\xa0={0}",
    "sessionid\xe2\x80\x83={0}",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_member_is_known_and_nothing_is_kept_however_the_cookie_is_written(sheet, visit, cookie, spelling):
    own = {"Cookie": spelling.format(cookie)}
    assert visit(sheet, **own)[0] == "200 OK"
    assert kept(visit) == []
    assert visit(sheet)[0].startswith("404")
    # Nor does the answer for everybody come instead of a member's.
    visit("/fr/agenda/")
    visit("/fr/agenda/", **own)
    assert visit.asked == 4


@pytest.mark.parametrize("spelling", ["theme=dark", "theme=sessionid", "sessionidx={0}", "csrftoken=a,sessionid={0}"])
def test_everybody_is_served_the_same_when_django_sees_no_session(event, visit, cookie, spelling):
    anonymous = visit("/fr/agenda/")
    assert visit("/fr/agenda/", Cookie=spelling.format(cookie)) == anonymous
    assert visit.asked == 1


def test_nothing_is_kept_when_only_django_sees_the_session(sheet, visit, cookie, monkeypatch):
    monkeypatch.setattr(page_cache, "names_its_reader", lambda environ: False)
    assert visit(sheet, Cookie=f"sessionid={cookie}")[0] == "200 OK"
    visit("/fr/agenda/", Cookie="messages=abc")
    assert kept(visit) == []


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": "Basic eDp5"}, {"If-Match": '"x"'}, {"If-Unmodified-Since": "Wed, 25 Nov 2026 12:00:00 GMT"}],
)
def test_django_answers_when_a_header_may_change_the_answer(event, visit, headers):
    for _ in range(2):
        visit("/fr/agenda/agenda.ics", **headers)
    assert (visit.asked, kept(visit)) == (2, [])


def test_nothing_is_kept_when_an_answer_passed_no_session():
    cache = PageCache(lambda environ, start_response: None)
    assert page_cache.is_the_same_for_all(HttpResponse("x")) is False
    assert cache.kept.plain.answers == {}


# Threads


def test_no_thread_gets_what_was_true_before_it_asked(monkeypatch, visit):
    """Each answer tells the state it was made in; a request must not get one of before it came."""
    state = [1]

    def application(environ, start_response):
        response = HttpResponse(str(state[0]))
        response.knows_reader = False
        start_response("200 OK", [])
        return response

    cache = PageCache(application)
    monkeypatch.setattr(page_cache, "this_moment", lambda: (str(state[0]), 0))
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/fr/", "HTTP_HOST": "testserver", "SERVER_PORT": "80"}

    def read(number: int) -> bool:
        if number % 50 == 0:
            state[0] += 1
        before = state[0]
        return int(b"".join(cache(dict(environ), lambda *_started: None))) >= before

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(2_000)))


def test_a_shelf_knows_its_weight_when_threads_fill_it():
    shelf = Shelf(100_000, 10**9)

    def fill(number: int) -> None:
        shelf.add(Key(False, "", str(number), "", False), Answer([], b"x" * 10, "", "", False))
        time.sleep(0)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fill, range(2_000)))
    assert (len(shelf.answers), shelf.bytes) == (2_000, 20_000)
