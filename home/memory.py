"""What changes seldom and every page needs, kept in this process and checked against the database at each request.

A row of its own, the stamp, takes a new value in every transaction that changes one of the models named to
``forget_when_changed``. A request reads the stamp once, before anything it guards, and what was remembered under
another value is not used: a reader never sees what was true before the last commit. The stamp is read in one query;
settings, menu, addresses, kinds and the plan of the network then cost none.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, models
from django.db.models.signals import m2m_changed, post_delete, post_save

from home.models.stamp import Stamp

P = ParamSpec("P")
T = TypeVar("T")

# More than a site has pages, languages and lists; a bound all the same.
MOST_ENTRIES = 10_000
READ = f"SELECT value FROM {Stamp._meta.db_table} WHERE id = %s"  # noqa: S608 - the name of our own table


class Reading:
    """The stamp as this request read it; None until then."""

    stamp: uuid.UUID | None = None


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)
# The value of the stamp, and what was remembered under it; replaced as a whole, so that threads never see half of it.
_remembered: tuple[uuid.UUID | None, dict] = (None, {})
_watched: list[type[models.Model]] = []


@contextmanager
def one_reading() -> Iterator[None]:
    """Read the stamp once at most inside this block: for the length of a request."""
    token = _reading.set(Reading())
    try:
        yield
    finally:
        _reading.reset(token)


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Remember what ``function`` returns for its (hashable, positional) arguments until something watched changes.

    The result is shared by all requests of this process: nobody may change it. None is not remembered. What depends
    on the language, the day or the reader takes it as an argument.
    """

    @wraps(function)
    def recall(*args):
        known = of_this_moment()
        key = (function, args)
        value = known.get(key)
        if value is None:
            value = function(*args)
            if len(known) >= MOST_ENTRIES:
                known.clear()
            if value is not None:
                known[key] = value
        return value

    return recall


def of_this_moment() -> dict:
    """What is remembered under the present stamp."""
    global _remembered  # noqa: PLW0603 - the memory of the process
    stamp = present_stamp()
    kept, known = _remembered
    if kept != stamp:
        known = {}
        _remembered = (stamp, known)
    return known


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


def renew_stamp() -> uuid.UUID:
    """Give the stamp a new value, in the transaction that changes what it guards."""
    value = uuid.uuid4()
    if not Stamp.objects.filter(pk=Stamp.ONLY).update(value=value):
        Stamp.objects.bulk_create([Stamp(pk=Stamp.ONLY, value=value)], ignore_conflicts=True)
    reading = _reading.get()
    if reading is not None:
        reading.stamp = value
    return value


def forget_when_changed(*changing: type[models.Model]) -> None:
    """Watch models and their subclasses: saving, deleting or relating one renews the stamp.

    ``QuerySet.update`` and ``bulk_create`` send no signal: whoever uses them on a watched model calls ``renew_stamp``.
    """
    _watched.extend(changing)


def renew_when_watched(sender, **kwargs) -> None:
    if issubclass(sender, tuple(_watched)):
        renew_stamp()


for signal in (post_save, post_delete, m2m_changed):
    signal.connect(renew_when_watched, dispatch_uid="home.memory")
