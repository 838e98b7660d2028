"""The same event again on another day: a draft in every language, with nothing of the people of the first."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.events import date_of, dates_of, event_page, fresh, in_days, row
from factories.network import OrganisationFactory
from factories.sign_up import signed_up
from wagtail.documents import get_document_model
from wagtail_localize.models import Translation, TranslationSource

from events.admin.duplicate import duplicate_event
from events.models import EventDocument, EventPage, Occurrence, ProgrammeItem, Stand
from home.pages.tree import translate

pytestmark = pytest.mark.django_db
NOON, TWO = dt.time(12), dt.time(14)


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def page():
    """A published event in both languages, with a place, a programme and stands of its own."""
    page = event_page(
        title="Midi chez L’Escale",
        days=(20, 50),
        repetition={"frequency": "weekly"},
        programme=[ProgrammeItem(start_time=NOON, title_fr="Accueil")],
        stands=[Stand(name="La Ruche", number="1")],
        host=OrganisationFactory(),
    )
    translate(page, {page.title: "Middag bij L’Escale", page.introduction: "Een partner opent zijn deuren."})
    return page


def duplicate(page, user, **values) -> EventPage:
    titles = {"fr": "Midi chez La Ruche", "nl": "Middag bij La Ruche"}
    moment = {"day": in_days(90), "start_time": NOON, "end_time": TWO}
    return duplicate_event(page=page, user=user, **{"titles": titles} | moment | values)


def dutch(page) -> EventPage:
    return EventPage.objects.get(translation_key=page.translation_key, locale__language_code="nl")


def test_the_copy_is_a_draft_with_one_date_and_everything_else(page, coordinator):
    copy = fresh(duplicate(page, coordinator))
    assert (copy.live, copy.title, copy.repetition, copy.slug) == (
        False,
        "Midi chez La Ruche",
        None,
        "midi-chez-la-ruche",
    )
    [date] = copy.dates.all()
    assert (date.day, date.start_time, date.end_time, date.status, date.slot) == (
        in_days(90),
        NOON,
        TWO,
        "planned",
        None,
    )
    assert (copy.place_fr, copy.host_id, copy.kind_id) == (page.place_fr, page.host_id, page.kind_id)
    assert [item.title_fr for item in copy.programme.all()] == ["Accueil"]
    assert [stand.name for stand in copy.stands.all()] == ["La Ruche"]
    assert copy.programme.get().key != page.programme.get().key
    assert copy.owner == coordinator
    draft = copy.get_latest_revision_as_object()
    assert (draft.title, draft.slug, draft.dates.count(), draft.repetition) == (copy.title, copy.slug, 1, None)


def test_two_copies_of_one_title_get_addresses_of_their_own(page, coordinator):
    copies = [duplicate(page, coordinator), duplicate(page, coordinator, titles={"fr": page.title})]
    copies.append(duplicate(page, coordinator))
    assert [fresh(copy).slug for copy in copies] == [
        "midi-chez-la-ruche",
        "midi-chez-lescale-2",
        "midi-chez-la-ruche-2",
    ]


def test_the_original_stays_as_it_was_when_it_is_duplicated(page, coordinator):
    duplicate(page, coordinator)
    assert (fresh(page).title, fresh(page).dates.count(), fresh(page).repetition) == (
        "Midi chez L’Escale",
        2,
        {"frequency": "weekly"},
    )
    assert fresh(page).get_latest_revision_as_object().title == "Midi chez L’Escale"
    assert len(dates_of(page)) == 2


def test_it_has_a_calendar_identifier_of_its_own_and_no_sign_up_when_published(page, coordinator):
    first = dates_of(page)[0]
    signed_up(first, OrganisationFactory(), coordinator, "Anouk")
    copy = duplicate(page, coordinator)
    assert not Occurrence.objects.filter(event_key=copy.translation_key).exists()
    fresh(copy).get_latest_revision().publish()
    date = date_of(copy)
    assert date.uid not in {one.uid for one in dates_of(page)}
    assert (date.seats.count(), timezone.localtime(date.start).date()) == (0, in_days(90))


def test_the_dutch_page_is_copied_with_its_words_and_one_shared_key(page, coordinator):
    copy = duplicate(page, coordinator)
    other = dutch(copy)
    assert copy.translation_key != page.translation_key
    assert (other.alias_of, other.live, other.title) == (None, False, "Middag bij La Ruche")
    assert other.introduction == "Een partner opent zijn deuren."
    assert [one.day for one in other.dates.all()] == [in_days(90)]


def test_the_dutch_copy_goes_on_being_translated_when_the_french_one_is_published(
    page, coordinator, django_capture_on_commit_callbacks
):
    copy = duplicate(page, coordinator)
    source = TranslationSource.objects.get(object_id=copy.translation_key)
    assert Translation.objects.get(source=source).target_locale.language_code == "nl"
    draft = fresh(copy).get_latest_revision_as_object()
    draft.place_fr = "Salle communale"
    with django_capture_on_commit_callbacks(execute=True):
        draft.save_revision().publish()
    assert (dutch(copy).live, dutch(copy).place_fr) == (True, "Salle communale")
    assert date_of(copy).texts["nl"]["title"] == "Middag bij La Ruche"
    assert dutch(page).title == "Middag bij L’Escale"


def test_the_dutch_copy_opens_in_the_translation_editor_when_it_is_edited(page, coordinator, office):
    copy = duplicate(page, coordinator)
    body = office.get(reverse("wagtailadmin_pages:edit", args=[dutch(copy).pk])).content.decode()
    assert "Middag bij La Ruche" in body


def test_an_alias_stands_in_dutch_when_the_event_has_no_dutch_words(coordinator):
    copy = duplicate(event_page(), coordinator)
    assert dutch(copy).alias_of_id == copy.pk


def test_the_newest_draft_is_copied_when_it_is_not_published(coordinator):
    page = event_page(publish=False)
    draft = fresh(page)
    draft.place_fr = "Salle en préparation"
    draft.save_revision()
    assert fresh(duplicate(page, coordinator)).place_fr == "Salle en préparation"


def test_minutes_and_files_of_one_date_stay_behind_when_it_is_duplicated(coordinator):
    document = get_document_model().objects.create(title="Plan", file=ContentFile(b"x", "plan.txt"))
    page = event_page(
        documents=[
            EventDocument(document=document, title_fr="Plan d’accès"),
            EventDocument(document=document, title_fr="PV", is_minutes=True),
            EventDocument(document=document, title_fr="Ordre du jour", day=in_days(20)),
        ]
    )
    assert [one.title_fr for one in fresh(duplicate(page, coordinator)).documents.all()] == ["Plan d’accès"]


def test_dates_moved_and_cancelled_leave_no_trace_when_duplicated(coordinator):
    page = event_page(dates=[row(status="cancelled", reason_fr="Grève", theme_fr="Le bail", place_fr="Ailleurs")])
    date = fresh(duplicate(page, coordinator)).dates.get()
    assert (date.status, date.reason_fr, date.theme_fr, date.place_fr) == ("planned", "", "", "")


# The form


def address(page) -> str:
    return reverse("event_duplicate", args=[page.pk])


def typed(**values):
    moment = {"day": in_days(90).isoformat(), "start_time": "12:00", "end_time": "14:00"}
    return {"title": "Midi chez La Ruche", "title_nl": "Middag bij La Ruche"} | moment | values


def test_the_copy_opens_in_the_editor_when_the_form_is_sent(office, page):
    assert office.get(address(page)).context["form"].initial["title_nl"] == "Middag bij L’Escale"
    response = office.post(address(page), typed())
    copy = EventPage.objects.get(title="Midi chez La Ruche", alias_of=None)
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[copy.pk])
    assert office.get(response["Location"]).status_code == 200


def test_no_dutch_title_is_asked_for_when_there_is_no_dutch_page(office):
    assert "title_nl" not in office.get(address(event_page())).context["form"].fields


def test_the_buttons_are_there_for_who_may_make_events(office, page):
    listing = office.get(reverse("events:index")).content.decode()
    editor = office.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert address(page) in listing
    assert address(page) in editor


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "!!!"}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"title_nl": ""}, "title_nl"),
        ({"day": "2026-99-99"}, "day"),
        ({"day": "2001-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"start_time": ""}, "start_time"),
        ({"end_time": "25:00"}, "end_time"),
    ],
)
def test_a_field_is_refused_in_words_when_it_makes_no_sense(office, page, values, field):
    response = office.post(address(page), typed(**values))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert EventPage.objects.filter(alias_of=None).count() == 2


def test_nobody_else_duplicates_when_not_allowed(page, signed_in, representative):
    for client in (Client(), signed_in(representative)):
        assert client.post(address(page), typed()).status_code in (302, 403)
    assert EventPage.objects.filter(alias_of=None).count() == 2
