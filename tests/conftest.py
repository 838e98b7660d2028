"""Fixtures every test may use: a founded site, people of each role, a frozen clock."""

import sqlite3
import threading
from contextlib import ExitStack, closing
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import signals
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import close_old_connections, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from factories.demo import copy_of_the_demo, database_name, load_once, locked, migrate_once, remove_database
from factories.network import OrganisationFactory, RepresentativeFactory, UserFactory
from factories.threads import in_thread
from wagtail.signal_handlers import disable_reference_index_auto_update

from config.foundation import found_site
from home.memory import renew_stamp
from home.models import HomePage
from network.models import OutgoingMail

# Workers take the modules in this order: the long ones of the agenda while the demo loads, then those that wait for
# the demo and for a browser, and the many short ones last, so that both workers end together.
FIRST_FOLDERS = ("events", "browser")


def pytest_collection_modifyitems(items):
    order = {name: place for place, name in enumerate(FIRST_FOLDERS)}
    items.sort(key=lambda item: order.get(item.path.parent.name, len(order)))


def pytest_collection_finish(session):
    """In a run of many workers the first loads the demo from the start, so that nobody waits for it later."""
    if getattr(session.config, "workerinput", {}).get("workerid") != "gw0":
        return
    if any("demo_copy" in item.fixturenames for item in session.items):
        folder = session.config._tmp_path_factory.getbasetemp().parent
        threading.Thread(target=load_once, args=[folder], daemon=True).start()


@pytest.fixture(scope="session")
def migrated(shared_folder, request):
    """The migrated database that all workers of this run begin with, for migrating takes each of them half a minute.

    Whoever runs tests without workers migrates for himself: None.
    """
    return migrate_once(shared_folder) if hasattr(request.config, "workerinput") else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, migrated, shared_folder):
    """Yields what the next fixture closes: PostgreSQL copies a database for one worker at a time."""
    test = connection.settings_dict["TEST"]
    with ExitStack() as turn:
        if migrated and connection.vendor == "postgresql":
            turn.enter_context(locked(shared_folder, "copying"))
            test["TEMPLATE"] = database_name("migrated")
        elif migrated:
            # Filled from the file, once it is there.
            test["MIGRATE"] = False
        yield turn


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_modify_db_settings, django_db_blocker, migrated):
    """The rooms of the site are built once; each test's changes are rolled back."""
    django_db_modify_db_settings.close()
    with django_db_blocker.unblock():
        if migrated and connection.vendor == "sqlite":
            with closing(sqlite3.connect(migrated.folder / "db.sqlite3")) as file:
                file.backup(connection.connection)
            ContentType.objects.clear_cache()
        found_site()


@pytest.fixture(autouse=True)
def empty_cache():
    """No test reads what another remembered. On Redis only this worker's keys go: clear() would take everybody's."""
    for cache in map(caches.__getitem__, caches):
        if not isinstance(cache, RedisCache):
            cache.clear()
            continue
        redis = cache._cache.get_client(None, write=True)
        if keys := [*redis.scan_iter(match=f"{cache.key_prefix}:*", count=1000)]:
            redis.delete(*keys)


@pytest.fixture(autouse=True)
def indexes(request, monkeypatch):
    """Neither the search nor the register of references is kept up, which would take half the time of every factory,
    except for tests marked ``indexed``.
    """
    if request.node.get_closest_marker("indexed"):
        yield
        return
    idle = SimpleNamespace(enqueue=lambda *row: None)
    monkeypatch.setattr("modelsearch.signal_handlers.insert_or_update_object_task", idle)
    with disable_reference_index_auto_update():
        yield


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, request):
    """A folder of this run that all its workers see."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if hasattr(request.config, "workerinput") else folder


@pytest.fixture(scope="session")
def demo_copy(shared_folder, tmp_path_factory, worker_id):
    """``demo_copy("served")`` is a demo of one's own, by name."""
    made = []

    def make(name: str):
        made.append(f"demo_{worker_id}_{name}")
        return copy_of_the_demo(shared_folder, tmp_path_factory.mktemp(made[-1]), made[-1])

    yield make
    for name in made:
        remove_database(name)


def pytest_unconfigure(config):
    """The last to leave, once all workers are done, takes away what was copied."""
    if not hasattr(config, "workerinput"):
        remove_database("demo")
        remove_database("migrated")


@pytest.fixture(autouse=True)
def french():
    """Each test begins in French, whatever language the last request of another one left active."""
    with translation.override("fr"):
        yield


@pytest.fixture
def site_tree(db):
    """The French home page; founds the site again after a test that committed and was flushed."""
    return HomePage.objects.filter(locale__language_code="fr").first() or found_site()


@pytest.fixture
def shared_database(db, tmp_path, monkeypatch):
    """A database that threads may write to: PostgreSQL as it is, for SQLite a copy in a file of what is in memory."""
    if connection.vendor == "sqlite":
        path = tmp_path / "race.sqlite3"
        path.write_bytes(connection.connection.serialize())
        # Connections opened from here on, which are those of the threads, go to the file.
        monkeypatch.setitem(connections.settings, "default", connections.settings["default"] | {"NAME": str(path)})
    yield
    if connection.vendor != "sqlite":
        # Each test removes what it made itself; the mails that came of it, the next one would take for its own.
        in_thread(lambda: OutgoingMail.objects.all().delete())


@pytest.fixture
def open_connection(db):
    """As Django's own test client does: the end of a request does not close the connection the test stands on."""
    watched = (signals.request_started, signals.request_finished)
    for signal in watched:
        signal.disconnect(close_old_connections)
    yield
    for signal in watched:
        signal.connect(close_old_connections)


@pytest.fixture
def organisation(db):
    return OrganisationFactory(name_fr="L’Escale du Canal")


@pytest.fixture
def other_organisation(db):
    return OrganisationFactory(name_fr="La Ruche aux Devoirs")


@pytest.fixture
def representative(organisation):
    """The account of somebody who acts for ``organisation``."""
    return RepresentativeFactory(organisation=organisation).user


@pytest.fixture
def other_representative(other_organisation):
    """The account of somebody who acts for ``other_organisation``."""
    return RepresentativeFactory(organisation=other_organisation).user


@pytest.fixture
def coordinator(db):
    """A member of the group “Coordination”, as migrations make it."""
    from django.contrib.auth.models import Group

    user = UserFactory(email="coordination@coordination.example")
    user.groups.add(Group.objects.get(name="Coordination"))
    return user


@pytest.fixture
def queries_of(client):
    """``queries_of(path)``: queries of the first request after a change, and of the next, which remembers.

    What Wagtail and Django remember for themselves (content types, roots of sites) is read before.
    """

    def count(path: str) -> tuple[int, int]:
        def get() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            return len(queries)

        get()
        renew_stamp()
        return get(), get()

    return count


@pytest.fixture
def signed_in():
    """``signed_in(user)`` is a test client with that user's session."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def readers(client, signed_in, representative, other_representative, coordinator):
    """A client of each role: nobody, another organisation's member, a member of ``organisation``, the coordinator."""
    return [client, *map(signed_in, (other_representative, representative, coordinator))]
