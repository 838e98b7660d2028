"""Installs that tests read and copy: a bare one, one of the past, its upgrade, and the demo.

Each is made once and kept for the next runs (``factories.kept``). On the way to the bare one the migrations stop at the
state of ``factories.recorded``, of which an upgrade begins too.
"""

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from django.conf import global_settings, settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import FileSystemStorage
from django.db import connection, connections
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Site

from config.foundation import found_site
from config.settings.base import database as connection_settings
from demo.accounts import accounts
from factories import kept
from factories.kept import ROOT
from home.models import SiteRendition

COORDINATION, _EDITORS, REPRESENTATIVE, DUTCH_REPRESENTATIVE = accounts()


@dataclass(frozen=True)
class Demo:
    """A demo's folder, which is its VAR_DIR, and the name of its database."""

    folder: Path
    name: str

    @property
    def database(self) -> str:
        """The URL of its database."""
        return kept.database_url(self.folder, self.name)

    def run(self, command: str) -> str:
        """Run a command of ``manage.py``, say ``prepare_demo``, as “make demo” does before it serves; what it said."""
        return self.run_python("manage.py", command, "-v0")

    def run_python(self, *words: str) -> str:
        """Run Python on this demo; what was printed."""
        folders = os.pathsep.join(str(ROOT / folder) for folder in (".", "site", "tests"))
        environment = self.environment(port=free_port()) | {"PYTHONPATH": folders}
        process = subprocess.run(  # noqa: S603
            [sys.executable, *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return process.stdout

    def move(self, *, port: int) -> None:
        """Let the links of this demo lead to ``port``."""
        with connected_to(self):
            site = Site.objects.get(is_default_site=True)
            site.hostname, site.port = "127.0.0.1", port
            site.save()

    def environment(self, *, port: int) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.database,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PORT": str(port),
            "REDIS_URL": "",
            "VAR_DIR": str(self.folder),
        }

    def copy(self, folder: Path, name: str) -> "Demo":
        """A copy in ``folder`` that nobody else uses."""
        kept.copy(self.folder, self.name, folder, name)
        return Demo(folder, name)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def past() -> Demo:
    """An empty database at the migrations of ``factories.recorded``."""

    def make(folder, name):
        Demo(folder, name).run_python("-m", "factories.recorded", "migrate")

    return Demo(*kept.kept("past", kept.migrations_digest(), make))


def migrated() -> Demo:
    """A migrated database with nothing in it."""

    def make(folder, name):
        past().copy(folder, name).run("migrate")

    return Demo(*kept.kept("migrated", kept.migrations_digest(), make))


def founded() -> Demo:
    """A migrated database with the pages every coordination has."""

    def make(folder, name):
        with connected_to(migrated().copy(folder, name)):
            found_site()

    return Demo(*kept.kept("founded", kept.foundation_digest(), make))


def upgraded() -> Demo:
    """The rows of ``factories.recorded``, migrated to now; what the migrations said stands in ``said.txt``."""

    def make(folder, name):
        own = past().copy(folder, name)
        own.run_python("-m", "factories.recorded", "load")
        (folder / "said.txt").write_text(own.run("migrate"))

    return Demo(*kept.kept("upgraded", kept.upgrade_digest(), make))


def loaded() -> Demo:
    """The demo, which lives around the day it was loaded: that of today."""

    def make(folder, name):
        migrated().copy(folder, name).run("prepare_demo")

    return Demo(*kept.kept("demo", kept.code_digest(str(timezone.localdate())), make))


@contextmanager
def own_database(name: str):
    """Inside, this process has a founded site of its own in the database ``name``; in memory on SQLite."""
    original, config = founded(), connection.settings_dict
    connection.close()
    if connection.vendor == "postgresql":
        kept.copy_database(original.name, name)
        config["NAME"] = kept.database_name(name)
    else:
        # As Django calls it, which lets other threads reach it.
        config["NAME"] = f"file:memorydb_{name}?mode=memory&cache=shared"
        connection.ensure_connection()
        # Nothing is written beside the kept file, not even locks, for others may be copying the folder.
        with closing(sqlite3.connect(f"file:{original.folder / 'db.sqlite3'}?immutable=1", uri=True)) as file:
            file.backup(connection.connection)
    ContentType.objects.clear_cache()
    yield
    connection.close()
    kept.remove_database(name)


@contextmanager
def connected_to(demo: Demo):
    """Inside, this process reads and writes ``demo``, its database and its files."""
    own = connections["default"]
    other = own.copy()
    other.settings_dict |= connection_settings(demo.database)
    as_served = {
        "MEDIA_ROOT": demo.folder / "media",
        "PASSWORD_HASHERS": global_settings.PASSWORD_HASHERS,
        "STORAGES": settings.STORAGES
        | {
            "default": {
                "BACKEND": "home.files.storage.PrivateStorage",
                "OPTIONS": {"location": demo.folder / "private"},
            }
        },
    }
    connections["default"] = other
    ContentType.objects.clear_cache()
    try:
        # A field keeps the storage it was made with.
        rendition = SiteRendition._meta.get_field("file")
        with (
            override_settings(**as_served),
            patch.object(rendition, "storage", FileSystemStorage(as_served["MEDIA_ROOT"])),
        ):
            yield
    finally:
        other.close()
        connections["default"] = own
        ContentType.objects.clear_cache()
