"""Rows of the outbox: many at once, taken back, too late, sent again, erased."""

import datetime as dt
import smtplib
import threading
import time

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from factories.threads import at_once, in_thread

from network.models import OutgoingMail
from network.outbox import delivery
from network.outbox.queue import (
    LastCalendar,
    Letter,
    erase_sent,
    last_calendars,
    queue_mail,
    queue_mails,
    send_again,
    withdraw_queued,
)
from network.outbox.tasks import deliver_mails

pytestmark = pytest.mark.django_db
ANA, BO = "ana@association.example", "bo@association.example"


def letter(**fields):
    basis = {"kind": "reminder", "recipient": ANA, "language": "fr", "subject": "Rappel", "text": "Demain."}
    return Letter(**basis | fields)


def queue(**fields):
    return queue_mails([letter(**fields)])[0]


def status_of(*mails):
    statuses = dict(OutgoingMail.objects.values_list("pk", "status"))
    return [statuses[one.pk] for one in mails]


def test_mails_are_written_in_order_and_at_once_when_there_are_hundreds(django_assert_num_queries):
    # What Django and Wagtail remember for themselves is read before.
    queue()
    OutgoingMail.objects.all().delete()
    # SQLite takes as many rows in one INSERT as its number of variables lets it.
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 8):
        mails = queue_mails(letter(recipient=f"p{number}@association.example") for number in range(300))
    assert [one.recipient for one in mails] == [f"p{number}@association.example" for number in range(300)]
    assert [one.pk for one in mails] == sorted(one.pk for one in mails)
    assert OutgoingMail.objects.count() == 300


def test_a_few_tasks_send_hundreds_of_mails_when_they_are_committed(monkeypatch, django_capture_on_commit_callbacks):
    enqueued = []
    monkeypatch.setattr(type(deliver_mails), "enqueue", lambda task, ids: enqueued.append((task.priority, len(ids))))
    with django_capture_on_commit_callbacks(execute=True):
        queue_mails([letter() for _number in range(50)])
        queue()
    assert enqueued == [(-10, 20), (-10, 20), (-10, 10), (0, 1)]


def test_a_mail_has_a_foot_and_html_when_only_its_text_was_given():
    written = queue_mail(kind="test", recipient=ANA, language="nl", subject="Middag", text="Dag.\n")
    assert written.text.startswith("Dag.\n\n-- \nSociale coördinatie\n")
    assert '<html lang="nl"' in written.html
    assert "Dag." in written.html


def test_mails_are_withdrawn_when_what_they_say_no_longer_holds():
    kept = [queue(kind="date_changed"), queue(reference="date:2"), queue(recipient=BO, reference="date:1")]
    gone = queue(reference="date:1")
    assert withdraw_queued(reference="date:1", kinds={"reminder"}, recipients=[ANA]) == 1
    gone.refresh_from_db()
    assert (gone.status, gone.problem) == ("withdrawn", "overtaken")
    assert gone.withdrawn_at
    delivery.deliver_due()
    assert status_of(*kept, gone) == ["sent"] * 3 + ["withdrawn"]


def test_a_mail_waits_as_before_when_what_withdrew_it_is_rolled_back():
    waiting = queue(reference="date:1")
    try:
        with transaction.atomic():
            withdraw_queued(reference="date:1", kinds=["reminder"])
            raise RuntimeError
    except RuntimeError:
        pass
    assert status_of(waiting) == ["queued"]


@pytest.mark.parametrize(("taken", "status"), [(True, "sent"), (False, "withdrawn")])
def test_a_mail_being_handed_over_is_not_tried_again_when_it_is_withdrawn(monkeypatch, taken, status):
    leaving = queue(reference="date:1")

    def send(_server, _messages):
        assert withdraw_queued(reference="date:1", kinds=["reminder"]) == 0
        if not taken:
            raise smtplib.SMTPDataError(451, b"later")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send)
    delivery.deliver([leaving.pk])
    assert status_of(leaving) == [status]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a transaction of SQLite is IMMEDIATE: it is itself the lock")
def test_a_worker_finds_a_mail_withdrawn_when_it_claimed_before_the_withdrawal_was_committed():
    # Rows of threads of their own: this test's transaction is seen by nobody.
    row = {"kind": "reminder", "recipient": ANA, "language": "fr", "reference": "date:race"}
    waiting = in_thread(lambda: OutgoingMail.objects.create(**row))
    is_withdrawn = threading.Event()

    def withdraw():
        with transaction.atomic():
            count = withdraw_queued(reference="date:race", kinds=["reminder"])
            is_withdrawn.set()
            time.sleep(0.3)
        return count

    def claim():
        is_withdrawn.wait(10)
        return delivery.claim(waiting.pk, now=timezone.now())

    try:
        assert at_once(withdraw, claim) == [1, None]
        assert status_of(waiting) == ["withdrawn"]
    finally:
        in_thread(lambda: OutgoingMail.objects.filter(pk=waiting.pk).delete())


def test_a_mail_is_withdrawn_when_it_could_not_leave_in_time():
    now = timezone.now()
    late = queue(reference="date:1", not_after=now + dt.timedelta(hours=1))
    behind = queue(reference="date:1", kind="cancellation")
    delivery.deliver_due(now=now + dt.timedelta(hours=1))
    late.refresh_from_db()
    assert (late.status, late.problem) == ("withdrawn", "late")
    assert status_of(behind) == ["sent"]


def test_a_mail_leaves_when_its_last_moment_has_not_come():
    in_time = queue(not_after=timezone.now() + dt.timedelta(hours=1))
    delivery.deliver_due()
    assert status_of(in_time) == ["sent"]


@pytest.mark.parametrize("status", ["failed", "uncertain"])
def test_a_mail_in_trouble_leaves_once_more_when_somebody_asks_twice(status, django_capture_on_commit_callbacks):
    stuck = queue()
    OutgoingMail.objects.update(status=status, attempts=8, problem="address", last_error="no")
    with django_capture_on_commit_callbacks(execute=True):
        assert [send_again(stuck), send_again(stuck)] == [True, False]
    stuck.refresh_from_db()
    assert (stuck.status, stuck.attempts, stuck.problem, stuck.last_error) == ("sent", 1, "", "")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "fields",
    [
        *({"status": status} for status in ("queued", "sending", "sent", "withdrawn")),
        {"withdrawn_at": timezone.now()},
        {"not_after": timezone.now()},
        {"recipient": ""},
    ],
)
def test_a_mail_is_not_sent_again_when_it_is_not_in_trouble_or_of_no_use(fields):
    stuck = queue()
    OutgoingMail.objects.update(**{"status": "uncertain"} | fields)
    assert not send_again(stuck)


def test_a_calendar_was_told_nothing_when_its_mail_was_withdrawn():
    calendar = {"calendar": "x", "calendar_method": "REQUEST", "reference": "date:1"}
    queue(**calendar, calendar_sequence=2)
    queue(**calendar, calendar_sequence=3, kind="date_changed")
    withdraw_queued(reference="date:1", kinds=["date_changed"])
    assert last_calendars(recipients=[ANA], reference="date:1") == {ANA: LastCalendar(2, "REQUEST")}


def test_old_mails_lose_names_and_words_when_they_are_erased():
    old, new, waiting = queue(reference="date:1", calendar="x"), queue(), queue()
    OutgoingMail.objects.filter(pk__in=[old.pk, new.pk]).update(status="sent", last_error=f"{ANA} unknown")
    OutgoingMail.objects.exclude(pk=new.pk).update(created_at=timezone.now() - dt.timedelta(days=400))
    before = timezone.now() - dt.timedelta(days=365)
    assert [erase_sent(before, dry_run=True), erase_sent(before, dry_run=True)] == [1, 1]
    assert [erase_sent(before), erase_sent(before)] == [1, 0]
    old.refresh_from_db()
    assert {old.recipient, old.subject, old.text, old.html, old.calendar, old.last_error} == {""}
    assert (old.kind, old.status, old.reference) == ("reminder", "sent", "date:1")
    assert str(old)
    for kept in (new, waiting):
        kept.refresh_from_db()
        assert kept.recipient == ANA


def test_only_the_mails_of_some_people_are_erased_when_they_are_named():
    mails = [queue(), queue(recipient=BO)]
    OutgoingMail.objects.update(status="sent")
    assert erase_sent(timezone.now(), recipients=[BO]) == 1
    assert list(OutgoingMail.objects.order_by("pk").values_list("recipient", flat=True)) == [ANA, ""]
    assert len(mails) == 2
