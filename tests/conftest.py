"""Fixtures every test may use: a founded site, people of each role, a frozen clock."""

import gc
import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
import time_machine
from django.core import signals
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.core.management import call_command
from django.db import close_old_connections, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from factories.demo import loaded, own_database
from factories.kept import remove_database
from factories.network import OrganisationFactory, RepresentativeFactory, coordinator_account
from factories.storage import forget_files
from factories.threads import in_thread
from factories.visits import NOON, Visit
from wagtail.signal_handlers import disable_reference_index_auto_update

from config.foundation import found_site
from home.cache.stamp import renew_stamp
from home.models import HomePage
from network.models import OutgoingMail
from network.outbox import immediate
from network.outbox.delivery import deliver

# Workers take the modules in this order: the long ones of the agenda while the demo loads, then those that wait for
# the demo and for a browser, and the many short ones last, so that both workers end together.
FIRST_FOLDERS = ("events", "browser")
TESTS = Path(__file__).resolve().parent


def pytest_configure(config):
    """Fonts and translations are made before the first test, where they are older than what they are made from."""
    if not hasattr(config, "workerinput"):
        call_command("build_assets", verbosity=0)
        # Django began before that, and remembers the catalogues it found.
        translation_file_changed(sender=None, file_path=Path("django.mo"))


def pytest_collection_modifyitems(items):
    order = {name: place for place, name in enumerate(FIRST_FOLDERS)}
    items.sort(key=lambda item: order.get(item.path.relative_to(TESTS).parts[0], len(order)))


def pytest_collection_finish(session):
    """What was imported and collected stays to the end: the search for garbage passes it by, a tenth of the time.

    In a run of many workers the first loads the demo from the start, so that nobody waits for it later.
    """
    gc.collect()
    gc.freeze()
    if getattr(session.config, "workerinput", {}).get("workerid") != "gw0":
        return
    if any("demo_copy" in item.fixturenames for item in session.items):
        threading.Thread(target=loaded, daemon=True).start()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Each worker has a copy of the founded site; each test's changes are rolled back.

    ``--reuse-db`` and ``--create-db`` change nothing: what takes long is kept (``factories.kept``).
    """
    with django_db_blocker.unblock(), own_database(os.environ.get("PYTEST_XDIST_WORKER", "alone")):
        yield


@pytest.fixture(scope="module")
def module_rows(django_db_setup, django_db_blocker):
    """``module_rows(make)``: what ``make()`` returns; its rows stand for all tests of a module, each of which begins
    with them as they were. For tables of many cases on one ground.
    """

    def stand(make):
        forget_caches()
        with without_indexes(), translation.override("fr"):
            return make()

    with django_db_blocker.unblock(), transaction.atomic():
        yield stand
        transaction.set_rollback(True)


def forget_caches():
    """On Redis only this worker's keys go: clear() would take everybody's."""
    for cache in map(caches.__getitem__, caches):
        if not isinstance(cache, RedisCache):
            cache.clear()
            continue
        redis = cache._cache.get_client(None, write=True)
        if keys := [*redis.scan_iter(match=f"{cache.key_prefix}:*", count=1000)]:
            redis.delete(*keys)


@contextmanager
def without_indexes():
    """Inside, neither the search nor the register of references is kept up, which takes half the time of a factory."""
    idle = SimpleNamespace(enqueue=lambda *row: None)
    with (
        patch("modelsearch.signal_handlers.insert_or_update_object_task", idle),
        # It indexes itself, besides.
        patch("network.models.organisations.insert_or_update_object"),
        disable_reference_index_auto_update(),
    ):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """No test reads what another remembered."""
    forget_caches()


@pytest.fixture(autouse=True, scope="module")
def no_files():
    """No module finds the files of another, whichever ran before it in this worker."""
    forget_files()


@pytest.fixture(autouse=True)
def indexes(request):
    """Nothing is indexed, except for tests marked ``indexed``."""
    if request.node.get_closest_marker("indexed"):
        yield
        return
    with without_indexes():
        yield


@pytest.fixture(scope="session")
def demo_copy(tmp_path_factory, worker_id):
    """``demo_copy("served")`` is a demo of one's own, by name; whoever asks again gets it in its place, as new."""
    folders = {}

    def make(name: str):
        name = f"demo_{worker_id}_{name}"
        if name in folders:
            shutil.rmtree(folders[name])
        else:
            folders[name] = tmp_path_factory.mktemp(name)
        return loaded().copy(folders[name], name)

    yield make
    for name in folders:
        remove_database(name)


@pytest.fixture(autouse=True)
def french():
    """Each test begins in French, whatever language the last request of another one left active."""
    with translation.override("fr"):
        yield


@pytest.fixture(autouse=True)
def account_mails_at_once(monkeypatch, settings):
    """Mails about getting in leave where they are written: no test's transaction is ever committed, and no other
    thread sees what is in it. Returns how the site itself sends them, for tests of that.
    """
    as_the_site_does = immediate.send_now
    monkeypatch.setattr("network.accounts.mails.on_commit", lambda work: work())
    monkeypatch.setattr(immediate, "send_now", lambda mail_id: deliver([mail_id], timeout=settings.EMAIL_TIMEOUT))
    return as_the_site_does


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
def visit(site_tree, open_connection):
    """A visitor behind the cache of pages; the clock stands, so that no minute ends between two requests."""
    with time_machine.travel(NOON, tick=False):
        # The very first request makes the row of settings.
        Visit()("/fr/")
        yield Visit()


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
    return coordinator_account()


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
