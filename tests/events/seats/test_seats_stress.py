"""A crowd at one date of fifty seats: at every instant somebody looks, what holds under load holds.

A few seconds here; ``make stress`` and CI run it for longer with more people (STRESS_SECONDS, STRESS_THREADS). Only on
PostgreSQL: SQLite writes one transaction at a time, and test_seats_machine asks the same of it.
"""

import os

import pytest
from django.db import connection
from factories.crowd import HABITS, SEATS, Crowd, found_crowd, remove_crowd
from factories.threads import in_thread

from events.mails import notifications
from events.models import Occurrence
from events.seats import changes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one transaction at a time"),
]
SECONDS = float(os.environ.get("STRESS_SECONDS", "5"))
# PostgreSQL takes a hundred connections, and other tests run at the same time unless this is the long run.
THREADS = int(os.environ.get("STRESS_THREADS", "24"))


@pytest.fixture
def crowd(shared_database, monkeypatch):
    """Without mails, which would take most of the time; test_seats_killed has them all."""
    monkeypatch.setattr(notifications, "tell", lambda *told, **how: None)
    yield Crowd(in_thread(found_crowd))
    in_thread(remove_crowd)


def test_what_holds_under_load_holds_when_a_crowd_does_everything_at_once(crowd):
    crowd.run(threads=THREADS, seconds=SECONDS)
    print(f"\n{THREADS} threads, {SECONDS:.0f} s: {crowd}")
    assert crowd.failures == []
    assert crowd.faults == []
    assert in_thread(crowd.lost) == []
    assert crowd.fullest <= SEATS
    assert crowd.looks > SECONDS
    # It was a crowd: people waited, and in the long run all of it happened.
    assert crowd.longest_queue
    assert crowd.done.keys() == HABITS.keys() or SECONDS < 30


def test_somebody_who_looks_sees_it_when_the_lock_is_taken_out(crowd, monkeypatch):
    monkeypatch.setattr(changes, "lock_date", lambda occurrence_id: Occurrence.objects.get(pk=occurrence_id))
    crowd.run(threads=THREADS, seconds=4)
    assert crowd.faults + crowd.failures
