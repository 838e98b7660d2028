"""The sign-ups in “my data”: shown, taken along, erased; for accounts and for addresses of the public."""

import datetime as dt
import io
import json
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from factories.events import occurrence

from events import public_sign_up, seats, sign_up_data
from events.actors import LinkHolder
from events.models import Registration, Seat
from events.models.kinds import SignUp
from network import personal_data
from network.models import OutgoingMail, Person

pytestmark = pytest.mark.django_db
EMAIL = "voisine@quartier.example"


@pytest.fixture
def date(site_tree):
    return occurrence(sign_up=SignUp.PUBLIC, capacity=2)


def sign_up(date, organisation, user, *names, **fields):
    return seats.register(
        occurrence_id=date.pk, organisation=organisation, user=user, names=names, token=uuid.uuid4(), **fields
    )


def come(date, email, *names):
    made = public_sign_up.sign_up(
        occurrence_id=date.pk,
        email=email,
        people=[public_sign_up.Visitor(name) for name in names],
        language="fr",
        token=uuid.uuid4(),
        note="Je viens à pied",
    )
    return public_sign_up.confirm(user=LinkHolder(made.pk))


def test_my_data_shows_what_i_signed_up_and_nothing_of_others(
    date, organisation, representative, other_organisation, other_representative
):
    sign_up(date, organisation, representative, "Ana", note="Avec un vélo")
    sign_up(date, other_organisation, other_representative, "Cy")
    [row] = personal_data.export(representative)["sign_ups"]
    assert any("Ana" in text for text in row.values())
    assert "Avec un vélo" in row.values()
    assert "Cy" not in json.dumps(row)


def test_sign_ups_stay_without_their_author_when_the_account_is_erased(date, organisation, representative):
    made = sign_up(date, organisation, representative, "Ana")
    personal_data.erase(user=representative)
    made.refresh_from_db()
    assert made.created_by is None
    assert made.seats.get().status == Seat.Status.CONFIRMED
    assert made.seats.get().person.name == "Ana"


def test_a_colleague_with_the_address_of_the_account_is_erased_with_it(date, organisation, representative):
    made = sign_up(date, organisation, representative, "Ana")
    Person.objects.filter(name="Ana").update(email=representative.email.upper())
    personal_data.erase(user=representative)
    seat = made.seats.get()
    assert (seat.person, seat.status) == (None, Seat.Status.CONFIRMED)
    assert seat.erased_at
    assert not Person.objects.exists()


def test_the_public_is_exported_and_erased_by_address(date, organisation, representative):
    made = come(date, EMAIL, "Une voisine", "Son fils")
    waiting = sign_up(date, organisation, representative, "Ana").seats.get()
    out = io.StringIO()
    call_command("sign_up_data", EMAIL.upper(), "--export", stdout=out)
    assert "Son fils" in out.getvalue()
    assert "Ana" not in out.getvalue()
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
