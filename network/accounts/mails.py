"""Mails about getting in: codes, keys, and what changed on an account. They are mails of the outbox like all others.

allauth names each by its templates (``account/email/login_code``); the last part makes its kind.
"""

from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial

from allauth.account import app_settings
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from home.dates import date_in_words, time_in_words
from home.sites import default_settings
from home.text.emails import readable_email
from network.models import OutgoingMail
from network.outbox import immediate
from network.outbox.queue import Letter, write_mails
from network.stable_names import ACCOUNT

Status = OutgoingMail.Status
# They tell who signs in when, which is nobody's business for long.
KEPT = timedelta(days=30)


class Outcome(Enum):
    """What is known of a mail when the page that asked for it is answered."""

    SENT = auto()
    ON_ITS_WAY = auto()
    TRIED_AGAIN = auto()
    REFUSED = auto()
    UNCERTAIN = auto()


def life_of(template: str) -> timedelta | None:
    """How long this mail is of use: as long as the code or key in it. None of what somebody is told only."""
    name = name_of(template)
    seconds = {
        "login_code": app_settings.LOGIN_BY_CODE_TIMEOUT,
        "email_confirmation": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        # In the place of a code, as long as that would live: the page of who asked tells nothing.
        "unknown_account": app_settings.LOGIN_BY_CODE_TIMEOUT,
        "address_claimed": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "password_reset_key": settings.PASSWORD_RESET_TIMEOUT,
        "password_reset_code": app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
    }
    return timedelta(seconds=seconds[name]) if name in seconds else None


def is_waited_for(template: str) -> bool:
    """Whether somebody can go on only once the mail has come."""
    return life_of(template) is not None


def name_of(template: str) -> str:
    return template.rpartition("/")[2]


def send_account_mail(template: str, *, recipient: str, context: dict) -> Outcome:
    """Write the mail of these allauth templates in the active language, and send it once its transaction is committed.

    Inside a transaction the outcome is not known yet, and the mail is on its way.
    """
    life = life_of(template)
    not_after = timezone.now() + life if life else None
    words = {"coordination": default_settings(), "until": instant_in_words(not_after), **context}
    words["email"] = readable_email(recipient)
    letter = Letter(
        kind=f"{ACCOUNT}{name_of(template)}",
        recipient=recipient,
        language=(translation.get_language() or settings.LANGUAGE_CODE)[:2],
        subject=render_to_string(f"{template}_subject.txt", words),
        text=render_to_string(f"{template}_message.txt", words).strip() + "\n",
        not_after=not_after,
    )
    (mail,) = write_mails([letter])
    on_commit(partial(immediate.send_now, mail.pk))
    return outcome_of(mail)


def on_commit(work) -> None:
    transaction.on_commit(work, robust=True)


def instant_in_words(instant: datetime | None) -> str:
    return f"{date_in_words(instant)}, {time_in_words(instant)}" if instant else ""


def outcome_of(mail: OutgoingMail) -> Outcome:
    status, attempts = OutgoingMail.objects.values_list("status", "attempts").get(pk=mail.pk)
    outcomes = {
        Status.SENT: Outcome.SENT,
        Status.FAILED: Outcome.REFUSED,
        Status.UNCERTAIN: Outcome.UNCERTAIN,
        Status.QUEUED: Outcome.TRIED_AGAIN if attempts else Outcome.ON_ITS_WAY,
    }
    return outcomes.get(status, Outcome.ON_ITS_WAY)


def forget_old(now: datetime) -> int:
    """Delete the rows of mails about getting in that are older than ``KEPT``; how many."""
    old = OutgoingMail.objects.filter(kind__startswith=ACCOUNT, created_at__lt=now - KEPT)
    count, _of_each_model = old.exclude(status__in=(Status.QUEUED, Status.SENDING)).delete()
    return count
