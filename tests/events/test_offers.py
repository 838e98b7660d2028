"""A seat that comes free is offered to whoever is next, and held for some time."""

import datetime as dt

import pytest
from factories.events import occurrence
from factories.network import OrganisationFactory, RepresentativeFactory
from factories.sign_up import signed_up

from events import errors, giving, offers, seats
from events.models import Occurrence, Seat
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=2)


@pytest.fixture
def ask(date):
    """Sign people up for an organisation of its own, or for the one given."""

    def call(*names, mandate=None, **fields):
        mandate = mandate or RepresentativeFactory(organisation=OrganisationFactory())
        return signed_up(date, mandate.organisation, mandate.user, *names, **fields)

    return call


def cancel(registration, **fields):
    keys = registration.seats.values_list("pk", flat=True)
    return seats.cancel(
        seat_ids=list(keys), occurrence_id=registration.occurrence_id, user=registration.created_by, **fields
    )


def states(registration) -> list[str]:
    return list(registration.seats.order_by("pk").values_list("status", flat=True))


def test_the_seat_is_offered_for_two_days_when_it_comes_free_long_before(date, ask):
    first, _second, waiting = ask("Ana"), ask("Bo"), ask("Cy")
    now = date.start - dt.timedelta(days=10)
    cancel(first, now=now)
    offered = waiting.seats.get()
    assert (offered.status, offered.number, offered.held_until) == ("offered", 1, now + dt.timedelta(hours=48))


def test_the_offer_is_shorter_when_the_date_is_near(date, ask):
    first, _second, waiting = ask("Ana"), ask("Bo"), ask("Cy")
    now = date.start - dt.timedelta(days=2)
    cancel(first, now=now)
    assert waiting.seats.get().held_until == now + dt.timedelta(hours=6)


def test_an_offer_never_reaches_into_the_last_hours_when_it_is_made_just_before(date, ask):
    first, _second, waiting = ask("Ana"), ask("Bo"), ask("Cy")
    cancel(first, now=date.start - dt.timedelta(hours=14))
    assert waiting.seats.get().held_until == date.start - dt.timedelta(hours=12)


def test_nothing_is_offered_when_the_last_hours_have_come(date, ask):
    first, _second, waiting = ask("Ana"), ask("Bo"), ask("Cy")
    cancel(first, now=date.start - dt.timedelta(hours=12))
    assert states(waiting) == ["waiting"]


def test_a_group_is_offered_what_there_is_and_keeps_its_rank_when_it_is_larger(date, ask):
    first, _second, group, last = ask("Ana"), ask("Bo"), ask("Cy", "Di", "Eve"), ask("Flo")
    cancel(first)
    assert states(group) == ["offered", "waiting", "waiting"]
    ranks = Seat.objects.ranks([date.pk])
    assert [ranks.get(seat.pk) for seat in group.seats.order_by("pk")] == [None, 1, 2]
    assert ranks[last.seats.get().pk] == 3


def test_an_organisation_without_seat_is_offered_first_when_it_asked_later(date, ask):
    mandate = RepresentativeFactory(organisation=OrganisationFactory())
    first = ask("Ana")
    ask("Bo", mandate=mandate)
    again, newcomer = ask("Cy", mandate=mandate), ask("Di")
    cancel(first)
    assert (states(again), states(newcomer)) == (["waiting"], ["offered"])


def test_the_seat_is_confirmed_when_the_offer_is_accepted(date, ask):
    first, _second, waiting = ask("Ana"), ask("Bo"), ask("Cy")
    cancel(first)
    seat = waiting.seats.get()
    offers.accept(seat_ids=[seat.pk], occurrence_id=date.pk, user=waiting.created_by)
    seat.refresh_from_db()
    assert (seat.status, seat.number, seat.held_until) == ("confirmed", 1, None)


def test_the_offer_is_over_when_it_is_accepted_twice(date, ask):
    first, _second, waiting = ask("Ana"), ask("Bo"), ask("Cy")
    cancel(first)
    keys = [waiting.seats.get().pk]
    offers.accept(seat_ids=keys, occurrence_id=date.pk, user=waiting.created_by)
    with pytest.raises(errors.OfferGone):
        offers.accept(seat_ids=keys, occurrence_id=date.pk, user=waiting.created_by)


def test_an_offer_is_not_another_organisations_when_it_tries_to_take_it(date, ask):
    first, second, waiting = ask("Ana"), ask("Bo"), ask("Cy")
    cancel(first)
    with pytest.raises(errors.OfferGone):
        offers.accept(seat_ids=[waiting.seats.get().pk], occurrence_id=date.pk, user=second.created_by)


def test_the_seat_passes_on_when_an_offer_is_declined(date, ask):
    first, _second, third, fourth = ask("Ana"), ask("Bo"), ask("Cy"), ask("Di")
    cancel(first)
    cancel(third)
    assert (states(third), states(fourth)) == (["cancelled"], ["offered"])


def test_the_seat_passes_on_and_people_hear_of_it_when_nobody_answers(date, ask):
    first, _second, third, fourth = ask("Ana"), ask("Bo"), ask("Cy"), ask("Di")
    cancel(first)
    due = third.seats.get().held_until
    assert offers.lapse_due(due - dt.timedelta(seconds=1)) == 0
    assert offers.lapse_due(due) == 1
    assert (states(third), states(fourth)) == (["cancelled"], ["offered"])
    assert OutgoingMail.objects.filter(recipient=third.created_by.email, kind="offer_lapsed").count() == 1
    assert offers.lapse_due(due) == 0


def test_no_offer_lapses_when_its_date_is_cancelled(date, ask):
    first, _second, third = ask("Ana"), ask("Bo"), ask("Cy")
    cancel(first)
    Occurrence.objects.update(status="cancelled")
    assert offers.lapse_due(third.seats.get().held_until) == 0
    assert states(third) == ["offered"]


def test_a_newcomer_joins_the_queue_when_a_seat_is_only_offered(date, ask):
    first, _second, _third = ask("Ana"), ask("Bo"), ask("Cy")
    cancel(first)
    assert states(ask("Di")) == ["waiting"]


def test_a_seat_beyond_the_capacity_is_given_by_the_coordination_alone(date, ask, coordinator):
    ask("Ana", "Bo")
    assert states(ask("Cy", overbooking="Elle préside")) == ["waiting"]
    organisation = OrganisationFactory()
    beyond = signed_up(date, organisation, coordinator, "Di", overbooking="Elle préside").seats.get()
    assert (beyond.status, beyond.number, beyond.overbooking) == ("confirmed", 3, "Elle préside")


def test_an_overbooked_seat_moves_within_and_nobody_is_offered_when_one_comes_free(date, ask, coordinator):
    first, _waiting = ask("Ana", "Bo"), ask("Cy")
    seats.set_capacity(occurrence_id=date.pk, capacity=1, user=coordinator, overbooking="Petite salle")
    beyond = Seat.objects.exclude(overbooking="").get()
    seats.cancel(seat_ids=[first.seats.order_by("number").first().pk], occurrence_id=date.pk, user=first.created_by)
    beyond.refresh_from_db()
    assert (beyond.number, beyond.overbooking) == (1, "")
    assert not Seat.objects.filter(status="offered").exists()


def test_an_offer_is_made_once_when_the_routine_runs_again(date, ask):
    first, _second, _third = ask("Ana"), ask("Bo"), ask("Cy")
    cancel(first)
    assert giving.offer_free_seats(Occurrence.objects.get(pk=date.pk), now=date.start - dt.timedelta(days=5)) == []


def test_the_form_is_refused_when_an_organisation_asks_more_than_its_share(date, ask):
    Occurrence.objects.update(organisation_cap=2, cap_lifted_at=date.start - dt.timedelta(days=4))
    mandate = RepresentativeFactory(organisation=OrganisationFactory())
    ask("Ana", mandate=mandate)
    with pytest.raises(errors.CapReached) as refusal:
        ask("Bo", "Cy", mandate=mandate)
    assert refusal.value.left == 1
    assert states(ask("Bo", "Cy", mandate=mandate, now=date.start - dt.timedelta(days=4)))


def test_the_form_is_refused_when_sign_up_opens_later(date, ask, coordinator):
    Occurrence.objects.update(opens_at=date.start - dt.timedelta(days=4))
    with pytest.raises(errors.NotOpenYet):
        ask("Ana")
    assert states(ask("Ana", now=date.start - dt.timedelta(days=4))) == ["confirmed"]


def test_a_seat_is_overbooked_no_more_when_the_capacity_reaches_its_number(date, ask, coordinator):
    ask("Ana", "Bo")
    seats.set_capacity(occurrence_id=date.pk, capacity=1, user=coordinator, overbooking="Petite salle")
    assert Seat.objects.exclude(overbooking="").get().number == 2
    seats.set_capacity(occurrence_id=date.pk, capacity=2, user=coordinator)
    assert not Seat.objects.exclude(overbooking="").exists()
    assert set(Seat.objects.values_list("number", "ceiling")) == {(1, 2), (2, 2)}


def test_no_offer_lapses_when_its_date_was_called_off_while_the_job_waited_for_the_lock(date, ask):
    first, _second, third = ask("Ana"), ask("Bo"), ask("Cy")
    cancel(first)
    Occurrence.objects.update(status="cancelled")
    assert offers.lapse(occurrence_id=date.pk, now=third.seats.get().held_until) == 0
    assert states(third) == ["offered"]
