"""What the coordination decides by hand: seats given or offered, people moved to another date."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone
from factories.events import dates_of, event_page
from factories.sign_up import signed_up
from wagtail.models import ModelLogEntry

from events import errors
from events.access.signed_links import sign_up_link
from events.models import Occurrence, Registration, Seat
from events.models.actors import LinkHolder
from events.models.kinds import SignUp
from events.seats import by_coordinator, public_registration
from events.seats import services as seats
from events.seats.guests import register_guests
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def dates(site_tree):
    """Two dates of one event, of one seat each."""
    return dates_of(event_page(days=(20, 30), capacity=1))


@pytest.fixture
def sign_up(organisation, representative):
    def call(date, *names, of=organisation, user=representative, **more):
        made = signed_up(date, of, user, *names, **more)
        return {seat.display_name: seat for seat in made.seats.all()}

    return call


def states(date: Occurrence) -> dict[str, str]:
    return {seat.display_name: seat.status for seat in date.seats.select_related("person")}


def actions(date: Occurrence) -> list[str]:
    return list(ModelLogEntry.objects.for_instance(date).order_by("pk").values_list("action", flat=True))


def kinds() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def test_a_free_seat_is_given_without_a_reason_when_somebody_is_chosen_out_of_turn(dates, sign_up, coordinator):
    date = dates[0]
    people = sign_up(date, "Anouk", "Boris", "Cyril")
    Seat.objects.filter(pk=people["Anouk"].pk).update(status="cancelled", number=None)
    given = by_coordinator.grant(seat_ids=[people["Cyril"].pk], occurrence_id=date.pk, user=coordinator)
    assert [seat.display_name for seat in given] == ["Cyril"]
    seat = Seat.objects.get(pk=people["Cyril"].pk)
    assert (seat.status, seat.number, seat.overbooking) == ("confirmed", 1, "")
    assert states(date)["Boris"] == "waiting"
    assert kinds()[-1] == "granted"


def test_a_reason_is_asked_and_nothing_changes_when_more_is_given_than_is_free(dates, sign_up, coordinator):
    date = dates[0]
    people = sign_up(date, "Anouk", "Boris", "Cyril")
    ids = [people["Boris"].pk, people["Cyril"].pk]
    with pytest.raises(errors.OverbookingReasonNeeded) as refused:
        by_coordinator.grant(seat_ids=ids, occurrence_id=date.pk, user=coordinator, overbooking="  ")
    assert refused.value.beyond == 2
    assert states(date) == {"Anouk": "confirmed", "Boris": "waiting", "Cyril": "waiting"}
    by_coordinator.grant(seat_ids=ids, occurrence_id=date.pk, user=coordinator, overbooking="La salle est plus grande.")
    beyond = Seat.objects.filter(occurrence=date).exclude(overbooking="").order_by("number")
    assert [(seat.number, seat.overbooking) for seat in beyond] == [
        (2, "La salle est plus grande."),
        (3, "La salle est plus grande."),
    ]
    assert ModelLogEntry.objects.for_instance(date).filter(action="events.grant").get().data["reason"]


def test_the_first_in_line_gets_the_free_seat_when_one_of_two_is_beyond(dates, sign_up, coordinator):
    date = dates[0]
    people = sign_up(date, "Anouk", "Boris", "Cyril")
    Seat.objects.filter(pk=people["Anouk"].pk).update(status="cancelled", number=None)
    ids = [people["Cyril"].pk, people["Boris"].pk]
    by_coordinator.grant(seat_ids=ids, occurrence_id=date.pk, user=coordinator, overbooking="Invitée")
    assert Seat.objects.get(pk=people["Boris"].pk).overbooking == ""
    assert Seat.objects.get(pk=people["Cyril"].pk).overbooking == "Invitée"


def test_an_offer_becomes_a_seat_with_its_number_when_it_is_given(dates, sign_up, coordinator):
    date = dates[0]
    people = sign_up(date, "Anouk", "Boris")
    seats.cancel(seat_ids=[people["Anouk"].pk], occurrence_id=date.pk, user=coordinator)
    assert states(date)["Boris"] == "offered"
    by_coordinator.grant(seat_ids=[people["Boris"].pk], occurrence_id=date.pk, user=coordinator)
    seat = Seat.objects.get(pk=people["Boris"].pk)
    assert (seat.status, seat.number, seat.held_until) == ("confirmed", 1, None)


def test_nothing_is_given_twice_when_the_button_is_pressed_twice(dates, sign_up, coordinator):
    date = dates[0]
    people = sign_up(date, "Anouk", "Boris")
    how = {"seat_ids": [people["Boris"].pk], "occurrence_id": date.pk, "user": coordinator, "overbooking": "Oui"}
    assert len(by_coordinator.grant(**how)) == 1
    before = kinds()
    assert by_coordinator.grant(**how) == []
    assert kinds() == before


@pytest.mark.parametrize("service", ["grant", "offer", "move"])
def test_only_the_coordination_decides_when_a_representative_asks(dates, sign_up, representative, service):
    people = sign_up(dates[0], "Anouk", "Boris")
    more = {"to_id": dates[1].pk} if service == "move" else {}
    with pytest.raises(errors.CoordinationOnly):
        getattr(by_coordinator, service)(
            seat_ids=[people["Boris"].pk], occurrence_id=dates[0].pk, user=representative, **more
        )


@pytest.mark.parametrize("service", ["grant", "offer", "move"])
def test_seats_of_another_date_are_left_alone_when_they_are_sent(dates, sign_up, coordinator, service):
    people = sign_up(dates[1], "Anouk", "Boris")
    more = {"to_id": dates[1].pk} if service == "move" else {}
    done = getattr(by_coordinator, service)(
        seat_ids=[people["Boris"].pk, 2**40], occurrence_id=dates[0].pk, user=coordinator, **more
    )
    assert done == []
    assert states(dates[1]) == {"Anouk": "confirmed", "Boris": "waiting"}


def test_an_offer_by_hand_holds_until_the_start_when_it_is_made_in_the_last_hours(dates, sign_up, coordinator):
    date = dates[0]
    people = sign_up(date, "Anouk", "Boris")
    with time_machine.travel(date.start - dt.timedelta(hours=3), tick=False):
        seats.cancel(seat_ids=[people["Anouk"].pk], occurrence_id=date.pk, user=coordinator)
        assert states(date)["Boris"] == "waiting"
        by_coordinator.offer(seat_ids=[people["Boris"].pk], occurrence_id=date.pk, user=coordinator)
    seat = Seat.objects.get(pk=people["Boris"].pk)
    assert (seat.status, seat.held_until) == ("offered", date.start)


def test_an_offer_is_refused_when_no_seat_is_free(dates, sign_up, coordinator):
    people = sign_up(dates[0], "Anouk", "Boris")
    with pytest.raises(errors.NoSeatFree):
        by_coordinator.offer(seat_ids=[people["Boris"].pk], occurrence_id=dates[0].pk, user=coordinator)


def test_people_change_dates_when_they_are_moved(dates, sign_up, coordinator, organisation):
    first, second = dates
    people = sign_up(first, "Anouk", "Boris")
    arrived = by_coordinator.move(
        seat_ids=[people["Anouk"].pk], occurrence_id=first.pk, to_id=second.pk, user=coordinator
    )
    assert [(seat.display_name, seat.status, seat.number) for seat in arrived] == [("Anouk", "confirmed", 1)]
    assert arrived[0].registration.organisation == organisation
    assert states(first) == {"Anouk": "cancelled", "Boris": "offered"}
    assert "events.move" in actions(first)
    assert "events.arrive" in actions(second)
    assert {"moved", "moved_away", "offer"} <= set(kinds())
    calendars = OutgoingMail.objects.filter(kind__in=("moved", "moved_away")).values_list("kind", "calendar_method")
    assert dict(calendars)["moved"] == "REQUEST"


def test_people_wait_at_the_other_date_when_it_is_full(dates, sign_up, coordinator):
    first, second = dates
    sign_up(second, "Zoé")
    people = sign_up(first, "Anouk")
    [seat] = by_coordinator.move(
        seat_ids=[people["Anouk"].pk], occurrence_id=first.pk, to_id=second.pk, user=coordinator
    )
    assert seat.status == "waiting"
    [back] = by_coordinator.move(seat_ids=[seat.pk], occurrence_id=second.pk, to_id=first.pk, user=coordinator)
    assert back.status == "confirmed"
    [again] = by_coordinator.move(
        seat_ids=[back.pk], occurrence_id=first.pk, to_id=second.pk, user=coordinator, overbooking="Promis"
    )
    assert (again.status, again.overbooking) == ("confirmed", "Promis")


def test_the_move_is_refused_naming_people_when_they_are_at_the_other_date(dates, sign_up, coordinator):
    first, second = dates
    people = sign_up(first, "Anouk", "Boris")
    sign_up(second, "Anouk")
    with pytest.raises(errors.AlreadySignedUp, match="Anouk"):
        by_coordinator.move(
            seat_ids=[seat.pk for seat in people.values()], occurrence_id=first.pk, to_id=second.pk, user=coordinator
        )
    assert states(first) == {"Anouk": "confirmed", "Boris": "waiting"}


def test_nothing_moves_twice_when_the_form_is_sent_twice(dates, sign_up, coordinator):
    first, second = dates
    people = sign_up(first, "Anouk")
    how = {"seat_ids": [people["Anouk"].pk], "occurrence_id": first.pk, "to_id": second.pk, "user": coordinator}
    assert len(by_coordinator.move(**how)) == 1
    assert by_coordinator.move(**how) == []
    assert second.seats.count() == 1


def test_a_move_to_the_same_date_is_refused(dates, sign_up, coordinator):
    people = sign_up(dates[0], "Anouk")
    with pytest.raises(errors.SameDate):
        by_coordinator.move(
            seat_ids=[people["Anouk"].pk], occurrence_id=dates[0].pk, to_id=dates[0].pk, user=coordinator
        )


def test_a_move_to_a_cancelled_date_is_refused_and_from_one_is_not(dates, sign_up, coordinator):
    first, second = dates
    people = sign_up(first, "Anouk")
    Occurrence.objects.filter(pk=second.pk).update(status="cancelled")
    how = {"seat_ids": [people["Anouk"].pk], "user": coordinator}
    with pytest.raises(errors.DateCancelled):
        by_coordinator.move(occurrence_id=first.pk, to_id=second.pk, **how)
    Occurrence.objects.filter(pk=second.pk).update(status="planned")
    Occurrence.objects.filter(pk=first.pk).update(status="cancelled")
    assert len(by_coordinator.move(occurrence_id=first.pk, to_id=second.pk, **how)) == 1


def test_wishes_go_along_as_far_as_they_are_asked_when_people_move(site_tree, sign_up, coordinator):
    first = dates_of(event_page(asks_meal=True, asks_needs=True))[0]
    second = dates_of(event_page(title="Autre", asks_meal=True))[0]
    people = sign_up(first, "Anouk")
    Seat.objects.filter(pk=people["Anouk"].pk).update(meal="vegan", needs=["sign"])
    [seat] = by_coordinator.move(
        seat_ids=[people["Anouk"].pk], occurrence_id=first.pk, to_id=second.pk, user=coordinator
    )
    assert (seat.meal, seat.needs) == ("vegan", [])


def guests(date, user, *names, **more):
    return register_guests(occurrence_id=date.pk, names=names, user=user, token=uuid.uuid4(), language="fr", **more)


def test_a_guest_keeps_one_sign_up_per_address_when_moved(dates, coordinator):
    first, second = dates
    one = guests(first, coordinator, "Nour", email="nour@public.example").seats.get()
    guests(second, coordinator, "Nour", email="nour@public.example")
    with pytest.raises(errors.AlreadySignedUp, match="Nour"):
        by_coordinator.move(seat_ids=[one.pk], occurrence_id=first.pk, to_id=second.pk, user=coordinator)
    theirs = Registration.objects.get(occurrence=second)
    seats.cancel(seat_ids=[theirs.seats.get().pk], occurrence_id=second.pk, user=coordinator)
    [seat] = by_coordinator.move(seat_ids=[one.pk], occurrence_id=first.pk, to_id=second.pk, user=coordinator)
    assert seat.registration == theirs
    assert seat.display_name == "Nour"


def test_guests_of_the_public_get_seats_when_the_coordination_signs_them_up(dates, coordinator, representative):
    made = guests(dates[0], coordinator, "Nour", " nour ", "Sam", overbooking="À la porte")
    assert sorted((seat.guest_name, seat.status) for seat in made.seats.all()) == [
        ("Nour", "confirmed"),
        ("Sam", "confirmed"),
    ]
    assert made.confirmed_at
    assert [seat.overbooking for seat in made.seats.order_by("number")] == ["", "À la porte"]
    with pytest.raises(errors.CoordinationOnly):
        guests(dates[0], representative, "Nour")
    with pytest.raises(errors.GuestNameNeeded):
        guests(dates[0], coordinator, " ")


def test_an_address_is_signed_up_once_when_it_is_typed_twice(dates, coordinator):
    guests(dates[0], coordinator, "Nour", email="nour@public.example")
    with pytest.raises(errors.AddressSignedUp):
        guests(dates[0], coordinator, "Nour", email=" NOUR@public.example")


def test_a_date_that_is_over_keeps_its_people_when_they_are_to_be_given_seats_or_moved(dates, sign_up, coordinator):
    first, second = dates
    people = sign_up(first, "Anouk", "Boris")
    how = {"seat_ids": [people["Boris"].pk], "occurrence_id": first.pk, "user": coordinator, "now": first.end}
    for service, more in (
        (by_coordinator.grant, {}),
        (by_coordinator.offer, {}),
        (by_coordinator.move, {"to_id": second.pk}),
    ):
        with pytest.raises(errors.DatePast):
            service(**how, **more)
    assert timezone.now() < first.end


# Addresses that are not confirmed yet


@pytest.fixture
def public_dates(site_tree):
    return dates_of(event_page(days=(20, 30), capacity=2, sign_up=SignUp.PUBLIC))


def ask(date, *names, email="voisine@quartier.example") -> Registration:
    return public_registration.sign_up(
        occurrence_id=date.pk,
        email=email,
        people=[public_registration.Visitor(name) for name in names],
        language="fr",
        token=uuid.uuid4(),
    )


def test_an_address_counts_as_confirmed_when_the_coordination_gives_its_seat(public_dates, coordinator, client):
    date = public_dates[0]
    made = ask(date, "Une voisine", "Son fils", "Sa fille")
    one = made.seats.get(guest_name="Une voisine")
    [given] = by_coordinator.grant(seat_ids=[one.pk], occurrence_id=date.pk, user=coordinator)
    assert given.number == one.number
    assert states(date) == {"Une voisine": "confirmed", "Son fils": "confirmed", "Sa fille": "waiting"}
    made.refresh_from_db()
    assert made.confirmed_at
    assert kinds() == ["to_confirm", "registration_partly"]
    assert OutgoingMail.objects.get(kind="to_confirm").status == OutgoingMail.Status.WITHDRAWN
    assert public_registration.confirm(user=LinkHolder(made.pk)) == made
    assert len(kinds()) == 2
    assert client.get(sign_up_link(made.pk, None, "fr"), follow=True).status_code == 200


def test_somebody_who_waits_for_no_address_gets_a_seat_with_a_reason(public_dates, coordinator):
    date = public_dates[0]
    ask(date, "Un", "Deux")
    beyond = ask(date, "Trois", email="trois@quartier.example").seats.get()
    assert beyond.number is None
    with pytest.raises(errors.OverbookingReasonNeeded):
        by_coordinator.grant(seat_ids=[beyond.pk], occurrence_id=date.pk, user=coordinator)
    [seat] = by_coordinator.grant(
        seat_ids=[beyond.pk], occurrence_id=date.pk, user=coordinator, overbooking="Elle a appelé"
    )
    assert (seat.status, seat.number, seat.overbooking) == ("confirmed", 3, "Elle a appelé")


def test_an_address_is_asked_anew_when_the_coordination_moves_its_people(public_dates, coordinator, client):
    first, second = public_dates
    made = ask(first, "Une voisine")
    [seat] = by_coordinator.move(
        seat_ids=[made.seats.get().pk], occurrence_id=first.pk, to_id=second.pk, user=coordinator
    )
    assert (seat.status, seat.number, seat.registration.confirmed_at) == ("pending", 1, None)
    assert seat.held_until <= second.start
    assert kinds() == ["to_confirm", "to_confirm"]
    assert list(OutgoingMail.objects.order_by("pk").values_list("status", flat=True)) == ["withdrawn", "queued"]
    assert public_registration.confirm(user=LinkHolder(made.pk)).seats.get().status == "cancelled"
    assert client.get(sign_up_link(made.pk, None, "fr"), follow=True).status_code == 200
    public_registration.confirm(user=LinkHolder(seat.registration_id))
    assert states(second) == {"Une voisine": "confirmed"}
