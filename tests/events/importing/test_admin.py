"""Importing in the CMS: adding a calendar at once, the question before many dates go, and words to decide on."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.calendars import calendar, event, found_date, found_event
from factories.events import EventKindFactory
from factories.network import UserFactory
from wagtail.users.models import UserProfile

from events.errors import CalendarRefused
from events.importing import admin_import
from events.importing.differences import differences_of
from events.models import EventPage, ImportedEvent, ImportSource, WaitingCalendar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.date(2026, 12, 3)


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


def speak(user, language):
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()


def file_of(*events):
    return SimpleUploadedFile("agenda.ics", calendar(*events), "text/calendar")


def at(name, source):
    return reverse(f"import_sources:{name}", args=[source.pk])


# Adding


def new(**values):
    return {"name": "Le Phare", "url": "", "kind": EventKindFactory().pk} | values


def test_calendar_is_added_and_brought_in_when_its_file_is_given(office, agenda):
    response = office.post(reverse("import_sources:add"), new(file=file_of(event())), follow=True)
    source = ImportSource.objects.get()
    assert response.redirect_chain[-1][0] == at("run", source)
    assert EventPage.objects.filter(locale__language_code="fr").count() == 1
    assert "1 nouveau brouillon" in response.content.decode()


def test_calendar_is_added_and_brought_in_when_its_address_is_given(office, agenda, monkeypatch):
    depths, before = [], len(connection.atomic_blocks)
    monkeypatch.setattr(
        admin_import, "fetch", lambda url: depths.append(len(connection.atomic_blocks)) or calendar(event())
    )
    office.post(reverse("import_sources:add"), new(url="https://phare.example/agenda.ics"))
    assert ImportedEvent.objects.get().source.url == "https://phare.example/agenda.ics"
    assert depths == [before]


def refuse(url):
    raise CalendarRefused("Ce site ne répond pas.")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"file": "pas un fichier"},
        {"file": b"<html>"},
        {"file": b"\0" * 10},
        {"file": b"x" * (5 * 1024 * 1024 + 1)},
        {"url": "https://phare.example/agenda.ics"},
        {"url": "ftp://phare.example/"},
        {"name": "", "file": calendar(event())},
        {"kind": "0", "file": calendar(event())},
        {"kind": "x' OR 1=1", "file": calendar(event())},
    ],
    ids=range(10),
)
def test_nothing_is_added_and_what_was_typed_stays_when_it_cannot_be_brought_in(office, agenda, monkeypatch, given):
    monkeypatch.setattr(admin_import, "fetch", refuse)
    given = {
        name: SimpleUploadedFile("a.ics", value) if isinstance(value, bytes) else value for name, value in given.items()
    }
    response = office.post(reverse("import_sources:add"), new(**given))
    text = response.content.decode()
    assert response.status_code == 200
    assert not ImportSource.objects.exists()
    assert not EventPage.objects.exists()
    assert "error-message" in text
    assert given.get("name", "Le Phare") in text
    assert given.get("url", "") in text
    if {"name", "kind"} & given.keys():
        assert "Choisissez encore une fois ce fichier" in text


# The question


@pytest.fixture
def doubtful(take_in, source, office):
    """A calendar of two events whose next file lacks both of them."""
    take_in(found_event(found_date(DAY)), found_event(found_date(DAY, 18), uid="deux", title="Bal populaire"))
    office.post(at("run", source), {"file": file_of(), "upload": "1"})
    return source


def statuses():
    pages = EventPage.objects.filter(locale__language_code="fr").order_by("pk")
    return [row.status for page in pages for row in page.get_latest_revision_as_object().dates.all()]


@pytest.mark.parametrize(("language", "words"), [("fr", "3 décembre 2026, 18"), ("nl", "3 december 2026, 18")])
def test_question_says_what_would_go_when_a_calendar_is_suddenly_empty(office, doubtful, coordinator, language, words):
    speak(coordinator, language)
    text = office.get(at("confirm", doubtful)).content.decode()
    assert "Bal populaire" in text
    assert "Goûter des voisins" in text
    assert words in text.replace("\xa0", " ")
    assert {"fr": "2 de ses 2 dates", "nl": "2 van de 2 data"}[language] in text.replace("\xa0", " ")
    assert statuses() == ["planned", "planned"]
    assert at("confirm", doubtful) in office.get(at("run", doubtful)).content.decode()


@pytest.mark.parametrize(
    ("answer", "after"),
    [("cancel", ["cancelled"] * 2), ("keep", ["planned"] * 2), ("dismiss", ["planned"] * 2)],
)
def test_answer_is_done_once_when_it_is_given(office, doubtful, answer, after):
    seen = office.get(at("confirm", doubtful)).context["seen"]
    office.post(at("confirm", doubtful), {"answer": answer, "seen": seen})
    assert statuses() == after
    assert not WaitingCalendar.objects.exists()
    doubtful.refresh_from_db()
    assert [entry["reason"] for entry in doubtful.last_report] == {
        "cancel": ["vanished"] * 2,
        "keep": ["left"] * 2,
        "dismiss": [""] * 2,
    }[answer]
    again = office.post(at("confirm", doubtful), {"answer": "cancel", "seen": seen}, follow=True)
    assert "déjà reçu une réponse" in again.content.decode()
    assert statuses() == after


@pytest.mark.parametrize(
    "data",
    [{}, {"answer": "cancel"}, {"answer": "x", "seen": "x"}, {"answer": "cancel", "seen": "x"},
     {"answer": "cancel", "seen": "\0"}, {"answer": "cancel", "seen": "x" * 10_000}],
    ids=range(6),
)  # fmt: skip
def test_nothing_is_done_when_the_answer_is_nonsense_or_to_another_question(office, doubtful, data):
    assert office.post(at("confirm", doubtful), data).status_code == 200
    assert statuses() == ["planned"] * 2
    assert WaitingCalendar.objects.exists()


def test_question_is_over_when_the_next_file_holds_everything(office, doubtful, source):
    there = file_of(event(), event(uid="deux", SUMMARY="Bal populaire"))
    office.post(at("run", source), {"file": there, "upload": "1"})
    assert not WaitingCalendar.objects.exists()
    assert office.get(at("confirm", source)).status_code == 302


# Words


@pytest.fixture
def differing(take_in, source):
    """``differing(n)``: n events whose title and place were changed both here and there."""

    def make(count):
        events = [found_event(found_date(DAY), uid=str(number), title=f"Bal {number}") for number in range(count)]
        take_in(*events)
        for page in EventPage.objects.filter(locale__language_code="fr"):
            draft = page.get_latest_revision_as_object()
            draft.title, draft.place_fr = f"Notre {draft.title}", "Chez nous"
            draft.save_revision()
        changed = [
            found_event(found_date(DAY), uid=str(number), title=f"Grand bal {number}", place="Parvis 1")
            for number in range(count)
        ]
        take_in(*changed)
        return source

    return make


def first_difference(source):
    return next(differences_of(source))[1][0]


def decision(difference, choice, **values):
    posted = {"event": difference.event, "field": difference.name, "seen": difference.seen, "decision": choice}
    return posted | values


@pytest.mark.parametrize(("choice", "place"), [("accept", "Parvis 1"), ("keep", "Chez nous")])
def test_words_of_the_side_that_is_chosen_stand_in_the_draft(office, differing, draft, choice, place):
    source = differing(1)
    shown = office.get(at("differences", source)).content.decode()
    assert all(words in shown for words in ("Chez nous", "Parvis 1", "Notre Bal 0", "Grand bal 0"))
    difference = first_difference(source)
    assert difference.name == "place"
    office.post(at("differences", source), decision(difference, choice))
    assert (draft("0").place_fr, draft("0").title) == (place, "Notre Bal 0")
    assert [one.name for one in next(differences_of(source))[1]] == ["title"]
    assert not draft("0").live


def test_decided_words_are_not_asked_again_until_they_change_there(office, differing, take_in, draft):
    source = differing(1)
    office.post(at("differences", source), decision(first_difference(source), "keep"))
    known = {"uid": "0", "title": "Grand bal 0"}
    take_in(found_event(found_date(DAY), place="Parvis 1", text="Nouveau", **known))
    assert set(ImportedEvent.objects.get().offered) == {"title"}
    take_in(found_event(found_date(DAY), place="Parvis 2", text="Nouveau", **known))
    assert set(ImportedEvent.objects.get().offered) == {"title", "place"}
    assert draft("0").introduction == "Nouveau"


@pytest.mark.parametrize("here", [True, False])
def test_nothing_is_decided_when_the_words_changed_since_they_were_seen(office, differing, take_in, draft, here):
    source = differing(1)
    difference = first_difference(source)
    if here:
        stored = draft("0")
        stored.place_fr = "Ailleurs"
        stored.save_revision()
    else:
        take_in(found_event(found_date(DAY), uid="0", title="Grand bal 0", place="Parvis 2"))
    response = office.post(at("differences", source), decision(difference, "accept"), follow=True)
    assert "ont changé depuis" in response.content.decode()
    assert draft("0").place_fr == ("Ailleurs" if here else "Chez nous")


def test_words_stay_when_the_page_is_locked(office, differing, draft, page):
    source = differing(1)
    stored = page("0")
    stored.locked = True
    stored.save()
    office.post(at("differences", source), decision(first_difference(source), "accept"))
    assert draft("0").place_fr == "Chez nous"
    assert "disabled" in office.get(at("differences", source)).content.decode()


@pytest.mark.parametrize(
    "nonsense",
    [{"event": "x"}, {"event": "0"}, {"event": str(10**30)}, {"field": ""}, {"field": "x" * 99}, {"decision": "x"},
     {"seen": ""}, {"field": "slug"}, {"field": "title\0"}, {"seen": "é"}],
    ids=range(10),
)  # fmt: skip
def test_nothing_is_decided_when_the_form_is_nonsense(office, differing, draft, nonsense):
    source = differing(1)
    response = office.post(at("differences", source), decision(first_difference(source), "accept", **nonsense))
    assert response.status_code in {200, 302}
    assert draft("0").place_fr == "Chez nous"


def test_event_of_another_calendar_is_not_found_when_it_is_decided_here(office, differing, draft):
    source = differing(1)
    other = ImportSource.objects.create(name="Autre", kind=source.kind)
    response = office.post(at("differences", other), decision(first_difference(source), "accept"), follow=True)
    assert response.status_code == 404
    assert draft("0").place_fr == "Chez nous"


def test_event_whose_page_is_gone_is_not_shown(office, differing):
    source = differing(1)
    posted = decision(first_difference(source), "accept")
    EventPage.objects.all().delete()
    assert "rien à décider" in office.get(at("differences", source)).content.decode()
    assert office.post(at("differences", source), posted, follow=True).status_code == 404


# Rights and queries


def test_only_the_coordination_answers_when_others_try(doubtful, client, signed_in, representative):
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    addresses = [at(name, doubtful) for name in ("run", "confirm", "differences")]
    for reader in (client, signed_in(representative), signed_in(editor)):
        for address in addresses:
            assert reader.get(address).status_code in {302, 403}
            assert reader.post(address, {"answer": "cancel", "seen": "x"}).status_code in {302, 403}
    assert WaitingCalendar.objects.exists()
    assert statuses() == ["planned"] * 2


def test_pages_are_not_found_when_the_calendar_does_not_exist(office, source):
    for name in ("run", "confirm", "differences"):
        address = reverse(f"import_sources:{name}", args=[0])
        assert office.get(address, follow=True).status_code == office.post(address, follow=True).status_code == 404


def queries_of(office, address):
    # What is remembered until something changes is read before.
    office.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert office.get(address).status_code == 200
    return len(captured)


def test_differences_cost_as_many_queries_when_there_are_twenty(office, differing):
    source = differing(2)
    few = queries_of(office, at("differences", source))
    differing(20)
    assert queries_of(office, at("differences", source)) == few == 16
    with CaptureQueriesContext(connection) as captured:
        assert len([*differences_of(source)]) == 20
    assert len(captured) == 2


def test_report_and_question_cost_as_many_queries_when_there_are_twenty(office, source, take_in):
    def queries(count):
        events = [found_event(found_date(DAY), uid=str(number)) for number in range(count)]
        take_in(*events)
        office.post(at("run", source), {"file": file_of(), "upload": "1"})
        office.get(at("confirm", source))
        return [queries_of(office, at(name, source)) for name in ("run", "confirm")]

    assert queries(2) == queries(20) == [17, 17]


def test_report_says_the_line_and_the_dates_in_both_languages(office, source, coordinator):
    source.last_report = [
        {"outcome": "warned", "title": "Bal", "reason": "start", "page": None, "line": "DTSTART:<b>x</b>"},
        {"outcome": "updated", "title": "Bal", "reason": "draft", "page": None,
         "moments": [["2026-12-03T12:00", "2026-12-04"]]},
        {"outcome": "skipped", "title": "", "reason": "private", "page": None, "count": 3},
        {"outcome": "skipped", "title": "Ancien", "reason": "of an older version", "page": None},
    ]  # fmt: skip
    source.save()
    for language, words in (("fr", "jeudi 3 décembre 2026, 12 h →"), ("nl", "donderdag 3 december 2026, 12 u. →")):
        speak(coordinator, language)
        text = office.get(at("run", source)).content.decode().replace("\xa0", " ")
        assert words in text
        assert "DTSTART:&lt;b&gt;x&lt;/b&gt;" in text
        assert "(3)" in text
