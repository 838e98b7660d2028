"""Signed links: what they open, what closes them, and the code of a seat at the door."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.test import override_settings
from django.utils import timezone
from factories.events import occurrence
from factories.sign_up import signed_up

from config.secret_routes import masked
from events import errors
from events.access.signed_links import SIGNER, door_code, holder_of, seat_of_code, sign_up_link, signed_registration
from events.models import Registration, Seat
from events.models.actors import LinkHolder

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=3)


@pytest.fixture
def registration(date, organisation, representative):
    """Anouk, signed up by the representative."""
    return signed_up(date, organisation, representative, "Anouk")


@pytest.fixture
def public_registration(date):
    return Registration.objects.create(
        occurrence=date, contact_name="Boris", email="bo@example.org", token=uuid.uuid4(), confirmed_at=timezone.now()
    )


def signed_of(registration, user=None):
    return signed_registration(registration.pk, user and user.pk)


# What a link opens


def test_the_address_is_absolute_and_in_the_language_when_a_link_is_made(registration, representative):
    link = sign_up_link(registration.pk, representative.pk, "nl")
    assert link == f"http://testserver/nl/membres/lien/{signed_of(registration, representative)}/"


def test_the_holder_is_the_account_when_a_representative_has_the_link(registration, representative):
    assert holder_of(signed_of(registration, representative)) == LinkHolder(registration.pk, representative)


def test_the_holder_has_no_account_when_the_public_has_the_link(public_registration):
    assert holder_of(signed_of(public_registration)) == LinkHolder(public_registration.pk, None)


def test_the_coordination_keeps_its_link_when_it_has_no_mandate(registration, coordinator):
    assert holder_of(signed_of(registration, coordinator)).user == coordinator


@pytest.mark.parametrize(
    "signed",
    [
        "",
        "abc",
        "1-2",
        "1-2.abc",
        "1.2.3",
        "\x00",
        "é" * 50,
        "x" * 5000,
        signing.Signer(salt="another", sep=".").sign("1-0"),
        SIGNER.sign("1"),
        SIGNER.sign("a-b"),
        SIGNER.sign("1-2-3"),
    ],
)
def test_the_link_is_broken_when_the_site_did_not_sign_it(signed, db):
    with pytest.raises(errors.LinkBroken):
        holder_of(signed)


def test_the_link_is_broken_when_a_character_of_it_is_changed(registration, representative, other_representative):
    signed = signed_of(registration, representative)
    other = signed.replace(f"-{representative.pk}.", f"-{other_representative.pk}.")
    with pytest.raises(errors.LinkBroken):
        holder_of(other)


def test_the_link_is_broken_when_an_organisation_s_sign_up_names_no_account(registration):
    with pytest.raises(errors.LinkBroken):
        holder_of(signed_of(registration))


# What closes it


def test_the_link_ends_when_the_mandate_does(registration, representative):
    representative.mandates.update(until=timezone.localdate())
    with pytest.raises(errors.MandateEnded):
        holder_of(signed_of(registration, representative))


def test_the_link_ends_when_the_account_is_closed(registration, representative):
    representative.is_active = False
    representative.save()
    with pytest.raises(errors.MandateEnded):
        holder_of(signed_of(registration, representative))


def test_the_link_ends_when_the_sign_up_is_gone(registration, representative):
    signed = signed_of(registration, representative)
    Seat.objects.all().delete()
    registration.delete()
    with pytest.raises(errors.SignUpGone):
        holder_of(signed)


def test_the_link_ends_when_names_are_erased(public_registration):
    Registration.objects.update(erased_at=timezone.now())
    with pytest.raises(errors.SignUpGone):
        holder_of(signed_of(public_registration))


def test_the_link_may_be_read_for_a_fortnight_when_the_date_is_over(public_registration):
    end = public_registration.occurrence.end
    signed = signed_of(public_registration)
    holder = holder_of(signed, now=end + dt.timedelta(days=14, seconds=-1))
    assert holder.registration_id == public_registration.pk
    with pytest.raises(errors.LinkOver):
        holder_of(signed, now=end + dt.timedelta(days=14))


def test_the_link_still_opens_when_the_secret_of_the_site_was_renewed(public_registration):
    signed = signed_of(public_registration)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        fresh = signing.Signer(salt="events.links", sep=".")
        assert fresh.unsign(signed) == signed.rpartition(".")[0]


def test_no_log_holds_a_link_when_something_fails_at_it(public_registration):
    signed = signed_of(public_registration)
    line = masked(f"Internal Server Error: /fr/membres/lien/{signed}/annuler/")
    assert line == "Internal Server Error: /fr/membres/lien/…/annuler/"


# The door


def test_the_seat_is_found_when_its_code_is_scanned(registration):
    seat = registration.seats.get()
    assert seat_of_code(door_code(seat)) == seat


def test_the_seat_is_found_when_its_code_is_typed_as_people_type(registration):
    seat = registration.seats.get()
    typed = door_code(seat).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert seat_of_code(typed) == seat


def test_the_code_stays_when_the_secret_of_the_site_was_renewed(registration):
    seat = registration.seats.get()
    code = door_code(seat)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert door_code(seat) != code
        assert seat_of_code(code) == seat


@pytest.mark.parametrize("code", ["", "1", "-", "1-00000-00000", "U-00000-00000", "Z" * 5000, "\x00", "ß", "1" * 23])
def test_no_seat_is_found_when_the_code_is_not_ours(code, registration):
    assert seat_of_code(code) is None


def test_no_seat_is_found_when_the_code_is_for_a_seat_that_is_gone(registration):
    code = door_code(registration.seats.get())
    Seat.objects.all().delete()
    assert seat_of_code(code) is None


# The page


@time_machine.travel("2026-11-02 10:00+01:00", tick=False)
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_page_shows_the_people_when_the_link_is_opened(language, client, registration, representative):
    response = client.get(sign_up_link(registration.pk, representative.pk, language))
    assert response.status_code == 200
    assert "Anouk" in response.text
    assert not response.cookies
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_the_page_says_so_when_the_link_is_broken(client, site_tree):
    response = client.get("/fr/membres/lien/abc/")
    assert response.status_code == 404
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_the_page_says_so_when_the_link_is_over(client, public_registration, site_tree):
    Registration.objects.update(erased_at=timezone.now())
    assert client.get(sign_up_link(public_registration.pk, None, "fr")).status_code == 410


def test_guessing_ends_when_twenty_links_were_nonsense(client, public_registration):
    statuses = [client.get(f"/fr/membres/lien/abc{number}/").status_code for number in range(21)]
    assert statuses == [404] * 20 + [429]


def test_a_link_may_be_read_often_when_it_is_a_good_one(client, public_registration):
    link = sign_up_link(public_registration.pk, None, "fr")
    assert {client.get(link).status_code for _time in range(25)} == {200}
