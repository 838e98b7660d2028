"""Mails whose words are a key: each secret kind, however it ends, and each place where mails are shown."""

import logging
import re
from datetime import timedelta
from smtplib import SMTPDataError

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories.mail_server import MailServer
from factories.network import UserFactory

from events.privacy.personal_data import export_address, forget_address, held_about
from network.invitations import services as invitations
from network.models import OutgoingMail
from network.outbox import delivery, queue, secret_kinds
from network.outbox.queue import Letter, queue_mail, withdraw_queued
from network.outbox.secret_kinds import SECRET_KINDS
from network.personal_data import services as personal_data

pytestmark = pytest.mark.django_db
KEY = "K7Q2-9PLM"
EMAIL = "ana@association.example"
KINDS = sorted(SECRET_KINDS)


def written(kind, **fields):
    basis = {"recipient": EMAIL, "language": "fr", "subject": "À lire", "reference": "x:1"}
    basis["not_after"] = timezone.now() + timedelta(hours=1)
    return queue_mail(kind=kind, text=f"Bonjour,\n\n{KEY}\n", calendar=f"X:{KEY}", **basis | fields)


def is_empty(mail):
    mail.refresh_from_db()
    return (mail.text, mail.html, mail.calendar) == ("", "", "")


# Emptied, however the mail ends


def is_sent(mail, monkeypatch):
    delivery.deliver([mail.pk])
    assert KEY in django_mail.outbox[-1].body


def raises(error):
    def end(mail, monkeypatch):
        def refuse(self, messages):
            raise error

        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        delivery.deliver([mail.pk])

    return end


def is_late(mail, monkeypatch):
    delivery.tidy(now=timezone.now() + timedelta(hours=2))


def is_left_by_a_dead_process(mail, monkeypatch):
    assert delivery.claim(mail.pk, now=timezone.now())
    delivery.tidy(now=timezone.now() + timedelta(minutes=11))


def is_withdrawn(mail, monkeypatch):
    withdraw_queued(reference="x:1")


def is_withdrawn_while_it_leaves(mail, monkeypatch):
    assert delivery.claim(mail.pk, now=timezone.now())
    withdraw_queued(reference="x:1")


def is_erased_with_its_account(mail, monkeypatch):
    UserFactory(email="last@coordination.example", is_superuser=True)
    personal_data.erase(user=UserFactory(email=EMAIL))


def is_erased_by_the_coordination(mail, monkeypatch):
    forget_address(EMAIL)


def is_ended_by_whoever_forgot(mail, monkeypatch):
    OutgoingMail.objects.filter(pk=mail.pk).update(status="sent")
    delivery.deliver_due()


ENDS = {
    "sent": is_sent,
    "failed": raises(SMTPDataError(554, KEY)),
    "uncertain": raises(TimeoutError()),
    "late": is_late,
    "stopped": is_left_by_a_dead_process,
    "withdrawn": is_withdrawn,
    "withdrawn, leaving": is_withdrawn_while_it_leaves,
    "account erased": is_erased_with_its_account,
    "address erased": is_erased_by_the_coordination,
    "ended elsewhere": is_ended_by_whoever_forgot,
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_words_are_gone_when_the_mail_does_not_leave_any_more(kind, end, site_tree, monkeypatch):
    mail = written(kind)
    ENDS[end](mail, monkeypatch)
    assert is_empty(mail)
    assert KEY not in mail.last_error


@pytest.mark.parametrize("end", ["sent", "uncertain", "withdrawn", "stopped", "failed"])
def test_other_mails_keep_their_words_when_they_end(end, site_tree, monkeypatch):
    mail = written("reminder")
    ENDS[end](mail, monkeypatch)
    assert not is_empty(mail)


def test_the_words_stay_while_the_mail_is_tried_again(site_tree, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "network.outbox.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    mail = written("account:login_code")
    delivery.deliver([mail.pk])
    assert not is_empty(mail)
    assert mail.status == "queued"


# Shown nowhere, sent again never


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


def test_no_page_of_the_cms_shows_a_key(office):
    mails = [written(kind) for kind in KINDS] + [written(KINDS[0]) for _status in ("sending", "failed", "uncertain")]
    for mail, status in zip(reversed(mails), ("uncertain", "failed", "sending"), strict=False):
        OutgoingMail.objects.filter(pk=mail.pk).update(status=status)
    listing = reverse("mails:index")
    addresses = [listing, f"{listing}?q=lire", f"{listing}?export=csv", reverse("mails:index_results")]
    addresses += [reverse("wagtailadmin_home"), reverse("wagtailadmin_reports:site_history")]
    for address in addresses + [reverse("mails:inspect", args=[mail.pk]) for mail in mails]:
        answer = office.get(address)
        assert answer.status_code == 200
        assert KEY.encode() not in answer.getvalue()
    assert not office.get(f"{listing}?q={KEY}").context["object_list"]


def test_a_persons_own_data_hold_no_key(site_tree, signed_in):
    for kind in KINDS:
        written(kind)
    user = UserFactory(email=EMAIL)
    shown = signed_in(user).get(reverse("network:my_data")).text
    shown += signed_in(user).get(reverse("network:my_data_export")).text
    shown += str(personal_data.export(user)) + repr(held_about(EMAIL, now=timezone.now())) + export_address(EMAIL)
    assert shown.count("À lire") >= len(KINDS)
    assert KEY not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_no_log_holds_a_key_when_the_server_quotes_it(kind, site_tree, settings, caplog):
    caplog.set_level(logging.DEBUG)
    server = MailServer()
    server.answer = f"554 spam: {KEY}"
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "network.outbox.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = server.port
    server.start()
    mail = written(kind)
    delivery.deliver([mail.pk])
    server.stop()
    mail.refresh_from_db()
    assert (mail.status, mail.last_error) == ("failed", "SMTPDataError")
    ours = [record for record in caplog.records if not record.name.startswith("mail.")]
    assert ours
    assert KEY not in "\n".join(logging.Formatter().format(record) for record in ours)


@pytest.mark.parametrize("status", ["failed", "uncertain"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_key_is_not_sent_again_when_the_button_is_pressed_all_the_same(kind, status, office):
    mail = written(kind)
    OutgoingMail.objects.filter(pk=mail.pk).update(status=status)
    address = reverse("mails:send_again", args=[mail.pk])
    assert address not in office.get(reverse("mails:inspect", args=[mail.pk])).text
    office.post(address)
    mail.refresh_from_db()
    assert mail.status == status


def test_a_failed_invitation_is_no_trouble_any_more_when_a_new_one_was_sent(office, organisation, coordinator):
    sent = invitations.invite(email=EMAIL, organisation=organisation, language="fr", invited_by=coordinator)
    OutgoingMail.objects.update(status="failed", problem="address")
    invitations.invite_again(invitation_id=sent.pk, invited_by=coordinator)
    assert not OutgoingMail.objects.filter(status__in=OutgoingMail.TROUBLE).exists()


def test_the_coordinator_is_not_called_for_a_code_that_failed(office):
    mail = written("account:login_code")
    trouble = re.escape(reverse("mails:index") + "?status=")
    for kind, is_told in (("account:login_code", False), ("invitation", True)):
        OutgoingMail.objects.filter(pk=mail.pk).update(status="failed", kind=kind)
        assert bool(re.search(trouble, office.get("/gestion/").text)) is is_told


def test_emptying_keys_costs_no_query_more(site_tree):
    mails = [written("reminder", reference=""), written("account:login_code", reference="")]
    counts = []
    for mail in mails:
        with CaptureQueriesContext(connection) as queries:
            delivery.deliver([mail.pk])
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_app_may_declare_a_kind_of_its_own(site_tree, monkeypatch):
    monkeypatch.setattr(secret_kinds, "SECRET_KINDS", set(secret_kinds.SECRET_KINDS))
    secret_kinds.declare_secret("signing")
    mail = queue.write_mails([Letter(kind="signing", recipient=EMAIL, language="fr", subject="S", text=KEY)])[0]
    withdraw_queued(recipients=[EMAIL])
    assert is_empty(mail)
