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
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save
from psycopg.pq import ExecStatus

from home.models.stamp import Stamp

P = ParamSpec("P")
T = TypeVar("T")

# More than a site has pages, languages and lists; a bound all the same.
MOST_ENTRIES = 10_000
TABLE = Stamp._meta.db_table
READ = f"SELECT value FROM {TABLE} WHERE id = %s"  # noqa: S608 - the name of our own table
# The stamp and, behind it, how often seats changed: what a page that is kept as a whole depends on.
READ_ALL = f"SELECT (SELECT value FROM {TABLE} WHERE id = {Stamp.ONLY}), SUM(counter) FROM {TABLE}"  # noqa: S608
STATEMENT = b"whole_stamp"
# Rows that count changes of seats. Each such change holds one until its transaction ends; several dates, several rows.
STRIPES = 32


class Reading:
    """The stamp as this request read it; None until then."""

    stamp: uuid.UUID | None = None


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)
# The value of the stamp, and what was remembered under it; replaced as a whole, so that threads never see half of it.
_remembered: tuple[uuid.UUID | None, dict] = (None, {})
_watched: list[type[models.Model]] = []
# Open connections that know the statement below.
_prepared: WeakSet = WeakSet()


@contextmanager
def one_reading() -> Iterator[None]:
    """Read the stamp once at most inside this block: for the length of a request, or of one piece of work in it."""
    if _reading.get() is not None:
        yield
        return
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


def note_change(number: int) -> None:
    """Count a change that only pages kept as a whole must hear of: a seat taken or given back.

    Called last in a transaction that has locked the date ``number``. Sign-ups for different dates count in different
    rows, so that they seldom wait for each other here.
    """
    row = Stamp.ONLY + 1 + number % STRIPES
    if not Stamp.objects.filter(pk=row).update(counter=F("counter") + 1):
        Stamp.objects.bulk_create([Stamp(pk=row)], ignore_conflicts=True)
        Stamp.objects.filter(pk=row).update(counter=F("counter") + 1)


def whole_stamp() -> str:
    """The value of the stamp with the number of changes of seats: equal only while nothing public has changed.

    Asked at every request for a public page, so on the open connection itself, past Django's cursor and health check.
    Empty where there is no connection yet or it is broken: Django then opens a new one.
    """
    # That of this thread, looked up once: ``connection`` would look it up for each of its attributes.
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.connection is None:
        return ""
    ask = ask_libpq if ours.vendor == "postgresql" else ask_connection
    try:
        value, changes = ask(ours.connection)
    except ours.Database.Error:
        ours.close()
        return ""
    return f"{value}.{changes}" if value else ""


def ask_connection(opened) -> tuple:
    return opened.execute(READ_ALL).fetchone()


def ask_libpq(opened) -> tuple:
    """The same as a prepared statement of libpq: a third of the time of a cursor of psycopg."""
    if opened not in _prepared:
        opened.pgconn.prepare(STATEMENT, READ_ALL.encode())
        _prepared.add(opened)
    result = opened.pgconn.exec_prepared(STATEMENT, [])
    if result.status != ExecStatus.TUPLES_OK:
        # A pool between us and the database forgets statements; a broken connection raises here.
        return ask_connection(opened)
    return result.get_value(0, 0), result.get_value(0, 1)


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
