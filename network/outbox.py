"""The outbox: a mail is written in the transaction of the fact it tells, and leaves after that transaction's commit."""

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


def last_calendar_sequence(*, recipient: str, reference: str) -> int | None:
    """The highest SEQUENCE this person was sent about ``reference``; None if no calendar was sent yet."""
    mails = OutgoingMail.objects.filter(recipient=recipient, reference=reference, calendar_sequence__isnull=False)
    return mails.order_by("-calendar_sequence").values_list("calendar_sequence", flat=True).first()
