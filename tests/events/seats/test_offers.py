"""A seat that comes free is offered to whoever is next, and held for some time."""

import datetime as dt
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone
from factories.events import occurrence
from factories.network import OrganisationFactory, RepresentativeFactory
from factories.sign_up import signed_up

from events import errors
from events.models import MailText, Occurrence, Seat
from events.seats import allocation, offers
from events.seats import services as seats
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


def brussels(year, month, day, hour, minute=0):
    return dt.datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def monday():
    """Monday 2 November 2026: the date is on Tuesday 1 December, far from any holiday."""
    with time_machine.travel(brussels(2026, 11, 2, 9), tick=False):
        yield


@pytest.fixture
def date(site_tree):
    return on(occurrence(capacity=2), brussels(2026, 12, 1, 12))


def on(date, start):
    """``date`` moved to ``start``, as nothing but a test does."""
    Occurrence.objects.filter(pk=date.pk).update(start=start, end=start + dt.timedelta(hours=2), closes_at=start)
    date.refresh_from_db()
    return date


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
    first, _second, waiting = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first, now=brussels(2026, 11, 16, 12))
    offered = waiting.seats.get()
    assert (offered.status, offered.number, offered.held_until) == ("offered", 1, brussels(2026, 11, 18, 12))


@pytest.mark.parametrize(
    ("freed", "lapses"),
    [
        (brussels(2026, 12, 4, 17, 5), brussels(2026, 12, 8, 17, 5)),
        (brussels(2026, 12, 24, 16), brussels(2026, 12, 29, 16)),
        # The clocks go back on the Sunday between.
        (brussels(2026, 10, 23, 12), brussels(2026, 10, 27, 12)),
        # School holidays are no reason to wait longer.
        (brussels(2026, 12, 22, 9), brussels(2026, 12, 24, 9)),
        (brussels(2026, 12, 5, 10), brussels(2026, 12, 9, 0)),
    ],
)
def test_an_offer_lapses_no_day_too_early_when_weekends_and_holidays_lie_between(freed, lapses, date, ask):
    on(date, brussels(2027, 2, 11, 12))
    first, _second, waiting = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first, now=freed)
    assert waiting.seats.get().held_until == lapses


def test_an_offer_ends_before_the_last_hours_when_a_weekend_lies_between(date, ask):
    on(date, brussels(2026, 12, 7, 12))
    first, _second, waiting = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first, now=brussels(2026, 12, 4, 20))
    assert waiting.seats.get().held_until == brussels(2026, 12, 7, 0)


def test_the_offer_is_shorter_when_the_date_is_near(date, ask):
    first, _second, waiting = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first, now=brussels(2026, 11, 30, 12))
    assert waiting.seats.get().held_until == brussels(2026, 11, 30, 18)


def test_an_offer_never_reaches_into_the_last_hours_when_it_is_made_just_before(date, ask):
    first, _second, waiting = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first, now=date.start - dt.timedelta(hours=14))
    assert waiting.seats.get().held_until == date.start - dt.timedelta(hours=12)


def test_nothing_is_offered_when_the_last_hours_have_come(date, ask):
    first, _second, waiting = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first, now=date.start - dt.timedelta(hours=12))
    assert states(waiting) == ["waiting"]


def test_a_group_is_offered_what_there_is_and_keeps_its_rank_when_it_is_larger(date, ask):
    first, _second, group, last = ask("Anouk"), ask("Boris"), ask("Cyril", "Di", "Eve"), ask("Flo")
    cancel(first)
    assert states(group) == ["offered", "waiting", "waiting"]
    ranks = Seat.objects.ranks([date.pk])
    assert [ranks.get(seat.pk) for seat in group.seats.order_by("pk")] == [None, 1, 2]
    assert ranks[last.seats.get().pk] == 3


def test_an_organisation_without_seat_is_offered_first_when_it_asked_later(date, ask):
    mandate = RepresentativeFactory(organisation=OrganisationFactory())
    first = ask("Anouk")
    ask("Boris", mandate=mandate)
    again, newcomer = ask("Cyril", mandate=mandate), ask("Di")
    cancel(first)
    assert (states(again), states(newcomer)) == (["waiting"], ["offered"])


def test_the_seat_is_confirmed_when_the_offer_is_accepted(date, ask):
    first, _second, waiting = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first)
    seat = waiting.seats.get()
    offers.accept(seat_ids=[seat.pk], occurrence_id=date.pk, user=waiting.created_by)
    seat.refresh_from_db()
    assert (seat.status, seat.number, seat.held_until) == ("confirmed", 1, None)


def test_the_offer_is_over_when_it_is_accepted_twice(date, ask):
    first, _second, waiting = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first)
    keys = [waiting.seats.get().pk]
    offers.accept(seat_ids=keys, occurrence_id=date.pk, user=waiting.created_by)
    with pytest.raises(errors.OfferGone):
        offers.accept(seat_ids=keys, occurrence_id=date.pk, user=waiting.created_by)


def test_an_offer_is_not_another_organisations_when_it_tries_to_take_it(date, ask):
    first, second, waiting = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first)
    with pytest.raises(errors.OfferGone):
        offers.accept(seat_ids=[waiting.seats.get().pk], occurrence_id=date.pk, user=second.created_by)


def test_the_seat_passes_on_when_an_offer_is_declined(date, ask):
    first, _second, third, fourth = ask("Anouk"), ask("Boris"), ask("Cyril"), ask("Di")
    cancel(first)
    cancel(third)
    assert (states(third), states(fourth)) == (["cancelled"], ["offered"])


def test_the_seat_passes_on_and_people_hear_of_it_when_nobody_answers(date, ask):
    first, _second, third, fourth = ask("Anouk"), ask("Boris"), ask("Cyril"), ask("Di")
    cancel(first)
    due = third.seats.get().held_until
    assert offers.lapse_due(due - dt.timedelta(seconds=1)) == 0
    assert offers.lapse_due(due) == 1
    assert (states(third), states(fourth)) == (["waiting"], ["offered"])
    assert OutgoingMail.objects.filter(recipient=third.created_by.email, kind="offer_lapsed").count() == 1
    assert offers.lapse_due(due) == 0


def test_whoever_lets_an_offer_lapse_stands_at_the_end_when_others_wait(date, ask):
    host = RepresentativeFactory(organisation=OrganisationFactory())
    first, _second, third = ask("Anouk"), ask("Boris", mandate=host), ask("Cyril")
    ask("Di", mandate=host)
    last = ask("Ed")
    cancel(first)
    offers.lapse_due(third.seats.get().held_until)
    assert states(last) == ["offered"]
    # Behind those who have a seat already, too.
    ranks = Seat.objects.ranks([date.pk])
    assert [Seat.objects.get(pk=pk).person.name for pk in sorted(ranks, key=ranks.get)] == ["Di", "Cyril"]
    [mail] = OutgoingMail.objects.filter(kind="offer_lapsed")
    assert (mail.recipient, mail.calendar_method) == (third.created_by.email, "REQUEST")
    assert "rang 2" in mail.text


def test_whoever_lets_a_second_offer_lapse_is_out_and_hears_of_it(date, ask):
    first, _second, third = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first)
    # Nobody else waits: the seat is offered once more.
    offers.lapse_due(third.seats.get().held_until)
    assert states(third) == ["offered"]
    assert "la seconde proposition" in OutgoingMail.objects.filter(kind="offer").latest("pk").text
    offers.lapse_due(third.seats.get().held_until)
    assert states(third) == ["cancelled"]
    [mail] = OutgoingMail.objects.filter(kind="offer_ended")
    assert (mail.recipient, mail.calendar_method) == (third.created_by.email, "CANCEL")
    assert not OutgoingMail.objects.filter(kind="offer_lapsed").exists()


def test_one_reminder_leaves_when_half_of_the_time_is_over(date, ask):
    first, second, third = ask("Anouk"), ask("Boris"), ask("Cyril")
    fourth = ask("Di")
    cancel(first, now=brussels(2026, 11, 13, 17))
    # Friday at 17:00, until Tuesday at 17:00: half of it is over on Monday at 17:00.
    half = brussels(2026, 11, 16, 17)
    assert offers.remind_due(half - dt.timedelta(seconds=1)) == 0
    assert offers.remind_due(half) == 1
    assert offers.remind_due(half + dt.timedelta(hours=3)) == 0
    [mail] = OutgoingMail.objects.filter(kind="offer_reminder")
    assert (mail.recipient, mail.not_after) == (third.created_by.email, brussels(2026, 11, 17, 17))
    # Another offer has a reminder of its own; one that is answered, or over, has none.
    cancel(second, now=half)
    assert offers.remind_due(brussels(2026, 11, 17, 18)) == 1
    assert OutgoingMail.objects.filter(kind="offer_reminder").latest("pk").recipient == fourth.created_by.email


@pytest.mark.parametrize("answer", ["accept", "cancel"])
def test_the_reminder_does_not_leave_when_the_offer_was_answered(answer, date, ask):
    first, _second, third = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first, now=brussels(2026, 11, 16, 12))
    offers.remind_due(brussels(2026, 11, 17, 12))
    now, keys = brussels(2026, 11, 17, 13), [third.seats.get().pk]
    service = getattr(offers if answer == "accept" else seats, answer)
    service(seat_ids=keys, occurrence_id=date.pk, user=third.created_by, now=now)
    assert OutgoingMail.objects.get(kind="offer_reminder").status == "withdrawn"


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"status": "postponed"}, {"withdrawn_at": timezone.now()}])
def test_nobody_is_reminded_when_the_date_does_not_take_place(change, date, ask):
    first, _second, _third = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first, now=brussels(2026, 11, 16, 12))
    Occurrence.objects.update(**change)
    assert offers.remind_due(brussels(2026, 11, 18, 11)) == 0


def test_an_offer_of_before_is_reminded_of_only_when_it_is_known_since_when_it_stands(date, ask):
    first, _second, _third = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first, now=brussels(2026, 11, 16, 12))
    Seat.objects.update(offered_at=None)
    assert offers.remind_due(brussels(2026, 11, 18, 11)) == 0


def test_no_offer_lapses_when_its_date_is_cancelled(date, ask):
    first, _second, third = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first)
    Occurrence.objects.update(status="cancelled")
    assert offers.lapse_due(third.seats.get().held_until) == 0
    assert states(third) == ["offered"]


def test_a_newcomer_joins_the_queue_when_a_seat_is_only_offered(date, ask):
    first, _second, _third = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first)
    assert states(ask("Di")) == ["waiting"]


def test_a_seat_beyond_the_capacity_is_given_by_the_coordination_alone(date, ask, coordinator):
    ask("Anouk", "Boris")
    assert states(ask("Cyril", overbooking="Elle préside")) == ["waiting"]
    organisation = OrganisationFactory()
    beyond = signed_up(date, organisation, coordinator, "Di", overbooking="Elle préside").seats.get()
    assert (beyond.status, beyond.number, beyond.overbooking) == ("confirmed", 3, "Elle préside")


def test_an_overbooked_seat_moves_within_and_nobody_is_offered_when_one_comes_free(date, ask, coordinator):
    first, _waiting = ask("Anouk", "Boris"), ask("Cyril")
    seats.set_capacity(occurrence_id=date.pk, capacity=1, user=coordinator, overbooking="Petite salle")
    beyond = Seat.objects.exclude(overbooking="").get()
    seats.cancel(seat_ids=[first.seats.order_by("number").first().pk], occurrence_id=date.pk, user=first.created_by)
    beyond.refresh_from_db()
    assert (beyond.number, beyond.overbooking) == (1, "")
    assert not Seat.objects.filter(status="offered").exists()


def test_an_offer_is_made_once_when_the_routine_runs_again(date, ask):
    first, _second, _third = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first)
    assert allocation.offer_free_seats(Occurrence.objects.get(pk=date.pk), now=date.start - dt.timedelta(days=5)) == []


def test_the_form_is_refused_when_an_organisation_asks_more_than_its_share(date, ask):
    Occurrence.objects.update(organisation_cap=2, cap_lifted_at=date.start - dt.timedelta(days=4))
    mandate = RepresentativeFactory(organisation=OrganisationFactory())
    ask("Anouk", mandate=mandate)
    with pytest.raises(errors.CapReached) as refusal:
        ask("Boris", "Cyril", mandate=mandate)
    assert refusal.value.left == 1
    lifted = ask("Boris", "Cyril", mandate=mandate, now=date.start - dt.timedelta(days=4))
    assert states(lifted) == ["confirmed", "waiting"]


def test_the_form_is_refused_when_sign_up_opens_later(date, ask, coordinator):
    Occurrence.objects.update(opens_at=date.start - dt.timedelta(days=4))
    with pytest.raises(errors.NotOpenYet):
        ask("Anouk")
    assert states(ask("Anouk", now=date.start - dt.timedelta(days=4))) == ["confirmed"]


def test_a_seat_is_overbooked_no_more_when_the_capacity_reaches_its_number(date, ask, coordinator):
    ask("Anouk", "Boris")
    seats.set_capacity(occurrence_id=date.pk, capacity=1, user=coordinator, overbooking="Petite salle")
    assert Seat.objects.exclude(overbooking="").get().number == 2
    seats.set_capacity(occurrence_id=date.pk, capacity=2, user=coordinator)
    assert not Seat.objects.exclude(overbooking="").exists()
    assert set(Seat.objects.values_list("number", "ceiling")) == {(1, 2), (2, 2)}


def test_no_offer_lapses_when_its_date_was_called_off_while_the_job_waited_for_the_lock(date, ask):
    first, _second, third = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first)
    Occurrence.objects.update(status="cancelled")
    assert offers.lapse(occurrence_id=date.pk, now=third.seats.get().held_until) == 0
    assert states(third) == ["offered"]


def test_own_words_and_mails_sent_keep_their_sense_when_the_site_is_upgraded(date, ask):
    MailText.objects.create(kind="offer_lapsed", opening_fr="La place est perdue.")
    first, _second, third = ask("Anouk"), ask("Boris"), ask("Cyril")
    cancel(first)
    until = third.seats.get().held_until
    OutgoingMail.objects.update(kind="offer_lapsed")
    import_module("events.migrations.0009_offers_lapse_twice").name_the_end(apps, None)
    assert MailText.objects.get().kind == "offer_ended"
    assert set(OutgoingMail.objects.values_list("kind", flat=True)) == {"offer_ended"}
    # An offer made before ends when its mail says.
    assert third.seats.get().held_until == until
