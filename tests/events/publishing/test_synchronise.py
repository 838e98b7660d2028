"""Publishing and the records of dates: every path, and never a lost sign-up."""

import datetime as dt

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from factories.events import date_of, dates_of, event_page, fresh, in_days, row
from factories.network import LocationFactory
from factories.sign_up import signed_up
from wagtail.models import Locale, Page

from config.foundation import translate
from events.models import AgendaPage, EventPage
from events.publishing import synchronise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


@pytest.fixture
def held(organisation, coordinator):
    """``held(page)`` signs somebody up for the page's first date."""
    return lambda page, *names: signed_up(dates_of(page)[0], organisation, coordinator, *(names or ["Une collègue"]))


# Publishing


def test_a_date_is_recorded_when_an_event_is_published():
    page = event_page(days=(20,))
    [date] = dates_of(page)
    assert date.start == dt.datetime.combine(in_days(20), dt.time(12)).astimezone()
    assert date.title == page.title
    assert date.sequence == 0


def test_nothing_is_recorded_when_an_event_is_a_draft():
    assert dates_of(event_page(publish=False)) == []


def test_nothing_changes_when_a_published_event_gets_a_draft():
    page = event_page()
    before = date_of(page)
    draft = fresh(page)
    draft.title = "Autre"
    draft.save_revision()
    after = date_of(page)
    assert (after.title, after.changed_at) == (before.title, before.changed_at)


def test_nothing_is_written_when_an_event_is_saved_again_unchanged():
    page = event_page(days=range(2, 22))
    before = [(date.uid, date.changed_at, date.sequence) for date in dates_of(page)]
    fresh(page).save()
    assert [(date.uid, date.changed_at, date.sequence) for date in dates_of(page)] == before


@pytest.mark.parametrize("count", [2, 20])
def test_bringing_dates_up_to_date_costs_no_query_per_row(django_assert_num_queries, count):
    page = fresh(event_page(days=range(2, 2 + count)))
    with transaction.atomic(), django_assert_num_queries(10):  # source, dates, texts, rows; two for the savepoint
        synchronise.synchronise(page)


def test_the_date_keeps_its_identity_and_seats_when_an_older_draft_is_published(organisation, coordinator):
    page = event_page(publish=False)
    older = page.save_revision()
    page.save_revision().publish()
    date = date_of(page)
    registration = signed_up(date, organisation, coordinator, "Une collègue")
    older.publish()
    after = date_of(page)
    assert (after.pk, after.uid) == (date.pk, date.uid)
    assert registration.seats.get().status == "confirmed"


def test_a_held_date_comes_back_when_a_draft_without_it_is_published(organisation, coordinator):
    page = event_page(days=(20,))
    older = page.save_revision()
    page = fresh(page)
    page.dates.add(row(30))
    page.save_revision().publish()
    second = dates_of(page)[1]
    signed_up(second, organisation, coordinator, "Une collègue")
    older.publish()
    after = dates_of(page)[1]
    assert (after.uid, after.withdrawn_at, after.sequence) == (second.uid, None, second.sequence)
    assert fresh(page).dates.count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"end_time": None},
        {"start_time": None, "end_time": None},
        {"start_time": None, "end_time": None, "last_day": in_days(32)},
        {"start_time": dt.time(20), "end_time": dt.time(2)},
        {"start_time": dt.time(20), "end_time": dt.time(18), "last_day": in_days(32)},
        {"place_fr": "Ailleurs", "capacity": 7},
        {"status": "postponed", "reason_fr": "Travaux"},
        {"previous_start": row(3).starts_at, "reason_fr": "Travaux"},
    ],
)
def test_a_held_date_comes_back_unchanged_when_code_removes_its_row(organisation, coordinator, fields):
    page = event_page(dates=[row(20), row(30)])
    date = dates_of(page)[1]
    signed_up(date, organisation, coordinator, "Une collègue")
    # After the sign-up the coordinator gives the row its facts.
    changed = fresh(page)
    rows = list(changed.dates.all())
    for name, value in fields.items():
        setattr(rows[1], name, value)
    changed.dates = rows
    changed.save_revision().publish()
    before = dates_of(page)[1]
    removed = fresh(page)
    removed.dates = list(removed.dates.all())[:1]
    removed.save_revision().publish()
    after = dates_of(page)[1]
    facts = ("uid", "start", "end", "all_day", "place_fr", "place_nl", "status", "capacity", "sequence", "withdrawn_at")
    assert [getattr(after, name) for name in facts] == [getattr(before, name) for name in facts]


def test_theme_and_access_stay_when_a_held_date_comes_back(organisation, coordinator):
    LocationFactory(organisation=organisation, access_fr="Rampe à gauche")
    page = event_page(days=(20,), host=organisation, place_fr="")
    older = page.save_revision()
    page = fresh(page)
    page.dates.add(row(30, theme_fr="L’énergie", slot=in_days(29)))
    page.save_revision().publish()
    before = dates_of(page)[1]
    assert "Rampe" in before.access_fr
    signed_up(before, organisation, coordinator, "Une collègue")
    older.publish()
    after = dates_of(page)[1]
    names = ("title", "access_fr", "place_fr", "host", "changed_at", "sequence")
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    assert fresh(page).dates.get(theme_fr="L’énergie").slot == in_days(29)


def test_a_date_nobody_holds_is_withdrawn_when_its_row_goes():
    page = event_page(days=(20, 30))
    changed = fresh(page)
    changed.dates = list(changed.dates.all())[:1]
    changed.save_revision().publish()
    first, second = dates_of(page)
    assert (first.withdrawn_at, first.sequence) == (None, 0)
    assert second.withdrawn_at is not None
    assert second.sequence == 1


def test_publishing_fails_as_a_whole_when_dates_cannot_be_written(monkeypatch):
    page = event_page(title="Avant")

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(synchronise, "published_texts", fail)
    changed = fresh(page)
    changed.title = "Après"
    with pytest.raises(RuntimeError):
        changed.save_revision().publish()
    assert fresh(page).title == "Avant"


# At an hour


def test_dates_appear_at_the_hour_when_publishing_is_scheduled():
    page = event_page(publish=False, go_live_at=timezone.now() + dt.timedelta(hours=1))
    page.save_revision(approved_go_live_at=page.go_live_at)
    call_command("publish_scheduled")
    assert dates_of(page) == []
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        call_command("publish_scheduled")
    assert date_of(page).withdrawn_at is None


def test_the_change_waits_for_its_hour_when_a_live_event_is_scheduled(held):
    page = event_page(with_revision=True)
    held(page)
    changed = fresh(page)
    changed.go_live_at = timezone.now() + dt.timedelta(hours=1)
    changed.dates = [row(25, key=date_of(page).row)]
    changed.save_revision().publish()
    before = date_of(page)
    assert before.sequence == 0
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        call_command("publish_scheduled")
    after = date_of(page)
    assert (after.uid, after.sequence, after.seats.count()) == (before.uid, 1, 1)
    assert timezone.localtime(after.start).date() == in_days(25)


def test_dates_are_withdrawn_when_an_event_expires():
    page = event_page(expire_at=timezone.now() + dt.timedelta(hours=1))
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        call_command("publish_scheduled")
    assert date_of(page).withdrawn_at is not None


# Unpublishing, deleting, moving


def test_the_date_goes_and_comes_back_as_the_same_when_it_is_unpublished_and_published(held):
    page = event_page()
    registration = held(page)
    before = date_of(page)
    fresh(page).unpublish()
    withdrawn = date_of(page)
    assert (withdrawn.uid, withdrawn.sequence, withdrawn.withdrawn_at is None) == (before.uid, 1, False)
    fresh(page).save_revision().publish()
    back = date_of(page)
    assert (back.uid, back.sequence, back.withdrawn_at) == (before.uid, 2, None)
    assert registration.seats.get().status == "confirmed"


def test_nothing_more_happens_when_a_withdrawn_event_is_saved_again():
    page = event_page()
    fresh(page).unpublish()
    before = date_of(page)
    fresh(page).save()
    after = date_of(page)
    assert (after.sequence, after.changed_at, after.withdrawn_at) == (1, before.changed_at, before.withdrawn_at)


@pytest.mark.parametrize("what", ["page", "specific through the base class", "parent", "queryset"])
def test_dates_are_withdrawn_and_sign_ups_survive_when_pages_are_deleted(held, what):
    page = event_page()
    registration = held(page)
    {
        "page": lambda: fresh(page).delete(),
        "specific through the base class": lambda: Page.objects.get(pk=page.pk).delete(),
        "parent": lambda: AgendaPage.objects.get(locale__language_code="fr").delete(),
        "queryset": lambda: EventPage.objects.filter(translation_key=page.translation_key).delete(),
    }[what]()
    date = date_of(page)
    assert date.withdrawn_at is not None
    assert date.sequence == 1
    assert registration.seats.get().status == "confirmed"


def test_nothing_changes_when_only_the_alias_is_deleted():
    page = event_page()
    page.get_translation(Locale.objects.get(language_code="nl")).delete()
    assert (date_of(page).withdrawn_at, date_of(page).sequence) == (None, 0)


def test_nothing_changes_when_the_page_is_put_in_another_order(django_capture_on_commit_callbacks):
    page = event_page()
    before = date_of(page)
    with django_capture_on_commit_callbacks(execute=True):
        fresh(page).move(AgendaPage.objects.get(locale__language_code="fr"), pos="first-child")
    after = date_of(page)
    assert (after.uid, after.sequence, after.changed_at) == (before.uid, 0, before.changed_at)


# Copies and translations


@pytest.mark.parametrize("keep_live", [True, False])
def test_a_copy_has_dates_of_its_own_and_no_seat_when_a_page_is_copied(held, keep_live):
    page = event_page()
    held(page)
    copy = fresh(page).copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=keep_live)
    if not keep_live:
        assert dates_of(copy) == []
        fresh(copy).save_revision().publish()
    assert date_of(copy).uid != date_of(page).uid
    assert (date_of(copy).seats.count(), date_of(page).seats.count()) == (0, 1)
    assert date_of(page).sequence == 0


def test_a_copy_publishes_its_own_dates_when_its_old_revisions_were_copied_too(held):
    page = event_page(with_revision=True)
    held(page)
    copy = fresh(page).copy(update_attrs={"slug": "copie"}, copy_revisions=True)
    copy.get_latest_revision().publish()
    assert date_of(page).seats.count() == 1
    assert date_of(copy).seats.count() == 0


def test_one_date_has_both_titles_when_the_event_is_translated():
    page = event_page(title="Fête de quartier")
    before = date_of(page)
    translate(page, {"Fête de quartier": "Buurtfeest"})
    after = date_of(page)
    assert (after.text("title", "fr"), after.text("title", "nl")) == ("Fête de quartier", "Buurtfeest")
    assert (after.uid, after.sequence) == (before.uid, 0)
    assert after.changed_at > before.changed_at


def test_the_dutch_title_goes_when_the_translation_is_unpublished():
    page = event_page(title="Fête de quartier")
    translate(page, {"Fête de quartier": "Buurtfeest"}).unpublish()
    date = date_of(page)
    assert date.text("title", "nl") == "Fête de quartier"
    assert date.withdrawn_at is None


def test_the_source_decides_the_rows_when_a_translation_is_published_with_others():
    page = event_page(title="Fête de quartier")
    dutch = fresh(translate(page, {"Fête de quartier": "Buurtfeest"}))
    dutch.dates = [row(40)]
    dutch.save_revision().publish()
    assert timezone.localtime(date_of(page).start).date() == in_days(20)


def test_there_is_one_date_when_the_other_language_has_only_an_alias():
    page = event_page()
    assert EventPage.objects.filter(translation_key=page.translation_key).count() == 2
    assert set(date_of(page).texts) == {"fr"}


def test_an_event_has_dates_when_it_is_in_dutch_only():
    page = EventPage(title="Buurtfeest", kind=event_page(title="Autre").kind, place_fr="Volkshuis")
    page.dates = [row()]
    page.locale = Locale.objects.get(language_code="nl")
    AgendaPage.objects.get(locale__language_code="nl").add_child(instance=page)
    date = date_of(page)
    assert set(date.texts) == {"nl"}
    assert date.text("title", "fr") == "Buurtfeest"
    fresh(page).unpublish()
    assert date_of(page).withdrawn_at is not None


# The form of the CMS


def fields_of(html: str) -> dict[str, list[str]]:
    """What a browser without JavaScript would send back from the page's form."""
    form = BeautifulSoup(html, "html.parser").find(id="page-edit-form")
    sent = {}
    for field in form.select("input[name], textarea[name]"):
        if field.get("type") not in ("checkbox", "submit", "file") or field.has_attr("checked"):
            value = field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", "")
            sent.setdefault(field["name"], []).append(value)
    for choice in form.select("select[name]"):
        sent[choice["name"]] = [option.get("value", "") for option in choice.select("option[selected]")]
    return sent


def test_dates_and_seats_stay_the_same_when_the_form_is_sent_back_as_it_was_shown(held, coordinator, signed_in):
    page = event_page(days=(20, 30))
    registration = held(page)
    before = dates_of(page)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    office = signed_in(coordinator)
    sent = fields_of(office.get(address).content.decode())
    keys = {value for name, values in sent.items() if name.endswith("-key") for value in values}
    assert {str(date.row) for date in before} <= keys
    body = {"body-count": "0", "action-publish": "1"}
    assert office.post(address, sent | body).status_code == 302
    after = dates_of(page)
    assert [(date.uid, date.sequence, date.changed_at) for date in after] == [
        (date.uid, date.sequence, date.changed_at) for date in before
    ]
    assert registration.seats.get().status == "confirmed"
