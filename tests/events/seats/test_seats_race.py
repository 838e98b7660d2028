"""Forty people at once for ten seats: what the lock and the numbers of the seats are worth.

Threads need a database that each can open: PostgreSQL, or SQLite in a file. The tests commit, so they make and remove
their own rows; the database the other tests share is left as it was.
"""

import threading
import uuid

import pytest
from django.db import IntegrityError, connection
from factories.race import EMAIL, found_date, remove_everything
from factories.sign_up import signed_up
from factories.threads import at_once, in_thread

from events.mails import notifications
from events.models import Occurrence, Seat
from events.seats import by_coordinator, changes
from events.seats import services as seats
from network.models import Person, User

without_sqlite = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="a transaction of SQLite is IMMEDIATE: it is itself the lock"
)
PEOPLE = 40
CAPACITY = 10


@pytest.fixture
def date(shared_database, monkeypatch):
    """A date of ten seats, committed, and gone after the test."""
    monkeypatch.setattr(notifications, "tell", lambda *told, **how: None)
    made = in_thread(lambda: found_date(CAPACITY))
    yield made
    in_thread(remove_everything)


def signing_up(date, name, *, token=None):
    """Work for a thread: sign ``name`` up."""

    def work():
        user = User.objects.get(email=EMAIL)
        return signed_up(date, user.mandates.get().organisation, user, name, token=token or uuid.uuid4()).pk

    return work


def cancelling(date, seat_id):
    def work():
        user = User.objects.get(email=EMAIL)
        return len(seats.cancel(seat_ids=[seat_id], occurrence_id=date.pk, user=user))

    return work


def forty(date):
    return [signing_up(date, f"Personne {n:02}") for n in range(PEOPLE)]


def standing(date):
    """Numbers of the seats held and ranks of the queue, each sorted."""

    def work():
        held = Seat.objects.held().filter(occurrence=date).order_by("number")
        return list(held.values_list("number", flat=True)), sorted(Seat.objects.ranks([date.pk]).values())

    return in_thread(work)


def without_lock(monkeypatch, together: threading.Barrier):
    """Take the lock out: everybody reads the date, and nobody goes on before all have."""

    def plain_get(occurrence_id):
        date = Occurrence.objects.get(pk=occurrence_id)
        together.wait(30)
        return date

    monkeypatch.setattr(changes, "lock_date", plain_get)


def test_ten_are_confirmed_and_thirty_queued_when_forty_come_at_once(date):
    made = at_once(*forty(date))
    assert [result for result in made if isinstance(result, Exception)] == []
    assert standing(date) == (list(range(1, CAPACITY + 1)), list(range(1, PEOPLE - CAPACITY + 1)))


@without_sqlite
def test_the_numbers_of_the_seats_hold_when_the_lock_is_taken_out(date, monkeypatch):
    without_lock(monkeypatch, threading.Barrier(PEOPLE))
    made = at_once(*forty(date))
    refused = [result for result in made if isinstance(result, Exception)]
    numbers, _ranks = standing(date)
    assert refused
    assert {type(result) for result in refused} == {IntegrityError}
    assert len(numbers) <= CAPACITY


@without_sqlite
def test_too_many_are_confirmed_when_the_lock_and_the_numbers_are_taken_out(date, monkeypatch):
    without_lock(monkeypatch, threading.Barrier(PEOPLE))
    number_once = next(rule for rule in Seat._meta.constraints if rule.name == "events_seat_number_unique")

    def change_table(method):
        with connection.schema_editor() as editor:
            getattr(editor, method)(Seat, number_once)

    in_thread(lambda: change_table("remove_constraint"))
    try:
        at_once(*forty(date))
        numbers, _ranks = standing(date)
    finally:
        in_thread(lambda: Seat.objects.filter(occurrence=date).delete())
        in_thread(lambda: change_table("add_constraint"))
    assert len(numbers) > CAPACITY


def test_one_registration_is_made_when_the_same_form_arrives_forty_times_at_once(date):
    token = uuid.uuid4()
    made = at_once(*[signing_up(date, "Anouk", token=token)] * PEOPLE)
    assert len(set(made)) == 1
    assert standing(date) == ([1], [])


def test_one_person_is_kept_when_forms_bring_a_new_colleague_at_once(date):
    made = at_once(*[signing_up(date, "Anouk")] * 5)
    assert sorted(type(result).__name__ for result in made) == ["AlreadySignedUp"] * 4 + ["int"]
    assert in_thread(lambda: Person.objects.filter(name="Anouk", organisation__name_fr="Course").count()) == 1


def test_one_seat_is_given_on_when_it_is_cancelled_twice_at_once(date):
    at_once(*forty(date)[:12])
    seat_id = in_thread(lambda: Seat.objects.get(occurrence=date, number=4).pk)
    assert sorted(at_once(cancelling(date, seat_id), cancelling(date, seat_id))) == [0, 1]
    assert standing(date) == (list(range(1, CAPACITY + 1)), [1])


def test_every_seat_stays_taken_when_people_cancel_and_sign_up_at_once(date):
    at_once(*forty(date)[:15])
    held = in_thread(
        lambda: list(Seat.objects.filter(occurrence=date, status="confirmed").values_list("pk", flat=True))
    )
    leaving = [cancelling(date, pk) for pk in held[:5]]
    made = at_once(*leaving, *forty(date)[20:28])
    assert [result for result in made if isinstance(result, Exception)] == []
    assert standing(date) == (list(range(1, CAPACITY + 1)), list(range(1, 9)))


def test_nobody_is_passed_over_when_seats_are_added_while_people_sign_up(date):
    at_once(*forty(date)[:14])
    at_once(lambda: seats.set_capacity(occurrence_id=date.pk, capacity=12), *forty(date)[20:24])
    first = in_thread(
        lambda: Seat.objects.filter(occurrence=date).order_by("queued_at", "pk").values_list("status", flat=True)
    )
    assert standing(date) == (list(range(1, 13)), list(range(1, 7)))
    assert in_thread(lambda: list(first)) == ["confirmed"] * 10 + ["offered"] * 2 + ["waiting"] * 6


def granting(date, seat_id):
    """Work for a thread: the coordination gives this seat by hand."""

    def work():
        user = User.objects.get(email="race@coordination.example")
        return len(by_coordinator.grant(seat_ids=[seat_id], occurrence_id=date.pk, user=user))

    return work


def test_one_gets_the_last_seat_when_two_coordinators_give_it_at_once(date):
    at_once(*forty(date)[:13])
    in_thread(lambda: User.objects.create(email="race@coordination.example", is_superuser=True))
    try:
        # One seat comes free in a way that offers it to nobody.
        in_thread(lambda: Seat.objects.filter(occurrence=date, number=1).update(number=None, status="cancelled"))
        waiting = in_thread(lambda: list(Seat.objects.waiting().filter(occurrence=date).values_list("pk", flat=True)))
        given = at_once(granting(date, waiting[0]), granting(date, waiting[1]))
        assert sorted(type(result).__name__ for result in given) == ["OverbookingReasonNeeded", "int"]
        assert standing(date) == (list(range(1, CAPACITY + 1)), [1, 2])
    finally:
        in_thread(lambda: User.objects.filter(email="race@coordination.example").delete())


def test_moves_in_opposite_directions_wait_for_each_other_and_never_in_a_ring(date):
    other = in_thread(lambda: Occurrence.objects.create(**copied(date)))
    in_thread(lambda: User.objects.create(email="race@coordination.example", is_superuser=True))
    try:
        here, there = at_once(signing_up(date, "Anouk"), signing_up(other, "Boris"))
        moved = at_once(moving(date, other, here), moving(other, date, there))
        assert moved == [1, 1]
        # Whoever comes first finds the other still there, and gets the second seat.
        assert sorted([*standing(date)[0], *standing(other)[0]]) == [1, 2]
    finally:
        in_thread(lambda: User.objects.filter(email="race@coordination.example").delete())


def moving(before, after, registration_id):
    def work():
        user = User.objects.get(email="race@coordination.example")
        keys = list(Seat.objects.filter(registration=registration_id).values_list("pk", flat=True))
        return len(by_coordinator.move(seat_ids=keys, occurrence_id=before.pk, to_id=after.pk, user=user))

    return work


def copied(date) -> dict:
    """The fields of another date like ``date``."""
    fields = {field.attname: getattr(date, field.attname) for field in Occurrence._meta.concrete_fields}
    del fields["id"]
    return fields | {"uid": uuid.uuid4(), "event_key": uuid.uuid4(), "row": uuid.uuid4()}
