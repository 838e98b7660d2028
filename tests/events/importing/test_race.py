"""Two coordinators import the same calendar at once: each event becomes one page, and neither import fails.

Threads need a database that each can open: PostgreSQL, or SQLite in a file. What the tests commit they take away.
"""

import datetime as dt
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from factories.calendars import calendar, event
from factories.events import EventKindFactory
from factories.threads import at_once, in_thread

from events.importing import services
from events.importing.parser import read_calendar
from events.importing.services import import_calendar
from events.models import AgendaPage, EventKind, EventPage, ImportedEvent, ImportSource

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Brussels"))
NAME = "Calendrier en course"
EVENTS = 4


@pytest.fixture
def source(shared_database):
    """A partner's calendar that nothing was taken from yet, committed, and gone after the test."""
    yield in_thread(lambda: ImportSource.objects.create(name=NAME, kind=EventKindFactory(name_fr=NAME)))
    in_thread(remove_everything)


def remove_everything() -> None:
    for page in EventPage.objects.filter(kind__name_fr=NAME).order_by("-pk"):
        page.delete()
    ImportSource.objects.filter(name=NAME).delete()
    EventKind.objects.filter(name_fr=NAME).delete()


def importing(source: ImportSource):
    """Work for a thread: what became of each event of the calendar."""
    found = read_calendar(calendar(*(event(uid=f"{n}@course.example") for n in range(EVENTS))), now=NOW)

    def work():
        agenda = AgendaPage.objects.get(locale__language_code="fr")
        report = import_calendar(source=source, found=found, agenda=agenda, user=None, now=NOW)
        return [entry["outcome"] for entry in report.entries]

    return work


def number_of_pages() -> int:
    return in_thread(lambda: EventPage.objects.filter(kind__name_fr=NAME, locale__language_code="fr").count())


def test_each_event_becomes_one_page_when_two_import_at_once(source):
    results = at_once(importing(source), importing(source))
    assert sorted(outcome for outcomes in results for outcome in outcomes) == (
        [services.CREATED] * EVENTS + [services.UNCHANGED] * EVENTS
    )
    assert number_of_pages() == EVENTS


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a transaction of SQLite is IMMEDIATE: it is itself the lock")
def test_one_import_fails_when_nothing_is_locked(source, monkeypatch):
    both_looked = Barrier(2)

    def unlocked(uid, source):
        known = ImportedEvent.objects.filter(source=source, uid=uid).first()
        with suppress(BrokenBarrierError):
            both_looked.wait(5)
        return known, services.locked_page(known.event_key) if known else None

    monkeypatch.setattr(services, "locked", unlocked)
    results = at_once(importing(source), importing(source))
    assert services.SKIPPED in {outcome for outcomes in results for outcome in outcomes}
