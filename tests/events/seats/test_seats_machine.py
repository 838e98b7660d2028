"""Everything that can happen to the seats of a date, in any order: what holds under load holds after each step."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from factories.crowd import faults_of
from factories.events import EventKindFactory, give_programme
from factories.network import OrganisationFactory, RepresentativeFactory, UserFactory
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from events import errors
from events.models import Occurrence, Seat, WorkshopPlace
from events.models.actors import LinkHolder
from events.seats import apologies, by_coordinator, offers, public_registration
from events.seats import services as seats
from events.seats.meals_and_needs import Wish
from events.seats.public_registration import Visitor
from network.models import OutgoingMail
from network.outbox import queue

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="test_seats_stress asks the same of PostgreSQL, all at once"
    ),
]
NOON = dt.datetime(2026, 12, 1, 11, tzinfo=dt.UTC)
START = NOON + dt.timedelta(days=12)
LAST_HOURS = START - dt.timedelta(hours=12)
WORKSHOPS = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"]
PLACES = 2
NAMES = ("Anouk", "Boris", "Cyril")
# Kinds of mails that tell people each state of their seats.
TOLD = {
    "confirmed": {"registration", "registration_partly", "welcome", "accepted", "granted", "moved"},
    "offered": {"offer"},
    "pending": {"to_confirm"},
    "waiting": {"waiting", "registration_partly", "offer_lapsed", "moved"},
    "cancelled": {"cancellation", "offer_ended", "moved"},
    "excused": {"excused"},
}


def session(key: str) -> dict:
    words = {"title_fr": "Atelier", "title_nl": "Atelier", "text_fr": "", "text_nl": "", "room": "", "speakers": ""}
    return words | {"key": key, "day": "", "start": "14:00", "end": "15:00", "capacity": PLACES}


def found_date(start: dt.datetime = START) -> Occurrence:
    date = Occurrence.objects.create(
        event_key=uuid.uuid4(),
        row=uuid.uuid4(),
        kind=EventKindFactory(),
        start=start,
        end=start + dt.timedelta(hours=4),
        closes_at=start,
        sign_up="public",
        capacity=3,
        first_published_at=NOON,
        changed_at=NOON,
        texts={"fr": {"title": "Colloque"}},
    )
    return give_programme(date, [session(key) for key in WORKSHOPS])


members = st.integers(0, 3)
# Of the seats there are, the one at this place, however many there are.
some = st.integers(0, 30)


class SeatsMachine(RuleBasedStateMachine):
    """Four organisations, a visitor or two, and the coordination, at a date of three seats with two workshops.

    People may be moved to another date a week later, and back.
    """

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOON
        self.date, self.later = found_date(), found_date(START + dt.timedelta(days=7))
        self.mandates = [RepresentativeFactory(organisation=OrganisationFactory()) for _number in range(4)]
        self.desk = UserFactory()
        self.desk.groups.add(Group.objects.get(name="Coordination"))
        self.sequences = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def seat(self, place: int, *, at: Occurrence | None = None, **narrowed) -> Seat | None:
        found = list(Seat.objects.filter(occurrence=at or self.date, **narrowed).order_by("pk"))
        return found[place % len(found)] if found else None

    def actor(self, seat: Seat):
        """Who answers for a seat: its representative, or the visitor with the link of a mail."""
        return seat.registration.created_by or LinkHolder(seat.registration_id)

    @property
    def how(self) -> dict:
        return {"occurrence_id": self.date.pk, "now": self.now}

    @rule(
        who=members,
        names=st.sets(st.sampled_from(NAMES), max_size=3),
        more=st.integers(0, 2),
        chosen=st.sampled_from([(), (WORKSHOPS[0],), (WORKSHOPS[1],)]),
    )
    def register(self, who, names, more, chosen):
        mandate, wish = self.mandates[who], Wish(workshops=chosen)
        refused(
            lambda: seats.register(
                **self.how,
                organisation=mandate.organisation,
                user=mandate.user,
                names=names,
                to_be_named=more,
                token=uuid.uuid4(),
                wishes=dict.fromkeys(names, wish),
            )
        )

    @rule(who=members, more=st.integers(1, 2))
    def overbook(self, who, more):
        organisation = self.mandates[who].organisation
        fields = {"organisation": organisation, "user": self.desk, "names": [], "to_be_named": more}
        refused(lambda: seats.register(**self.how, **fields, token=uuid.uuid4(), overbooking="Invité d’honneur"))

    @rule(who=st.sampled_from(["ana@example.org", "bo@example.org"]), people=st.integers(1, 2))
    def visit(self, who, people):
        visitors = [Visitor(f"{who} {number}") for number in range(people)]
        refused(
            lambda: public_registration.sign_up(
                **self.how, email=who, people=visitors, language="fr", token=uuid.uuid4()
            )
        )

    @rule(place=some)
    def confirm(self, place):
        if seat := self.seat(place, status="pending"):
            refused(lambda: public_registration.confirm(user=LinkHolder(seat.registration_id), now=self.now))

    @rule(place=some)
    def cancel(self, place):
        if seat := self.seat(place, status__in=("confirmed", "waiting", "pending")):
            refused(lambda: seats.cancel(**self.how, seat_ids=[seat.pk], user=self.actor(seat)))

    @rule(place=some)
    def decline(self, place):
        if seat := self.seat(place, status="offered"):
            refused(lambda: seats.cancel(**self.how, seat_ids=[seat.pk], user=self.actor(seat)))

    @rule(place=some)
    def accept(self, place):
        if seat := self.seat(place, status="offered"):
            refused(lambda: offers.accept(**self.how, seat_ids=[seat.pk], user=self.actor(seat)))

    @rule(place=some, name=st.sampled_from(["", *NAMES]))
    def swap(self, place, name):
        if seat := self.seat(place, number__isnull=False):
            refused(lambda: seats.name_person(seat_id=seat.pk, name=name, user=self.actor(seat), now=self.now))

    @rule(capacity=st.integers(1, 6), reason=st.sampled_from(["", "Petite salle"]))
    def raise_or_lower(self, capacity, reason):
        refused(lambda: seats.set_capacity(**self.how, capacity=capacity, user=self.desk, overbooking=reason))

    @rule(place=some, reason=st.sampled_from(["", "Elle préside"]))
    def grant(self, place, reason):
        if seat := self.seat(place, status__in=("waiting", "offered")):
            refused(lambda: by_coordinator.grant(**self.how, seat_ids=[seat.pk], user=self.desk, overbooking=reason))

    @rule(place=some, comes_back=st.booleans(), reason=st.sampled_from(["", "", "Erreur de notre part"]))
    def move(self, place, comes_back, reason):
        before, after = (self.later, self.date) if comes_back else (self.date, self.later)
        if seat := self.seat(place, at=before, status__in=("confirmed", "offered", "waiting")):
            how = {"seat_ids": [seat.pk], "user": self.desk, "overbooking": reason, "now": self.now}
            refused(lambda: by_coordinator.move(occurrence_id=before.pk, to_id=after.pk, **how))

    @rule(who=members)
    def excuse(self, who):
        mandate = self.mandates[who]
        refused(lambda: apologies.excuse(**self.how, organisation=mandate.organisation, user=mandate.user))

    @rule(hours=st.sampled_from([1, 7, 30, 49, 100]))
    def time_passes(self, hours):
        """The periodic command runs, as it does every quarter of an hour."""
        self.now += dt.timedelta(hours=hours)
        offers.lapse_due(self.now)

    @invariant()
    def holds(self):
        for date in (self.date, self.later):
            faults = faults_of(date)
            if self.now >= date.start - (START - LAST_HOURS):
                # Then the coordination decides.
                faults = [fault for fault in faults if "wait although" not in fault]
            assert faults == []

    @invariant()
    def a_reason_stands_beside_seats_beyond_the_capacity_alone(self):
        capacity = Occurrence.objects.get(pk=self.date.pk).capacity
        beyond = Seat.objects.filter(occurrence=self.date).exclude(overbooking="")
        assert all(seat.number > capacity for seat in beyond)
        ceilings = Seat.objects.held().filter(occurrence=self.date).values_list("ceiling", flat=True)
        assert set(ceilings) <= {capacity}

    @invariant()
    def workshops_are_no_fuller_than_they_are(self):
        for key in WORKSHOPS:
            places = WorkshopPlace.objects.filter(workshop__occurrence=self.date, workshop__key=key)
            having, waiting = (
                places.filter(number__isnull=False),
                places.filter(number=None, seat__number__isnull=False),
            )
            assert having.count() <= PLACES
            assert not waiting.exists() or having.count() == PLACES
            assert not having.filter(seat__number=None).exists()

    @invariant()
    def each_state_was_told(self):
        """Whoever answers for a seat had a mail of a kind that tells its state."""
        found = Seat.objects.filter(occurrence=self.date).select_related("registration__created_by")
        told = set(OutgoingMail.objects.values_list("recipient", "kind"))
        for seat in found:
            address = seat.registration.email or seat.registration.created_by.email
            if seat.registration.created_by == self.desk:
                continue
            assert {kind for to, kind in told if to == address} & TOLD[seat.status], (seat.status, address, told)

    @invariant()
    def calendars_never_go_back(self):
        self.sequences = {}
        mails = OutgoingMail.objects.filter(calendar_sequence__isnull=False).order_by("pk")
        fields = ("recipient", "reference", "calendar_sequence", "calendar_method")
        for *entry, sequence, method in mails.values_list(*fields):
            # An address has an entry for each date.
            to = tuple(entry)
            before, last = self.sequences.get(to, (-1, ""))
            assert sequence >= before
            # Outlook takes a cancellation, and what revokes it, only with a higher one.
            assert sequence > before or method == last
            self.sequences[to] = sequence, method


def refused(work) -> None:
    """Do ``work`` as a request does: refused, it leaves nothing behind."""
    try:
        with transaction.atomic():
            work()
    except errors.Refusal:
        pass


def test_what_holds_under_load_holds_when_anything_happens_in_any_order(site_tree, monkeypatch):
    monkeypatch.setattr(queue, "send_after_commit", lambda mail_ids: None)
    run_state_machine_as_test(
        SeatsMachine,
        settings=settings(
            max_examples=10,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
