"""Partners' calendars after an upgrade: nothing is known of what they said before, and nothing here is written over."""

from datetime import UTC, datetime

import pytest
from factories.calendars import found_event

from events.importing.differences import differences_of
from events.importing.parser import CalendarFile
from events.importing.services import Vanished, import_calendar
from events.models import AgendaPage, EventDate, EventPage, ImportedEvent, ImportSource

pytestmark = pytest.mark.usefixtures("upgraded")
NOW = datetime(2026, 11, 25, 11, 30, tzinfo=UTC)


def test_a_calendar_keeps_its_address_and_its_report():
    source = ImportSource.objects.get()
    assert (source.url, source.last_report[0]["page"]) == ("https://partenaire.example/agenda.ics", 16)


def test_no_date_is_marked_as_cancelled_by_an_import():
    assert set(EventDate.objects.values_list("cancelled_there", flat=True)) == {False}


def test_words_stay_and_the_partner_s_are_offered_when_the_calendar_is_read_again():
    source, page = ImportSource.objects.get(), EventPage.objects.get(pk=16)
    before = page.get_latest_revision_as_object()
    agenda = AgendaPage.objects.get(locale__language_code="fr")
    there = CalendarFile(events=[found_event(title="Là-bas", place="Parvis 1")])
    report = import_calendar(source=source, found=there, agenda=agenda, user=None, now=NOW, vanished=Vanished.CANCEL)
    assert [(entry["outcome"], entry["reason"]) for entry in report.entries] == [
        ("unchanged", ""),
        ("warned", "differs"),
    ]
    after = EventPage.objects.get(pk=16).get_latest_revision_as_object()
    assert (after.title, after.place_fr, after.introduction) == (before.title, before.place_fr, before.introduction)
    assert [(row.key, row.status) for row in after.dates.all()] == [(row.key, row.status) for row in before.dates.all()]
    [[_page, offered]] = differences_of(source)
    assert {"place", "title"} <= {difference.name for difference in offered}
    assert ImportedEvent.objects.get().fingerprint != "0" * 64
