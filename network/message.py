"""A mail of the outbox as it leaves: headers, text, HTML, calendar."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from home.sites import default_settings
from network.models import OutgoingMail


def as_message(mail: OutgoingMail, *, answers_to: list[str]) -> EmailMultiAlternatives:
    """``multipart/mixed[alternative[text, html, calendar], invitation.ics]``, or less where the mail has less.

    Outlook acts on the calendar only inside the alternative, Gmail and Apple prefer the attachment (RFC 6047). Both
    hold the same bytes.
    """
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        reply_to=answers_to,
        headers={
            "Message-ID": message_id(mail),
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",
            # Exchange answers with no note of absence.
            "X-Auto-Response-Suppress": "OOF, AutoReply",
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach_alternative(mail.calendar, f"text/calendar; method={mail.calendar_method}")
        message.attach("invitation.ics", mail.calendar.encode(), "application/ics")
    return message


def message_id(mail: OutgoingMail) -> str:
    """The same whenever this mail is sent: who gets it twice after all can tell."""
    return f"<{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{settings.CALENDAR_UID_DOMAIN}>"


def reply_to() -> list[str]:
    """The coordination's own address, where the settings name one."""
    email = default_settings().email
    return [email] if email else []
