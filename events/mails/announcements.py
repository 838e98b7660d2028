"""What a change made in the CMS would tell people by mail, gathered before it is committed.

The coordination changes dates in many places: the editor of a page, an older version put back, an approval, a bulk
action, the address of whoever receives. Each ends in the same services, which queue the mails. Inside ``gathering``
these mails and the dates that change are noted, so that whoever caused them can be shown them first, and take it all
back (``events.middleware``).
"""

import hashlib
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from events.mails.letter import Letter
from events.models import Occurrence

# The facts of a date that people who hold a seat are told of.
TOLD_FACTS = ("start", "end", "all_day", "place_fr", "place_nl", "status", "reason_fr", "reason_nl")


@dataclass
class Gathered:
    """Letters queued and dates changed, by key; ``leaves_at`` is when (aware), None for as soon as it is committed."""

    leaves_at: datetime | None = None
    letters: list[Letter] = field(default_factory=list)
    dates: dict[int, Occurrence] = field(default_factory=dict)
    waiting: dict[tuple, Callable[[], None]] = field(default_factory=dict)

    def carry_out_what_waits(self) -> None:
        """Do what was put off to the end of the change."""
        while self.waiting:
            self.waiting.pop(next(iter(self.waiting)))()

    @property
    def fingerprint(self) -> str:
        """What tells whether the mails somebody confirms are those they saw."""
        dates = [(pk, facts_told(date)) for pk, date in sorted(self.dates.items())]
        mails = sorted((letter.kind, letter.to.email, letter.subject, letter.reference) for letter in self.letters)
        return hashlib.sha256(repr((str(self.leaves_at), dates, mails)).encode()).hexdigest()[:16]


def facts_told(date: Occurrence) -> list[str]:
    """The facts as text; of the moment a date was withdrawn only whether it was, for that is always now."""
    return [*(str(getattr(date, name)) for name in TOLD_FACTS), str(date.withdrawn_at is None)]


_gathered: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def gathering(*, leaves_at: datetime | None = None) -> Generator[Gathered]:
    """Note what is queued and changed inside this block."""
    gathered = Gathered(leaves_at)
    token = _gathered.set(gathered)
    try:
        yield gathered
    finally:
        _gathered.reset(token)


def note_letters(letters: Iterable[Letter]) -> None:
    """These letters are in the outbox now."""
    if gathered := _gathered.get():
        gathered.letters += letters


def note_changed(date: Occurrence) -> None:
    """``date``, which is to come, takes place otherwise than people were told."""
    if gathered := _gathered.get():
        gathered.dates[date.pk] = date


def once_changed(key: tuple, act: Callable[[], None]) -> None:
    """Call ``act`` once everything is written, however often it is asked for under ``key`` meanwhile.

    After the commit; while a change is gathered just before, so that its mails are gathered too.
    """
    gathered = _gathered.get()
    if gathered is None:
        transaction.on_commit(act)
    else:
        gathered.waiting[key] = act
