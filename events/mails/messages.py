"""The coordination writes to people who are signed up for a date: looked at first, then sent exactly once."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events import errors
from events.dates import history
from events.mails import notifications
from events.mails.notifications import Letter
from events.models import Occurrence, Seat
from events.models.actors import COORDINATION
from events.models.occurrences import lock_date
from events.stable_names import HistoryAction
from network.models import User

ACTION = HistoryAction.MESSAGE

Words = Mapping[str, tuple[str, str]]
"""Subject and text by language; the French ones are always there."""


def letters_of(
    occurrence: Occurrence, seat_ids: Iterable[int], words: Words, *, now: datetime | None = None
) -> list[Letter]:
    """The mails that would leave to whoever answers for these seats of ``occurrence``; nothing is saved."""
    found = Seat.objects.filter(pk__in=list(seat_ids), occurrence=occurrence).with_people().order_by("pk")
    return notifications.message(occurrence, list(found), words, now=now or timezone.now())


def fingerprint(letters: Iterable[Letter]) -> str:
    """What tells whether the mails somebody sends are those they looked at, to the same people."""
    facts = sorted((letter.to.email, letter.subject, letter.text) for letter in letters)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


@transaction.atomic
def send(
    *,
    occurrence_id: int,
    seat_ids: Iterable[int],
    words: Words,
    user: User,
    token: uuid.UUID,
    seen: str,
    now: datetime | None = None,
) -> int:
    """Queue the mails and write it down; returns how many leave.

    ``seen`` is the fingerprint of what the person looked at: ``MessageChanged`` refuses anything else. The form
    ``token`` is sent once: ``MessageSentBefore``.
    """
    if not user.has_perm(COORDINATION):
        raise errors.CoordinationOnly
    # Two clicks at once wait here for each other.
    occurrence = lock_date(occurrence_id)
    if was_sent(occurrence, token):
        raise errors.MessageSentBefore
    letters = letters_of(occurrence, seat_ids, words, now=now)
    if not letters:
        raise errors.NobodyTicked
    if fingerprint(letters) != seen:
        raise errors.MessageChanged
    notifications.queue(letters)
    about = {seat.pk: seat for letter in letters for seat in letter.seats}
    subject, _text = words["fr"]
    history.record(ACTION, occurrence, user, seats=about.values(), reason=subject, token=str(token))
    return len(letters)


def was_sent(occurrence: Occurrence, token: uuid.UUID) -> bool:
    """Whether the history of the date tells of this form."""
    entries = ModelLogEntry.objects.for_instance(occurrence).filter(action=ACTION)
    return any(data.get("token") == str(token) for data in entries.values_list("data", flat=True))
