"""Sending the outbox: each mail once at most, by one process at a time, in order for each person and subject.

A mail is claimed by one UPDATE that makes it ``sending``, which only one process wins and which is committed before the
mail server hears of it; no lock is held while the server is spoken to. What came of it is a second UPDATE:

- the server took it: ``sent``;
- nothing left, for certain: ``queued`` again until ``BACK_OFF`` is used up, then ``failed``; at once where the server
  says that it never will;
- nobody can know: ``uncertain``. So is a mail still ``sending`` after ``LEASE``, whose process was killed. It is never
  sent again by itself.

Mails to one person with the same reference leave in the order they were written. One that waits or is leaving holds
those behind it back; one that is sent, failed, uncertain or withdrawn does not: the later mail is the newer truth (and
its calendar file has the higher SEQUENCE), and nobody may stay without news because an earlier mail got lost.

The words of a secret kind (``network.outbox.secret_kinds``) are emptied in the UPDATE that ends the mail.
"""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import OperationalError, connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from network.models import OutgoingMail
from network.outbox.message import as_message, reply_to
from network.outbox.secret_kinds import SECRET_KINDS, is_secret, without_keys
from network.outbox.smtp import Verdict, verdict, why_not_open

Status = OutgoingMail.Status
Problem = OutgoingMail.Problem

# How long the server may take for each answer, in seconds: it may look for viruses before it takes a mail.
TIMEOUT = 60
# Longer than all the answers between claiming a mail and knowing (MAIL, RCPT, DATA, the mail itself).
LEASE = timedelta(minutes=10)
# Waiting time after each failure; the one after the last gives up.
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]
# A server that is away is tried again every quarter of an hour, for five days as mail servers do among themselves.
OUTAGE = [timedelta(minutes=minutes) for minutes in (1, 5, *[15] * 480)]
OF_THE_SERVER = (Problem.UNREACHABLE, Problem.LOGIN, Problem.SENDER)
# Servers take a limited number of mails on one connection.
PER_CONNECTION = 50
# Mails read from the database at once.
AT_ONCE = 500
# A sent mail is only exact once that is written down: the database may be restarting.
PATIENCE_WITH_DATABASE = (0.5, 2.0, 10.0)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """What the mails sent together share: the connection, where answers go, the time by which they are due."""

    server: BaseEmailBackend
    answers_to: list[str]
    now: datetime


def deliver(mail_ids: Iterable[int], *, now: datetime | None = None, timeout: int = TIMEOUT) -> None:
    """Send those of these mails that are due and first of their row, and what waited behind them."""
    now = now or timezone.now()
    tidy(now=now)
    due = due_mails(now).filter(pk__in=list(mail_ids)).order_by("pk")
    send_all(list(due.values_list("pk", flat=True)), now=now, timeout=timeout)


def deliver_due(*, now: datetime | None = None) -> tuple[int, int]:
    """Try every mail whose time has come, oldest first; returns how many are sent and how many of them still wait."""
    now = now or timezone.now()
    tidy(now=now)
    empty_keys()
    sent = waiting = last = 0
    while due := list(due_mails(now).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        send_all(due, now=now)
        tried = OutgoingMail.objects.filter(pk__in=due)
        sent += tried.filter(status=Status.SENT).count()
        waiting += tried.filter(status=Status.QUEUED).count()
        last = due[-1]
    return sent, waiting


def send_all(due: list[int], *, now: datetime, timeout: int = TIMEOUT) -> None:
    """Send these mails over one connection, opened before the first is claimed: most failures are then certain."""
    if not due:
        return
    walk = Round(mail_server(timeout=timeout), reply_to(), now)
    try:
        for place, mail_id in enumerate(due):
            if place % PER_CONNECTION == 0:
                close(walk.server)
            if error := opening_error(walk.server):
                postpone(due[place:], error, now=now)
                break
            send_row(mail_id, walk)
    finally:
        close(walk.server)


def mail_server(*, timeout: int) -> BaseEmailBackend:
    """The way to the mail server, not opened yet."""
    return get_connection(settings.OUTBOX_BACKEND, timeout=timeout)


def tidy(*, now: datetime) -> None:
    """Call what was being sent when its process died uncertain, withdraw what is of no use any more."""
    dead = OutgoingMail.objects.filter(status=Status.SENDING, claimed_at__lte=now - LEASE)
    dead.update(status=Status.UNCERTAIN, problem=Problem.STOPPED, **without_keys())
    late = OutgoingMail.objects.filter(status=Status.QUEUED, not_after__lte=now)
    late.update(status=Status.WITHDRAWN, problem=Problem.LATE, withdrawn_at=now, **without_keys())


def empty_keys() -> None:
    """Empty the keys in mails that do not leave any more, whoever ended them, and however long ago."""
    ended = OutgoingMail.objects.filter(kind__in=SECRET_KINDS).exclude(status__in=(Status.QUEUED, Status.SENDING))
    ended.exclude(text="").update(**without_keys())


def due_mails(now: datetime) -> QuerySet[OutgoingMail]:
    """Mails to try at ``now``."""
    in_time = Q(not_after=None) | Q(not_after__gt=now)
    return OutgoingMail.objects.filter(in_time, status=Status.QUEUED, next_attempt_at__lte=now)


def claim(mail_id: int, *, now: datetime) -> OutgoingMail | None:
    """Take this mail to send it; None if it is not due, is another process's, or an earlier one must leave first."""
    earlier = OutgoingMail.objects.filter(
        status__in=(Status.QUEUED, Status.SENDING),
        recipient=OuterRef("recipient"),
        reference=OuterRef("reference"),
        pk__lt=OuterRef("pk"),
    ).exclude(reference="")
    claimed = due_mails(now).filter(~Exists(earlier), pk=mail_id)
    # By the clock, not by ``now``: after a slow hundred, a lease counted from the start of the run would be over.
    if not claimed.update(status=Status.SENDING, attempts=F("attempts") + 1, claimed_at=max(now, timezone.now())):
        return None
    return OutgoingMail.objects.get(pk=mail_id)


def send_row(mail_id: int | None, walk: Round) -> None:
    """Send this mail, then those behind it in its row, until one stays or is another process's."""
    while mail_id and (mail := claim(mail_id, now=walk.now)):
        mail_id = next_behind(mail) if send_claimed(mail, walk) else None


def send_claimed(mail: OutgoingMail, walk: Round) -> bool:
    """Hand a claimed mail to the mail server and write down what came of it."""
    try:
        walk.server.send_messages([as_message(mail, answers_to=walk.answers_to)])
    # Whatever the backend raises, the mail is kept and the others go on.
    except Exception as error:
        logger.warning(
            "mail not sent", extra={"mail": mail.pk, "attempt": mail.attempts, "error": type(error).__name__}
        )
        found = verdict(error, is_sure=getattr(walk.server, "is_sure", False))
        fields = outcome(found, error, attempts=mail.attempts, now=walk.now)
        if is_secret(mail.kind):
            # A server may quote what it refuses.
            fields["last_error"] = type(error).__name__
        conclude(mail, **fields)
        # After an error no connection is known to be where a next mail may begin.
        close(walk.server)
        return False
    conclude(mail, status=Status.SENT, sent_at=timezone.now(), problem="", last_error="")
    return True


def outcome(found: Verdict, error: Exception, *, attempts: int, now: datetime) -> dict:
    """The fields of a mail that did not leave, or may have."""
    said = {"problem": found.problem, "last_error": words_of(error)}
    if found.may_have_left:
        return said | {"status": Status.UNCERTAIN}
    wait = None if found.is_final else waiting_time(found.problem, attempts)
    if wait is None:
        return said | {"status": Status.FAILED}
    # What was withdrawn while it was being sent does not go back to the queue.
    status = Case(When(withdrawn_at=None, then=Value(Status.QUEUED)), default=Value(Status.WITHDRAWN))
    return said | {"status": status, "next_attempt_at": now + wait}


def conclude(mail: OutgoingMail, **fields) -> None:
    """Write down what came of a claimed mail, also where it took so long that it was called uncertain meanwhile.

    A database that is restarting is waited for; if it stays away, the mail is found ``sending`` and becomes uncertain.
    """
    if fields["status"] in (Status.SENT, Status.FAILED, Status.UNCERTAIN):
        fields |= without_keys()
    # Whoever claimed it again since knows better.
    ours = OutgoingMail.objects.filter(pk=mail.pk, claimed_at=mail.claimed_at)
    for pause in (*PATIENCE_WITH_DATABASE, None):
        try:
            ours.update(**fields)
            return
        except OperationalError:
            if pause is None or connection.in_atomic_block:
                raise
            time.sleep(pause)
            connection.close_if_unusable_or_obsolete()


@transaction.atomic
def postpone(mail_ids: list[int], error: Exception, *, now: datetime) -> None:
    """Nobody opened: these mails wait on, without having been tried one by one. Those that another process has stay."""
    problem = why_not_open(error)
    logger.warning("mail server away", extra={"mails": len(mail_ids), "error": type(error).__name__})
    waiting = due_mails(now).filter(pk__in=mail_ids).select_for_update(skip_locked=True)
    by_attempts: dict[int, list[int]] = {}
    for mail_id, attempts in waiting.order_by("pk").values_list("pk", "attempts"):
        by_attempts.setdefault(attempts + 1, []).append(mail_id)
    for attempts, ids in by_attempts.items():
        fields = outcome(Verdict(problem), error, attempts=attempts, now=now)
        OutgoingMail.objects.filter(pk__in=ids, status=Status.QUEUED).update(attempts=attempts, **fields)


def waiting_time(problem: str, attempts: int) -> timedelta | None:
    """How long a mail waits after its ``attempts``; None where it is given up."""
    times = OUTAGE if problem in OF_THE_SERVER else BACK_OFF
    return times[attempts - 1] if attempts <= len(times) else None


def next_behind(mail: OutgoingMail) -> int | None:
    """The mail to the same person on the same subject that was written next and waits."""
    if not mail.reference:
        return None
    waiting = OutgoingMail.objects.filter(
        status=Status.QUEUED, recipient=mail.recipient, reference=mail.reference, pk__gt=mail.pk
    )
    return waiting.order_by("pk").values_list("pk", flat=True).first()


def opening_error(server: BaseEmailBackend) -> Exception | None:
    """Open ``server`` unless it is open; what went wrong, if anything."""
    try:
        server.open()
    # Whatever keeps the server from opening, nothing was handed over yet.
    except Exception as error:
        close(server)
        return error
    return None


def close(server: BaseEmailBackend) -> None:
    """Hang up; how the server takes that concerns no mail."""
    try:
        server.close()
    except OSError as error:
        logger.info("mail server hung up first", extra={"error": type(error).__name__})


def words_of(error: Exception) -> str:
    """``SMTPDataError: (554, b'no')``, without what a database cannot keep."""
    return f"{type(error).__name__}: {error}".replace("\x00", "")[:500]
