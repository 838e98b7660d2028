"""What is kept as a whole: its version is another as soon as anything public changed."""

from types import SimpleNamespace

import pytest
from django.db import connection
from factories.events import date_of, event_page, fresh
from factories.sign_up import signed_up
from factories.threads import in_thread

from home.cache.public_version import public_version

pytestmark = pytest.mark.django_db


def test_it_is_the_same_only_when_nothing_changed(site_tree, organisation, representative):
    event = event_page(title="Midi au quai", capacity=10)
    first = public_version()
    assert public_version() == first
    signed_up(date_of(event), organisation, representative, "A")
    second = public_version()
    assert second != first
    event = fresh(event)
    event.title = "Midi au pont"
    event.save()
    assert public_version() not in {first, second}


def test_it_is_unknown_when_no_connection_is_open_yet(monkeypatch):
    monkeypatch.setattr("home.cache.public_version.connections", {"default": SimpleNamespace(connection=None)})
    assert public_version() == ""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL prepares statements")
def test_it_is_read_when_the_pool_before_the_database_forgot_the_statement(shared_database):
    """``pgconn`` is asked past psycopg, on a connection outside of any transaction."""

    def read():
        connection.ensure_connection()
        versions = [public_version()]
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        return [*versions, public_version(), public_version()]

    first, *others = in_thread(read)
    assert first
    assert others == [first, first]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL closes a connection from its side")
def test_it_is_unknown_when_the_database_closed_the_connection(shared_database):
    def read():
        connection.ensure_connection()
        first = public_version()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [pid] = cursor.fetchone()
        return first, pid

    def end(pid):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    def ask():
        first, pid = read()
        in_thread(lambda: end(pid))
        return first, public_version(), connection.connection

    first, second, opened = in_thread(ask)
    assert first
    assert (second, opened) == ("", None)
