"""Addresses after an upgrade: each account has its own and no other, and all are written as they are compared."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db.models import Count

from events.models import Registration, Seat
from network.accounts.email_addresses import account_of
from network.models import Invitation, OutgoingMail, Person, User

pytestmark = pytest.mark.usefixtures("upgraded")

# Written in two ways, it was the address of two accounts; one of them has to be given another by hand.
TWICE = {124, 125}


def test_each_account_has_one_proven_address_when_it_had_none_or_several():
    rows = EmailAddress.objects.values_list("user", "email", "verified", "primary")
    accounts = User.objects.exclude(pk=125).values_list("pk", "email")
    assert sorted(rows) == sorted((pk, email, True, True) for pk, email in accounts)


@pytest.mark.parametrize(
    ("email", "owner"),
    [
        ("coordination@coordination.example", 12),
        ("redaction@coordination.example", 113),
        ("ana@escale.example", 24),
        ("eve@ruche.example", 120),
        ("admin@coordination.example", 1),
        ("zoe@bücher.example", 121),
        ("zoe@xn--bcher-kva.example", 121),
        ("kim@bücher.example", 124),
    ],
)
def test_an_address_opens_its_own_account_when_others_had_claimed_it(email, owner):
    assert account_of(email).pk == owner


@pytest.mark.parametrize("email", ["ana@maison.example", "lia@maison.example"])
def test_an_address_opens_nothing_when_it_was_not_the_one_that_counts(email):
    assert account_of(email) is None


def test_what_is_deleted_is_printed_when_an_install_is_upgraded(said):
    lines = [line for line in said.splitlines() if "opens account" in line]
    assert lines == [
        "coordination@coordination.example (not proven) opens account 111 no longer: it is that of account 12.",
        "redaction@coordination.example (not proven) opens account 114 no longer: it is that of account 113.",
        "ana@escale.example (proven) opens account 120 no longer: it is that of account 24.",
        "ana@maison.example (proven) opens account 24 no longer: an account has one address.",
        "lia@maison.example (not proven) opens account 123 no longer: an account has one address.",
    ]
    assert "Account 125 (kim@bücher.example) has the address of account 124" in said


def test_sessions_and_codes_end_when_their_account_lost_an_address():
    assert [key.rstrip("x") for key in Session.objects.values_list("pk", flat=True)] == ["coordination"]


def test_every_address_is_written_as_it_is_compared_when_it_had_accents():
    stored = [
        *User.objects.exclude(pk__in=TWICE).values_list("email", flat=True),
        *Invitation.objects.values_list("email", flat=True),
        *Person.objects.values_list("email", flat=True),
        *Registration.objects.values_list("email", flat=True),
        *OutgoingMail.objects.values_list("recipient", flat=True),
    ]
    assert all(email.isascii() for email in stored)
    assert "zoe@xn--bcher-kva.example" in stored


def test_one_invitation_waits_when_two_were_of_one_person():
    states = Invitation.objects.filter(email="noor@bücher.example").order_by("created_at").values_list("withdrawn_at")
    assert [withdrawn is not None for (withdrawn,) in states] == [True, False]


def test_two_sign_ups_of_one_person_become_one_with_all_their_seats():
    kept = Registration.objects.get(email="ida@bücher.example")
    assert kept.note == "Nous venons à vélo."
    assert Seat.objects.filter(registration=kept, number__isnull=False).count() == 3
    assert not Registration.objects.annotate(count=Count("seats")).filter(count=0).exists()
