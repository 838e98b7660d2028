"""Many people at one date of fifty seats for a while: what is committed is right at every instant.

Five seconds among the other tests, sixty with ``make stress`` (STRESS_SECONDS, STRESS_THREADS). PostgreSQL only: on
SQLite each transaction waits for the whole database, and ``test_seats_machine`` tries the same one by one.
"""

import datetime as dt
import os
import random
import threading
import time
import uuid
from collections import Counter

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from factories.race import found_date, remove_everything
from factories.threads import in_thread

from events import mails, offers, seats
from events.errors import SignUpError
from events.models import Occurrence, Registration, Seat
from network.models import Organisation, Representative, User

pytestmark = pytest.mark.skipif(connection.vendor == "sqlite", reason="a transaction of SQLite is IMMEDIATE")
SECONDS = float(os.environ.get("STRESS_SECONDS", "5"))
THREADS = int(os.environ.get("STRESS_THREADS", "24"))
SEATS = 50


@pytest.fixture
def date(shared_database, monkeypatch):
    """A date of fifty seats and an organisation for each thread, committed, and gone after the test."""
    monkeypatch.setattr(mails, "tell", lambda *told, **how: None)
    made = in_thread(found)
    yield made
    in_thread(remove)


def found() -> Occurrence:
    made = found_date(SEATS)
    for n in range(THREADS):
        organisation = Organisation.objects.create(
            name_fr=f"Presse {n}", summary_fr="Se presse.", commune_id="21013", published=False
        )
        user = User.objects.create(email=f"presse{n}@association.example")
        Representative.objects.create(user=user, organisation=organisation, since=dt.date(2020, 1, 1))
    return made


def remove() -> None:
    remove_everything()
    User.objects.filter(email__startswith="presse").delete()
    Organisation.objects.filter(name_fr__startswith="Presse").delete()


class Crowd:
    """Threads that do whatever comes to mind, and one that looks at what is committed."""

    def __init__(self, date: Occurrence):
        self.date, self.end = date, time.monotonic() + SECONDS
        self.done, self.refused = Counter(), Counter()
        self.faults, self.made, self.looks = [], set(), 0

    def run(self) -> None:
        crowd = [threading.Thread(target=self.guarded, args=(self.person, n)) for n in range(THREADS)]
        crowd.append(threading.Thread(target=self.guarded, args=(self.checker, 0)))
        for thread in crowd:
            thread.start()
        for thread in crowd:
            thread.join()

    def guarded(self, work, number: int) -> None:
        try:
            work(number)
        except Exception as error:
            self.faults.append(repr(error))
        finally:
            connections.close_all()

    def person(self, number: int) -> None:
        # Whom a thread plays is always the same; what the others do meanwhile is not.
        chance = random.Random(number)
        user = User.objects.get(email=f"presse{number}@association.example")
        acts = [self.register] * 5 + [self.cancel] * 4 + [self.swap, self.accept, self.accept, self.lapse, self.resize]
        while time.monotonic() < self.end and not self.faults:
            act = chance.choice(acts)
            try:
                act(user, chance)
                self.done[act.__name__] += 1
            except (SignUpError, Seat.DoesNotExist) as refusal:
                self.refused[type(refusal).__name__] += 1

    def mine(self, user: User, **which) -> list[int]:
        seats_of = Seat.objects.active().filter(occurrence=self.date, registration__created_by=user, **which)
        return list(seats_of.values_list("pk", flat=True))

    def register(self, user: User, chance: random.Random) -> None:
        registration = seats.register(
            occurrence_id=self.date.pk,
            organisation=user.mandates.get().organisation,
            user=user,
            names=[f"Personne {chance.randrange(40)}" for _ in range(chance.randrange(3))],
            to_be_named=chance.randrange(3),
            token=uuid.uuid4(),
        )
        self.made.add(registration.pk)

    def cancel(self, user: User, chance: random.Random) -> None:
        if own := self.mine(user):
            keys = chance.sample(own, chance.randrange(1, len(own) + 1))
            seats.cancel(seat_ids=keys, occurrence_id=self.date.pk, user=user)

    def swap(self, user: User, chance: random.Random) -> None:
        if own := self.mine(user):
            seats.name_person(seat_id=chance.choice(own), name=f"Autre {chance.randrange(40)}", user=user)

    def accept(self, user: User, chance: random.Random) -> None:
        if own := self.mine(user, status="offered"):
            offers.accept(seat_ids=own, occurrence_id=self.date.pk, user=user)

    def lapse(self, user: User, chance: random.Random) -> None:
        offers.lapse(occurrence_id=self.date.pk, now=timezone.now() + dt.timedelta(hours=chance.choice([1, 49])))

    def resize(self, user: User, chance: random.Random) -> None:
        seats.set_capacity(occurrence_id=self.date.pk, capacity=chance.choice([SEATS, SEATS, SEATS + 3]))

    def checker(self, number: int) -> None:
        """Look at one state of the database after the other, each as it was committed."""
        while time.monotonic() < self.end and not self.faults:
            with transaction.atomic():
                connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                self.look()
            self.looks += 1

    def look(self) -> None:
        capacity = Occurrence.objects.values_list("capacity", flat=True).get(pk=self.date.pk)
        numbers = list(Seat.objects.held().filter(occurrence=self.date).values_list("number", flat=True))
        waiting = Seat.objects.waiting().filter(occurrence=self.date).count()
        ranks = sorted(Seat.objects.ranks([self.date.pk]).values())
        if len(numbers) > capacity or max(numbers, default=0) > capacity:
            self.faults.append(f"{len(numbers)} seats held of {capacity}, the highest {max(numbers)}")
        if waiting and len(numbers) < capacity:
            self.faults.append(f"{waiting} wait although {capacity - len(numbers)} seats are free")
        if ranks != list(range(1, waiting + 1)):
            self.faults.append(f"ranks {ranks} of {waiting} waiting")


def test_no_seat_is_given_twice_or_left_free_when_a_crowd_presses_on_one_date(date):
    crowd = Crowd(date)
    crowd.run()
    print(f"{SECONDS:.0f} s, {THREADS} threads: {dict(crowd.done)}, refused {dict(crowd.refused)}, {crowd.looks} looks")
    assert crowd.faults == []
    assert crowd.looks > SECONDS
    assert min(crowd.done[name] for name in ("register", "cancel", "swap", "accept", "lapse", "resize")) > 0
    kept = in_thread(lambda: set(Registration.objects.filter(occurrence=date).values_list("pk", flat=True)))
    assert kept == crowd.made
