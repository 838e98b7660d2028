"""A mail of the outbox as it leaves: headers, text, HTML, calendar."""

import re
from email.header import Header
from email.message import Message
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from home.sites import default_settings
from network.models import OutgoingMail

# Longer words leave no room for their header's name on the same line, of 76 characters.
LONGEST_WORD = 60
PLAIN_PHRASE = re.compile(r"[A-Za-z0-9 \-]+")


class MailMessage(EmailMultiAlternatives):
    """A message whose subject, and the name of whose sender, begin on the line of their header.

    Django encodes a header without counting its name, and Python then folds it before the first word: some programs
    show such a subject as empty.
    """

    sender_name = ""

    def message(self):
        message = super().message()
        replace(message, "Subject", header("Subject", self.subject))
        if self.sender_name:
            sender = header("From", self.sender_name, is_phrase=True)
            sender.append(f"<{self.from_email}>")
            replace(message, "From", sender)
        return message


def header(name: str, words: str, *, is_phrase: bool = False) -> Header:
    """``words`` as they are where every program reads them so, else encoded, in lines that count ``name``.

    In a phrase, before an address, more signs have a meaning of their own (RFC 5322, section 3.2.3).
    """
    is_plain = PLAIN_PHRASE.fullmatch(words) if is_phrase else words.isascii() and "=?" not in words
    fits = all(len(word) < LONGEST_WORD for word in words.split())
    made = Header(header_name=name)
    made.append(words, "us-ascii" if is_plain and fits else "utf-8")
    return made


def replace(message, name: str, made: Header) -> None:
    """Put ``made`` in the place of the header ``name``, past Django, which would encode it once more."""
    del message[name]
    Message.__setitem__(message, name, made)


def as_message(mail: OutgoingMail, *, answers_to: list[str]) -> MailMessage:
    """``multipart/mixed[alternative[text, html, calendar], invitation.ics]``, or less where the mail has less.

    Outlook acts on the calendar only inside the alternative, Gmail and Apple prefer the attachment (RFC 6047). Both
    hold the same bytes.
    """
    name, address = sender_in(mail.language)
    message = MailMessage(
        subject=mail.subject,
        body=mail.text,
        from_email=address,
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
    message.sender_name = name
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach_alternative(mail.calendar, f"text/calendar; method={mail.calendar_method}")
        message.attach("invitation.ics", mail.calendar.encode(), "application/ics")
    return message


def sender_in(language: str) -> tuple[str, str]:
    """The coordination's name, as readers of ``language`` know it, and the address it mails from."""
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with override(language):
        return " ".join(default_settings().name.split()) or own_name, address


def message_id(mail: OutgoingMail) -> str:
    """The same whenever this mail is sent: who gets it twice after all can tell."""
    return f"<{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{settings.CALENDAR_UID_DOMAIN}>"


def reply_to() -> list[str]:
    """The coordination's own address, where the settings name one."""
    email = default_settings().email
    return [email] if email else []
