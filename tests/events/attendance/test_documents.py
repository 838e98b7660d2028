"""What is printed for a date: the sheet, the badges, the certificates; true, tagged, and for those they concern."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from factories.events import EventKindFactory, occurrence
from factories.sign_up import signed_up
from pypdf import PdfReader

from events.models import Seat
from events.seats import apologies

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(site_tree, organisation, other_organisation, coordinator, representative):
    """An assembly with Anouk and the odd *Boris*, and one organisation excused with a proxy."""
    kind = EventKindFactory(name_fr="Assemblée générale", takes_proxies=True)
    made = occurrence(title="Assemblée", capacity=40, kind=kind)
    signed_up(made, organisation, representative, "Anouk Lopez", "#Boris *x*")
    apologies.excuse(
        occurrence_id=made.pk, organisation=other_organisation, user=coordinator, proxy_holder=organisation
    )
    return made


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


def read(response) -> PdfReader:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert "no-store" in response.headers["Cache-Control"]
    reader = PdfReader(io.BytesIO(response.content))
    root = reader.trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    return reader


def text(reader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ").split())


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_sheet_has_everybody_and_who_is_excused_when_it_is_printed(
    date, office, language, organisation, other_organisation
):
    reader = read(office.get(reverse("dates:attendance_sheet", args=[date.pk]), {"langue": language}))
    shown = text(reader)
    for words in ("Anouk Lopez", "#Boris *x*", "Assemblée", organisation.name, other_organisation.name):
        assert words in shown
    assert reader.trailer["/Root"]["/Lang"] == language
    assert f"1 / {len(reader.pages)}" in shown or f" {len(reader.pages)}" in shown


@pytest.mark.parametrize("query", [{"langue": "xx"}, {"ateliers": "1"}, {"ateliers": "\x00"}])
def test_a_sheet_is_printed_when_the_parameters_are_odd(date, office, query):
    read(office.get(reverse("dates:attendance_sheet", args=[date.pk]), query))


def test_a_sheet_goes_by_organisation_and_names_it_again_when_its_lines_go_on(date, office, organisation, coordinator):
    signed_up(date, organisation, coordinator, *(f"Personne {n:02d}" for n in range(25)), to_be_named=1)
    shown = [page.extract_text() for page in read(office.get(reverse("dates:attendance_sheet", args=[date.pk]))).pages]
    assert [organisation.name in words for words in shown[:2]] == [True, True]
    assert "nom à préciser" in shown[1]
    assert all("Signature" in words for words in shown)


def test_ten_badges_stand_on_a_page_when_there_are_eleven(date, office, organisation, coordinator):
    signed_up(date, organisation, coordinator, *(f"Personne {n}" for n in range(9)))
    reader = read(office.get(reverse("dates:badges", args=[date.pk])))
    assert len(reader.pages) == 2
    assert "Personne 8" in text(reader)


def test_a_certificate_is_for_those_who_were_there_and_for_theirs_alone(
    date, office, representative, other_representative, signed_in
):
    seat = Seat.objects.get(person__name="Anouk Lopez")
    own, office_url = reverse("members:certificate", args=[seat.pk]), reverse("dates:certificate", args=[seat.pk])
    theirs = signed_in(representative)
    assert theirs.get(own).status_code == 404
    Seat.objects.filter(pk=seat.pk).update(attendance="present")
    for response in (theirs.get(own), office.get(office_url)):
        assert "Anouk Lopez" in text(read(response))
    assert signed_in(other_representative).get(own).status_code == 404
    assert Client().get(own).status_code == 302
    assert theirs.get(reverse("members:certificate", args=[10**9])).status_code == 404
