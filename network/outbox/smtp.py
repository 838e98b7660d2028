"""The connection to the mail server, and what its errors mean for the mail that met them.

The one thing that must never be guessed is whether a mail left. Until the DATA command it has not (RFC 5321, section
4.1.1.4); once DATA was begun, only the server's answer tells (section 4.5.3.2.6: it may come after ten minutes, or get
lost).
"""

import smtplib
from dataclasses import dataclass

from django.core.mail.backends import smtp

from network.models import OutgoingMail

Problem = OutgoingMail.Problem

# The server asks for a login first, or does not accept ours (RFC 4954, section 6).
LOGIN_CODES = (530, 534, 535, 538)


class MayHaveLeftError(Exception):
    """The connection broke off after the mail was begun: the server may have taken it."""


class WatchedConversation:
    """Tells a connection lost while the mail is handed over from one lost before."""

    def data(self, msg):
        try:
            return super().data(msg)
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:
            raise MayHaveLeftError(str(error)) from error


class Conversation(WatchedConversation, smtplib.SMTP):
    """SMTP, plain or with STARTTLS."""


class SecureConversation(WatchedConversation, smtplib.SMTP_SSL):
    """SMTP over TLS."""


class EmailBackend(smtp.EmailBackend):
    """Django's backend; all its errors but ``MayHaveLeftError`` mean that nothing left."""

    is_sure = True

    @property
    def connection_class(self):
        return SecureConversation if self.use_ssl else Conversation


@dataclass(frozen=True)
class Verdict:
    """What an error means: ``may_have_left``, ``is_final`` (trying again is no use), and why."""

    problem: str
    may_have_left: bool = False
    is_final: bool = False


def verdict(error: Exception, *, is_sure: bool) -> Verdict:
    """What ``error`` means for the mail being sent; ``is_sure`` as the backend says of itself.

    Of a backend that does not say, only the server's own refusals are believed.
    """
    match error:
        case smtplib.SMTPRecipientsRefused():
            code = max((code for code, _reply in error.recipients.values()), default=0)
            # Before DATA: even an answer that makes no sense means that nothing left.
            found = verdict_of_code(code, Problem.ADDRESS) if code >= 400 else Verdict(Problem.DEFERRED)
        case smtplib.SMTPSenderRefused():
            # Ours to mend, once for all mails: none of them is given up for it.
            found = Verdict(Problem.LOGIN if error.smtp_code in LOGIN_CODES else Problem.SENDER)
        case smtplib.SMTPAuthenticationError():
            found = Verdict(Problem.LOGIN)
        case smtplib.SMTPHeloError() | smtplib.SMTPConnectError():
            found = Verdict(Problem.UNREACHABLE)
        case smtplib.SMTPResponseException():
            found = verdict_of_code(error.smtp_code, Problem.REFUSED)
        case MayHaveLeftError():
            found = Verdict(Problem.BROKEN_OFF, may_have_left=True)
        case _ if not is_sure:
            found = Verdict(Problem.BROKEN_OFF, may_have_left=True)
        case OSError():
            found = Verdict(Problem.UNREACHABLE)
        case _:
            found = Verdict(Problem.UNWRITABLE, is_final=True)
    return found


def verdict_of_code(code: int, problem: str) -> Verdict:
    """4xx may pass later, 5xx never will (RFC 5321, section 4.2.1); anything else is no answer."""
    if code in LOGIN_CODES:
        return Verdict(Problem.LOGIN)
    if 400 <= code < 500:
        return Verdict(Problem.DEFERRED)
    if 500 <= code < 600:
        return Verdict(problem, is_final=True)
    return Verdict(Problem.BROKEN_OFF, may_have_left=True)


def why_not_open(error: Exception) -> str:
    """The problem of a connection that could not be opened."""
    return Problem.LOGIN if isinstance(error, smtplib.SMTPAuthenticationError) else Problem.UNREACHABLE
