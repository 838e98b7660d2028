"""Getting in: a mailed code or a password, for people the coordination knows, and one door for the CMS too."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from factories.network import UserFactory

from network.accounts import allauth_messages

pytestmark = pytest.mark.django_db

HOME = "/fr/membres/"


@pytest.fixture
def account(site_tree):
    return UserFactory(email="ana@association.example")


def ask_for_code(client, email, **fields):
    return client.post("/fr/membres/compte/login/code/", {"email": email, **fields})


CODE = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", re.MULTILINE)


def code_mailed():
    return CODE.search(mail.outbox[-1].body)[0]


def test_a_person_gets_in_when_the_mailed_code_is_written(account, client):
    response = ask_for_code(client, "ana@association.example", next="/fr/agenda/")
    assert response.status_code == 302
    response = client.post(response.url, {"code": code_mailed()})
    assert response.url == "/fr/agenda/"
    assert client.get(HOME).status_code == 200


def test_nobody_gets_in_when_the_code_is_wrong(account, client):
    response = ask_for_code(client, "ana@association.example")
    response = client.post(response.url, {"code": "0000-0000"})
    assert "error-summary" in response.text
    assert client.get(HOME).status_code == 302


def test_a_person_gets_in_when_the_password_is_right(account, client):
    response = client.post("/fr/membres/compte/login/", {"login": "ana@association.example", "password": "demo"})
    assert response.url == HOME


def test_the_form_says_so_when_the_password_is_wrong(account, client):
    response = client.post("/fr/membres/compte/login/", {"login": "ana@association.example", "password": "nope"})
    assert response.status_code == 200
    assert "error-summary" in response.text


def test_the_answer_is_the_same_when_the_address_is_unknown(account):
    answers = []
    for email in ("ana@association.example", "stranger@elsewhere.example"):
        client = Client()
        response = ask_for_code(client, email)
        answers.append((response.status_code, response.url, client.get(response.url).text.count(email)))
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2
    assert not re.search(r"^\w{4}-\w{4}$", mail.outbox[1].body, re.MULTILINE)


def test_codes_stop_being_sent_when_they_are_asked_for_without_end(account):
    statuses = [ask_for_code(Client(), "ana@association.example").status_code for _ in range(30)]
    assert len(mail.outbox) < 30
    assert 500 not in statuses


def test_nobody_makes_an_account_when_the_sign_up_address_is_guessed(site_tree, client):
    response = client.get("/fr/membres/compte/signup/")
    assert "<form" not in response.text.split("<main")[1].split("</main>")[0]
    posted = client.post(
        "/fr/membres/compte/signup/", {"email": "x@elsewhere.example", "password1": "a-long-password-1"}
    )
    assert posted.status_code == 200
    assert mail.outbox == []


def test_the_page_says_so_when_the_mail_server_is_dead(account, client, monkeypatch):
    def refuse(self, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    response = ask_for_code(client, "ana@association.example")
    assert response.status_code == 302
    assert "notice--error" in client.get(response.url).text


def test_a_former_address_opens_nothing_when_the_coordination_changed_it(account, signed_in, coordinator):
    signed_in(account).get("/fr/membres/compte/email/")
    signed_in(account).post("/fr/membres/compte/email/", {"email": "ana@elsewhere.example", "action_add": ""})
    values = {"email": "bo@association.example", "first_name": "Boris", "last_name": "Boris", "language": "fr"}
    edit = reverse("wagtailusers_users:edit", args=[account.pk])
    assert signed_in(coordinator).post(edit, values | {"is_active": "on"}).status_code == 302
    for email in ("ana@association.example", "ana@elsewhere.example"):
        ask_for_code(Client(), email)
        assert mail.outbox[-1].to == [email]
        assert not CODE.search(mail.outbox[-1].body)
    ask_for_code(Client(), "bo@association.example")
    assert code_mailed()


def test_a_closed_account_stays_out_when_it_asks_for_a_code(account, client):
    account.is_active = False
    account.save()
    response = ask_for_code(client, "ana@association.example")
    assert response.status_code in {200, 302}
    assert client.get(HOME).status_code == 302


def test_the_cms_sends_to_the_same_door_when_nobody_is_signed_in(site_tree, client):
    response = client.get("/gestion/pages/")
    assert response.url.startswith(f"{reverse('account_login')}?next=/gestion/")
    assert client.get("/gestion/login/", follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))


def test_no_password_is_taken_when_it_comes_by_the_door_of_wagtail(account, client):
    fields = {"username": account.email, "password": "demo"}
    response = client.post("/fr/_util/login/?next=/fr/agenda/", fields)
    assert response.url == f"{reverse('account_login')}?next=/fr/agenda/"
    assert client.get(HOME).status_code == 302


def test_the_coordinator_returns_to_the_cms_when_signed_in(site_tree, client, coordinator):
    response = client.post(
        "/fr/membres/compte/login/",
        {"login": coordinator.email, "password": "demo", "next": "/gestion/"},
    )
    assert response.url == "/gestion/"
    assert client.get("/gestion/").status_code == 200


def test_a_representative_ends_in_the_member_space_when_opening_the_cms(representative, site_tree, signed_in):
    chain = signed_in(representative).get("/gestion/", follow=True).redirect_chain
    assert chain[-1][0] == HOME
    assert len(chain) < 5


def test_nobody_is_sent_elsewhere_when_the_next_address_is_foreign(account, client):
    fields = {"login": account.email, "password": "demo", "next": "https://elsewhere.example/"}
    assert client.post("/fr/membres/compte/login/", fields).url == HOME


ENTRANCE = [
    "login/",
    "login/code/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/a-b/",
    "signup/",
    "inactive/",
]
MANAGE = ["logout/", "email/", "password/change/", "reauthenticate/", "2fa/", "2fa/webauthn/"]


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("path", [*ENTRANCE, *MANAGE])
def test_each_account_page_wears_our_layout_without_inline_code(path, language, account, client, signed_in):
    client = signed_in(account) if path in MANAGE else client
    text = client.get(f"/{language}/membres/compte/{path}", follow=True).text
    assert text.count("<h1") == 1
    assert 'id="main"' in text
    assert "css/members.css" in text
    assert "style=" not in text
    assert "onclick" not in text
    scripts = re.findall(r"<script([^>]*)>", text)
    assert [script for script in scripts if "src=" not in script and "application/json" not in script] == []


@pytest.mark.parametrize("email", ["", "nonsense", "x" * 10_000, "ana\x00@association.example"])
def test_the_form_comes_back_when_the_address_is_nonsense(email, site_tree, client):
    response = ask_for_code(client, email)
    assert response.status_code == 200
    assert "error-summary" in response.text


def test_only_the_failure_is_told_when_the_mail_server_is_down(account, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = ask_for_code(client, account.email)
    told = [str(message) for message in client.get(response.url).context["messages"]]
    assert len(told) == 1
    assert "pu partir" in told[0]


# Nobody learns whether an address has an account

KNOWN, STRANGER = "ana@association.example", "stranger@elsewhere.example"
ASKED = {
    "sign-in": ("login/", "login", {"password": "not-this-one"}),
    "code": ("login/code/", "email", {}),
    "sign-up": ("signup/", "email", {"password1": "a-long-password-1"}),
    "reset": ("password/reset/", "email", {}),
}


def answer_to(page, email):
    """All that a stranger sees after asking ``page`` about ``email``: status, where to, the next page, mails sent."""
    path, field, more = ASKED[page]
    client, before = Client(), len(mail.outbox)
    response = client.post(f"/fr/membres/compte/{path}", {field: email, **more})
    seen = [response.status_code, response.get("Location"), response.text]
    if response.status_code == 302:
        seen.append(client.get(response.url).text)
        seen += [client.post(response.url, {"code": "0000-0000"}).status_code for _ in range(3)]
    hidden = re.compile(rf"{re.escape(email)}|name=\"csrfmiddlewaretoken\" value=\"\w+\"")
    return [hidden.sub("", part) if isinstance(part, str) else part for part in seen], len(mail.outbox) - before


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("page", ASKED)
def test_the_page_tells_nothing_when_asked_about_an_address(page, closed, account):
    account.is_active = not closed
    account.save()
    assert answer_to(page, KNOWN) == answer_to(page, STRANGER)


@pytest.mark.parametrize("email", [KNOWN, STRANGER])
def test_a_wrong_password_costs_as_many_hashes_when_nobody_has_the_address(email, account, client, monkeypatch):
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *given: hashed.append(given) or encode(self, *given))
    client.post("/fr/membres/compte/login/", {"login": email, "password": "not-this-one"})
    assert len(hashed) == 2


def test_a_passkey_is_asked_of_nobody_in_particular(account, client):
    path = reverse("mfa_login_webauthn")
    asked = client.get(path, headers={"X-Requested-With": "XMLHttpRequest"}).json()["request_options"]["publicKey"]
    assert not asked.get("allowCredentials")


# The member space is somebody's own

OWN_PAGES = ["network:my_data", "network:my_data_export", "network:erase"]


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_of_the_account_is_the_readers_own_and_kept_nowhere(name, account, signed_in):
    response = signed_in(account).get(reverse(name))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert Client().get(reverse(name)).url.startswith(reverse("account_login"))


def test_a_page_nobody_may_open_says_so_when_the_mandate_is_missing(account, signed_in):
    page = signed_in(account).get(HOME)
    assert page.status_code == 200
    assert "Demandez à la coordination" in page.text


@pytest.mark.parametrize("words", allauth_messages.WORDS)
def test_the_dutch_of_allauth_says_u_as_ours_does(words):
    with override("nl"):
        told = gettext(words)
    assert told != words
    assert re.search(r"\b(je|jij|jou|jouw)\b", told, re.IGNORECASE) is None


def test_who_signs_in_is_greeted_in_our_own_dutch(account, client):
    fields = {"login": account.email, "password": "demo"}
    text = client.post("/nl/membres/compte/login/", fields, follow=True).text
    assert f"Welkom, {account}." in text
