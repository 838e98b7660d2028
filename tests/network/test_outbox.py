"""The outbox: with the fact, after the commit, in order, once, and again after a failure."""

import datetime as dt
import smtplib

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from home.models import SiteSettings
from network import delivery
from network.models import OutgoingMail
from network.outbox import queue_mail

pytestmark = pytest.mark.django_db

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Été à l’Écluse\r\nEND:VCALENDAR\r\n"


class DeadServer(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("nobody there")


@pytest.fixture
def dead_server(monkeypatch):
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend", DeadServer)


def queue(subject="Bonjour", *, recipient="ana@association.example", **fields):
    return queue_mail(kind="test", recipient=recipient, language="fr", subject=subject, text="Bonjour.", **fields)


def subjects():
    return [message.subject for message in mail.outbox]


def test_a_mail_leaves_when_its_transaction_commits(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent = queue()
        assert subjects() == []
    sent.refresh_from_db()
    assert subjects() == ["Bonjour"]
    assert (sent.status, sent.attempts) == ("sent", 1)
    assert sent.sent_at


def test_nothing_is_sent_when_the_transaction_is_rolled_back(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                queue()
                raise RuntimeError
        except RuntimeError:
            pass
    assert subjects() == []
    assert not OutgoingMail.objects.exists()


def test_a_mail_is_sent_once_when_it_is_delivered_twice():
    waiting = queue()
    assert [delivery.deliver(waiting.pk), delivery.deliver(waiting.pk)] == [True, False]
    assert subjects() == ["Bonjour"]


def test_a_mail_is_left_alone_when_another_process_is_sending_it():
    waiting = queue()
    assert delivery.claim(waiting.pk, now=timezone.now())
    assert delivery.deliver(waiting.pk) is False
    assert subjects() == []


def test_a_mail_is_sent_again_when_the_process_that_sent_it_died():
    waiting = queue()
    now = timezone.now()
    delivery.claim(waiting.pk, now=now)
    assert delivery.deliver(waiting.pk, now=now + delivery.LEASE)


def test_the_mail_stays_with_the_reason_when_the_server_is_dead(dead_server, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        waiting = queue()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == ("queued", 1)
    assert waiting.last_error == "SMTPServerDisconnected: nobody there"
    assert waiting.next_attempt_at > timezone.now()


def test_the_waiting_time_grows_and_ends_when_the_server_stays_dead(dead_server):
    waiting = queue()
    now = timezone.now()
    delays = []
    for _ in range(len(delivery.BACK_OFF) + 1):
        delivery.deliver(waiting.pk, now=now)
        waiting.refresh_from_db()
        delays.append(waiting.next_attempt_at - now)
        now = waiting.next_attempt_at
    assert delays[:-1] == delivery.BACK_OFF
    assert waiting.status == "failed"
    assert delivery.deliver(waiting.pk, now=now + dt.timedelta(days=30)) is False


def test_the_mail_leaves_when_the_command_runs_after_the_server_came_back(monkeypatch, capsys):
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend", DeadServer)
        delivery.deliver(queue().pk)
    call_command("send_outbox")
    assert subjects() == []
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        call_command("send_outbox")
    assert subjects() == ["Bonjour"]
    assert "1 sent" in capsys.readouterr().out


def test_a_cancellation_waits_when_its_request_could_not_leave(monkeypatch):
    request = queue("Invitation", reference="date:1")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend", DeadServer)
        delivery.deliver(request.pk)
    cancellation = queue("Annulation", reference="date:1")
    assert delivery.deliver(cancellation.pk) is False
    delivery.deliver(request.pk, now=timezone.now() + dt.timedelta(minutes=2))
    assert subjects() == ["Invitation", "Annulation"]


def test_a_lease_starts_with_its_mail_when_those_before_it_took_long(monkeypatch):
    first, second = queue("Première"), queue("Seconde", recipient="bo@association.example")
    leases = {}
    with time_machine.travel(timezone.now(), tick=False) as clock:

        def send_slowly(claimed, *, now):
            leases[claimed.pk] = claimed.next_attempt_at - timezone.now()
            clock.shift(delivery.LEASE)
            return True

        monkeypatch.setattr(delivery, "send", send_slowly)
        delivery.deliver_due()
    assert leases == {first.pk: delivery.LEASE, second.pk: delivery.LEASE}


def test_others_do_not_wait_when_one_person_cannot_be_reached():
    queue("Invitation", reference="date:1")
    other = queue("Annulation", reference="date:1", recipient="bo@association.example")
    assert delivery.deliver(other.pk)


def test_the_message_is_built_as_calendars_want_it_when_it_has_an_invitation():
    delivery.deliver(
        queue(html="<p>Bonjour.</p>", calendar=CALENDAR, calendar_method="REQUEST", calendar_sequence=0).pk
    )
    message = mail.outbox[0].message()
    assert message.get_content_type() == "multipart/mixed"
    alternative, attachment = message.get_payload()
    assert [part.get_content_type() for part in alternative.get_payload()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = alternative.get_payload()[2]
    assert dict(calendar.get_params())["method"] == "REQUEST"
    assert dict(calendar.get_params())["charset"].lower() == "utf-8"
    assert calendar.get_payload(decode=True).decode().replace("\r\n", "\n") == CALENDAR.replace("\r\n", "\n")
    assert attachment.get_filename() == "invitation.ics"
    assert attachment.get_payload(decode=True).decode() == CALENDAR


def test_answers_reach_the_coordination_when_the_settings_name_its_address(site_tree):
    settings = SiteSettings.for_site(site_tree.get_site())
    settings.email = "bonjour@coordination.example"
    settings.save()
    delivery.deliver(queue().pk)
    assert mail.outbox[0].reply_to == ["bonjour@coordination.example"]


def test_a_subject_stays_on_one_line_when_a_title_has_several():
    assert queue("Midi\nBcc: tous@association.example").subject == "Midi Bcc: tous@association.example"
