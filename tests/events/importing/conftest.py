"""A partner's calendar, and the agenda that it comes into; the clock stands."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from factories.events import EventKindFactory
from factories.network import WorkingGroupFactory

from events.importing.parser import CalendarFile
from events.importing.services import import_calendar
from events.models import AgendaPage, EventPage, ImportedEvent, ImportSource

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def agenda(site_tree):
    return AgendaPage.objects.get(locale__language_code="fr")


@pytest.fixture
def source(agenda, organisation):
    return ImportSource.objects.create(
        name="La Maison du Canal", kind=EventKindFactory(), host=organisation, group=WorkingGroupFactory()
    )


@pytest.fixture
def take_in(source, agenda, clock):
    """``take_in(found_event(…), …)`` imports events as they are read; ``(outcome, reason)`` of each line it reports."""

    def run(*events, is_whole=True, **options):
        found = CalendarFile(events=list(events), is_whole=is_whole, unread=options.pop("unread", set()))
        report = import_calendar(source=source, found=found, agenda=agenda, user=None, now=clock, **options)
        return [(entry["outcome"], entry["reason"]) for entry in report.entries]

    return run


@pytest.fixture
def page():
    """``page()`` is the page that an event became, in the source language, as it is stored."""

    def find(uid="un@partenaire.example"):
        key = ImportedEvent.objects.get(uid=uid).event_key
        return EventPage.objects.select_related("latest_revision").get(translation_key=key, locale__language_code="fr")

    return find


@pytest.fixture
def draft(page):
    """``draft()`` is the last draft of that page."""
    return lambda *uid: page(*uid).get_latest_revision_as_object()


@pytest.fixture
def rows(draft):
    """``rows()`` are the dates of that draft in order."""
    return lambda *uid: sorted(draft(*uid).dates.all(), key=lambda row: row.starts_at)
