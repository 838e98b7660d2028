"""A partner's calendar in the agenda: drafts made once, brought up to date, and never a published page changed."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.calendars import calendar, event
from factories.events import dates_of
from factories.network import UserFactory
from factories.sign_up import signed_up

from events.errors import CalendarRefused
from events.importing import admin_import as import_views
from events.importing import services as importing
from events.importing.parser import read_calendar
from events.importing.services import import_calendar
from events.models import EventPage, ImportedEvent, ImportSource, Occurrence
from events.models.kinds import SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture
def bring_in(source, agenda):
    """``bring_in(event(…), …)`` imports a file of these events, and returns ``(outcome, reason)`` of each."""

    def run(*events, method="PUBLISH", **options):
        found = read_calendar(calendar(*events, method=method), now=NOW)
        report = import_calendar(source=source, found=found, agenda=agenda, user=None, now=NOW, **options)
        return [(entry["outcome"], entry["reason"]) for entry in report.entries]

    return run


def imported_page(uid: str = "un@partenaire.example") -> EventPage:
    key = ImportedEvent.objects.get(uid=uid).event_key
    return EventPage.objects.get(translation_key=key, locale__language_code="fr")


def draft_of(page: EventPage) -> EventPage:
    return EventPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def rows_of(page: EventPage) -> list:
    return sorted(draft_of(page).dates.all(), key=lambda row: row.starts_at)


def test_event_becomes_a_draft_when_it_is_new(bring_in, source):
    told = event(
        "DTEND;TZID=Europe/Brussels:20261203T140000",
        DESCRIPTION="Une soupe.\\nPuis un café.",
        LOCATION="Rue Haute 1",
        URL="https://partenaire.example/gouter",
    )
    assert bring_in(told) == [("created", "")]
    page = imported_page()
    assert (page.live, page.title, page.introduction, page.place_fr) == (
        False,
        "Goûter des voisins",
        "Une soupe. Puis un café.",
        "Rue Haute 1",
    )
    assert (page.kind, page.host, page.group, page.sign_up) == (source.kind, source.host, source.group, SignUp.NONE)
    assert "https://partenaire.example/gouter" in str(page.body)
    [row] = page.dates.all()
    assert (row.day, row.start_time, row.end_time) == (dt.date(2026, 12, 3), dt.time(12), dt.time(14))
    assert not Occurrence.objects.exists()


def test_nothing_is_written_when_nothing_changed(bring_in):
    bring_in(event())
    page = imported_page()
    revision = page.latest_revision_id
    assert bring_in(event("DTSTAMP:20270101T000000Z")) == [("unchanged", "")]
    page.refresh_from_db()
    assert page.latest_revision_id == revision
    assert EventPage.objects.filter(locale__language_code="fr").count() == 1


def test_draft_is_brought_up_to_date_when_the_event_changed(bring_in):
    bring_in(event())
    key = rows_of(imported_page())[0].key
    assert bring_in(event(start="20261204T150000", SUMMARY="Goûter reporté")) == [("updated", "draft")]
    [row] = rows_of(imported_page())
    assert (row.key, row.day, row.start_time) == (key, dt.date(2026, 12, 4), dt.time(15))
    assert draft_of(imported_page()).title == "Goûter reporté"


def test_published_page_stays_when_the_event_changed(bring_in, client, representative, organisation):
    bring_in(event())
    page = imported_page()
    page.sign_up, page.capacity = SignUp.MEMBERS, 5
    page.save_revision().publish()
    [date] = dates_of(page)
    signed_up(date, organisation, representative, "A", now=NOW)
    assert bring_in(event(start="20261204T150000")) == [("updated", "published")]
    assert dates_of(page)[0].start == date.start
    assert EventPage.objects.get(pk=page.pk).has_unpublished_changes
    draft_of(page).save_revision().publish()
    [moved] = dates_of(page)
    assert (moved.uid, moved.seats.count()) == (date.uid, 1)
    assert moved.start.astimezone(NOW.tzinfo).day == 4


def test_dates_of_a_series_keep_their_keys_when_one_is_excluded_later(bring_in):
    bring_in(event("RRULE:FREQ=WEEKLY;COUNT=3"))
    before = {row.day: row.key for row in rows_of(imported_page())}
    bring_in(event("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Brussels:20261203T120000"))
    after = {row.day: row.key for row in rows_of(imported_page())}
    assert len(before) == 3
    assert after == {day: key for day, key in before.items() if day != dt.date(2026, 12, 3)}


def test_date_is_cancelled_in_the_draft_when_a_published_series_loses_it(bring_in):
    bring_in(event("RRULE:FREQ=WEEKLY;COUNT=3"))
    imported_page().get_latest_revision().publish()
    bring_in(event("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Brussels:20261203T120000"))
    assert [row.status for row in rows_of(imported_page())] == ["cancelled", "planned", "planned"]
    assert {date.status for date in dates_of(imported_page())} == {"planned"}


def test_row_typed_here_stays_when_the_event_changed(bring_in):
    bring_in(event())
    page = draft_of(imported_page())
    page.dates.add(type(page.dates.first())(day=dt.date(2026, 12, 24)))
    page.save_revision()
    bring_in(event(start="20261205T120000"))
    assert [row.day.day for row in rows_of(page)] == [5, 24]


@pytest.mark.parametrize("cancelled", [{"STATUS": "CANCELLED"}, {}])
def test_dates_are_cancelled_in_the_draft_when_the_event_is(bring_in, cancelled):
    bring_in(event())
    method = "PUBLISH" if cancelled else "CANCEL"
    assert bring_in(event(**cancelled), method=method) == [("warned", "cancelled")]
    assert [row.status for row in rows_of(imported_page())] == ["cancelled"]


def test_dates_are_cancelled_in_the_draft_when_an_event_vanished(bring_in):
    bring_in(event(), event(uid="deux", SUMMARY="Bal"))
    assert bring_in(event(uid="deux", SUMMARY="Bal")) == [("unchanged", ""), ("warned", "vanished")]
    assert [row.status for row in rows_of(imported_page())] == ["cancelled"]
    # It is told once, and planned again should it come back as it was.
    assert bring_in(event(uid="deux", SUMMARY="Bal")) == [("unchanged", "")]
    told = bring_in(event(), event(uid="deux", SUMMARY="Bal"))
    assert told == [("updated", "draft"), ("warned", "restored"), ("unchanged", "")]
    assert [row.status for row in rows_of(imported_page())] == ["planned"]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (event(uid="1234@coordination.example"), "ours"),
        (event(STATUS="CANCELLED"), "cancelled_there"),
        (event(start=""), "no_start"),
        (event(uid=""), "no_uid"),
    ],
)
def test_event_is_left_out_with_a_reason_when_it_does_not_belong_here(bring_in, told, reason):
    assert bring_in(told) == [("skipped", reason)]
    assert not EventPage.objects.exists()


def test_event_does_not_come_back_when_its_page_was_deleted_here(bring_in):
    bring_in(event())
    EventPage.objects.all().delete()
    assert bring_in(event(SUMMARY="Autre titre")) == [("skipped", "deleted")]


def test_page_stays_when_it_is_locked(bring_in):
    bring_in(event())
    page = imported_page()
    page.locked = True
    page.save()
    assert bring_in(event(SUMMARY="Autre titre")) == [("skipped", "locked")]


def test_other_events_arrive_when_one_cannot_be_saved(bring_in, monkeypatch):
    make = importing.create

    def fail_once(found, *rest):
        if found.title == "Mauvais":
            raise ValueError
        return make(found, *rest)

    monkeypatch.setattr(importing, "create", fail_once)
    told = bring_in(event(uid="mauvais", SUMMARY="Mauvais"), event())
    assert told == [("skipped", "failed"), ("created", "")]


def test_rest_waits_for_the_next_import_when_time_is_up(bring_in):
    assert bring_in(event(), patience=-1) == [("skipped", "later")]
    assert bring_in(event()) == [("created", "")]


@pytest.mark.parametrize("title", ["", "日本語", "…", "x" * 500, "<b>Gras</b>"])
def test_draft_is_made_when_a_title_is_odd(bring_in, title):
    assert bring_in(event(SUMMARY=title)) == [("created", "")]
    assert imported_page().title
    assert imported_page().slug


def test_two_sources_keep_apart_when_they_have_the_same_uid(bring_in, source, agenda):
    bring_in(event())
    other = ImportSource.objects.create(name="Autre", kind=source.kind)
    found = read_calendar(calendar(event()), now=NOW)
    report = import_calendar(source=other, found=found, agenda=agenda, user=None, now=NOW)
    assert report.counts["created"] == 1


def test_unchanged_events_cost_as_many_queries_when_there_are_twenty(bring_in):
    def queries(count):
        events = [event(uid=str(number)) for number in range(count)]
        bring_in(*events)
        with CaptureQueriesContext(connection) as captured:
            assert {outcome for outcome, _reason in bring_in(*events)} == {"unchanged"}
        return len(captured)

    assert queries(2) == queries(20) == 4


# The CMS


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


def run(source):
    return reverse("import_sources:run", args=[source.pk])


def upload(data: bytes, name: str = "agenda.ics"):
    return {"file": SimpleUploadedFile(name, data, "text/calendar"), "upload": "1"}


def test_report_is_shown_and_kept_when_a_file_is_given(office, source):
    response = office.post(run(source), upload(calendar(event(), event(uid=""))), follow=True)
    text = response.content.decode()
    page = imported_page()
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text
    assert "Goûter des voisins" in text
    source.refresh_from_db()
    assert [entry["outcome"] for entry in source.last_report] == ["created", "skipped"]
    assert office.get(run(source)).status_code == 200


def test_address_is_fetched_when_no_file_is_given(office, source, monkeypatch):
    asked = []
    monkeypatch.setattr(import_views, "fetch", lambda url: asked.append(url) or calendar(event()))
    source.url = "https://partenaire.example/agenda.ics"
    source.save()
    office.post(run(source))
    assert asked == [source.url]
    assert imported_page().owner is not None


def test_nothing_of_the_database_is_held_when_another_server_is_waited_for(office, source, monkeypatch):
    depths, before = [], len(connection.atomic_blocks)
    monkeypatch.setattr(
        import_views, "fetch", lambda url: depths.append(len(connection.atomic_blocks)) or calendar(event())
    )
    source.url = "https://partenaire.example/agenda.ics"
    source.save()
    office.post(run(source))
    assert depths == [before]


def test_refusal_is_said_when_the_address_does_not_answer(office, source, monkeypatch):
    def refuse(url):
        raise CalendarRefused("Ce site ne répond pas.")

    monkeypatch.setattr(import_views, "fetch", refuse)
    source.url = "https://partenaire.example/agenda.ics"
    source.save()
    assert "Ce site ne répond pas." in office.post(run(source)).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"upload": "1"},
        {"file": "pas un fichier"},
        upload(b""),
        upload(b"<html>"),
        upload(b"\0" * 10),
        upload(b"x" * (5 * 1024 * 1024 + 1)),
    ],
    ids=range(7),
)
def test_nothing_is_imported_when_the_form_is_nonsense(office, source, data):
    for value in data.values():
        if hasattr(value, "seek"):
            value.seek(0)
    response = office.post(run(source), data)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode() or "errorlist" in response.content.decode()
    assert not EventPage.objects.exists()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://a.example:22/", "x", "http://me:secret@a.example/"])
def test_source_is_refused_when_its_address_is_never_fetched(office, source, address):
    response = office.post(reverse("import_sources:add"), {"name": "Nouvelle", "url": address, "kind": source.kind.pk})
    assert response.status_code == 200
    assert not ImportSource.objects.filter(name="Nouvelle").exists()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("WebCal://Partenaire.example/agenda.ics", "webcal://partenaire.example/agenda.ics"),
        ("webcals://partenaire.example/agenda.ics", "https://partenaire.example/agenda.ics"),
    ],
)
def test_source_keeps_how_it_is_fetched_when_its_address_is_webcal(office, source, address, kept):
    office.post(
        reverse("import_sources:edit", args=[source.pk]),
        {"name": source.name, "url": address, "kind": source.kind.pk},
    )
    source.refresh_from_db()
    assert source.url == kept


def test_only_the_coordination_imports_when_others_try(source, client, signed_in, representative):
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    for reader in (client, signed_in(representative), signed_in(editor)):
        for address in (run(source), reverse("import_sources:index"), reverse("import_sources:add")):
            assert reader.get(address).status_code in {302, 403}
        reader.post(run(source), upload(calendar(event())))
    assert not EventPage.objects.exists()


def test_pages_of_the_register_answer_when_the_coordination_opens_them(office, source):
    for name, args in (("index", []), ("add", []), ("edit", [source.pk]), ("delete", [source.pk])):
        assert office.get(reverse(f"import_sources:{name}", args=args)).status_code == 200
    assert office.get(reverse("import_sources:run", args=[0]), follow=True).status_code == 404
    assert reverse("import_sources:index") in office.get(reverse("wagtailadmin_home")).content.decode()


def test_register_costs_as_many_queries_when_it_lists_twenty(office, source):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert office.get(reverse("import_sources:index")).status_code == 200
        return len(captured)

    ImportSource.objects.create(name="Deux", kind=source.kind)
    queries()
    few = queries()
    for number in range(18):
        ImportSource.objects.create(name=f"Source {number}", kind=source.kind, host=source.host)
    assert queries() == few
