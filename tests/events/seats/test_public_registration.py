"""Sign-up of the public: seats held for an address, confirming it, and nobody learns who is signed up."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone
from factories.events import give_programme, occurrence
from factories.sign_up import signed_up
from wagtail.models import Site

from events import errors
from events.mails import notifications
from events.models import Occurrence, Registration, Seat, SignUpSettings
from events.models.actors import LinkHolder
from events.seats import offers, public_registration
from events.seats import services as seats
from events.seats.meals_and_needs import Wish
from events.seats.public_registration import Visitor
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=3, sign_up="public")


@pytest.fixture
def ask(date):
    """``ask("Boris", "Dina")``: Boris signs both up."""

    def sign_up(*names, email="bo@example.org", token=None, **fields):
        people = [name if isinstance(name, Visitor) else Visitor(name) for name in names]
        return public_registration.sign_up(
            occurrence_id=date.pk, email=email, people=people, language="fr", token=token or uuid.uuid4(), **fields
        )

    return sign_up


def confirm(registration, **fields):
    return public_registration.confirm(user=LinkHolder(registration.pk), **fields)


def statuses(registration):
    return [seat.status for seat in registration.seats.order_by("pk")]


def kinds():
    return [mail.kind for mail in OutgoingMail.objects.order_by("pk")]


# Asking


def test_seats_are_held_and_a_mail_leaves_when_somebody_signs_up(ask, date):
    now = timezone.now()
    registration = ask("Boris", "", email=" Bo@Example.ORG ", note="Porte B ?", now=now)
    assert (registration.email, registration.contact_name, registration.note) == (
        "bo@example.org",
        "Boris",
        "Porte B ?",
    )
    held = registration.seats.order_by("pk")
    assert [(seat.guest_name, seat.status, seat.number) for seat in held] == [
        ("Boris", "pending", 1),
        ("", "pending", 2),
    ]
    assert held[0].held_until == now + dt.timedelta(hours=24)
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient, mail.calendar) == ("to_confirm", "bo@example.org", "")
    assert "/fr/membres/lien/" in mail.text


def test_no_seat_is_held_past_the_start_when_the_date_is_near(ask, date):
    start = timezone.now() + dt.timedelta(hours=5)
    Occurrence.objects.update(start=start, end=start + dt.timedelta(hours=2), closes_at=start)
    assert ask("Boris").seats.get().held_until == start


def test_seats_held_count_against_the_capacity_when_members_sign_up(ask, date, representative, organisation):
    ask("Boris", "Dina")
    registration = signed_up(date, organisation, representative, "Anouk", "Chloé")
    assert sorted(statuses(registration)) == ["confirmed", "waiting"]


def test_the_people_wait_for_the_confirmation_without_a_number_when_the_date_is_full(
    ask, date, representative, organisation
):
    signed_up(date, organisation, representative, "A", "B", "C")
    registration = ask("Boris")
    assert [(seat.status, seat.number) for seat in registration.seats.all()] == [("pending", None)]
    assert "liste d’attente" in OutgoingMail.objects.get(kind="to_confirm").text


def test_one_sign_up_is_made_when_the_button_is_pressed_twice(ask):
    token = uuid.uuid4()
    assert ask("Boris", token=token) == ask("Boris", token=token)
    assert kinds() == ["to_confirm"]
    assert Seat.objects.count() == 1


def test_the_first_try_is_replaced_when_the_same_form_is_corrected(ask):
    token = uuid.uuid4()
    ask("Boris", email="bo@exemple.org", token=token)
    ask("Boris", "Dina", token=token)
    assert [registration.email for registration in Registration.objects.all()] == ["bo@example.org"]
    assert Seat.objects.count() == 2


def test_the_same_mail_leaves_again_when_an_address_asks_again_before_confirming(ask):
    first = ask("Boris")
    assert ask("Boris", "Dina", email="BO@example.org") == first
    assert kinds() == ["to_confirm", "to_confirm"]
    assert Seat.objects.count() == 1


def test_where_things_stand_is_mailed_when_an_address_asks_again_after_confirming(ask):
    registration = ask("Boris")
    confirm(registration)
    ask("Mallory")
    assert kinds() == ["to_confirm", "welcome", "asked_again"]
    assert [seat.guest_name for seat in Seat.objects.all()] == ["Boris"]


def test_an_address_signs_up_anew_when_it_had_cancelled(ask, date):
    registration = ask("Boris")
    confirm(registration)
    seats.cancel(
        seat_ids=[seat.pk for seat in registration.seats.all()],
        occurrence_id=date.pk,
        user=LinkHolder(registration.pk),
    )
    again = ask("Boris", "Dina")
    assert again == registration
    assert again.confirmed_at is None
    confirm(again)
    assert statuses(again) == ["cancelled", "confirmed", "confirmed"]
    assert "attente" not in OutgoingMail.objects.filter(kind="welcome").last().subject


def test_a_sign_up_that_lapsed_is_made_anew_when_the_job_has_not_run_yet(ask):
    first = ask("Boris", now=timezone.now() - dt.timedelta(hours=25))
    again = ask("Boris", "Dina")
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
        ask("Boris", "Dina")
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
        ask("Boris", name)


def test_a_form_of_another_date_is_refused_when_it_is_sent_again(ask, date):
    token = uuid.uuid4()
    ask("Boris", token=token)
    other = occurrence(title="Fête", sign_up="public")
    with pytest.raises(errors.FormSentBefore):
        public_registration.sign_up(
            occurrence_id=other.pk, email="bo@example.org", people=[Visitor("Boris")], language="fr", token=token
        )


def test_only_what_the_date_asks_is_kept_when_wishes_are_sent(ask, date):
    wish = Wish(meal="vegan", needs=("step_free",))
    Occurrence.objects.update(asks_meal=True)
    seat = ask(Visitor("Boris", wish)).seats.get()
    assert (seat.meal, seat.needs) == ("vegan", [])


# Confirming


def test_the_seats_are_confirmed_once_when_the_button_is_pressed_twice(ask):
    registration = ask("Boris", "Dina")
    for _press in range(2):
        confirm(registration)
    assert statuses(registration) == ["confirmed", "confirmed"]
    registration.refresh_from_db()
    assert registration.confirmed_at
    assert kinds() == ["to_confirm", "welcome"]


def test_a_free_seat_is_taken_when_the_time_was_over_and_nobody_waits(ask):
    now = timezone.now()
    registration = ask("Boris", now=now - dt.timedelta(hours=25))
    confirm(registration, now=now)
    seat = registration.seats.get()
    assert (seat.status, seat.number, seat.held_until) == ("confirmed", 1, None)


def test_the_queue_comes_first_when_the_time_was_over(ask, date, representative, organisation):
    registration = ask("Boris", now=timezone.now() - dt.timedelta(hours=25))
    waiting = signed_up(date, organisation, representative, "A", "B", "C")
    now = timezone.now()
    confirm(registration, now=now)
    assert statuses(registration) == ["waiting"]
    assert registration.seats.get().queued_at == now
    assert statuses(waiting) == ["confirmed", "confirmed", "offered"]


def test_those_confirming_first_stand_first_when_the_date_is_full(ask, date, representative, organisation):
    signed_up(date, organisation, representative, "A", "B", "C")
    now = timezone.now()
    first, second = ask("Boris", now=now), ask("Dina", email="dina@example.org", now=now)
    confirm(second, now=now + dt.timedelta(minutes=1))
    confirm(first, now=now + dt.timedelta(minutes=2))
    ranks = Seat.objects.ranks([date.pk])
    assert [ranks[registration.seats.get().pk] for registration in (second, first)] == [1, 2]


def test_a_seat_is_given_when_one_came_free_before_confirming(ask, date, representative, organisation):
    full = signed_up(date, organisation, representative, "A", "B", "C")
    registration = ask("Boris", "Dina")
    seats.cancel(seat_ids=[full.seats.first().pk], occurrence_id=date.pk, user=representative)
    confirm(registration)
    assert statuses(registration) == ["confirmed", "waiting"]


def test_it_may_still_be_confirmed_when_sign_up_has_closed_meanwhile(ask):
    registration = ask("Boris")
    Occurrence.objects.update(closes_at=timezone.now())
    confirm(registration)
    assert statuses(registration) == ["confirmed"]


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"status": "postponed"}, {"withdrawn_at": timezone.now()}])
def test_nothing_is_confirmed_when_the_date_does_not_take_place(change, ask):
    registration = ask("Boris")
    Occurrence.objects.update(**change)
    with pytest.raises(errors.DateCancelled):
        confirm(registration)
    assert statuses(registration) == ["pending"]


def test_nothing_is_confirmed_when_the_date_is_over(ask, date):
    registration = ask("Boris")
    with time_machine.travel(date.end, tick=False), pytest.raises(errors.DatePast):
        confirm(registration)


def test_nothing_is_left_when_nobody_confirms(ask):
    ask("Boris")
    assert offers.lapse_due(timezone.now() + dt.timedelta(hours=25)) == 1
    assert not Registration.objects.exists()
    assert not Seat.objects.exists()


def test_the_workshop_is_given_back_when_the_seat_was_lost(ask, date, representative, organisation):
    key = str(uuid.uuid4())
    item = {"key": key, "day": "2026-12-01", "start": "10:00", "title_fr": "Atelier", "title_nl": "", "capacity": 1}
    give_programme(date, [item | {"room": ""}])
    registration = ask(Visitor("Boris", Wish(workshops=(key,))), now=timezone.now() - dt.timedelta(hours=25))
    place = registration.seats.get().workshops.get()
    assert place.number == 1
    signed_up(date, organisation, representative, "A", "B", "C")
    confirm(registration)
    place.refresh_from_db()
    assert place.number is None


def test_the_seat_is_offered_on_when_a_form_is_corrected_to_an_address_that_has_one(
    date, ask, representative, organisation
):
    ask("Cyril", email="cy@example.org")
    token = uuid.uuid4()
    ask("Boris", token=token)
    signed_up(date, organisation, representative, "Anouk", "Di")
    waiting = Seat.objects.get(status="waiting")
    ask("Cyril", email="cy@example.org", token=token)
    waiting.refresh_from_db()
    assert waiting.status == "offered"


def test_a_sign_up_never_confirmed_is_erased_when_its_date_is_over_or_called_off(date, ask):
    ask("Boris")
    Occurrence.objects.update(status="cancelled")
    assert offers.lapse_due(date.end + dt.timedelta(days=1)) == 1
    assert not Registration.objects.exists()


def test_an_address_that_is_not_confirmed_gets_nothing_but_the_mail_that_asks(ask, date, coordinator):
    registration = ask("Boris", "Dina")
    [first, second] = registration.seats.order_by("pk")
    assert notifications.message(date, [first], {"fr": ("Sujet", "Texte")}, now=timezone.now()) == []
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


def numbers(registration):
    return [seat.number for seat in registration.seats.order_by("pk")]


def test_a_date_of_twelve_stays_open_when_six_seats_are_not_confirmed(date, ask):
    seats.set_capacity(occurrence_id=date.pk, capacity=12)
    ask(*"ABCDEF", email="a@example.org")
    later = ask("G", "H", email="g@example.org")
    assert (statuses(later), numbers(later)) == (["pending"] * 2, [None] * 2)
    mail = OutgoingMail.objects.get(recipient="g@example.org")
    assert "Aucune place n’est encore gardée pour vous" in mail.text
    assert "liste d’attente dès que vous" not in mail.text
    confirm(later)
    assert (statuses(later), numbers(later)) == (["confirmed"] * 2, [7, 8])


def test_a_rush_has_all_the_seats_when_everybody_confirms(hall, ask):
    rush = [ask(f"Élève {number}", email=f"e{number}@example.org") for number in range(20)]
    assert Seat.objects.held().count() == 6
    for registration in reversed(rush):
        confirm(registration)
    assert sorted(number for registration in rush for number in numbers(registration)) == list(range(1, 21))


def test_the_waiting_list_is_joined_when_the_seats_went_before_confirming(hall, ask, representative, organisation):
    ask(*"ABCDEF", email="a@example.org")
    later = ask("G", email="g@example.org")
    signed_up(hall, organisation, representative, *(f"Collègue {number}" for number in range(14)))
    ask("G", email="g@example.org")
    assert "liste d’attente" in OutgoingMail.objects.filter(recipient="g@example.org").last().text
    confirm(later)
    assert statuses(later) == ["waiting"]
    assert kinds()[-1] == "waiting"


def test_what_a_corrected_form_held_does_not_count_when_it_is_sent_again(hall, ask):
    token = uuid.uuid4()
    ask(*"ABCDEF", token=token)
    assert numbers(ask(*"ABCDE", email="right@example.org", token=token)) == [1, 2, 3, 4, 5]


def test_the_queue_is_open_when_no_seat_is_free_however_many_wait_to_confirm(hall, ask, representative, organisation):
    ask(*"ABCDEF")
    signed_up(hall, organisation, representative, *(f"Collègue {number}" for number in range(14)))
    assert ask("G", email="g@example.org").seats.get().number is None


def test_seats_without_limit_are_held_for_everybody(hall, ask):
    seats.set_capacity(occurrence_id=hall.pk, capacity=None)
    for number in range(3):
        assert None not in numbers(ask(*"ABCDEF", email=f"a{number}@example.org"))


def test_one_place_holds_fewer_seats_than_all_when_the_settings_say_so(hall, ask):
    SignUpSettings.objects.update_or_create(
        site=Site.objects.get(), defaults={"unconfirmed_share": 80, "unconfirmed_by_place": 7}
    )
    mine = [ask(*"ABCDEF").pk]
    assert numbers(ask("G", "H", email="g@example.org", same_place=mine)) == [None, None]
    assert numbers(ask("H", "J", email="h@example.org")) == [7, 8]
    assert numbers(ask("I", email="i@example.org", same_place=mine)) == [9]


# A corrected address, and one person more


@pytest.mark.parametrize("name", ["Boris", "boris "])
def test_the_wrong_address_has_nothing_left_when_the_form_after_it_is_in_the_same_name(name, ask):
    first = uuid.uuid4()
    ask("Boris", email="wrong@example.org", token=first)
    ask(name, email="right@example.org", replaces=first)
    assert Registration.objects.get().email == "right@example.org"
    assert Seat.objects.get().number == 1
    assert {mail.recipient: mail.status for mail in OutgoingMail.objects.all()} == {
        "wrong@example.org": "withdrawn",
        "right@example.org": "queued",
    }


def test_both_stay_when_the_form_after_it_is_of_somebody_else_or_the_first_was_confirmed(ask):
    first = uuid.uuid4()
    made = ask("Boris", email="bo@example.org", token=first)
    ask("Dina", email="dina@example.org", replaces=first)
    confirm(made)
    ask("Boris", email="other@example.org", replaces=first)
    assert Registration.objects.count() == 3


def test_an_address_may_be_corrected_twice_when_the_same_form_is_sent(ask):
    token = uuid.uuid4()
    for address in ("a@example.org", "b@example.org", "c@example.org"):
        ask("Boris", email=address, token=token)
    assert Registration.objects.get().email == "c@example.org"


def add(registration, name, **fields):
    return public_registration.add_person(visitor=Visitor(name), user=LinkHolder(registration.pk), **fields)


def test_one_person_more_gets_a_seat_or_waits_when_the_sign_up_is_confirmed(ask, date):
    registration = ask("Jan", "Mieke")
    confirm(registration)
    assert add(registration, "Opa").number == 3
    assert add(registration, "Oma").status == "waiting"
    assert kinds()[-2:] == ["welcome", "registration_partly"]
    with pytest.raises(errors.AlreadySignedUp):
        add(registration, " OPA")


def test_the_queue_comes_first_when_somebody_is_added(ask, date, representative, organisation):
    registration = ask("Jan", "Mieke")
    confirm(registration)
    signed_up(date, organisation, representative, "Anouk", "Boris")
    Occurrence.objects.update(capacity=4)
    assert add(registration, "Opa").status == "waiting"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"sign_up": "members"}, errors.NotForPublic),
        ({"status": "cancelled"}, errors.DateCancelled),
        ({"closes_at": timezone.now() - dt.timedelta(days=1)}, errors.SignUpClosed),
        ({"organisation_cap": 1}, errors.TooManyPeople),
    ],
)
def test_nobody_is_added_when_the_date_takes_nobody(change, error, ask):
    registration = ask("Jan")
    confirm(registration)
    Occurrence.objects.update(**change)
    with pytest.raises(error):
        add(registration, "Opa")


def test_nobody_is_added_when_the_address_is_not_confirmed_or_the_form_is_full(ask, date):
    registration = ask("Jan")
    with pytest.raises(errors.ConfirmFirst):
        add(registration, "Opa")
    confirm(registration)
    for name in "BCDEF":
        add(registration, name)
    with pytest.raises(errors.TooManyPeople):
        add(registration, "Opa")
    with pytest.raises(errors.NobodyNamed):
        add(registration, "\u200b")


def test_the_mail_says_who_was_not_added_when_an_address_asks_again(ask):
    confirm(ask("Jan", "Mieke"))
    ask("Jan", "Opa", "gagnez.com", "")
    mail = OutgoingMail.objects.get(kind="asked_again")
    head = mail.text.split("n’ont pas été ajoutées")[1]
    assert "- Opa" in head
    assert "- Jan" not in head
    assert "2 personnes sans nom" in head
    assert "gagnez" not in mail.text
    assert "Ajouter une personne" in head


def test_the_mail_counts_who_was_not_added_when_the_address_is_not_confirmed(ask):
    ask("Jan")
    ask("Jan", "Opa")
    text = OutgoingMail.objects.latest("pk").text
    assert "1 personne du dernier formulaire" in text
    assert "Opa" not in text
