"""Sign-up of the public: seats held for an address, confirming it, and nobody learns who is signed up."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone
from factories.events import occurrence
from factories.sign_up import signed_up
from wagtail.models import Site

from events import errors, mails, offers, public_sign_up, seats
from events.actors import LinkHolder
from events.models import Occurrence, Registration, Seat
from events.public_sign_up import Visitor
from events.wishes import Wish
from home.models import SiteSettings
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=3, sign_up="public")


@pytest.fixture
def ask(date):
    """``ask("Bo", "Dina")``: Bo signs both up."""

    def sign_up(*names, email="bo@example.org", token=None, **fields):
        people = [name if isinstance(name, Visitor) else Visitor(name) for name in names]
        return public_sign_up.sign_up(
            occurrence_id=date.pk, email=email, people=people, language="fr", token=token or uuid.uuid4(), **fields
        )

    return sign_up


def confirm(registration, **fields):
    return public_sign_up.confirm(user=LinkHolder(registration.pk), **fields)


def statuses(registration):
    return [seat.status for seat in registration.seats.order_by("pk")]


def kinds():
    return [mail.kind for mail in OutgoingMail.objects.order_by("pk")]


# Asking


def test_seats_are_held_and_a_mail_leaves_when_somebody_signs_up(ask, date):
    now = timezone.now()
    registration = ask("Bo", "", email=" Bo@Example.ORG ", note="Porte B ?", now=now)
    assert (registration.email, registration.contact_name, registration.note) == ("bo@example.org", "Bo", "Porte B ?")
    held = registration.seats.order_by("pk")
    assert [(seat.guest_name, seat.status, seat.number) for seat in held] == [("Bo", "pending", 1), ("", "pending", 2)]
    assert held[0].held_until == now + dt.timedelta(hours=24)
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient, mail.calendar) == ("to_confirm", "bo@example.org", "")
    assert "/fr/membres/lien/" in mail.text


def test_no_seat_is_held_past_the_start_when_the_date_is_near(ask, date):
    start = timezone.now() + dt.timedelta(hours=5)
    Occurrence.objects.update(start=start, end=start + dt.timedelta(hours=2), closes_at=start)
    assert ask("Bo").seats.get().held_until == start


def test_seats_held_count_against_the_capacity_when_members_sign_up(ask, date, representative, organisation):
    ask("Bo", "Dina")
    registration = signed_up(date, organisation, representative, "Ana", "Chloé")
    assert sorted(statuses(registration)) == ["confirmed", "waiting"]


def test_the_people_wait_for_the_confirmation_without_a_number_when_the_date_is_full(
    ask, date, representative, organisation
):
    signed_up(date, organisation, representative, "A", "B", "C")
    registration = ask("Bo")
    assert [(seat.status, seat.number) for seat in registration.seats.all()] == [("pending", None)]
    assert "liste d’attente" in OutgoingMail.objects.get(kind="to_confirm").text


def test_one_sign_up_is_made_when_the_button_is_pressed_twice(ask):
    token = uuid.uuid4()
    assert ask("Bo", token=token) == ask("Bo", token=token)
    assert kinds() == ["to_confirm"]
    assert Seat.objects.count() == 1


def test_the_first_try_is_replaced_when_the_same_form_is_corrected(ask):
    token = uuid.uuid4()
    ask("Bo", email="bo@exemple.org", token=token)
    ask("Bo", "Dina", token=token)
    assert [registration.email for registration in Registration.objects.all()] == ["bo@example.org"]
    assert Seat.objects.count() == 2


def test_the_same_mail_leaves_again_when_an_address_asks_again_before_confirming(ask):
    first = ask("Bo")
    assert ask("Bo", "Dina", email="BO@example.org") == first
    assert kinds() == ["to_confirm", "to_confirm"]
    assert Seat.objects.count() == 1


def test_where_things_stand_is_mailed_when_an_address_asks_again_after_confirming(ask):
    registration = ask("Bo")
    confirm(registration)
    ask("Mallory")
    assert kinds() == ["to_confirm", "welcome", "asked_again"]
    assert [seat.guest_name for seat in Seat.objects.all()] == ["Bo"]


def test_an_address_signs_up_anew_when_it_had_cancelled(ask, date):
    registration = ask("Bo")
    confirm(registration)
    seats.cancel(
        seat_ids=[seat.pk for seat in registration.seats.all()],
        occurrence_id=date.pk,
        user=LinkHolder(registration.pk),
    )
    again = ask("Bo", "Dina")
    assert again == registration
    assert again.confirmed_at is None
    confirm(again)
    assert statuses(again) == ["cancelled", "confirmed", "confirmed"]
    assert "attente" not in OutgoingMail.objects.filter(kind="welcome").last().subject


def test_a_sign_up_that_lapsed_is_made_anew_when_the_job_has_not_run_yet(ask):
    first = ask("Bo", now=timezone.now() - dt.timedelta(hours=25))
    again = ask("Bo", "Dina")
    assert not Registration.objects.filter(pk=first.pk).exists()
    assert statuses(again) == ["pending", "pending"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"status": "cancelled"}, errors.DateCancelled),
        ({"withdrawn_at": timezone.now()}, errors.DateCancelled),
        ({"sign_up": "none"}, errors.NoSignUp),
        ({"sign_up": "members"}, errors.NotForPublic),
        ({"closes_at": timezone.now()}, errors.SignUpClosed),
        ({"opens_at": timezone.now() + dt.timedelta(days=1)}, errors.NotOpenYet),
        ({"organisation_cap": 1}, errors.TooManyPeople),
    ],
)
def test_nobody_is_signed_up_when_the_date_does_not_take_it(change, error, ask):
    Occurrence.objects.update(**change)
    with pytest.raises(error):
        ask("Bo", "Dina")
    assert not Registration.objects.exists()


def test_nobody_is_signed_up_when_they_are_too_many(ask):
    with pytest.raises(errors.TooManyPeople):
        ask(*"ABCDEFG")


@pytest.mark.parametrize("name", ["", "   "])
def test_nobody_is_signed_up_when_the_name_is_empty(name, ask):
    with pytest.raises(errors.NobodyNamed):
        ask(name)


@pytest.mark.parametrize("name", ["x" * 121, "a\x00b"])
def test_nobody_is_signed_up_when_the_name_cannot_be_kept(name, ask):
    with pytest.raises(errors.NameUnusable):
        ask("Bo", name)


def test_a_form_of_another_date_is_refused_when_it_is_sent_again(ask, date):
    token = uuid.uuid4()
    ask("Bo", token=token)
    other = occurrence(title="Fête", sign_up="public")
    with pytest.raises(errors.FormSentBefore):
        public_sign_up.sign_up(
            occurrence_id=other.pk, email="bo@example.org", people=[Visitor("Bo")], language="fr", token=token
        )


def test_only_what_the_date_asks_is_kept_when_wishes_are_sent(ask, date):
    wish = Wish(meal="vegan", needs=("step_free",))
    Occurrence.objects.update(asks_meal=True)
    seat = ask(Visitor("Bo", wish)).seats.get()
    assert (seat.meal, seat.needs) == ("vegan", [])


# Confirming


def test_the_seats_are_confirmed_once_when_the_button_is_pressed_twice(ask):
    registration = ask("Bo", "Dina")
    for _press in range(2):
        confirm(registration)
    assert statuses(registration) == ["confirmed", "confirmed"]
    registration.refresh_from_db()
    assert registration.confirmed_at
    assert kinds() == ["to_confirm", "welcome"]


def test_a_free_seat_is_taken_when_the_time_was_over_and_nobody_waits(ask):
    now = timezone.now()
    registration = ask("Bo", now=now - dt.timedelta(hours=25))
    confirm(registration, now=now)
    seat = registration.seats.get()
    assert (seat.status, seat.number, seat.held_until) == ("confirmed", 1, None)


def test_the_queue_comes_first_when_the_time_was_over(ask, date, representative, organisation):
    registration = ask("Bo", now=timezone.now() - dt.timedelta(hours=25))
    waiting = signed_up(date, organisation, representative, "A", "B", "C")
    now = timezone.now()
    confirm(registration, now=now)
    assert statuses(registration) == ["waiting"]
    assert registration.seats.get().queued_at == now
    assert statuses(waiting) == ["confirmed", "confirmed", "offered"]


def test_those_confirming_first_stand_first_when_the_date_is_full(ask, date, representative, organisation):
    signed_up(date, organisation, representative, "A", "B", "C")
    now = timezone.now()
    first, second = ask("Bo", now=now), ask("Dina", email="dina@example.org", now=now)
    confirm(second, now=now + dt.timedelta(minutes=1))
    confirm(first, now=now + dt.timedelta(minutes=2))
    ranks = Seat.objects.ranks([date.pk])
    assert [ranks[registration.seats.get().pk] for registration in (second, first)] == [1, 2]


def test_a_seat_is_given_when_one_came_free_before_confirming(ask, date, representative, organisation):
    full = signed_up(date, organisation, representative, "A", "B", "C")
    registration = ask("Bo", "Dina")
    seats.cancel(seat_ids=[full.seats.first().pk], occurrence_id=date.pk, user=representative)
    confirm(registration)
    assert statuses(registration) == ["confirmed", "waiting"]


def test_it_may_still_be_confirmed_when_sign_up_has_closed_meanwhile(ask):
    registration = ask("Bo")
    Occurrence.objects.update(closes_at=timezone.now())
    confirm(registration)
    assert statuses(registration) == ["confirmed"]


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"status": "postponed"}, {"withdrawn_at": timezone.now()}])
def test_nothing_is_confirmed_when_the_date_does_not_take_place(change, ask):
    registration = ask("Bo")
    Occurrence.objects.update(**change)
    with pytest.raises(errors.DateCancelled):
        confirm(registration)
    assert statuses(registration) == ["pending"]


def test_nothing_is_confirmed_when_the_date_is_over(ask, date):
    registration = ask("Bo")
    with time_machine.travel(date.end, tick=False), pytest.raises(errors.DatePast):
        confirm(registration)


def test_nothing_is_left_when_nobody_confirms(ask):
    ask("Bo")
    assert offers.lapse_due(timezone.now() + dt.timedelta(hours=25)) == 1
    assert not Registration.objects.exists()
    assert not Seat.objects.exists()


def test_the_workshop_is_given_back_when_the_seat_was_lost(ask, date, representative, organisation):
    key = str(uuid.uuid4())
    item = {"key": key, "day": "2026-12-01", "start": "10:00", "title_fr": "Atelier", "title_nl": "", "capacity": 1}
    Occurrence.objects.update(programme=[item | {"room": ""}])
    registration = ask(Visitor("Bo", Wish(workshops=(key,))), now=timezone.now() - dt.timedelta(hours=25))
    place = registration.seats.get().workshops.get()
    assert place.number == 1
    signed_up(date, organisation, representative, "A", "B", "C")
    confirm(registration)
    place.refresh_from_db()
    assert place.number is None


def test_the_seat_is_offered_on_when_a_form_is_corrected_to_an_address_that_has_one(
    date, ask, representative, organisation
):
    ask("Cy", email="cy@example.org")
    token = uuid.uuid4()
    ask("Bo", token=token)
    signed_up(date, organisation, representative, "Ana", "Di")
    waiting = Seat.objects.get(status="waiting")
    ask("Cy", email="cy@example.org", token=token)
    waiting.refresh_from_db()
    assert waiting.status == "offered"


def test_a_sign_up_never_confirmed_is_erased_when_its_date_is_over_or_called_off(date, ask):
    ask("Bo")
    Occurrence.objects.update(status="cancelled")
    assert offers.lapse_due(date.end + dt.timedelta(days=1)) == 1
    assert not Registration.objects.exists()


def test_an_address_that_is_not_confirmed_gets_nothing_but_the_mail_that_asks(ask, date, coordinator):
    registration = ask("Bo", "Dina")
    [first, second] = registration.seats.order_by("pk")
    assert mails.message(date, [first], {"fr": ("Sujet", "Texte")}, now=timezone.now()) == []
    seats.cancel(seat_ids=[first.pk], occurrence_id=date.pk, user=coordinator)
    assert kinds() == ["to_confirm"]
    # Whoever presses a button behind that mail's link has opened it.
    seats.cancel(seat_ids=[second.pk], occurrence_id=date.pk, user=LinkHolder(registration.pk))
    assert kinds() == ["to_confirm", "cancellation"]


# Unconfirmed seats that one date may have


@pytest.fixture
def hall(date):
    """A date of twenty seats, six of which (30 %) may be held unconfirmed."""
    seats.set_capacity(occurrence_id=date.pk, capacity=20)
    return date


def test_no_more_seats_are_held_than_the_settings_say_when_addresses_are_not_confirmed(hall, ask):
    now = timezone.now()
    first = ask("A", "B", "C", email="a@example.org", now=now - dt.timedelta(hours=2))
    ask("D", "E", email="d@example.org", now=now - dt.timedelta(hours=1))
    for address in ("a@example.org", "new@example.org"):
        # The same for an address that is known: nobody learns which are.
        with pytest.raises(errors.TooManyUnconfirmed) as refusal:
            ask("F", "G", email=address, now=now)
        assert refusal.value.until == first.seats.first().held_until
    confirm(first)
    assert statuses(ask("F", "G", email="new@example.org", now=now)) == ["pending", "pending"]


def test_what_a_corrected_form_held_does_not_count_when_it_is_sent_again(hall, ask):
    token = uuid.uuid4()
    ask(*"ABCDEF", token=token)
    assert ask(*"ABCDE", email="right@example.org", token=token).seats.count() == 5


def test_the_queue_is_open_when_no_seat_is_free_however_many_wait_to_confirm(hall, ask, representative, organisation):
    ask(*"ABCDEF")
    signed_up(hall, organisation, representative, *(f"Collègue {number}" for number in range(14)))
    assert ask("G", email="g@example.org").seats.get().number is None


def test_seats_without_limit_are_held_for_everybody(hall, ask):
    seats.set_capacity(occurrence_id=hall.pk, capacity=None)
    for number in range(3):
        assert ask(*"ABCDEF", email=f"a{number}@example.org").seats.count() == 6


def test_one_place_holds_fewer_seats_than_all_when_the_settings_say_so(hall, ask):
    SiteSettings.objects.update_or_create(
        site=Site.objects.get(), defaults={"unconfirmed_share": 80, "unconfirmed_by_place": 7}
    )
    mine = [ask(*"ABCDEF").pk]
    with pytest.raises(errors.TooManyUnconfirmed):
        ask("G", "H", email="g@example.org", same_place=mine)
    assert ask("G", "H", email="g@example.org").seats.count() == 2
    assert ask("I", email="i@example.org", same_place=mine).seats.count() == 1
