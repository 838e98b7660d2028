"""The stamp: one row that takes a new value in every transaction that changes what all pages show.

A request reads it once, before anything it guards; what was remembered under another value is not used
(``home.cache.remembered``), so that a reader never sees what was true before the last commit.
"""

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from home.models.stamp import Stamp

READ = f"SELECT value FROM {Stamp._meta.db_table} WHERE id = %s"  # noqa: S608 - the name of our own table


class Reading:
    """The stamp as this request read it; None until then."""

    stamp: uuid.UUID | None = None


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)
# Values of the stamp from transactions that are still open here: what is read under one may be of before the change.
_uncommitted: ContextVar[frozenset[uuid.UUID]] = ContextVar("uncommitted", default=frozenset())
_watched: list[type[models.Model]] = []


@contextmanager
def one_reading() -> Generator[None]:
    """Read the stamp once at most inside this block: for the length of a request, or of one piece of work in it."""
    if _reading.get() is not None:
        yield
        return
    token, before = _reading.set(Reading()), _uncommitted.set(frozenset())
    try:
        yield
    finally:
        _reading.reset(token)
        _uncommitted.reset(before)


def present_stamp() -> uuid.UUID:
    """The stamp of the database, read once per request; at each call outside of one."""
    reading = _reading.get()
    if reading is None:
        return read_stamp()
    if reading.stamp is None:
        reading.stamp = read_stamp()
    return reading.stamp


def read_stamp() -> uuid.UUID:
    """The stamp as the database holds it. Asked at every request, so the query is written out, not built."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [Stamp.ONLY])
        row = cursor.fetchone()
    return uuid.UUID(str(row[0])) if row else renew_stamp()


def forget_reading() -> None:
    """Read the stamp again: what this request renewed or read was taken back with its transaction."""
    reading = _reading.get()
    if reading is not None:
        reading.stamp = None


def renew_stamp() -> uuid.UUID:
    """Give the stamp a new value, in the transaction that changes what it guards."""
    value = uuid.uuid4()
    if not Stamp.objects.filter(pk=Stamp.ONLY).update(value=value):
        Stamp.objects.bulk_create([Stamp(pk=Stamp.ONLY, value=value)], ignore_conflicts=True)
    reading = _reading.get()
    if reading is not None:
        reading.stamp = value
    if connection.in_atomic_block:
        _uncommitted.set(_uncommitted.get() | {value})
        transaction.on_commit(forget_uncommitted)
    return value


def lock_publishing() -> None:
    """Let one transaction at a time change what is published: another one waits here until this one ends.

    The lock is the row of the stamp, which every such change renews anyway. Call it inside a transaction before a page
    or a date is locked: two changes that took these locks in different orders would each hold what the other waits
    for, a deadlock.
    """
    renew_stamp()


def forget_uncommitted() -> None:
    _uncommitted.set(frozenset())


def is_uncommitted(stamp: uuid.UUID) -> bool:
    """Whether a transaction still open here made ``stamp``: what is read under it may be older than its change."""
    return stamp in _uncommitted.get()


def forget_when_changed(*changing: type[models.Model]) -> None:
    """Watch models and their subclasses: saving, deleting or relating one renews the stamp.

    ``QuerySet.update`` and ``bulk_create`` send no signal: whoever uses them on a watched model calls ``renew_stamp``.
    """
    _watched.extend(changing)


def renew_when_watched(sender, **kwargs) -> None:
    if issubclass(sender, tuple(_watched)):
        renew_stamp()


for signal in (post_save, post_delete, m2m_changed):
    signal.connect(renew_when_watched, dispatch_uid="home.cache.stamp")
