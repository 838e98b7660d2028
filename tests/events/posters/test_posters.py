"""The poster of an event: a tagged PDF in the languages asked for, true to its page."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from factories.events import date_of, dates_of, event_page, fresh, row
from factories.network import WorkingGroupFactory
from pypdf import PdfReader

from config.foundation import translate
from events.models.page_rows import ProgrammeItem
from events.posters import pdf as poster
from home.cache.allowance import Allowance
from home.models import SiteSettings

pytestmark = pytest.mark.django_db

A4, A3 = (595, 842), (842, 1191)


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


def answer(page, client=None, language="fr", headers=None, **parameters):
    return (client or Client()).get(f"/{language}/agenda/{page.slug}/affiche.pdf", parameters, headers=headers)


def pdf(page, **parameters) -> PdfReader:
    response = answer(page, **parameters)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def text(reader: PdfReader) -> str:
    """What stands on the one page, on one line and with plain spaces."""
    [page] = reader.pages
    return " ".join(page.extract_text().replace("\u00a0", " ").split())


def size(reader: PdfReader) -> tuple[int, int]:
    return round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)


@pytest.fixture
def party():
    """A party in both languages with a group, a programme and a practical word."""
    page = event_page(
        title="Fête au carrefour",
        introduction="Une grande soupe.",
        place_fr="Place des Écluses, 1060 Saint-Gilles",
        place_nl="Sluizenplein, 1060 Sint-Gillis",
        access="De plain-pied.",
        sign_up="none",
        audience="tous",
        group=WorkingGroupFactory(name_fr="Culture", name_nl="Cultuur", letter="C"),
    )
    page.programme = [
        ProgrammeItem(start_time=dt.time(14), title_fr="Jeux géants", title_nl="Reuzenspelen"),
        ProgrammeItem(start_time=dt.time(14), title_fr="Atelier vélo", sort_order=1),
    ]
    page.save()
    translate(
        page,
        {
            "Fête au carrefour": "Feest op het kruispunt",
            "Une grande soupe.": "Een grote pan soep.",
            "De plain-pied.": "Drempelvrij.",
        },
    )
    return fresh(page)


@pytest.mark.parametrize(("paper", "expected"), [("a4", A4), ("a3", A3), ("a0", A4), ("", A4)])
def test_the_paper_is_the_one_asked_for_or_a4_when_it_is_nonsense(party, paper, expected):
    assert size(pdf(party, format=paper)) == expected


def test_the_words_are_french_when_nothing_else_is_asked(party, time_machine):
    shown = text(pdf(party))
    for words in (
        "Fête au carrefour",
        "Une grande soupe.",
        "Place des Écluses",
        "De plain-pied.",
        "Jeux géants",
        "Atelier vélo",
        "Culture",
        "testserver/fr/agenda/",
    ):
        assert words in shown
    assert "Feest" not in shown


def test_the_words_are_dutch_when_dutch_is_asked(party):
    reader = pdf(party, langue="nl")
    shown = text(reader)
    for words in (
        "Feest op het kruispunt",
        "Een grote pan soep.",
        "Sluizenplein",
        "Drempelvrij.",
        "Reuzenspelen",
        "testserver/nl/agenda/",
    ):
        assert words in shown
    assert "Fête au carrefour" not in shown
    assert reader.trailer["/Root"]["/Lang"] == "nl"


def test_both_languages_stand_side_by_side_when_both_are_asked(party):
    shown = text(pdf(party, langue="fr-nl", format="a3"))
    assert "Fête au carrefour" in shown
    assert "Feest op het kruispunt" in shown


def test_the_document_is_tagged_and_names_itself_when_it_is_read_aloud(party):
    reader = pdf(party)
    root = reader.trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert reader.metadata.title == "Fête au carrefour"


@pytest.mark.parametrize("title", ['#panic() [x] *y* _z_ $a$ "q" \\ `c` <d> @e //f', "😀 Fête", "#{" * 20])
def test_a_title_is_text_when_it_looks_like_markup(title):
    page = event_page(title=title, slug="x")
    reader = pdf(page)
    assert reader.metadata.title == title
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_signs_of_markup_are_printed_when_a_title_has_some():
    assert '#a [b] *c* _d_ $e$ "f"' in text(pdf(event_page(title='#a [b] *c* _d_ $e$ "f"', slug="x")))


def test_one_page_suffices_when_all_texts_are_as_long_as_they_may_be():
    page = event_page(
        title="Mot " * 60, slug="x", introduction="Phrase. " * 62, access="Accès. " * 71, place_fr="P" * 250
    )
    page.programme = [
        ProgrammeItem(start_time=dt.time(8 + n), title_fr="Séance " * 21, sort_order=n) for n in range(12)
    ]
    page.save()
    assert len(pdf(page, langue="fr-nl").pages) == 1


def test_the_date_is_the_one_chosen_and_those_after_it_follow_when_there_are_several(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    page = event_page(days=(3, 10, 17))
    shown = text(pdf(page, date=str(dates_of(page)[1].uid)))
    assert "Lundi 30 novembre 2026" in shown
    assert "Lundi 7 décembre 2026" in shown
    assert "23 novembre" not in shown


@pytest.mark.parametrize(
    "parameters", [{"date": "x"}, {"langue": "de"}, {"format": "\0"}, {"date": "\0", "langue": "é" * 500}]
)
def test_what_is_usual_is_drawn_when_parameters_are_nonsense(party, parameters):
    assert "Fête au carrefour" in text(pdf(party, **parameters))


def test_it_says_so_when_the_date_is_cancelled():
    page = event_page(dates=[row(status="cancelled", reason_fr="Grève des transports.")])
    shown = text(pdf(page))
    assert "Annulé" in shown
    assert "Grève des transports." in shown


def test_a_draft_is_hidden_from_visitors_and_drawn_for_editors(client, signed_in, coordinator, representative):
    draft = event_page(title="Brouillon", publish=False)
    assert answer(draft).status_code == 404
    address = reverse("draft_poster", args=[draft.pk])
    assert client.get(address).status_code == 302
    assert signed_in(representative).get(address).status_code in (302, 403)
    response = signed_in(coordinator).get(address, {"format": "a3"})
    assert "Brouillon" in text(PdfReader(io.BytesIO(response.content)))
    assert "no-store" in response.headers["Cache-Control"]


def test_an_editor_sees_the_draft_and_visitors_what_is_published_when_they_differ(signed_in, coordinator):
    page = event_page(title="Avant")
    page.title = "Après"
    page.save_revision()
    assert "Avant" in text(pdf(page))
    response = signed_in(coordinator).get(reverse("draft_poster", args=[page.pk]))
    assert "Après" in text(PdfReader(io.BytesIO(response.content)))


def test_the_cms_leads_to_the_poster_when_an_event_is_edited(signed_in, coordinator):
    page = event_page()
    shown = signed_in(coordinator).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert reverse("draft_poster", args=[page.pk]) in shown


def test_it_is_drawn_once_when_it_is_asked_for_twice(party, monkeypatch):
    drawn = []
    compiled = poster.compiled
    monkeypatch.setattr(poster, "compiled", lambda *args: drawn.append(1) or compiled(*args))
    first, second = answer(party), answer(party)
    assert first.content == second.content
    assert drawn == [1]


def test_nothing_is_sent_when_the_client_has_it(party):
    etag = answer(party).headers["ETag"]
    same = answer(party, headers={"If-None-Match": etag})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert "no-cache" in same.headers["Cache-Control"]


@pytest.mark.parametrize("change", ["title", "host's colour", "reason", "programme"])
def test_it_is_another_one_when_something_it_shows_has_changed(party, change):
    before = answer(party).headers["ETag"]
    if change == "title":
        party.title = "Autre titre"
        party.save()
    elif change == "programme":
        party.programme = [ProgrammeItem(start_time=dt.time(15), title_fr="Autre")]
        party.save()
    elif change == "reason":
        party.dates = [row(status="cancelled", reason_fr="Pluie.", key=party.dates.get().key)]
        party.save()
    else:
        settings = SiteSettings.objects.first() or SiteSettings.for_site(party.get_site())
        settings.primary_colour = "#102030"
        settings.save()
    assert answer(party).headers["ETag"] != before


def test_other_methods_are_refused(party, client):
    assert client.post(f"/fr/agenda/{party.slug}/affiche.pdf").status_code in (403, 405)


def test_head_is_answered_when_a_client_only_asks_for_the_stamp(party, client):
    response = client.head(f"/fr/agenda/{party.slug}/affiche.pdf")
    assert response.status_code == 200
    assert response.headers["ETag"] == answer(party).headers["ETag"]


def test_the_page_leads_to_its_posters_when_it_is_published(client):
    page = event_page(days=(3, 10))
    assert f"affiche.pdf?format=a4&amp;langue=fr&amp;date={dates_of(page)[0].uid}" in client.get(page.url).text


def test_the_first_page_is_untouched_when_an_event_has_one_date_only(client):
    page = event_page()
    assert str(date_of(page).uid) not in client.get(page.url).text.split("Affiche")[1].split("</p>")[0]


def test_no_more_posters_are_remembered_when_the_hour_is_spent(monkeypatch):
    drawn = []
    monkeypatch.setattr("events.posters.pdf.compiled", lambda data, *_files: drawn.append(data["title"]) or b"pdf")
    monkeypatch.setattr("events.posters.pdf.REMEMBERED", Allowance(number=1, size=100, seconds=3600))
    for title in ("a", "a", "b", "b"):
        poster.poster_pdf({"title": title}, {})
    assert drawn == ["a", "b", "b"]
