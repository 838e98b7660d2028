"""My data: seen, corrected, taken along, erased; by the person, the coordinator and a command."""

import datetime as dt
import io
import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.network import OrganisationFactory, RepresentativeFactory, UserFactory
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from network.invitations import services as invitations
from network.models import Invitation, OutgoingMail, Representative, User, organisations_of
from network.outbox.queue import queue_mail
from network.personal_data import services as personal_data

pytestmark = pytest.mark.django_db

PAGES = ("my_data", "my_data_export", "erase")


@pytest.fixture(autouse=True)
def house(site_tree):
    return site_tree


@pytest.fixture
def ana(organisation):
    """Somebody about whom everything is held that can be."""
    user = UserFactory(email="ana@association.example", first_name="Anouk", last_name="Dubois")
    RepresentativeFactory(user=user, organisation=organisation)
    EmailAddress.objects.create(user=user, email="ana.d@association.example", verified=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Téléphone"})
    invitations.invite(email=user.email, organisation=OrganisationFactory(), language="fr", invited_by=None)
    mails = {"recipient": user.email, "language": "fr", "text": "Bonjour Anouk"}
    queue_mail(kind="note", subject="Une place pour Anouk", **mails)
    OutgoingMail.objects.update(status=OutgoingMail.Status.SENT)
    log(user, "wagtail.edit", user=user)
    return user


@pytest.fixture
def section():
    """A part that an app above adds, taken away after the test."""
    before = list(personal_data.SECTIONS)
    erased = []
    added = personal_data.Section(
        "sign_ups", "Inscriptions", read=lambda user: [{"Date": "1er mars"}, {"Date": "8 mars"}], erase=erased.append
    )
    personal_data.add_section(added)
    personal_data.add_section(added)
    yield erased
    personal_data.SECTIONS[:] = before


def test_a_person_sees_all_that_is_held(ana, organisation, signed_in, section):
    page = signed_in(ana).get(reverse("network:my_data")).text
    for held in (
        "Anouk Dubois",
        ana.email,
        "ana.d@association.example",
        organisation.name,
        "Une place pour Anouk",
        "8 mars",
    ):
        assert held in page
    assert "Bonjour Anouk" not in page


def test_the_export_is_a_file_with_the_same(ana, organisation, signed_in, section):
    response = signed_in(ana).get(reverse("network:my_data_export"))
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith("attachment")
    held = json.loads(response.content)
    assert held.keys() == {"exported_at", "account", "mandates", "invitations", "mails", "sign_ups"}
    assert len(held["sign_ups"]) == 2
    assert organisation.name in str(held["mandates"])
    secrets = (ana.password, "token_hash", "credential")
    assert not any(secret in response.text for secret in secrets)


def test_nothing_of_somebody_else_is_shown(ana, signed_in, other_representative):
    browser = signed_in(other_representative)
    for name in PAGES:
        assert ana.email not in browser.get(reverse(f"network:{name}")).text


@pytest.mark.parametrize("name", PAGES)
def test_visitors_are_asked_to_sign_in(name, client):
    for response in (client.get(reverse(f"network:{name}")), client.post(reverse(f"network:{name}"))):
        assert response.status_code in {302, 405}


def test_a_name_is_corrected_by_its_person(ana, signed_in):
    browser = signed_in(ana)
    assert browser.post(reverse("network:my_data"), {"first_name": "Anna", "last_name": "Dubois"}).status_code == 302
    ana.refresh_from_db()
    assert ana.first_name == "Anna"


@pytest.mark.parametrize("values", [{"first_name": "x" * 151}, {"first_name": "a\x00b"}])
def test_the_form_comes_back_when_a_name_makes_no_sense(values, ana, signed_in):
    response = signed_in(ana).post(reverse("network:my_data"), {"last_name": "D"} | values)
    assert response.status_code == 200
    assert "error-summary" in response.text
    ana.refresh_from_db()
    assert ana.first_name == "Anouk"


def test_nothing_is_erased_when_the_page_is_only_read(ana, signed_in):
    assert signed_in(ana).get(reverse("network:erase")).status_code == 200
    ana.refresh_from_db()
    assert ana.is_active


def test_nothing_names_the_person_when_the_account_is_erased(ana, organisation, signed_in, section):
    elsewhere = signed_in(ana)
    here = signed_in(ana)
    pk = ana.pk
    assert here.post(reverse("network:erase")).status_code == 200
    assert section == [ana]
    erased = User.objects.get(pk=pk)
    assert (erased.email, erased.get_full_name()) == (f"erased-{pk}@erased.invalid", "")
    assert not any([erased.is_active, erased.is_staff, erased.has_usable_password(), erased.groups.exists()])
    assert not EmailAddress.objects.filter(user=pk).exists()
    assert not Authenticator.objects.filter(user=pk).exists()
    assert not Invitation.objects.filter(email="ana@association.example").exists()
    assert not organisations_of(erased).exists()
    assert Representative.objects.get(user=pk, organisation=organisation).until == timezone.localdate()
    assert OutgoingMail.objects.exists()
    assert not OutgoingMail.objects.exclude(recipient="", subject="", text="", html="").exists()
    assert not ModelLogEntry.objects.filter(label__contains="Anouk").exists()
    for browser in (here, elsewhere):
        assert browser.get("/fr/membres/").status_code == 302


def test_a_mail_on_its_way_does_not_leave_when_its_person_is_erased(ana, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        queue_mail(kind="note", recipient=ana.email, language="fr", subject="Encore", text="Bonjour")
        personal_data.erase(user=ana)
    assert mail.outbox == []


def test_a_mandate_of_today_or_later_is_gone_when_its_person_is_erased(organisation):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    user = RepresentativeFactory(organisation=organisation, since=tomorrow).user
    personal_data.erase(user=user)
    assert not Representative.objects.exists()


def test_the_address_may_be_invited_again_after_it_was_erased(ana, organisation):
    personal_data.erase(user=ana)
    invitation = invitations.invite(
        email="ana@association.example", organisation=organisation, language="fr", invited_by=None
    )
    assert invitation.state() == "waiting"


def test_the_last_coordinator_stays_and_reads_why(coordinator, signed_in):
    response = signed_in(coordinator).post(reverse("network:erase"))
    assert response.status_code == 409
    assert "notice--error" in response.text
    coordinator.refresh_from_db()
    assert coordinator.is_active
    UserFactory(is_superuser=True)
    assert signed_in(coordinator).post(reverse("network:erase")).status_code == 200


def test_nothing_is_erased_when_one_part_fails(ana, section):
    def fail(user):
        raise RuntimeError

    personal_data.add_section(personal_data.Section("sign_ups", "", erase=fail))
    with pytest.raises(RuntimeError):
        personal_data.erase(user=ana)
    assert EmailAddress.objects.filter(user=ana).exists()


# The coordinator


def test_the_coordinator_hands_over_and_erases_from_the_page_of_the_account(ana, coordinator, signed_in):
    office = signed_in(coordinator)
    page = office.get(reverse("wagtailusers_users:edit", args=[ana.pk])).text
    export, erase = (reverse(name, args=[ana.pk]) for name in ("account_export", "account_erase"))
    assert export in page
    assert erase in page
    assert json.loads(office.get(export).content)["account"]
    assert office.get(erase).status_code == 200
    assert office.post(erase).status_code == 302
    ana.refresh_from_db()
    assert not ana.is_active


@pytest.mark.parametrize("role", [0, 1, 2])
def test_nobody_else_reads_or_erases_an_account(role, ana, readers):
    for name in ("account_export", "account_erase"):
        address = reverse(name, args=[ana.pk])
        assert readers[role].get(address).status_code in {302, 403}
        assert readers[role].post(address).status_code in {302, 403, 405}
    ana.refresh_from_db()
    assert ana.is_active


def test_an_administrator_is_only_an_administrators_to_erase(coordinator, signed_in):
    administrator = UserFactory(is_superuser=True)
    for name in ("account_export", "account_erase"):
        assert signed_in(coordinator).get(reverse(name, args=[administrator.pk])).status_code in {302, 403}
    nowhere = reverse("account_erase", args=[999_999])
    assert signed_in(coordinator).get(nowhere, follow=True).status_code == 404


# The command


def run(*arguments):
    out = io.StringIO()
    call_command("personal_data", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_exports_counts_and_erases(ana):
    assert json.loads(run(ana.email, "--export"))["mandates"]
    assert "mandates: 2" in run(ana.email, "--erase", "--dry-run")
    ana.refresh_from_db()
    assert ana.is_active
    run(ana.email, "--erase")
    ana.refresh_from_db()
    assert not ana.is_active


def test_the_command_says_why_when_it_refuses(coordinator):
    with pytest.raises(CommandError, match="No account"):
        run("stranger@elsewhere.example", "--export")
    with pytest.raises(CommandError, match="one of the arguments"):
        run(coordinator.email)
    with pytest.raises(CommandError):
        run(coordinator.email, "--erase")


def test_sessions_of_others_stay(ana, representative, signed_in):
    other = signed_in(representative)
    signed_in(ana).post(reverse("network:erase"))
    assert other.get("/fr/membres/").status_code == 200
    assert Client().get("/fr/membres/").status_code == 302
