"""Giving and taking seats, one request at a time. What happens when forty come at once: test_seats_race."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from factories.events import occurrence
from factories.network import PersonFactory
from factories.sign_up import signed_up

from events import errors
from events.models import Occurrence, Registration, Seat
from events.seats import allocation
from events.seats import services as seats
from network.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=3)


@pytest.fixture
def register(date, organisation, representative):
    def call(*names, date=date, organisation=organisation, user=representative, **fields):
        return signed_up(date, organisation, user, *names, **fields)

    return call


def states(date):
    """Status and number of each seat still held or waited for, in the order of asking."""
    return [(seat.status, seat.number) for seat in Seat.objects.active().filter(occurrence=date).order_by("pk")]


def test_people_get_the_first_free_numbers_when_there_is_room(date, register):
    register("Anouk", "Boris")
    assert states(date) == [("confirmed", 1), ("confirmed", 2)]


def test_people_are_counted_and_not_forms_when_one_form_brings_many(date, register):
    register("Anouk", "Boris", "Cyril", "Di")
    assert states(date) == [("confirmed", 1), ("confirmed", 2), ("confirmed", 3), ("waiting", None)]


def test_seats_to_be_named_count_when_names_are_missing(date, register):
    register(to_be_named=4)
    assert [status for status, _ in states(date)] == ["confirmed"] * 3 + ["waiting"]


def test_newcomers_join_the_queue_when_people_wait_although_a_seat_is_free(date, register, organisation):
    register("Anouk", "Boris", "Cyril", "Di")
    # A seat that a script emptied without giving it on.
    Seat.objects.filter(number=2).update(status="cancelled", number=None)
    newcomer = register("Eve").seats.get()
    assert newcomer.status == "waiting"
    assert Seat.objects.get(person__name="Di").number == 2


def test_no_limit_applies_when_the_date_has_no_capacity(site_tree, register):
    date = occurrence(title="Fête", capacity=None)
    register(to_be_named=30, date=date)
    assert {status for status, _ in states(date)} == {"confirmed"}


def test_the_next_in_the_queue_gets_the_seat_when_one_is_cancelled(date, register, representative):
    first = register("Anouk", "Boris", "Cyril")
    register("Di", "Eve")
    given_up = first.seats.get(person__name="Boris")
    seats.cancel(seat_ids=[given_up.pk], occurrence_id=date.pk, user=representative)
    assert Seat.objects.get(person__name="Di").number == 2
    assert list(Seat.objects.ranks([date.pk]).values()) == [1]


def test_nothing_happens_when_a_seat_is_cancelled_twice(date, register, representative):
    seat = register("Anouk").seats.get()
    assert seats.cancel(seat_ids=[seat.pk], occurrence_id=date.pk, user=representative) == [seat]
    assert seats.cancel(seat_ids=[seat.pk], occurrence_id=date.pk, user=representative) == []


def test_a_seat_stays_when_another_organisation_cancels_it(date, register, other_representative):
    seat = register("Anouk").seats.get()
    assert seats.cancel(seat_ids=[seat.pk], occurrence_id=date.pk, user=other_representative) == []
    assert states(date) == [("confirmed", 1)]


def test_a_seat_is_not_cancelled_when_the_date_is_over(date, register, representative):
    seat = register("Anouk").seats.get()
    with pytest.raises(errors.DatePast):
        seats.cancel(seat_ids=[seat.pk], occurrence_id=date.pk, user=representative, now=date.end)


def test_the_person_may_sign_up_again_when_the_seat_was_cancelled(date, register, representative):
    seat = register("Anouk").seats.get()
    seats.cancel(seat_ids=[seat.pk], occurrence_id=date.pk, user=representative)
    assert register("Anouk").seats.get().number == 1


def test_the_queue_moves_up_when_seats_are_added(date, register):
    register(to_be_named=6)
    seats.set_capacity(occurrence_id=date.pk, capacity=5)
    assert [number for _, number in states(date)] == [1, 2, 3, 4, 5, None]


def test_everybody_gets_a_seat_when_the_limit_is_lifted(date, register):
    register(to_be_named=6)
    seats.set_capacity(occurrence_id=date.pk, capacity=None)
    assert [number for _, number in states(date)] == [1, 2, 3, 4, 5, 6]


def test_a_lower_capacity_is_refused_by_name_when_people_hold_the_seats(date, register):
    register("Anouk", "Boris", "Cyril")
    with pytest.raises(errors.SeatsHeld) as refusal:
        seats.set_capacity(occurrence_id=date.pk, capacity=2)
    assert refusal.value.names == ["Cyril"]
    assert Occurrence.objects.get(pk=date.pk).capacity == 3


def test_high_numbers_move_down_when_the_capacity_is_lowered_above_the_count(date, register, representative):
    register("Anouk", "Boris", "Cyril")
    seats.cancel(seat_ids=[Seat.objects.get(number=1).pk], occurrence_id=date.pk, user=representative)
    seats.set_capacity(occurrence_id=date.pk, capacity=2)
    assert [number for _, number in states(date)] == [2, 1]
    assert set(Seat.objects.active().values_list("ceiling", flat=True)) == {2}


def test_one_registration_is_made_when_the_same_form_arrives_twice(date, register):
    token = uuid.uuid4()
    assert register("Anouk", token=token) == register("Anouk", token=token)
    assert Registration.objects.count() == 1
    assert states(date) == [("confirmed", 1)]


def test_a_form_is_refused_when_it_served_for_another_date(date, register):
    token = uuid.uuid4()
    register("Anouk", token=token)
    with pytest.raises(errors.FormSentBefore):
        register("Anouk", token=token, date=occurrence(title="Autre"))


def test_a_form_is_refused_when_somebody_else_sent_it(date, register, other_representative, other_organisation):
    token = uuid.uuid4()
    register("Anouk", token=token)
    with pytest.raises(errors.FormSentBefore):
        register("Boris", token=token, user=other_representative, organisation=other_organisation)


def test_a_person_is_refused_when_already_signed_up(date, register):
    register("Anouk")
    with pytest.raises(errors.AlreadySignedUp, match="Anouk"):
        register("  anouk ")
    assert Registration.objects.count() == 1


def test_one_person_is_kept_when_a_name_comes_twice_in_one_form(date, register):
    register("Anouk", "ANOUK", " Anouk ")
    assert Person.objects.count() == 1
    assert len(states(date)) == 1


@pytest.mark.parametrize("name", ["x" * 121, "Anouk\x00"])
def test_a_name_is_refused_when_it_cannot_be_kept(date, register, name):
    with pytest.raises(errors.NameUnusable):
        register(name)


def test_nobody_is_refused_when_the_form_names_nobody(date, register):
    with pytest.raises(errors.NobodyNamed):
        register("", "  ")


def test_sign_up_is_refused_when_it_is_for_another_organisation(date, register, other_organisation):
    with pytest.raises(errors.NotYourOrganisation):
        register("Anouk", organisation=other_organisation)


def test_sign_up_is_refused_when_the_mandate_has_ended(date, register, representative):
    representative.mandates.update(until=timezone.localdate())
    with pytest.raises(errors.NotYourOrganisation):
        register("Anouk")


def test_sign_up_is_refused_when_the_deadline_has_passed(date, register):
    with pytest.raises(errors.SignUpClosed):
        register("Anouk", now=date.closes_at)


def test_the_coordination_adds_people_when_the_deadline_has_passed(date, register, coordinator):
    register("Anouk", user=coordinator, now=date.closes_at)
    assert states(date) == [("confirmed", 1)]


def test_sign_up_is_refused_when_the_date_is_over(date, register):
    with pytest.raises(errors.DatePast):
        register("Anouk", now=date.end)


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_sign_up_is_refused_when_the_date_does_not_take_place(date, register, status):
    Occurrence.objects.filter(pk=date.pk).update(status=status)
    with pytest.raises(errors.DateCancelled):
        register("Anouk")


def test_sign_up_is_refused_when_everybody_just_comes(date, register):
    Occurrence.objects.filter(pk=date.pk).update(sign_up="none")
    with pytest.raises(errors.NoSignUp):
        register("Anouk")


def test_another_person_takes_the_seat_when_the_name_is_changed(date, register, representative):
    seat = register("Anouk").seats.get()
    changed = seats.name_person(seat_id=seat.pk, name="Boris", user=representative)
    assert (changed.person.name, changed.number) == ("Boris", 1)


def test_the_seat_waits_for_a_name_when_the_name_is_emptied(date, register, representative):
    seat = register("Anouk").seats.get()
    assert seats.name_person(seat_id=seat.pk, name="", user=representative).person is None


def test_a_name_is_refused_when_that_person_has_a_seat(date, register, representative):
    register("Anouk")
    seat = register("Boris").seats.get()
    with pytest.raises(errors.AlreadySignedUp):
        seats.name_person(seat_id=seat.pk, name="Anouk", user=representative)


def test_a_seat_is_not_found_when_another_organisation_names_it(date, register, other_representative):
    seat = register("Anouk").seats.get()
    with pytest.raises(Seat.DoesNotExist):
        seats.name_person(seat_id=seat.pk, name="Boris", user=other_representative)


def test_the_database_refuses_when_a_shell_adds_a_seat_too_many(date, register, organisation):
    registration = register("Anouk", "Boris", "Cyril")
    fields = {"registration": registration, "occurrence": date, "status": "confirmed", "queued_at": timezone.now()}
    for number, ceiling in ((4, 3), (1, 3), (0, 3), (None, 3)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.create(
                number=number, ceiling=ceiling, person=PersonFactory(organisation=organisation), **fields
            )


def test_the_database_refuses_when_a_shell_signs_a_person_up_twice(date, register):
    registration = register("Anouk")
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(
            registration=registration,
            occurrence=date,
            person=registration.seats.get().person,
            status="waiting",
            queued_at=timezone.now(),
        )


def test_nobody_is_promoted_when_the_date_is_over(date, register):
    register(to_be_named=4)
    assert allocation.offer_free_seats(date, now=date.end + dt.timedelta(seconds=1)) == []


@pytest.mark.parametrize("status", ["offered", "pending"])
def test_the_database_refuses_when_a_seat_is_held_for_a_while_without_end(date, register, status):
    seat = register("Anouk").seats.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(status=status)


@pytest.mark.parametrize("status", ["waiting", "cancelled", "excused"])
def test_the_database_refuses_when_a_number_stays_with_somebody_who_has_no_seat(date, register, status):
    seat = register("Anouk").seats.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(status=status)


def test_as_many_queries_are_asked_when_one_person_or_twenty_sign_up(date, register, django_assert_num_queries):
    Occurrence.objects.filter(pk=date.pk).update(capacity=50)
    register("Anouk")
    for number in (1, 20):
        with django_assert_num_queries(20):
            register(*(f"Collègue {number}-{n}" for n in range(number)))
