"""The version of everything public: the stamp, and how often seats changed. What is kept as a whole depends on it."""

from collections.abc import Iterable
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F
from psycopg.pq import ExecStatus

from home.models.stamp import Stamp

TABLE = Stamp._meta.db_table
READ = f"SELECT (SELECT value FROM {TABLE} WHERE id = {Stamp.ONLY}), SUM(counter) FROM {TABLE}"  # noqa: S608
STATEMENT = b"public_version"
# Rows that count changes of seats. Each such change holds one until its transaction ends; several dates, several rows.
STRIPES = 32

# Open connections that know the statement above.
_prepared: WeakSet = WeakSet()


def note_changes(numbers: Iterable[int]) -> None:
    """Count changes that only pages kept as a whole must hear of: seats taken or given back at the dates ``numbers``.

    Called once, last in a transaction that has locked these dates. Sign-ups for different dates count in different
    rows, so that they seldom wait for each other here; and in one order of the rows, so that they never deadlock.
    """
    for row in sorted({Stamp.ONLY + 1 + number % STRIPES for number in numbers}):
        if not Stamp.objects.filter(pk=row).update(counter=F("counter") + 1):
            Stamp.objects.bulk_create([Stamp(pk=row)], ignore_conflicts=True)
            Stamp.objects.filter(pk=row).update(counter=F("counter") + 1)


def public_version() -> str:
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
    return opened.execute(READ).fetchone()


def ask_libpq(opened) -> tuple:
    """The same as a prepared statement of libpq: a third of the time of a cursor of psycopg.

    Breaks when psycopg renames what its wrapper of libpq calls ``prepare`` and ``exec_prepared``, or when Django puts
    its connections into pipeline mode, where libpq waits for ``sync``.
    """
    if opened not in _prepared:
        opened.pgconn.prepare(STATEMENT, READ.encode())
        _prepared.add(opened)
    result = opened.pgconn.exec_prepared(STATEMENT, [])
    if result.status != ExecStatus.TUPLES_OK:
        # A pool between us and the database forgets statements; a broken connection raises here.
        return ask_connection(opened)
    return tuple(value and value.decode() for value in (result.get_value(0, 0), result.get_value(0, 1)))
