"""Addresses confirmed at the same instant as others take the last seat: never one too many, never one lost.

Threads need a database that each can open: PostgreSQL, or SQLite in a file. The tests commit, so they make and remove
their own rows.
"""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from factories.race import date_without_page, remove_date
from factories.threads import at_once, in_thread

from events import errors, mails, offers, public_sign_up
from events.actors import LinkHolder
from events.models import Seat
from events.public_sign_up import Visitor

TITLE = "Course du public"
CAPACITY = 4
LATE = dt.timedelta(hours=30)


@pytest.fixture
def date(shared_database, monkeypatch):
    """A date of four seats, committed, and gone after the test."""
    for told in ("registration_made", "offer_made", "confirmation_asked", "asked_again"):
        monkeypatch.setattr(mails, told, lambda *about, **how: None)
    made = in_thread(lambda: date_without_page(TITLE, sign_up="public", capacity=CAPACITY))
    yield made
    in_thread(lambda: remove_date(TITLE))


def asking(date, address, *, token=None, before=dt.timedelta()):
    """Work for a thread: ``address`` signs one person up, ``before`` now."""

    def work():
        return public_sign_up.sign_up(
            occurrence_id=date.pk,
            email=address,
            people=[Visitor(address)],
            language="fr",
            token=token or uuid.uuid4(),
            now=timezone.now() - before,
        ).pk

    return work


def confirming(pk):
    def work():
        return public_sign_up.confirm(user=LinkHolder(pk)).pk

    return work


def lapsing():
    return offers.lapse_due(timezone.now())


def standing(date):
    """How many hold a seat, and the states of all, sorted."""

    def work():
        seats = Seat.objects.filter(occurrence=date)
        return seats.held().count(), sorted(seats.values_list("status", flat=True))

    return in_thread(work)


def test_no_seat_is_given_twice_when_late_confirmations_meet_newcomers(date):
    late = [in_thread(asking(date, f"late{n}@example.org", before=LATE)) for n in range(CAPACITY)]
    newcomers = [asking(date, f"new{n}@example.org") for n in range(CAPACITY)]
    outcomes = at_once(*map(confirming, late), *newcomers, lapsing)
    lost = [one for one in outcomes if isinstance(one, Exception)]
    # Whoever lapsed a moment before is gone: the page of the link says so.
    assert all(isinstance(one, errors.SignUpGone) for one in lost)
    assert standing(date)[0] <= CAPACITY
    # Those who found no seat took none; when they confirm, what was given back is theirs.
    at_once(*map(confirming, outcomes[CAPACITY : 2 * CAPACITY]))
    held, states = standing(date)
    assert held == CAPACITY
    assert "pending" not in states


def test_as_many_are_confirmed_as_there_are_seats_when_all_confirm_at_once(date):
    made = [in_thread(asking(date, f"bo{n}@example.org")) for n in range(10)]
    outcomes = at_once(*map(confirming, made), *map(confirming, made))
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert standing(date) == (CAPACITY, ["confirmed"] * CAPACITY + ["waiting"] * 6)


def test_one_sign_up_is_made_when_one_address_asks_ten_times_at_once(date):
    outcomes = at_once(*[asking(date, "bo@example.org") for _n in range(10)])
    assert len(set(outcomes)) == 1
    assert standing(date) == (1, ["pending"])


def test_one_sign_up_is_made_when_one_form_is_sent_ten_times_at_once(date):
    token = uuid.uuid4()
    outcomes = at_once(*[asking(date, "bo@example.org", token=token) for _n in range(10)])
    assert len(set(outcomes)) == 1
    assert standing(date) == (1, ["pending"])
