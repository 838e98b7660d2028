"""The sign-ups in “my data”: shown, taken along, erased; for accounts and for addresses of the public."""

import datetime as dt
import io
import json
import uuid

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.events import occurrence
from factories.network import UserFactory
from factories.sign_up import signed_up
from wagtail.models import ModelLogEntry

from events.dates import history
from events.models import Registration, Seat
from events.models.actors import LinkHolder
from events.models.kinds import SignUp
from events.privacy import personal_data as sign_up_data
from events.seats import public_registration
from events.seats import services as seats
from network.models import OutgoingMail, Person
from network.personal_data import services as personal_data

pytestmark = pytest.mark.django_db
EMAIL = "voisine@quartier.example"


@pytest.fixture
def date(site_tree):
    return occurrence(sign_up=SignUp.PUBLIC, capacity=2)


def come(date, email, *names):
    made = public_registration.sign_up(
        occurrence_id=date.pk,
        email=email,
        people=[public_registration.Visitor(name) for name in names],
        language="fr",
        token=uuid.uuid4(),
        note="Je viens à pied",
    )
    return public_registration.confirm(user=LinkHolder(made.pk))


def test_my_data_shows_what_i_signed_up_and_nothing_of_others(
    date, organisation, representative, other_organisation, other_representative
):
    signed_up(date, organisation, representative, "Anouk", note="Avec un vélo")
    signed_up(date, other_organisation, other_representative, "Cyril")
    [row] = personal_data.export(representative)["sign_ups"]
    assert any("Anouk" in text for text in row.values())
    assert "Avec un vélo" in row.values()
    assert "Cyril" not in json.dumps(row)


def test_sign_ups_stay_without_their_author_when_the_account_is_erased(date, organisation, representative):
    made = signed_up(date, organisation, representative, "Anouk")
    personal_data.erase(user=representative)
    made.refresh_from_db()
    assert made.created_by is None
    assert made.seats.get().status == Seat.Status.CONFIRMED
    assert made.seats.get().person.name == "Anouk"


def test_a_colleague_with_the_address_of_the_account_is_erased_with_it(date, organisation, representative):
    made = signed_up(date, organisation, representative, "Anouk")
    Person.objects.filter(name="Anouk").update(email=representative.email.upper())
    personal_data.erase(user=representative)
    seat = made.seats.get()
    assert (seat.person, seat.status) == (None, Seat.Status.CONFIRMED)
    assert seat.erased_at
    assert not Person.objects.exists()


def test_the_public_is_exported_and_erased_by_address(date, organisation, representative):
    made = come(date, EMAIL, "Une voisine", "Son fils")
    waiting = signed_up(date, organisation, representative, "Anouk").seats.get()
    out = io.StringIO()
    call_command("sign_up_data", EMAIL.upper(), "--export", stdout=out)
    assert "Son fils" in out.getvalue()
    assert "Anouk" not in out.getvalue()
    call_command("sign_up_data", EMAIL, "--export", "--format", "csv", stdout=out)
    assert out.getvalue().count("Son fils") == 2
    call_command("sign_up_data", EMAIL, "--erase", "--dry-run", stdout=out)
    assert made.seats.exclude(guest_name="").count() == 2
    OutgoingMail.objects.update(status=OutgoingMail.Status.SENT)
    call_command("sign_up_data", EMAIL, "--erase", stdout=out)
    made.refresh_from_db()
    assert (made.email, made.contact_name, made.note) == ("", "", "")
    assert not made.seats.exclude(guest_name="").exists()
    assert set(made.seats.values_list("status", flat=True)) == {"cancelled"}
    assert not OutgoingMail.objects.filter(recipient=EMAIL).exists()
    waiting.refresh_from_db()
    assert waiting.status == Seat.Status.OFFERED
    with pytest.raises(CommandError):
        call_command("sign_up_data", EMAIL, "--export")


def test_past_seats_stay_counted_when_their_address_is_erased(date):
    made = come(date, EMAIL, "Une voisine")
    start = timezone.now() - dt.timedelta(days=3)
    type(date).objects.filter(pk=date.pk).update(start=start, end=start + dt.timedelta(hours=2))
    assert sign_up_data.forget_address(EMAIL) == 1
    assert made.seats.get().number == 1


def test_an_empty_address_is_nobody_s(date):
    come(date, EMAIL, "Une voisine")
    Registration.objects.update(email="")
    assert sign_up_data.forget_address("") == 0
    assert Seat.objects.exclude(guest_name="").exists()


def test_mails_that_wait_do_not_leave_when_their_address_is_erased(date, coordinator):
    come(date, EMAIL, "Une voisine")
    come(date, "autre@quartier.example", "Un voisin")
    assert sign_up_data.forget_address(EMAIL, actor=coordinator) == 1
    left = OutgoingMail.objects.filter(status=OutgoingMail.Status.QUEUED).values_list("recipient", flat=True)
    assert set(left) == {"autre@quartier.example"}
    assert not OutgoingMail.objects.filter(text__contains="Une voisine").exists()


def test_only_what_was_typed_about_the_person_is_blanked(date, coordinator, organisation):
    come(date, EMAIL, "Une Voisine-Dupont")
    theirs = Seat.objects.get()
    others = signed_up(date, organisation, coordinator, "Anouk", "Boris").seats.all()
    told = {
        "Vient avec le bus": [theirs],
        "Oratrice de l’après-midi": others,
        "Comme une voisine-dupont l’a dit": others,
        "Salle agrandie": [theirs, *others],
    }
    for reason, seats_told in told.items():
        history.record("events.grant", date, coordinator, seats=seats_told, reason=reason)
    history.record("events.capacity", date, coordinator, count=3, reason="Salle agrandie")
    sign_up_data.forget_address(EMAIL, actor=coordinator)
    entries = ModelLogEntry.objects.for_instance(date).order_by("pk")
    kept = [entry.data["reason"] for entry in entries if entry.data.get("reason")]
    assert kept == ["Oratrice de l’après-midi", "Salle agrandie", "Salle agrandie"]
    done = entries.get(action="events.forget")
    assert (done.user, done.data["count"]) == (coordinator, 1)
    assert "Dupont" not in str([entry.data for entry in entries])


def test_what_a_colleague_needs_goes_with_the_name_and_the_next_one_is_erased_in_turn(
    date, organisation, representative
):
    made = signed_up(date, organisation, representative, "Anouk")
    Person.objects.update(email=EMAIL)
    Seat.objects.update(meal="vegan", needs=["step_free"])
    assert sign_up_data.forget_address(EMAIL) == 1
    seat = made.seats.get()
    assert (seat.status, seat.person, seat.meal, seat.needs) == ("confirmed", None, "", [])
    assert seats.name_person(seat_id=seat.pk, name="Boris", user=representative).erased_at is None


# The page of the CMS

PAGE = reverse("one_person")


def test_the_coordination_finds_hands_over_and_erases_somebody(date, signed_in, coordinator, organisation):
    made = come(date, EMAIL, "=Une voisine", "Son fils")
    waiting = signed_up(date, organisation, coordinator, "Anouk").seats.get()
    office = signed_in(coordinator)
    page = office.post(PAGE, {"email": EMAIL.upper(), "find": "1"})
    held = page.context["held"]
    assert (held.given_back, held.kept, held.queued) == (2, 0, 2)
    assert "Son fils" in page.content.decode()
    for kind in ("csv", "json"):
        file = office.post(PAGE, {"email": EMAIL, "export": kind})
        assert "attachment" in file["Content-Disposition"]
        assert EMAIL not in file["Content-Disposition"]
        assert "Son fils" in file.content.decode()
    refused = office.post(PAGE, {"email": EMAIL, "erase": "1", "seen": "x"})
    assert "Quelque chose a changé depuis" in str(refused.context["form"].non_field_errors())
    assert made.seats.exclude(guest_name="").count() == 2
    done = office.post(PAGE, {"email": EMAIL, "erase": "1", "seen": held.fingerprint}, follow=True)
    assert "effacée" in done.content.decode()
    assert not Seat.objects.exclude(guest_name="").exists()
    assert Seat.objects.get(pk=waiting.pk).status == Seat.Status.OFFERED
    again = office.post(PAGE, {"email": EMAIL, "erase": "1", "seen": held.fingerprint}, follow=True)
    assert again.redirect_chain == [(PAGE, 302)]
    assert ModelLogEntry.objects.filter(action="events.forget").count() == 1
    shown = office.get(reverse("erasure")).content.decode()
    assert str(coordinator) in shown
    assert EMAIL not in shown


def test_an_account_is_erased_on_its_own_page(date, signed_in, coordinator, representative):
    come(date, representative.email, "Une référente")
    office = signed_in(coordinator)
    page = office.post(PAGE, {"email": representative.email, "find": "1"})
    assert f"/{representative.pk}/" in page.context["account_url"]
    sent = {"email": representative.email, "erase": "1", "seen": page.context["held"].fingerprint}
    assert office.post(PAGE, sent).status_code == 200
    assert Seat.objects.exclude(guest_name="").exists()


@pytest.mark.parametrize("email", ["", "x", "\x00", "a@b.example\n", "@", "x" * 300 + "@b.example", "nobody@b.example"])
@pytest.mark.parametrize("button", ["find", "export", "erase"])
def test_the_page_answers_when_the_address_is_nonsense_or_unknown(date, signed_in, coordinator, email, button):
    come(date, EMAIL, "Une voisine")
    answer = signed_in(coordinator).post(PAGE, {"email": email, button: "json", "seen": ""}, follow=True)
    assert answer.status_code == 200
    assert Seat.objects.exclude(guest_name="").exists()


def test_the_page_is_for_the_coordination_alone(date, signed_in, representative):
    come(date, EMAIL, "Une voisine")
    editor = UserFactory(email="redaction@coordination.example")
    editor.groups.add(Group.objects.get(name="Rédaction"))
    for client in (Client(), signed_in(representative), signed_in(editor)):
        for answer in (client.get(PAGE), client.post(PAGE, {"email": EMAIL, "erase": "1"})):
            assert answer.status_code in (302, 403)
            assert "voisine" not in answer.content.decode()
    assert Seat.objects.exclude(guest_name="").exists()
