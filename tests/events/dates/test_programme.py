"""The programme of a date: what starts together stands together, on the right day, in both languages."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from factories.events import date_of, dates_of, event_page, fresh, in_days, row
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.models import Translation

from config.foundation import translate
from events.dates.programme import programme_of
from events.models import EventPage, Occurrence
from events.models.page_rows import ProgrammeItem

pytestmark = pytest.mark.django_db


def item(start: str, title: str = "Séance", **fields) -> ProgrammeItem:
    fields = {"sort_order": int(start.replace(":", ""))} | fields
    return ProgrammeItem(start_time=dt.time.fromisoformat(start), title_fr=title, **fields)


def with_programme(*items: ProgrammeItem, **fields) -> EventPage:
    page = event_page(**fields)
    page.programme = list(items)
    page.save()
    return page


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


def test_sessions_are_parallel_when_they_start_together(client):
    page = with_programme(
        item("11:00", "Atelier B", room="Salle 2", capacity=12, end_time=dt.time(12)),
        item("09:30", "Accueil"),
        item("11:00", "Atelier A", speakers="Équipe de Toit Commun", end_time=dt.time(12)),
    )
    [day] = programme_of(date_of(page))
    assert [[str(session.title) for session in slot.sessions] for slot in day.slots] == [
        ["Accueil"],
        ["Atelier B", "Atelier A"],
    ]
    shown = client.get(page.url).text
    assert shown.count("programme__slot--parallel") == 1
    assert all(words in shown for words in ("Salle 2", "12 places", "Équipe de Toit Commun"))
    assert "11\u00a0h\u00a0– 12\u00a0h" in shown


def test_a_session_is_on_its_day_only_when_it_has_one():
    page = with_programme(item("12:00", "Partout"), item("13:00", "Le premier jour", day=in_days(3)), days=(3, 10))
    titles = [[row["title_fr"] for row in date.programme] for date in dates_of(page)]
    assert titles == [["Partout", "Le premier jour"], ["Partout"]]


def test_each_day_has_its_programme_when_a_date_lasts_several():
    days = [row(day=in_days(3), last_day=in_days(4), start_time=None, end_time=None)]
    page = with_programme(
        item("18:00", "Soupe"),
        item("10:00", "Lundi", day=in_days(3)),
        item("10:00", "Mardi", day=in_days(4)),
        dates=days,
    )
    shown = [(day.day, [str(slot.sessions[0].title) for slot in day.slots]) for day in programme_of(date_of(page))]
    assert shown == [(in_days(3), ["Lundi", "Soupe"]), (in_days(4), ["Mardi", "Soupe"])]


def test_what_comes_after_midnight_stands_last_when_a_party_ends_in_the_night():
    page = with_programme(
        item("00:30", "Rangement"), item("22:00", "Bal"), dates=[row(start_time=dt.time(20), end_time=dt.time(2))]
    )
    [day] = programme_of(date_of(page))
    assert [str(slot.sessions[0].title) for slot in day.slots] == ["Bal", "Rangement"]


def test_dutch_words_are_shown_and_french_ones_marked_when_some_are_missing(client):
    page = with_programme(item("09:00", "Accueil", title_nl="Onthaal"), item("10:00", "Repas"))
    shown = client.get(f"/nl/agenda/{page.slug}/").text
    assert '<p class="programme__title" lang="nl">Onthaal</p>' in shown
    assert '<p class="programme__title" lang="fr">Repas</p>' in shown


@pytest.mark.parametrize(
    ("start", "end", "is_right"),
    [("10:00", "09:00", False), ("10:00", "10:00", False), ("22:00", "01:00", True), ("10:00", "11:00", True)],
)
def test_a_session_is_refused_when_it_ends_before_it_starts(start, end, is_right):
    session = item(start, end_time=dt.time.fromisoformat(end))
    if is_right:
        session.clean()
        return
    with pytest.raises(ValidationError) as refused:
        session.clean()
    assert "end_time" in refused.value.message_dict


def posted(page: EventPage, sessions: list[dict]) -> dict:
    """What the form of the CMS sends back for ``page`` with these sessions."""
    date = page.dates.get()
    typed = {"day": date.day.isoformat(), "start_time": "12:00", "end_time": "14:00", "status": "planned"}
    dates = [{"id": date.pk, "key": str(date.key)} | typed]
    fields = ("id", "key", "day", "end_time", "title_nl", "room", "speakers", "text_fr", "text_nl", "capacity")
    blank = dict.fromkeys(fields, "")
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "introduction": page.introduction,
            "kind": page.kind_id,
            "place_fr": page.place_fr,
            "sign_up": page.sign_up,
            "capacity": page.capacity,
            "closes_days_before": page.closes_days_before,
            "audience": page.audience,
            "spoken": page.spoken,
            "body": streamfield([]),
            "dates": inline_formset(dates, initial=1, min=1),
            "programme": inline_formset([blank | session for session in sessions]),
            "stands": inline_formset([]),
            "documents": inline_formset([]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )


def send(client, page, sessions):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), posted(page, sessions))


def test_two_sessions_are_saved_when_they_are_added_in_one_go(signed_in, coordinator):
    page = event_page()
    key = "5f1d5f0e-3f0d-4d0b-9a7a-1d0b5a8f7c11"
    sessions = [{"key": key, "start_time": time, "title_fr": f"À {time}"} for time in ("12:00", "13:00")]
    assert send(signed_in(coordinator), page, sessions).status_code == 302
    assert [one["title_fr"] for one in date_of(page).programme] == ["À 12:00", "À 13:00"]


def test_a_session_is_refused_in_words_when_its_day_is_not_one_of_the_event(signed_in, coordinator):
    page = event_page()
    day = in_days(90)
    response = send(signed_in(coordinator), page, [{"start_time": "12:00", "title_fr": "X", "day": day.isoformat()}])
    assert response.status_code == 200
    form = response.context["form"]
    assert "day" in form.formsets["programme"].forms[0].errors
    assert str(day.year) in str(form.non_field_errors())
    assert date_of(page).programme == []


def test_the_form_is_in_tabs_and_asks_for_everything_when_an_event_is_edited(signed_in, coordinator):
    page = with_programme(item("09:00", "Accueil"))
    shown = signed_in(coordinator).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert all(
        f'name="{name}' in shown
        for name in ("dates-0-day", "programme-0-title_fr", "stands-TOTAL", "documents-TOTAL", "practical")
    )
    assert shown.count('role="tab"') >= 6


def test_versions_can_be_compared_when_the_programme_changed(signed_in, coordinator):
    page = with_programme(item("09:00", "Accueil"))
    first = page.save_revision()
    page = fresh(page)
    page.programme = [*page.programme.all(), item("10:00", "Repas")]
    second = page.save_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])
    assert "Repas" in signed_in(coordinator).get(address).text


def test_the_programme_waits_for_publication_when_it_is_in_a_draft():
    page = with_programme(item("09:00", "Accueil"))
    draft = fresh(page)
    draft.programme = [item("10:00", "Repas")]
    revision = draft.save_revision()
    assert [one["title_fr"] for one in date_of(page).programme] == ["Accueil"]
    revision.publish()
    assert [one["title_fr"] for one in date_of(page).programme] == ["Repas"]


def test_a_translator_sees_texts_only_and_the_dutch_page_follows_when_the_programme_changes(client):
    page = with_programme(item("09:00", "Accueil", title_nl="Onthaal"), title="Un midi", practical="Apportez un bol.")
    translate(page, {"Un midi": "Een middag", "Apportez un bol.": "Breng een kom mee."})
    translation_ = Translation.objects.get(source__object_id=page.translation_key)
    paths = {segment.context.path for segment in translation_.source.stringsegment_set.select_related("context")}
    assert {"title", "practical"} <= paths
    assert not {path for path in paths if path.startswith(("programme", "stands", "documents", "dates", "place"))}
    page = fresh(page)
    page.programme = [*page.programme.all(), item("10:00", "Repas", title_nl="Maaltijd", sort_order=2000)]
    page.save_revision().publish()
    translation_.source.update_from_db()
    translation_.save_target(publish=True)
    with translation.override("nl"):
        shown = client.get(f"/nl/agenda/{page.slug}/").text
    assert "Maaltijd" in shown
    assert "Breng een kom mee." in shown
    assert Occurrence.objects.filter(event_key=page.translation_key).count() == 1
    dutch = EventPage.objects.get(translation_key=page.translation_key, locale__language_code="nl")
    assert [one.title_nl for one in dutch.programme.all()] == ["Onthaal", "Maaltijd"]
