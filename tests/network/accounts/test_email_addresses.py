"""One person, one address that counts: nobody enters another account, loses their own, or takes what is not proven."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.network import OrganisationFactory, UserFactory

from demo.accounts import load_accounts
from network.accounts.email_addresses import account_of, change_address
from network.accounts.errors import AddressTaken
from network.invitations import services as invitations
from network.models import Representative, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]

ANA, NOVA, OWNER = "ana@association.example", "nova@association.example", "owner@coordination.example"
ASK, RESET, EMAIL = (f"/fr/membres/compte/{path}/" for path in ("login/code", "password/reset", "email"))
PROVE = "/fr/membres/compte/confirm-email/"
# Two accounts whose keys a set of both holds in one order or in the other.
PAIRS = [(12, 111), (113, 114), (24, 120)]
CODE = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", re.MULTILINE)


@pytest.fixture
def ana():
    return UserFactory(email=ANA, last_login=timezone.now())


def code_in(letter) -> str:
    found = CODE.search(letter.body)
    return found[0] if found else ""


def enters_as(email, *, code=None):
    """The account that whoever reads the mails of ``email`` gets into by a code; None where there is no way in."""
    browser = Client()
    confirm = browser.post(ASK, {"email": email}).url
    browser.post(confirm, {"code": code or code_in(mail.outbox[-1])})
    return User.objects.filter(pk=browser.session.get("_auth_user_id")).first()


def ask_to_change(browser, email):
    return browser.post(EMAIL, {"email": email, "action_add": ""})


# Whoever claims an address gets nothing by it


@pytest.mark.parametrize("verified_own", [True, False])
@pytest.mark.parametrize("keys", [*PAIRS, *(pair[::-1] for pair in PAIRS)])
def test_an_address_opens_its_own_account_when_another_has_claimed_it(keys, verified_own):
    owner, member = (UserFactory(pk=pk, email=email) for pk, email in zip(keys, (OWNER, ANA), strict=True))
    EmailAddress.objects.create(user=member, email=OWNER, verified=False)
    if not verified_own:
        EmailAddress.objects.filter(user=member, email=ANA).delete()
    assert enters_as(OWNER) == owner
    Client().post(RESET, {"email": OWNER})
    key = re.search(r"/password/reset/key/(\S+)/", mail.outbox[-1].body)[1]
    assert int(key.partition("-")[0], 36) == owner.pk


@pytest.mark.parametrize("page", [ASK, RESET])
def test_a_claim_opens_nothing_when_nobody_has_the_address(page, ana):
    EmailAddress.objects.create(user=ana, email=NOVA, verified=False)
    Client().post(page, {"email": NOVA})
    assert code_in(mail.outbox[-1]) == ""
    assert "/key/" not in mail.outbox[-1].body
    assert account_of(NOVA) is None


def test_a_password_opens_nothing_when_the_address_is_only_claimed(ana):
    EmailAddress.objects.create(user=ana, email=NOVA, verified=False)
    browser = Client()
    browser.post("/fr/membres/compte/login/", {"login": NOVA, "password": "demo"})
    assert "_auth_user_id" not in browser.session


# Every way an account comes to be


def by_command():
    call_command("createsuperuser", email=NOVA, interactive=False)


def by_manager():
    User.objects.create_user(NOVA)


def by_invitation():
    organisation = OrganisationFactory()
    invitations.invite(email=NOVA, organisation=organisation, language="fr", invited_by=None)
    mail_text = invitations.Invitation.objects.get()
    token = mail_text.new_token()
    mail_text.save()
    invitations.accept_invitation(token=token)


def by_the_form(office):
    person = {"first_name": "Nova", "last_name": "Lenz", "language": "fr"}
    office.post(reverse("wagtailusers_users:add"), {"email": NOVA, "is_active": "on", **person})


def by_a_mandate(office):
    values = {"organisation": OrganisationFactory().pk, "email": NOVA, "first_name": "Nova", "last_name": "Lenz"}
    office.post(reverse("representatives:add"), {**values, "language": "fr", "since": "2026-01-01"})


@pytest.mark.parametrize("make", [by_command, by_manager, by_invitation, by_the_form, by_a_mandate])
def test_a_new_account_has_a_proven_address_however_it_is_made(make, coordinator, signed_in):
    make(*([signed_in(coordinator)] if make in (by_the_form, by_a_mandate) else []))
    row = EmailAddress.objects.get(user__email=NOVA)
    assert (row.email, row.verified, row.primary) == (NOVA, True, True)


def test_the_accounts_of_the_demo_have_a_proven_address(monkeypatch):
    monkeypatch.setattr("demo.accounts.mandate", lambda *given: None)
    for name in ("L’Escale du Canal", "De Sluiswachter"):
        OrganisationFactory(name_fr=name)
    load_accounts()
    rows = EmailAddress.objects.filter(verified=True, primary=True).values_list("email", flat=True)
    assert set(rows) == set(User.objects.values_list("email", flat=True))


# Proof before anything changes


def test_nothing_changes_until_the_code_is_written_when_a_person_wants_another_address(ana, signed_in):
    browser = signed_in(ana)
    assert ask_to_change(browser, "Nova@Association.example").url == PROVE
    letter = mail.outbox[-1]
    assert letter.to == [NOVA]
    assert account_of(NOVA) is None
    invitation = invitations.invite(email=NOVA, organisation=OrganisationFactory(), language="fr", invited_by=None)
    assert invitation.state() == "waiting"
    assert not Representative.objects.exists()
    assert browser.post(PROVE, {"code": "0000-0000"}).status_code == 200
    assert User.objects.get(pk=ana.pk).email == ANA
    assert browser.post(PROVE, {"code": code_in(letter)}).status_code == 302
    assert account_of(NOVA) == ana
    assert account_of(ANA) is None
    assert User.objects.get(pk=ana.pk).email == NOVA


def test_the_former_address_is_told_when_another_takes_its_place(ana, signed_in, django_capture_on_commit_callbacks):
    browser = signed_in(ana)
    ask_to_change(browser, NOVA)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(PROVE, {"code": code_in(mail.outbox[-1])})
    assert mail.outbox[-1].to == [ANA]
    assert "une autre adresse" in mail.outbox[-1].body
    assert NOVA not in mail.outbox[-1].body


def seen_after(browser, email):
    """All that the asker sees of wanting ``email``."""
    answer = ask_to_change(browser, email)
    pages = [answer.status_code, answer.url, browser.get(answer.url).text]
    pages += [browser.post(PROVE, {"code": "0000-0000"}).status_code]
    hidden = re.compile(rf"{re.escape(email)}|name=\"csrfmiddlewaretoken\" value=\"\w+\"")
    return [hidden.sub("", page) if isinstance(page, str) else page for page in pages]


def test_the_asker_learns_nothing_and_the_owner_is_told_when_an_address_is_anothers(ana, signed_in):
    owner = UserFactory(email=OWNER)
    taken, letters = seen_after(signed_in(ana), OWNER), list(mail.outbox)
    assert taken == seen_after(signed_in(ana), "free@elsewhere.example")
    assert [letter.to for letter in letters] == [[OWNER]]
    assert code_in(letters[0]) == ""
    assert account_of(OWNER) == owner
    assert not EmailAddress.objects.filter(user=ana, email=OWNER).exists()


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("action", ["action_primary", "action_remove", "action_send"])
def test_an_action_on_several_addresses_is_refused_in_words(action, verified, ana, signed_in):
    owner = UserFactory(email=OWNER)
    EmailAddress.objects.filter(user=owner).delete()
    EmailAddress.objects.create(user=ana, email=OWNER, verified=verified)
    browser = signed_in(ana)
    page = browser.post(EMAIL, {"email": OWNER, action: ""}, follow=True)
    assert "Un compte a une seule adresse" in page.text
    assert User.objects.get(pk=ana.pk).email == ANA


NO_ADDRESS = ["", "nonsense", "x" * 10_000, "ana\x00@association.example", f"a@{'é' * 60}.be"]


@pytest.mark.parametrize("email", [*NO_ADDRESS, ANA])
def test_the_form_comes_back_when_the_new_address_is_none(email, ana, signed_in):
    response = ask_to_change(signed_in(ana), email)
    assert response.status_code == 200
    assert "error-summary" in response.text
    assert mail.outbox == []


@pytest.mark.parametrize("path", [EMAIL, PROVE])
def test_only_who_is_signed_in_changes_an_address(path):
    assert (
        Client()
        .post(path, {"email": NOVA, "action_add": "", "code": "0000-0000"})
        .url.startswith("/fr/membres/compte/login/")
    )


def test_the_change_is_refused_in_words_when_another_account_took_the_address_meanwhile(ana, signed_in):
    browser = signed_in(ana)
    ask_to_change(browser, NOVA)
    code = code_in(mail.outbox[-1])
    UserFactory(email=NOVA)
    assert browser.post(PROVE, {"code": code}).status_code == 200
    assert User.objects.get(pk=ana.pk).email == ANA
    with pytest.raises(AddressTaken):
        change_address(user_id=ana.pk, email=NOVA)


@pytest.mark.parametrize("email", NO_ADDRESS)
@pytest.mark.parametrize(("path", "field"), [(ASK, "email"), (RESET, "email"), ("/fr/membres/compte/login/", "login")])
def test_a_form_of_the_entrance_comes_back_when_the_address_is_none(path, field, email):
    response = Client().post(path, {field: email, "password": "demo"})
    assert response.status_code == 200
    assert "error-summary" in response.text
    assert mail.outbox == []


# The coordinator corrects an address


@pytest.fixture
def correct(ana, coordinator, signed_in):
    values = {"first_name": "Anouk", "last_name": "Lopez", "language": "fr", "is_active": "on"}
    edit = reverse("wagtailusers_users:edit", args=[ana.pk])
    return lambda email: signed_in(coordinator).post(edit, values | {"email": email})


def test_the_new_address_counts_and_sessions_end_when_the_coordinator_corrects_it(ana, correct, signed_in):
    browser = signed_in(ana)
    assert correct(NOVA).status_code == 302
    assert account_of(NOVA) == ana
    assert account_of(ANA) is None
    assert browser.get(EMAIL).status_code == 302
    assert enters_as(NOVA) == ana


def test_an_own_address_is_proven_first_when_it_is_typed_in_the_register(coordinator, signed_in):
    own, edit = coordinator.email, reverse("wagtailusers_users:edit", args=[coordinator.pk])
    office = signed_in(coordinator)
    assert "espace membre" in office.get(edit).text
    values = {"first_name": "Ada", "last_name": "Bel", "language": "nl", "email": NOVA}
    assert office.post(edit, values).status_code == 302
    coordinator.refresh_from_db()
    assert (coordinator.first_name, coordinator.email) == ("Ada", own)
    assert account_of(NOVA) is None


def test_a_code_on_its_way_opens_nothing_when_the_address_was_corrected_meanwhile(ana, correct):
    browser = Client()
    confirm = browser.post(ASK, {"email": ANA}).url
    code = code_in(mail.outbox[-1])
    correct(NOVA)
    browser.post(confirm, {"code": code})
    assert "_auth_user_id" not in browser.session


def test_nobody_enters_by_a_former_address_when_its_code_outlived_the_change(ana):
    browser = Client()
    confirm = browser.post(ASK, {"email": ANA}).url
    change_address(user_id=ana.pk, email=NOVA)
    answer = browser.post(confirm, {"code": code_in(mail.outbox[-1])}, follow=True)
    assert "_auth_user_id" not in browser.session
    assert "n’ouvre plus de compte" in answer.text


def test_the_form_says_so_when_the_corrected_address_is_anothers(correct):
    UserFactory(email=NOVA)
    assert "a déjà un compte" in correct(NOVA).text


# Domains with accents


@pytest.mark.parametrize("typed", ["zoe@bücher.example", "zoe@xn--bcher-kva.example"])
def test_a_person_gets_in_when_the_domain_has_accents(typed):
    zoe = UserFactory(email="Zoe@Bücher.example", password="demo")
    assert enters_as(typed) == zoe
    browser = Client()
    browser.post("/fr/membres/compte/login/", {"login": typed, "password": "demo"})
    assert browser.session["_auth_user_id"] == str(zoe.pk)
    Client().post(RESET, {"email": typed})
    assert "/password/reset/key/" in mail.outbox[-1].body


def test_where_the_code_went_is_said_once_when_it_is_asked(client, ana):
    page = client.post(ASK, {"email": ANA}, follow=True).text
    assert page.count(ANA) == 1
