"""Many people who do everything at once with the seats of one date, at random, while one more looks all the time."""

import datetime as dt
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.db import connections
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events import errors
from events.models import Apology, Occurrence, Registration, RegistrationMail, Seat
from events.seats import apologies, offers
from events.seats import services as seats
from factories.race import date_without_page, remove_date
from network.models import Commune, Organisation, OutgoingMail, Person, Representative, User

NAME = "Foule"
SEATS, FEWEST = 50, 40
MEMBERS = 40
# Names of each organisation: few, so that two forms often bring the same person.
COLLEAGUES = 6
OFFERED_FOR = dt.timedelta(hours=49)
# How often each thing is done while the date fills and while it empties; the two alternate.
HABITS = {
    "register": (10, 3),
    "cancel": (3, 9),
    "swap": (3, 3),
    "accept": (6, 6),
    "raise_or_lower": (2, 2),
    "lapse": (1, 1),
    "excuse": (0, 0.5),
}
TIDE = 1.5


def found_crowd() -> Occurrence:
    """A date of ``SEATS`` seats, and ``MEMBERS`` organisations with a representative each; to be removed."""
    names = {"name_fr": "Saint-Gilles", "name_nl": "Sint-Gillis"}
    commune = Commune.objects.get_or_create(nis_code="21013", defaults=names)[0]
    for number in range(MEMBERS):
        organisation = Organisation.objects.create(name_fr=f"{NAME} {number}", summary_fr="Beaucoup.", commune=commune)
        user = User.objects.create(email=address(number))
        Representative.objects.create(user=user, organisation=organisation, since=dt.date(2020, 1, 1))
    User.objects.create(email=address("desk")).groups.add(Group.objects.get(name="Coordination"))
    return date_without_page(NAME, sign_up="members", capacity=SEATS)


def remove_crowd() -> None:
    dates = Occurrence.objects.filter(kind__name_fr=NAME).values_list("pk", flat=True)
    ModelLogEntry.objects.filter(action__startswith="events.", object_id__in=[str(pk) for pk in dates]).delete()
    RegistrationMail.objects.filter(registration__occurrence__kind__name_fr=NAME).delete()
    OutgoingMail.objects.filter(recipient__startswith="foule-").delete()
    Apology.objects.filter(occurrence__kind__name_fr=NAME).delete()
    remove_date(NAME)
    User.objects.filter(email__startswith="foule-").delete()
    Person.objects.filter(organisation__name_fr__startswith=NAME).delete()
    Organisation.objects.filter(name_fr__startswith=NAME).delete()


def address(who) -> str:
    return f"foule-{who}@association.example"


def faults_of(date: Occurrence) -> list[str]:
    """What is wrong with the seats of ``date`` at this instant: two statements, each with a snapshot of its own."""
    fields = ("occurrence__capacity", "status", "number", "overbooking", "person")
    rows = list(Seat.objects.active().filter(occurrence=date).order_by().values_list(*fields))
    if not rows:
        return []
    capacity = rows[0][0]
    within = [number for _capacity, _status, number, reason, _person in rows if number and not reason]
    held = [number for _capacity, _status, number, _reason, _person in rows if number]
    people = Counter(person for *_facts, person in rows if person)
    waiting = sum(status == Seat.Status.WAITING for _capacity, status, *_facts in rows)
    faults = []
    if len(within) > capacity or any(number > capacity for number in within):
        faults.append(f"{len(within)} held of {capacity}: {sorted(within)}")
    if len(set(held)) < len(held):
        faults.append(f"a number twice: {sorted(held)}")
    if waiting and len(held) < capacity:
        faults.append(f"{waiting} wait although {capacity - len(held)} of {capacity} are free")
    if people and max(people.values()) > 1:
        faults.append(f"somebody has two seats: {people.most_common(1)}")
    ranks = sorted(Seat.objects.ranks([date.pk]).values())
    if ranks != list(range(1, len(ranks) + 1)):
        faults.append(f"ranks {ranks}")
    return faults


@dataclass
class Crowd:
    """Runs for some seconds; then ``faults`` and ``failures`` are to be empty, and ``acknowledged`` all there.

    ``acknowledged`` maps each registration whose form was answered to the number of its people.
    """

    date: Occurrence
    done: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)
    acknowledged: dict[int, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    looks: int = 0
    fullest: int = 0
    longest_queue: int = 0

    def run(self, *, threads: int, seconds: float) -> None:
        self.together, self.over = threading.Barrier(threads + 1), threading.Event()
        self.end = time.monotonic() + seconds
        watcher = threading.Thread(target=self.watch)
        people = [threading.Thread(target=self.live, args=(number,)) for number in range(threads)]
        for one in (watcher, *people):
            one.start()
        for one in people:
            one.join()
        self.over.set()
        watcher.join()

    def watch(self) -> None:
        """Look at the date, again and again, while the others change it."""
        try:
            self.together.wait(60)
            while not self.over.is_set() and not self.faults:
                self.look()
                # One processor is for the others.
                time.sleep(0.01)
            self.look()
        except Exception as error:
            self.failures.append(f"the one who looks: {error!r}")
        finally:
            connections.close_all()

    def look(self) -> None:
        self.faults += faults_of(self.date)
        seats_now = Seat.objects.filter(occurrence=self.date)
        self.fullest = max(self.fullest, seats_now.held().count())
        self.longest_queue = max(self.longest_queue, seats_now.waiting().count())
        self.looks += 1

    def live(self, number: int) -> None:
        chance = random.Random(number)
        try:
            user = User.objects.get(email=address(number % MEMBERS))
            person = Member(self, user, user.mandates.get().organisation, chance)
            self.together.wait(60)
            while time.monotonic() < self.end and not self.faults:
                self.do_something(person, chance)
        except Exception as error:
            self.failures.append(repr(error))
        finally:
            connections.close_all()

    def do_something(self, person: "Member", chance: random.Random) -> None:
        tide = int(time.monotonic() / TIDE) % 2
        [habit] = chance.choices(list(HABITS), [often[tide] for often in HABITS.values()])
        try:
            if getattr(person, habit)():
                self.done[habit] += 1
        except (errors.SignUpError, Seat.DoesNotExist) as error:
            self.refused[f"{habit}: {type(error).__name__}"] += 1
        except Exception as error:
            self.failures.append(f"{habit}: {error!r}")

    def lost(self) -> list[int]:
        """Registrations that were acknowledged and are not there with all their people, and those nobody asked for."""
        there = Counter(Seat.objects.filter(occurrence=self.date).values_list("registration", flat=True))
        made = set(Registration.objects.filter(occurrence=self.date).values_list("pk", flat=True))
        return sorted(set(self.acknowledged.items()) ^ set(there.items()) | {(pk, 0) for pk in made - there.keys()})

    def __str__(self) -> str:
        done = ", ".join(f"{habit} {count}" for habit, count in self.done.most_common())
        refused = ", ".join(f"{why} {count}" for why, count in self.refused.most_common())
        return (
            f"{sum(self.done.values())} changes ({done}); refused: {refused}; looked {self.looks} times; "
            f"at most {self.fullest} held and {self.longest_queue} waiting."
        )


@dataclass
class Member:
    """One person of the crowd: what it does returns whether anything was done."""

    crowd: Crowd
    user: User
    organisation: Organisation
    chance: random.Random

    @property
    def where(self) -> dict:
        return {"occurrence_id": self.crowd.date.pk}

    def some_name(self) -> str:
        return f"Collègue {self.chance.randrange(COLLEAGUES)}"

    def some_seat(self, **narrowed) -> Seat | None:
        """A seat of one's organisation, as it was a moment ago."""
        mine = {"occurrence": self.crowd.date, "registration__organisation": self.organisation}
        return Seat.objects.active().filter(**mine, **narrowed).order_by("?").first()

    def register(self) -> bool:
        names = {self.some_name() for _one in range(self.chance.randrange(3))}
        further = self.chance.randrange(3)
        made = seats.register(
            **self.where,
            organisation=self.organisation,
            user=self.user,
            names=names,
            to_be_named=further,
            token=uuid.uuid4(),
        )
        self.crowd.acknowledged[made.pk] = len(names) + further
        return True

    def cancel(self) -> bool:
        seat = self.some_seat()
        return bool(seat and seats.cancel(**self.where, seat_ids=[seat.pk], user=self.user))

    def swap(self) -> bool:
        seat = self.some_seat()
        return bool(seat and seats.name_person(seat_id=seat.pk, name=self.some_name(), user=self.user))

    def accept(self) -> bool:
        seat = self.some_seat(status=Seat.Status.OFFERED)
        return bool(seat and offers.accept(**self.where, seat_ids=[seat.pk], user=self.user))

    def raise_or_lower(self) -> bool:
        seats.set_capacity(**self.where, capacity=self.chance.randint(FEWEST, SEATS))
        return True

    def lapse(self) -> bool:
        return bool(offers.lapse_due(timezone.now() + OFFERED_FOR))

    def excuse(self) -> bool:
        apologies.excuse(**self.where, organisation=self.organisation, user=self.user)
        return True
