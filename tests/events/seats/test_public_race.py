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

from events import errors
from events.mails import notifications
from events.models import Seat
from events.models.actors import LinkHolder
from events.seats import offers, public_registration
from events.seats.public_registration import Visitor

TITLE = "Course du public"
CAPACITY = 4
LATE = dt.timedelta(hours=30)


@pytest.fixture
def date(shared_database, monkeypatch):
    """A date of four seats, committed, and gone after the test."""
    for told in ("registration_made", "offer_made", "confirmation_asked", "asked_again"):
        monkeypatch.setattr(notifications, told, lambda *about, **how: None)
    made = in_thread(lambda: date_without_page(TITLE, sign_up="public", capacity=CAPACITY))
    yield made
    in_thread(lambda: remove_date(TITLE))


def asking(date, address, *, token=None, before=dt.timedelta()):
    """Work for a thread: ``address`` signs one person up, ``before`` now."""

    def work():
        return public_registration.sign_up(
            occurrence_id=date.pk,
            email=address,
            people=[Visitor(address.partition("@")[0])],
            language="fr",
            token=token or uuid.uuid4(),
            now=timezone.now() - before,
        ).pk

    return work


def confirming(pk):
    def work():
        return public_registration.confirm(user=LinkHolder(pk)).pk

    return work


def adding(pk, name="Opa"):
    def work():
        return public_registration.add_person(visitor=Visitor(name), user=LinkHolder(pk)).pk

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


def test_no_more_seats_are_held_unconfirmed_than_may_be_when_all_ask_at_once(date, monkeypatch):
    # One seat of the four, whatever the size of a form.
    monkeypatch.setattr(public_registration, "most_people", lambda occurrence, *, now: 1)
    made = at_once(*[asking(date, f"bo{n}@example.org") for n in range(10)])
    assert standing(date) == (2, ["pending"] * 10)
    at_once(*map(confirming, made), lapsing)
    assert standing(date) == (CAPACITY, ["confirmed"] * CAPACITY + ["waiting"] * 6)


def test_one_person_is_added_when_the_button_is_pressed_ten_times_at_once(date):
    pk = in_thread(asking(date, "bo@example.org"))
    in_thread(confirming(pk))
    outcomes = at_once(*[adding(pk)] * 10)
    assert sum(isinstance(one, errors.AlreadySignedUp) for one in outcomes) == 9
    assert standing(date) == (2, ["confirmed"] * 2)


def test_no_seat_is_given_twice_when_people_are_added_to_many_sign_ups_at_once(date):
    made = [in_thread(asking(date, f"bo{n}@example.org")) for n in range(2)]
    for pk in made:
        in_thread(confirming(pk))
    at_once(*[adding(pk, name) for pk in made for name in ("Opa", "Oma", "Tante")])
    assert standing(date) == (CAPACITY, ["confirmed"] * CAPACITY + ["waiting"] * 4)
