"""The outbox: with the fact, after the commit, in order, once, and again after a failure."""

import datetime as dt
import smtplib
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.utils import timezone

from home.models import SiteSettings
from network.models import OutgoingMail
from network.outbox import delivery
from network.outbox.queue import Letter, queue_mail, queue_mails
from network.outbox.smtp import MayHaveLeftError

pytestmark = pytest.mark.django_db

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Été à l’Écluse\r\nEND:VCALENDAR\r\n"


class DeadServer(BaseEmailBackend):
    """A mail server that does not answer."""

    def open(self):
        raise ConnectionRefusedError("nobody there")


@pytest.fixture
def dead_server(monkeypatch):
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend", DeadServer)


def server_saying(error):
    """A mail server that answers each mail with ``error``, and says that nothing else was taken."""

    class Server(BaseEmailBackend):
        is_sure = True

        def send_messages(self, messages):
            raise error

    return Server


@pytest.fixture
def say(monkeypatch):
    """``say(error)``: from now on the mail server answers so."""

    def change(error):
        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend", server_saying(error))

    return change


def deliver(waiting, *, now=None):
    """Try to send one mail; the row as it is then."""
    delivery.deliver([waiting.pk], now=now)
    waiting.refresh_from_db()
    return waiting


def queue(subject="Bonjour", *, recipient="ana@association.example", **fields):
    return queue_mail(kind="test", recipient=recipient, language="fr", subject=subject, text="Bonjour.", **fields)


def letter(subject="Bonjour", *, recipient="ana@association.example", **fields):
    return Letter(kind="test", recipient=recipient, language="fr", subject=subject, text="Bonjour.", **fields)


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
    assert [deliver(waiting).status, deliver(waiting).status] == ["sent", "sent"]
    assert subjects() == ["Bonjour"]


def test_a_mail_is_left_alone_when_another_process_is_sending_it():
    waiting = queue()
    assert delivery.claim(waiting.pk, now=timezone.now())
    assert deliver(waiting).status == "sending"
    assert subjects() == []


def test_a_mail_is_uncertain_and_stays_so_when_the_process_that_sent_it_died():
    waiting = queue()
    now = timezone.now()
    delivery.claim(waiting.pk, now=now)
    for days in (1, 30):
        assert delivery.deliver_due(now=now + dt.timedelta(days=days)) == (0, 0)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.problem) == ("uncertain", "stopped")
    assert subjects() == []


def test_a_mail_is_sent_after_all_when_its_process_was_only_slow():
    waiting = queue()
    now = timezone.now()
    claimed = delivery.claim(waiting.pk, now=now)
    delivery.tidy(now=now + delivery.LEASE)
    delivery.conclude(claimed, status="sent", problem="")
    waiting.refresh_from_db()
    assert (waiting.status, waiting.problem) == ("sent", "")


def test_the_mail_stays_with_the_reason_when_the_server_is_dead(dead_server, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        waiting = queue()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts, waiting.problem) == ("queued", 1, "unreachable")
    assert waiting.last_error == "ConnectionRefusedError: nobody there"
    assert waiting.next_attempt_at > timezone.now()


@pytest.mark.parametrize(
    ("error", "times"),
    [
        (ConnectionRefusedError("nobody there"), delivery.OUTAGE),
        (smtplib.SMTPDataError(451, b"greylisted"), delivery.BACK_OFF),
    ],
)
def test_the_waiting_time_grows_and_ends_when_the_server_keeps_saying_no(say, monkeypatch, error, times):
    monkeypatch.setattr(delivery, "OUTAGE", times := times[:5])
    monkeypatch.setattr(delivery, "BACK_OFF", times)
    say(error)
    waiting = queue()
    now = timezone.now()
    delays = []
    for _ in range(len(times) + 1):
        deliver(waiting, now=now)
        delays.append(waiting.next_attempt_at - now)
        now = waiting.next_attempt_at
    assert delays[:-1] == times
    assert waiting.status == "failed"
    assert deliver(waiting, now=now + dt.timedelta(days=30)).attempts == len(times) + 1


def refused(code):
    return smtplib.SMTPRecipientsRefused({"ana@association.example": (code, b"words")})


@pytest.mark.parametrize(
    ("error", "status", "problem"),
    [
        (refused(550), "failed", "address"),
        (refused(450), "queued", "deferred"),
        (refused(530), "queued", "login"),
        (refused(-1), "queued", "deferred"),
        (smtplib.SMTPSenderRefused(550, b"who?", "x"), "queued", "sender"),
        (smtplib.SMTPSenderRefused(530, b"login", "x"), "queued", "login"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "queued", "login"),
        (smtplib.SMTPHeloError(500, b"no"), "queued", "unreachable"),
        (smtplib.SMTPDataError(452, b"full"), "queued", "deferred"),
        (smtplib.SMTPDataError(554, b"spam"), "failed", "refused"),
        (smtplib.SMTPDataError(-1, b"noise"), "uncertain", "broken_off"),
        (smtplib.SMTPServerDisconnected("before DATA"), "queued", "unreachable"),
        (TimeoutError("before DATA"), "queued", "unreachable"),
        (MayHaveLeftError("after DATA"), "uncertain", "broken_off"),
        (ValueError("no mail"), "failed", "unwritable"),
    ],
)
def test_a_mail_ends_as_its_error_means_when_the_server_answers_so(say, error, status, problem):
    say(error)
    waiting = deliver(queue())
    assert (waiting.status, waiting.problem) == (status, problem)
    assert type(error).__name__ in waiting.last_error


def test_a_mail_is_uncertain_when_a_backend_does_not_say_what_its_errors_mean(monkeypatch):
    server = server_saying(smtplib.SMTPServerDisconnected("when?"))
    server.is_sure = False
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend", server)
    assert deliver(queue()).status == "uncertain"


def test_an_error_is_kept_when_it_holds_what_no_database_takes(say):
    say(OSError("nul \x00 byte"))
    assert "nul  byte" in deliver(queue()).last_error


def test_the_mail_leaves_when_the_command_runs_after_the_server_came_back(monkeypatch, capsys):
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend", DeadServer)
        deliver(queue())
    call_command("send_outbox")
    assert subjects() == []
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        call_command("send_outbox")
    assert subjects() == ["Bonjour"]
    assert "1 sent" in capsys.readouterr().out


def test_every_mail_counts_an_attempt_when_nobody_opens(dead_server, django_assert_num_queries):
    queue_mails([letter(recipient=f"p{number}@association.example") for number in range(30)])
    with django_assert_num_queries(12):
        delivery.deliver_due()
    assert set(OutgoingMail.objects.values_list("status", "attempts")) == {("queued", 1)}


def test_a_cancellation_waits_when_its_request_could_not_leave(monkeypatch):
    request = queue("Invitation", reference="date:1")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend", DeadServer)
        deliver(request)
    cancellation = queue("Annulation", reference="date:1")
    assert deliver(cancellation).status == "queued"
    deliver(request, now=timezone.now() + dt.timedelta(minutes=2))
    assert subjects() == ["Invitation", "Annulation"]


def test_a_cancellation_waits_when_its_request_is_leaving():
    request, cancellation = queue("Invitation", reference="date:1"), queue("Annulation", reference="date:1")
    delivery.claim(request.pk, now=timezone.now())
    assert deliver(cancellation).status == "queued"


@pytest.mark.parametrize("status", ["uncertain", "failed", "withdrawn", "sent"])
def test_a_cancellation_leaves_when_its_request_waits_no_more(status):
    request, cancellation = queue("Invitation", reference="date:1"), queue("Annulation", reference="date:1")
    OutgoingMail.objects.filter(pk=request.pk).update(status=status)
    assert deliver(cancellation).status == "sent"


def test_a_lease_starts_with_its_mail_when_those_before_it_took_long(monkeypatch):
    first, second = queue("Première"), queue("Seconde", recipient="bo@association.example")
    ages = {}
    with time_machine.travel(timezone.now(), tick=False) as clock:

        def send_slowly(claimed, walk):
            ages[claimed.pk] = timezone.now() - claimed.claimed_at
            clock.shift(delivery.LEASE)
            return True

        monkeypatch.setattr(delivery, "send_claimed", send_slowly)
        delivery.deliver_due()
    assert ages == {first.pk: dt.timedelta(0), second.pk: dt.timedelta(0)}


def test_the_outcome_is_written_when_the_database_was_away_for_a_moment(monkeypatch):
    waiting = queue()
    pauses = []
    update = delivery.OutgoingMail.objects.filter().__class__.update

    def restarting(rows, **fields):
        if fields.get("status") == "sent" and len(pauses) < 2:
            raise OperationalError("terminating connection")
        return update(rows, **fields)

    monkeypatch.setattr("django.db.models.query.QuerySet.update", restarting)
    monkeypatch.setattr(
        delivery, "connection", SimpleNamespace(in_atomic_block=False, close_if_unusable_or_obsolete=list)
    )
    monkeypatch.setattr("time.sleep", pauses.append)
    assert deliver(waiting).status == "sent"
    assert pauses == [0.5, 2.0]


def test_others_do_not_wait_when_one_person_cannot_be_reached():
    queue("Invitation", reference="date:1")
    other = queue("Annulation", reference="date:1", recipient="bo@association.example")
    assert deliver(other).status == "sent"


def test_the_message_is_built_as_calendars_want_it_when_it_has_an_invitation():
    deliver(queue(calendar=CALENDAR, calendar_method="REQUEST", calendar_sequence=0))
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
    deliver(queue())
    assert mail.outbox[0].reply_to == ["bonjour@coordination.example"]


def test_a_subject_stays_on_one_line_when_a_title_has_several():
    assert queue("Midi\nBcc: tous@association.example").subject == "Midi Bcc: tous@association.example"
