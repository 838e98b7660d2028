"""An install of an earlier commit, upgraded: its rows are those of ``factories.recorded``."""

import pytest
from django.db import transaction
from factories.demo import connected_to
from factories.demo import upgraded as kept_upgrade
from factories.kept import remove_database


@pytest.fixture(scope="session")
def upgraded_install(tmp_path_factory, worker_id):
    """The recorded rows, migrated to now; each worker has its own copy."""
    name = f"upgraded_{worker_id}"
    yield kept_upgrade().copy(tmp_path_factory.mktemp(name), name)
    remove_database(name)


@pytest.fixture
def upgraded(upgraded_install, django_db_blocker):
    """Inside the test, the database and the files are the upgraded ones; what it changes is rolled back."""
    with django_db_blocker.unblock(), connected_to(upgraded_install), transaction.atomic():
        yield upgraded_install
        transaction.set_rollback(True)


@pytest.fixture
def said(upgraded_install):
    """What the migrations printed."""
    return (upgraded_install.folder / "said.txt").read_text()
