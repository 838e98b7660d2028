"""The outbox: a mail is written in the transaction of the fact it tells, and leaves after that transaction's commit.

The rows are the truth; a task only makes them leave at once. A process killed between the commit and the task, or a
worker killed in the middle, leaves rows that the next ``manage.py send_outbox`` finds (``network.outbox.delivery``).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from network.models import OutgoingMail
from network.outbox.html import Contact, as_html, contact_in, signed
from network.outbox.secret_kinds import SECRET_KINDS, without_keys
from network.outbox.tasks import deliver_mails

Status = OutgoingMail.Status
Problem = OutgoingMail.Problem

# Mails in one task: small enough that a worker asked to stop has finished soon.
PER_TASK = 20
# A message to hundreds of people lets a confirmation pass.
IN_BULK = -10


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail to write: ``text`` follows the convention of ``network.outbox.html``, which makes the HTML from it.

    ``html`` only where that does not do; ``calendar`` is an iCalendar file whose METHOD is ``calendar_method``.
    Mails to one person with the same ``reference`` leave in the order they were written. Not sent by ``not_after``, a
    mail is withdrawn.
    """

    kind: str
    recipient: str
    language: str
    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    calendar_method: str = ""
    calendar_sequence: int | None = None
    reference: str = ""
    not_after: datetime | None = None

    def as_mail(self, sender: Contact) -> OutgoingMail:
        subject = " ".join(self.subject.split())[:250]
        return OutgoingMail(
            kind=self.kind,
            recipient=self.recipient,
            language=self.language,
            subject=subject,
            text=signed(self.text, language=self.language, sender=sender),
            html=self.html or as_html(self.text, subject=subject, language=self.language, sender=sender),
            calendar=self.calendar,
            calendar_method=self.calendar_method,
            calendar_sequence=self.calendar_sequence,
            reference=self.reference,
            not_after=self.not_after,
        )


def queue_mails(letters: Iterable[Letter]) -> list[OutgoingMail]:
    """Write these mails in one INSERT, in their order; tasks send them after the commit.

    A transaction that is rolled back takes the mails with it.
    """
    mails = write_mails(letters)
    send_after_commit([mail.pk for mail in mails])
    return mails


def write_mails(letters: Iterable[Letter]) -> list[OutgoingMail]:
    """Write these mails in one INSERT, in their order, and leave it to the caller to make them leave."""
    letters = list(letters)
    senders = {language: contact_in(language) for language in {letter.language for letter in letters}}
    return OutgoingMail.objects.bulk_create([letter.as_mail(senders[letter.language]) for letter in letters])


def queue_mail(**fields) -> OutgoingMail:
    """Write one mail, as ``queue_mails`` writes many; ``fields`` are those of its ``Letter``."""
    return queue_mails([Letter(**fields)])[0]


def send_after_commit(mail_ids: list[int]) -> None:
    """Have a task send these mails once the transaction is committed: one task for every ``PER_TASK`` of them."""
    task = deliver_mails if len(mail_ids) <= PER_TASK else deliver_mails.using(priority=IN_BULK)
    for start in range(0, len(mail_ids), PER_TASK):
        # Robust: what was decided stands even when the queue of tasks cannot be reached.
        transaction.on_commit(partial(task.enqueue, mail_ids[start : start + PER_TASK]), robust=True)


@transaction.atomic
def withdraw_queued(
    *,
    reference: str | None = None,
    kinds: Collection[str] | None = None,
    recipients: Collection[str] | None = None,
) -> int:
    """Take back the mails that have not left and no longer hold; how many.

    Those about ``reference``, of these ``kinds``, to these ``recipients``: each narrows them, and one at least must.
    Part of the caller's transaction: rolled back, the mails are as before.
    A worker that would claim one of them waits for the commit and then finds it withdrawn. One that is being handed
    over at this instant cannot be called back and is not counted, but if the server refuses it, it is not tried again.
    """
    chosen = {"reference": reference, "kind__in": kinds, "recipient__in": recipients}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    if not chosen:
        raise ValueError("Which mails?")
    mails = OutgoingMail.objects.filter(**chosen, status__in=(Status.QUEUED, Status.SENDING), withdrawn_at=None)
    # In one order, so that two of these wait for each other and never deadlock.
    found = list(mails.select_for_update().order_by("pk").values_list("pk", "status"))
    OutgoingMail.objects.filter(pk__in=[pk for pk, _status in found]).update(
        withdrawn_at=timezone.now(),
        status=Case(When(status=Status.QUEUED, then=Value(Status.WITHDRAWN)), default="status"),
        problem=Case(When(status=Status.QUEUED, then=Value(Problem.OVERTAKEN)), default="problem"),
        **without_keys(),
    )
    return sum(status == Status.QUEUED for _pk, status in found)


def settle(*, reference: str, kinds: Collection[str]) -> None:
    """Take mails about ``reference`` that are in trouble off the coordinator's list: they say what holds no more."""
    mails = OutgoingMail.objects.filter(reference=reference, kind__in=kinds, status__in=OutgoingMail.TROUBLE)
    mails.update(status=Status.WITHDRAWN, withdrawn_at=timezone.now())


def may_be_sent_again(now: datetime) -> Q:
    """Mails that a person may decide to send again: in trouble, still true, still in time, not erased, not a key."""
    in_time = Q(not_after=None) | Q(not_after__gt=now)
    is_over = Q(recipient="") | Q(kind__in=SECRET_KINDS)
    return in_time & Q(status__in=OutgoingMail.TROUBLE, withdrawn_at=None) & ~is_over


def send_again(mail: OutgoingMail) -> bool:
    """Put a mail that failed, or may have left, back in the queue with all its attempts; False if it is not one."""
    now = timezone.now()
    again = OutgoingMail.objects.filter(may_be_sent_again(now), pk=mail.pk)
    is_queued = again.update(status=Status.QUEUED, attempts=0, next_attempt_at=now, problem="", last_error="")
    if is_queued:
        send_after_commit([mail.pk])
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
    ).exclude(status=Status.WITHDRAWN)
    told = {}
    found = mails.order_by("pk").values_list("recipient", "calendar_sequence", "calendar_method")
    for recipient, sequence, method in found:
        highest = max(sequence, told[recipient].sequence) if recipient in told else sequence
        told[recipient] = LastCalendar(highest, method)
    return told


def erase_sent(
    before: datetime,
    *,
    dry_run: bool = False,
    recipients: Collection[str] | None = None,
    references: Collection[str] | None = None,
) -> int:
    """Empty the mails written before ``before`` of names, addresses and words; how many.

    Kind, language, reference, status, attempts and times stay, for the log of what was sent when. What waits or is
    leaving is left alone. ``recipients`` narrows it to some people, ``references`` to some records. With ``dry_run``
    nothing is changed.
    """
    old = OutgoingMail.objects.filter(created_at__lt=before)
    old = old.exclude(status__in=(Status.QUEUED, Status.SENDING)).exclude(recipient="")
    if recipients is not None:
        old = old.filter(recipient__in=recipients)
    if references is not None:
        old = old.filter(reference__in=references)
    if dry_run:
        return old.count()
    # The server's words name the address.
    return old.update(recipient="", subject="", text="", html="", calendar="", last_error="")
