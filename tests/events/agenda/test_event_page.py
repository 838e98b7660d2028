"""An event's page: its dates in words, who comes, and what it says when a date does not take place."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from factories.events import dates_of, event_page, in_days, row
from factories.network import (
    LocationFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
    WorkingGroupFactory,
)
from factories.sign_up import signed_up
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from config.foundation import translate
from events.models import EventDate, EventPage, Occurrence
from events.models.page_rows import EventDocument, ProgrammeItem, Stand

pytestmark = pytest.mark.django_db

QUERIES = (16, 4)


@pytest.fixture(autouse=True)
def warm(client, site_tree):
    """What every process reads once: content types and the addresses of the home pages."""
    client.get("/fr/agenda/")


def html(client, page, language="fr") -> str:
    response = client.get(f"/{language}/agenda/{page.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def sign_up(page, organisation, *names):
    date = dates_of(page)[0]
    signed_up(date, organisation, RepresentativeFactory(organisation=organisation).user, *names)


def test_date_and_place_stand_in_words_when_event_has_one_date(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    page = event_page(title="Un midi", days=(13,), place_fr="Maison du Peuple, parvis 37")
    shown = html(client, page)
    assert "Jeudi 3\u00a0décembre 2026, 12\u00a0h\u00a0– 14\u00a0h" in shown
    assert "https://www.openstreetmap.org/search?query=Maison+du+Peuple%2C+parvis+37" in shown
    assert 'href="../#subscribe"' in shown
    assert f'href="{page.slug}.ics"' in shown


def test_words_are_dutch_when_event_is_translated(client):
    page = event_page(title="Un midi")
    translate(page, {"Un midi": "Een middag"})
    shown = html(client, page, "nl")
    assert '<h1 lang="nl">Een middag</h1>' in shown
    assert "notice--warning" not in shown


def test_cancellation_comes_first_when_next_date_is_cancelled(client):
    cancelled = EventDate(day=in_days(2), start_time=dt.time(12), status="cancelled", reason_fr="Grève des transports.")
    page = event_page(dates=[cancelled, EventDate(day=in_days(9), start_time=dt.time(12), sort_order=1)])
    shown = html(client, page)
    assert "Grève des transports." in shown[: shown.index("<h1")]
    assert "plate--void" in shown


def test_cancellation_comes_first_when_the_cancelled_date_is_over(client):
    cancelled = EventDate(
        day=in_days(-2), start_time=dt.time(12), status="cancelled", reason_fr="Grève des transports."
    )
    shown = html(client, event_page(dates=[cancelled]))
    assert "Grève des transports." in shown[: shown.index("<h1")]
    assert "Cette date est passée" not in shown


def test_french_words_are_marked_when_the_reader_is_dutch(client):
    cancelled = EventDate(day=in_days(2), start_time=dt.time(12), status="cancelled", reason_fr="Grève.")
    page = event_page(title="Un midi", dates=[cancelled])
    translate(page, {"Un midi": "Een middag"})
    shown = html(client, page, "nl")
    assert '<span lang="fr">Grève.</span>' in shown
    assert '<span class="row__reason" lang="fr">Grève.</span>' in client.get("/nl/agenda/").text


def test_no_warning_when_only_a_later_date_is_cancelled(client):
    rows = [
        EventDate(day=in_days(2), start_time=dt.time(12)),
        EventDate(day=in_days(9), start_time=dt.time(12), status="cancelled", sort_order=1),
    ]
    shown = html(client, event_page(dates=rows))
    assert "notice--error" not in shown
    assert "state--stop" in shown


def test_past_dates_are_kept_apart_when_some_are_over(client):
    shown = html(client, event_page(days=(-30, -10, 5)))
    assert shown.count('class="dates__line"') == 3
    assert "<details>" in shown


def test_organisations_are_named_and_nobody_else_when_page_shows_participants(client, organisation):
    page = event_page()
    sign_up(page, organisation, "Nom Secret")
    shown = html(client, page)
    assert f'href="/fr/reseau/{organisation.slug}/"' in shown
    assert "Nom Secret" not in shown


def test_organisations_are_not_named_when_page_does_not_show_participants(client, organisation):
    page = event_page(title="Un midi", shows_participants=False)
    sign_up(page, organisation, "Nom Secret")
    assert organisation.name not in html(client, page)


def test_organisation_is_not_named_when_it_only_waits(client, organisation, other_organisation):
    page = event_page(title="Un midi", capacity=1)
    sign_up(page, organisation, "Un nom")
    sign_up(page, other_organisation, "Un autre")
    assert other_organisation.name not in html(client, page)


def test_page_renders_when_nothing_is_filled_in(client):
    page = event_page(introduction="", place_fr="", capacity=None, sign_up="none")
    assert "openstreetmap" not in html(client, page)


def test_draft_is_previewed_from_its_rows_when_it_was_never_published(site_tree):
    draft = event_page(title="Brouillon", publish=False, days=(4, 8))
    response = draft.make_preview_request()
    assert response.status_code == 200
    assert response.content.decode().count('class="dates__line"') == 2
    assert not Occurrence.objects.filter(event_key=draft.translation_key).exists()


def test_preview_shows_the_rows_as_typed_when_event_is_published(site_tree):
    page = event_page(place_fr="Avant")
    page.place_fr = "Après"
    response = page.make_preview_request()
    assert "Après" in response.content.decode()
    assert EventPage.objects.get(pk=page.pk).place_fr == "Avant"


def test_preview_renders_when_a_page_is_not_saved_yet(site_tree):
    agenda = site_tree.get_children().get(slug="agenda").specific
    kind = event_page().kind
    draft = EventPage(title="Nouveau", slug="nouveau", kind=kind, locale=agenda.locale)
    agenda.add_child(instance=draft)
    assert draft.make_preview_request().status_code == 200


def test_page_is_lost_when_event_is_unpublished(client):
    page = event_page()
    page.unpublish()
    assert client.get(f"/fr/agenda/{page.slug}/").status_code == 404


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("number", [2, 20])
def test_event_asks_as_few_queries_whatever_the_number_of_dates_and_participants(client, queries_of, number, language):
    host = OrganisationFactory()
    LocationFactory(organisation=host)
    page = event_page(days=range(1, number + 1), host=host, group=WorkingGroupFactory(), capacity=50)
    members = OrganisationFactory.create_batch(number)
    page.stands = [Stand(organisation=one, sort_order=n) for n, one in enumerate(members)]
    page.programme = [ProgrammeItem(start_time=dt.time(12, n), title_fr=f"Séance {n}") for n in range(number)]
    page.tags.add("logement", "santé")
    page.save()
    user = UserFactory(is_superuser=True)
    date = dates_of(page)[0]
    for n in range(number):
        signed_up(date, OrganisationFactory(), user, f"Nom {n}")
    assert queries_of(f"/{language}/agenda/{page.slug}/") == QUERIES
    shown = html(client, page, language)
    assert shown.count('class="dates__line"') == number
    assert shown.count('class="stands__stand"') == number


def document(*, is_private: bool):
    """A file of the library; a private one opens for people who are signed in."""
    collection = Collection.get_first_root_node()
    if is_private:
        collection = collection.add_child(name="Membres")
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return get_document_model().objects.create(
        title="Ordre du jour", file=ContentFile(b"x", "a.pdf"), collection=collection
    )


def test_the_page_is_about_the_date_chosen_when_the_address_names_one(client):
    page = event_page(days=(-10, 3, 10, 17))
    chosen = dates_of(page)[2]
    shown = client.get(page.url, {"date": str(chosen.uid)}).text
    head = shown.split('class="event-head"')[1].split("</header>")[0]
    assert f'datetime="{chosen.start.astimezone():%Y-%m-%dT%H:%M}' in head
    assert f"sign-up-{chosen.uid}" in shown
    assert f"{page.slug}.ics?date={chosen.uid}" in shown


def test_neighbours_are_the_dates_before_and_after_when_one_is_chosen(client):
    page = event_page(days=(-10, 3, 10))
    past, now, later = dates_of(page)
    shown = client.get(page.url, {"date": str(now.uid)}).text
    assert f'href="?date={past.uid}" rel="prev"' in shown
    assert f'href="?date={later.uid}" rel="next"' in shown


@pytest.mark.parametrize("value", ["", "x", "\0", "0", "é" * 500, "00000000-0000-0000-0000-000000000000"])
def test_the_next_date_is_shown_when_the_address_names_none_of_this_event(client, value):
    page = event_page(days=(3, 10))
    other = client.get(page.url, {"date": value})
    assert other.status_code == 200
    assert f"sign-up-{dates_of(page)[0].uid}" in other.text


def test_a_moved_date_says_where_it_was_when_it_was_postponed(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
    moved = row(day=dt.date(2026, 12, 10), previous_start=row(day=dt.date(2026, 12, 3)).starts_at, reason_fr="Travaux.")
    page = event_page(dates=[moved, row(day=dt.date(2027, 1, 7), sort_order=1)])
    shown = html(client, page)
    head = shown.split('class="event-head"')[1].split("</header>")[0]
    assert "3\u00a0décembre" in head
    assert "Travaux." in head
    assert "<s>" in shown.split('class="dates dates--moved"')[1]


def test_the_link_to_take_part_is_shown_when_it_is_public_only(client):
    public = event_page(title="Public", conference_url="https://visio.example/a", conference_is_public=True)
    private = event_page(title="Privé", conference_url="https://visio.example/b")
    assert 'href="https://visio.example/a"' in html(client, public)
    assert "visio.example" not in html(client, private)


def test_documents_are_listed_for_those_who_may_read_them(client, signed_in, representative):
    page = event_page()
    page.documents = [
        EventDocument(document=document(is_private=False), title_fr="Pour tous"),
        EventDocument(document=document(is_private=True), title_fr="Réservé au bureau", sort_order=1),
    ]
    page.save()
    shown = html(client, page)
    assert "Pour tous" in shown
    assert "Réservé au bureau" not in shown
    assert "/membres/compte/login/?next=" in shown.split("event-documents")[1]
    assert "Réservé au bureau" in html(signed_in(representative), page)


def test_stands_lead_to_the_sheets_of_members_when_these_are_published(client, organisation):
    hidden = OrganisationFactory(name_fr="Association cachée", published=False)
    page = event_page()
    page.stands = [
        Stand(number="1", organisation=organisation, offer_fr="Soupe", offer_nl="Soep"),
        Stand(name="Poste de secours", sort_order=1),
        Stand(organisation=hidden, sort_order=2),
    ]
    page.save()
    stands = html(client, page, "nl").split('class="stands"')[1].split("</section>")[0]
    assert f'href="/nl/reseau/{organisation.slug}/"' in stands
    assert "Soep" in stands
    assert "Poste de secours" in stands
    assert hidden.slug not in stands


def test_a_stand_is_new_on_the_page_when_it_was_just_published(client):
    page = event_page()
    page.stands = [Stand(name="Avant")]
    page.save()
    assert "Avant" in html(client, page)
    page.stands = [Stand(name="Après")]
    page.save()
    assert "Après" in html(client, page)


def test_preview_shows_programme_stands_and_documents_when_nothing_is_published(site_tree):
    draft = event_page(title="Brouillon", publish=False)
    draft.programme = [ProgrammeItem(start_time=dt.time(12), title_fr="Accueil")]
    draft.stands = [Stand(name="Poste de secours")]
    draft.documents = [EventDocument(document=document(is_private=False), title_fr="Plan")]
    shown = draft.make_preview_request().content.decode()
    assert all(words in shown for words in ("Accueil", "Poste de secours", "Plan"))


def test_the_map_shows_the_point_when_the_host_has_coordinates(client):
    host = OrganisationFactory()
    LocationFactory(organisation=host, latitude="50.830000", longitude="4.340000")
    shown = html(client, event_page(host=host, place_fr=""))
    assert "https://www.openstreetmap.org/?mlat=50.83000&amp;mlon=4.34000#map=18/50.83000/4.34000" in shown


def test_the_theme_stands_in_the_heading_when_the_date_has_one(client):
    page = event_page(title="Petits déjeuners", dates=[row(theme_fr="Les vélos"), row(40, sort_order=1)])
    shown = html(client, page)
    assert '<h1 lang="fr">Petits déjeuners – Les vélos</h1>' in shown


def test_mail_and_address_carry_the_page_and_no_markup_when_the_title_has_some(client):
    shown = html(client, event_page(title='<b>Fête</b> & "co"', slug="fete"))
    assert "<b>" not in shown
    assert "mailto:?subject=%3Cb%3EF" in shown
    assert 'value="http://testserver/fr/agenda/fete/"' in shown


def test_the_link_follows_the_file_when_it_is_replaced_or_deleted(client, django_capture_on_commit_callbacks):
    page, file = event_page(), document(is_private=False)
    page.documents = [EventDocument(document=file, title_fr="Plan")]
    page.save()
    assert file.url in html(client, page)
    with django_capture_on_commit_callbacks(execute=True):
        file.file = ContentFile(b"y", "b.pdf")
        file.file.name = "documents/autre.pdf"
        file.save()
    assert "/autre.pdf" in html(client, page)
    with django_capture_on_commit_callbacks(execute=True):
        file.delete()
    assert "/documents/" not in html(client, page)


def test_a_document_is_hidden_when_its_collection_becomes_private(client, django_capture_on_commit_callbacks):
    page, file = event_page(), document(is_private=False)
    page.documents = [EventDocument(document=file, title_fr="Plan secret")]
    page.save()
    assert "Plan secret" in html(client, page)
    with django_capture_on_commit_callbacks(execute=True):
        CollectionViewRestriction.objects.create(collection=file.collection, restriction_type="login")
    assert "Plan secret" not in html(client, page)
