"""Sending the outbox: each mail by one process at a time, in order for each person and subject, again after a failure.

A mail is claimed by moving its next attempt into the future in one UPDATE, which only one process wins; no lock is
held while the mail server is spoken to. A process that dies between sending and marking leaves a mail that is sent
again after ``LEASE``, with the same Message-ID.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from wagtail.models import Site

from home.models import SiteSettings
from network.models import OutgoingMail

LEASE = timedelta(minutes=10)
# Waiting time after each failure; the one after the last gives up.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]

logger = logging.getLogger(__name__)


def deliver(mail_id: int, *, now: datetime | None = None) -> bool:
    """Send this mail if it is due and the first of its row, then the ones that waited behind it; False if it stayed."""
    now = now or timezone.now()
    mail = claim(mail_id, now=now)
    if mail is None or not send(mail, now=now):
        return False
    while following := next_behind(mail):
        mail = claim(following, now=now)
        if mail is None or not send(mail, now=now):
            break
    return True


def deliver_due(*, now: datetime | None = None) -> tuple[int, int]:
    """Try every mail whose time has come, oldest first; returns how many are sent and how many of them still wait."""
    due = list(due_mails(now or timezone.now()).order_by("pk").values_list("pk", flat=True))
    for mail_id in due:
        # Each by its own clock: after a slow hundred, a lease counted from the start of the run would be over already.
        deliver(mail_id, now=now)
    sent = OutgoingMail.objects.filter(pk__in=due, status=OutgoingMail.Status.SENT).count()
    return sent, len(due) - sent


def due_mails(now: datetime):
    """Mails to try at ``now``."""
    return OutgoingMail.objects.filter(status=OutgoingMail.Status.QUEUED, next_attempt_at__lte=now)


def claim(mail_id: int, *, now: datetime) -> OutgoingMail | None:
    """Take this mail for ``LEASE``; None if it is not due, is another process's, or an earlier one must leave first."""
    earlier = OutgoingMail.objects.filter(
        status=OutgoingMail.Status.QUEUED,
        recipient=OuterRef("recipient"),
        reference=OuterRef("reference"),
        pk__lt=OuterRef("pk"),
    ).exclude(reference="")
    claimed = due_mails(now).filter(~Exists(earlier), pk=mail_id)
    if not claimed.update(attempts=F("attempts") + 1, next_attempt_at=now + LEASE):
        return None
    return OutgoingMail.objects.get(pk=mail_id)


def send(mail: OutgoingMail, *, now: datetime) -> bool:
    """Hand a claimed mail to the mail server and write down what came of it."""
    try:
        as_message(mail).send()
    # Whatever the backend raises, the mail is kept and the others go on.
    except Exception as error:
        logger.warning(
            "mail not sent", extra={"mail": mail.pk, "attempt": mail.attempts, "error": type(error).__name__}
        )
        mail.last_error = f"{type(error).__name__}: {error}".replace("\x00", "")[:500]
        if mail.attempts > len(BACK_OFF):
            mail.status = OutgoingMail.Status.FAILED
        else:
            mail.next_attempt_at = now + BACK_OFF[mail.attempts - 1]
        mail.save(update_fields=["status", "next_attempt_at", "last_error"])
        return False
    mail.status, mail.sent_at, mail.last_error = OutgoingMail.Status.SENT, timezone.now(), ""
    mail.save(update_fields=["status", "sent_at", "last_error"])
    return True


def next_behind(mail: OutgoingMail) -> int | None:
    """The mail to the same person on the same subject that was written next and waits."""
    if not mail.reference:
        return None
    waiting = OutgoingMail.objects.filter(
        status=OutgoingMail.Status.QUEUED, recipient=mail.recipient, reference=mail.reference, pk__gt=mail.pk
    )
    return waiting.order_by("pk").values_list("pk", flat=True).first()


def as_message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """``multipart/mixed[alternative[text, html, calendar], invitation.ics]``, or less where the mail has less.

    Outlook acts on the calendar only inside the alternative, Gmail and Apple prefer the attachment (RFC 6047).
    """
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        reply_to=reply_to(),
        headers={
            "Message-ID": f"<{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{settings.CALENDAR_UID_DOMAIN}>",
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach_alternative(mail.calendar, f"text/calendar; method={mail.calendar_method}")
        message.attach("invitation.ics", mail.calendar.encode(), "application/ics")
    return message


def reply_to() -> list[str]:
    """The coordination's own address, where the settings name one."""
    site = Site.objects.filter(is_default_site=True).first()
    email = SiteSettings.for_site(site).email if site else ""
    return [email] if email else []
