"""The next dates inside other sites: the frame, and the script of the element."""

import pytest
from factories.events import EventKindFactory, event_page
from factories.network import OrganisationFactory

from config.foundation import translate
from events.models import AgendaPage, EventKind

pytestmark = pytest.mark.django_db
FRAME = "/fr/agenda/cadre/"
SCRIPT = "/embed/agenda.js"


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


def test_frame_shows_the_next_five_dates_when_nothing_is_asked(client):
    event_page(title="Douze dates", days=range(1, 13))
    page = client.get(FRAME).content.decode()
    assert page.count("<time") == 5
    assert page.count('target="_blank" rel="noopener"') == 6


def test_frame_shows_as_many_as_asked_when_there_is_a_number(client):
    event_page(title="Douze dates", days=range(1, 13))
    assert client.get(f"{FRAME}?nombre=7").content.decode().count("<time") == 7


def test_frame_keeps_to_its_filters_when_they_are_asked(client):
    event_page(title="Un midi")
    event_page(title="Une fête", kind=EventKindFactory(name_fr="Fête de quartier"))
    page = client.get(f"{FRAME}?type={EventKind.objects.get(name_fr='Fête de quartier').slug}").content.decode()
    assert "Une fête" in page
    assert "Un midi" not in page


def test_only_the_frame_may_be_framed_when_pages_are_read(client):
    framed, agenda = client.get(FRAME), client.get("/fr/agenda/")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "script-src 'none'" in framed["Content-Security-Policy"]
    assert not framed.has_header("X-Frame-Options")
    assert "frame-ancestors 'self'" in agenda["Content-Security-Policy"]
    assert agenda["X-Frame-Options"] == "DENY"


def test_frame_reads_and_sets_no_cookie_when_the_reader_has_some(client):
    client.cookies["sessionid"] = "x"
    client.cookies["csrftoken"] = "y"
    response = client.get(FRAME)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "query",
    [
        "type=inconnu",
        "type=",
        "type=a%00b",
        "autre=1",
        "nombre=0",
        "nombre=31",
        "nombre=x",
        "nombre=1&nombre=2",
        "q=a&q=b",
    ],
)
def test_frame_says_so_when_it_is_asked_for_what_the_agenda_does_not_know(client, query):
    event_page(title="Un midi")
    response = client.get(f"{FRAME}?{query}")
    assert response.status_code == 404
    assert not response.has_header("X-Frame-Options")
    assert "Un midi" not in response.content.decode()
    assert "<p>" in response.content.decode()


def test_frame_speaks_dutch_when_its_address_does(client):
    translate(event_page(title="Un midi"), {"Un midi": "Een middag"})
    page = client.get("/nl/agenda/cadre/").content.decode()
    assert '<html lang="nl">' in page
    assert "Een middag" in page


def test_frame_says_that_nothing_is_announced_when_there_is_no_date(client):
    assert client.get(FRAME).status_code == 200


def test_frame_asks_as_many_queries_when_it_shows_twenty_dates(queries_of):
    event_page(title="Deux dates", days=(1, 2))
    few = queries_of(f"{FRAME}?nombre=30")
    event_page(title="Vingt dates", days=range(3, 21), host=OrganisationFactory())
    assert queries_of(f"{FRAME}?nombre=30") == few


def test_frame_is_gone_when_the_agenda_is_not_published(client):
    AgendaPage.objects.get(locale__language_code="fr").unpublish()
    assert client.get(FRAME).status_code == 404


def test_script_may_be_loaded_by_any_site_when_it_is_asked(client):
    response = client.get(SCRIPT)
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=3600" in response["Cache-Control"]
    assert not response.cookies
    assert b"innerHTML =" not in response.content


def test_script_is_not_sent_again_when_the_reader_has_it(client):
    tag = client.get(SCRIPT)["ETag"]
    response = client.get(SCRIPT, headers={"If-None-Match": tag})
    assert (response.status_code, response["ETag"]) == (304, tag)
    assert "Content-Length" not in response
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.post(SCRIPT).status_code in {403, 405}
