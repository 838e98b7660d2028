"""Mails about getting in: what each says, what a failing mail server does to whoever asks, and that others go on."""

import re
import threading
import time
from datetime import timedelta
from pathlib import Path

import allauth
import pytest
from django.core import mail
from django.db import OperationalError
from django.test import Client
from django.utils import timezone, translation
from factories.mail_server import MailServer
from factories.network import UserFactory

from events.jobs import run_due_jobs
from home.models import SiteSettings
from network.accounts import mails
from network.accounts.mails import Outcome, send_account_mail
from network.models import OutgoingMail
from network.outbox import immediate
from network.outbox.delivery import deliver_due
from network.outbox.secret_kinds import is_secret
from network.stable_names import ACCOUNT

pytestmark = pytest.mark.django_db
EMAIL = "ana@association.example"
ASKED = {"code": "login/code/", "reset": "password/reset/"}


@pytest.fixture
def account(site_tree):
    return UserFactory(email=EMAIL)


@pytest.fixture
def server(settings):
    server = MailServer()
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "network.outbox.smtp.EmailBackend", 1
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    server.start()
    yield server
    server.stop()


def asked(page, email=EMAIL):
    """What the page after asking ``page`` for a mail tells."""
    client = Client()
    response = client.post(f"/fr/membres/compte/{ASKED[page]}", {"email": email})
    assert response.status_code == 302
    return [str(message) for message in client.get(response.url).context["messages"]]


# A mail server that fails

FAILURES = {
    "refuses the connection": (lambda server: server.stop(), "queued", "pu partir"),
    "hangs up before the mail": (lambda server: server.cut_before.add(EMAIL), "queued", "pu partir"),
    "hangs up on the mail": (lambda server: server.cut_after.add(EMAIL), "uncertain", "ne savons pas"),
    "is silent on the mail": (lambda server: setattr(server, "slowness", lambda: 1.3), "uncertain", "ne savons pas"),
    "asks to come back": (lambda server: setattr(server, "answer", "451 later"), "queued", "pu partir"),
    "asks to come back, early": (lambda server: setattr(server, "greeting", "450 later"), "queued", "pu partir"),
    "refuses the mail": (lambda server: setattr(server, "answer", "554 no"), "failed", "refuse"),
    "refuses the address": (lambda server: server.refused.add(EMAIL), "failed", "refuse"),
    "wants a login": (lambda server: setattr(server, "greeting", "530 login"), "queued", "pu partir"),
}


@pytest.mark.parametrize("page", ASKED)
@pytest.mark.parametrize("failure", FAILURES)
def test_the_page_says_what_became_of_the_mail_when_the_server_fails(failure, page, account, server):
    break_it, status, words = FAILURES[failure]
    break_it(server)
    (told,) = asked(page)
    assert words in told
    assert OutgoingMail.objects.get().status == status


@pytest.mark.parametrize("failure", FAILURES)
def test_the_page_tells_nothing_of_accounts_when_the_server_fails(failure, site_tree, server):
    FAILURES[failure][0](server)
    before = asked("reset")
    UserFactory(email=EMAIL)
    assert asked("reset") == before


def test_the_code_leaves_later_when_the_server_was_away(account, server):
    server.stop()
    asked("code")
    server.start()
    assert deliver_due(now=timezone.now() + timedelta(minutes=5)) == (1, 0)
    assert OutgoingMail.objects.get().text == ""


def test_the_code_never_leaves_when_it_opens_nothing_any_more(account, server):
    server.stop()
    asked("code")
    server.start()
    deliver_due(now=timezone.now() + timedelta(minutes=16))
    row = OutgoingMail.objects.get()
    assert (server.taken, row.status, row.text) == ([], "withdrawn", "")


# What arrives

TEMPLATES = sorted(
    {
        f"{folder.parent.name}/email/{path.name.removesuffix('_message.txt')}"
        for folder in Path(allauth.__file__).parent.glob("templates/*/email")
        if folder.parent.name in ("account", "mfa")
        for path in folder.glob("*_message.txt")
        if path.name != "base_message.txt"
    }
)
CONTEXT = {
    "code": "K7Q2-9PLM",
    "key": "a-b",
    "password_reset_url": "https://site.example/cle/K7Q2-9PLM/",
    "from_email": "old@association.example",
    "to_email": "new@association.example",
    "deleted_email": "old@association.example",
}


def sent(template, language="fr"):
    with translation.override(language):
        send_account_mail(template, recipient=EMAIL, context=CONTEXT | {"timestamp": timezone.now()})
    return mail.outbox[-1]


def test_allauth_asks_for_mails_at_all():
    assert len(TEMPLATES) > 15


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_each_mail_is_ours_in_the_language_of_the_page(template, language, site_tree):
    message = sent(template, language)
    (html, kind) = message.alternatives[0]
    assert kind == "text/html"
    assert f'<html lang="{language}"' in html
    assert message.body.startswith({"fr": "Bonjour,", "nl": "Dag,"}[language])
    told = f"{message.subject} {message.body}"
    assert not re.search(r"\b(your|you|the|account has|email|sign-in|passkey)\b", told, re.IGNORECASE)
    assert not re.search(r"\b(je|jij|jou|jouw)\b", message.body if language == "nl" else "", re.IGNORECASE)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_mail_with_a_code_or_a_key_is_of_a_secret_kind(template, site_tree):
    message = sent(template)
    row = OutgoingMail.objects.get()
    assert is_secret(row.kind) == ("K7Q2-9PLM" in message.body)
    assert "K7Q2-9PLM" not in message.subject
    assert (row.text == "") == is_secret(row.kind)


def test_the_headers_are_those_of_the_outbox(account, server, settings):
    settings.CALENDAR_UID_DOMAIN = "coordination.example"
    asked("code")
    (message,) = server.taken
    assert message["From"] == f"Coordination sociale <{settings.DEFAULT_FROM_EMAIL}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert re.fullmatch(r"<\d+\.\d+@coordination\.example>", message["Message-ID"])
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]


def test_answers_go_to_the_coordination(account, server):
    coordination = SiteSettings.objects.get()
    coordination.email = "bonjour@coordination.example"
    coordination.save()
    asked("code")
    assert server.taken[0]["Reply-To"] == "bonjour@coordination.example"


# As the site sends them: by a thread


@pytest.fixture
def as_on_the_site(account_mails_at_once, monkeypatch):
    """Sends by a messenger of the test's own, whose errands take as long as the test says; yields what it has sent."""
    state = {"sent": [], "may_end": threading.Event(), "running": 0, "most": 0}

    def deliver(mail_ids, timeout):
        state["running"] += 1
        state["most"] = max(state["most"], state["running"])
        state["may_end"].wait(20)
        state["running"] -= 1
        state["sent"] += mail_ids

    monkeypatch.setattr(immediate, "deliver", deliver)
    monkeypatch.setattr(immediate, "messenger", immediate.Messenger())
    monkeypatch.setattr(immediate, "PATIENCE", 0.3)
    monkeypatch.setattr(immediate, "send_now", account_mails_at_once)
    yield state
    state["may_end"].set()
    while not immediate.messenger.errands.empty() or state["running"]:
        time.sleep(0.01)


def seconds(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


def test_one_request_waits_and_not_for_long_when_the_server_hangs(as_on_the_site):
    waited = []
    threads = [
        threading.Thread(target=lambda n=n: waited.append(seconds(lambda: immediate.send_now(n)))) for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wait > 0.25 for wait in waited) == [False] * 5 + [True]
    assert max(waited) < 2
    as_on_the_site["may_end"].set()
    while len(as_on_the_site["sent"]) < 6:
        time.sleep(0.01)
    assert as_on_the_site["most"] == 1


def test_the_request_waits_no_longer_than_the_mail_takes(as_on_the_site):
    as_on_the_site["may_end"].set()
    assert seconds(lambda: immediate.send_now(1)) < 0.25
    assert as_on_the_site["sent"] == [1]


def test_the_worker_takes_what_the_thread_has_no_room_for(as_on_the_site, monkeypatch):
    asked_of_worker = []
    monkeypatch.setattr("network.outbox.tasks.delivery.deliver", asked_of_worker.extend)
    monkeypatch.setattr(immediate, "PATIENCE", 0)
    # One is on its way, which makes room for one more.
    immediate.send_now(0)
    while not as_on_the_site["running"]:
        time.sleep(0.01)
    for number in range(1, immediate.MOST_WAITING + 2):
        immediate.send_now(number)
    assert asked_of_worker == [immediate.MOST_WAITING + 1]


def test_the_thread_goes_on_when_a_mail_could_not_be_tried(as_on_the_site, monkeypatch):
    def fail(mail_ids, timeout):
        raise OperationalError("restarting")

    with monkeypatch.context() as away:
        away.setattr(immediate, "deliver", fail)
        immediate.send_now(1)
    as_on_the_site["may_end"].set()
    immediate.send_now(2)
    assert as_on_the_site["sent"] == [2]


def test_the_page_says_that_the_mail_is_on_its_way_when_it_has_not_left_yet(account, monkeypatch):
    monkeypatch.setattr(immediate, "send_now", lambda mail_id: None)
    (told,) = asked("code")
    assert "en route" in told


def test_no_page_waits_when_only_a_notice_is_written(account, monkeypatch):
    monkeypatch.setattr(immediate, "send_now", lambda mail_id: None)
    outcome = send_account_mail(
        "account/email/password_changed", recipient=EMAIL, context={"timestamp": timezone.now()}
    )
    assert (outcome, mails.is_waited_for("account/email/password_changed")) == (Outcome.ON_ITS_WAY, False)


# Kept


def test_the_log_forgets_who_signed_in_after_a_month(account, server):
    asked("code")
    assert OutgoingMail.objects.filter(kind__startswith=ACCOUNT).exists()
    for days, is_left in ((29, True), (31, False)):
        job = [("account mails", mails.forget_old)]
        list(run_due_jobs(timezone.now() + timedelta(days=days), tuple(job)))
        assert OutgoingMail.objects.filter(kind__startswith=ACCOUNT).exists() is is_left
