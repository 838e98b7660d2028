"""The outbox: a mail is written in the transaction of the fact it tells, and leaves after that transaction's commit."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from network.models import OutgoingMail
from network.tasks import deliver_mail


def queue_mail(
    *,
    kind: str,
    recipient: str,
    language: str,
    subject: str,
    text: str,
    html: str = "",
    calendar: str = "",
    calendar_method: str = "",
    calendar_sequence: int | None = None,
    reference: str = "",
) -> OutgoingMail:
    """Write one mail to ``recipient``; a task sends it after the commit, and ``manage.py send_outbox`` if that fails.

    Mails to one person with the same ``reference`` leave in the order they were written. ``calendar`` is an iCalendar
    file whose METHOD is ``calendar_method``. A transaction that is rolled back takes the mail with it.
    """
    mail = OutgoingMail.objects.create(
        kind=kind,
        recipient=recipient,
        language=language,
        subject=" ".join(subject.split())[:250],
        text=text,
        html=html,
        calendar=calendar,
        calendar_method=calendar_method,
        calendar_sequence=calendar_sequence,
        reference=reference,
    )
    # Robust: what was decided stands even when the queue of tasks cannot be reached.
    transaction.on_commit(partial(deliver_mail.enqueue, mail.pk), robust=True)
    return mail


def send_again(mail: OutgoingMail) -> bool:
    """Put a mail that was given up back in the queue, with all its attempts; False if it is not one."""
    failed = OutgoingMail.objects.filter(pk=mail.pk, status=OutgoingMail.Status.FAILED)
    is_queued = failed.update(status=OutgoingMail.Status.QUEUED, attempts=0, next_attempt_at=timezone.now())
    if is_queued:
        transaction.on_commit(partial(deliver_mail.enqueue, mail.pk), robust=True)
    return bool(is_queued)


@dataclass(frozen=True)
class LastCalendar:
    """What a person's calendar was last told: the highest SEQUENCE so far, and the METHOD of the latest mail."""

    sequence: int
    method: str


def last_calendars(*, recipients: Iterable[str], reference: str) -> dict[str, LastCalendar]:
    """What each of ``recipients`` was last sent about ``reference``, if a calendar at all; one query."""
    mails = OutgoingMail.objects.filter(
        recipient__in=list(recipients), reference=reference, calendar_sequence__isnull=False
    ).order_by("pk")
    told = {}
    for recipient, sequence, method in mails.values_list("recipient", "calendar_sequence", "calendar_method"):
        highest = max(sequence, told[recipient].sequence) if recipient in told else sequence
        told[recipient] = LastCalendar(highest, method)
    return told
