"""The demo, loaded once in a test run whatever the number of workers; whoever needs it takes a copy."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import global_settings, settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.test import override_settings
from wagtail.models import Site

from config.demo.accounts import ACCOUNTS
from config.settings.base import database as connection_settings

ROOT = Path(__file__).resolve().parents[2]
URL = os.environ.get("DATABASE_URL", "")
COORDINATION, _EDITORS, REPRESENTATIVE, DUTCH_REPRESENTATIVE = ACCOUNTS
ON_POSTGRESQL = URL.startswith(("postgres:", "postgresql:"))


@dataclass(frozen=True)
class Demo:
    """A demo's folder, which is its VAR_DIR, and the URL of its database."""

    folder: Path
    database: str

    def run(self, command: str) -> None:
        """Run a command of ``manage.py``, say ``prepare_demo``, which “make demo” runs before it serves."""
        words = [sys.executable, "manage.py", command, "-v0"]
        subprocess.run(words, cwd=ROOT, env=self.environment(port=free_port()), check=True)  # noqa: S603

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


def demo_in(folder: Path, name: str) -> Demo:
    """Where the demo called ``name`` is, whether it is there yet or not."""
    url = f"{URL.rsplit('/', 1)[0]}/{database_name(name)}" if ON_POSTGRESQL else f"sqlite:///{folder / 'db.sqlite3'}"
    return Demo(folder, url)


def database_name(name: str) -> str:
    return f"test_{URL.rsplit('/', 1)[1]}_{name}"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def locked(shared: Path, name: str):
    """Inside, no other worker of this run holds the same lock."""
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate_once(shared: Path) -> Demo:
    """A migrated database with nothing in it, made by the first to ask; whoever asks meanwhile waits."""
    empty = demo_in(shared / "migrated", "migrated")
    with locked(shared, "migrated"):
        if not empty.folder.exists():
            empty.folder.mkdir()
            make_database("migrated")
            empty.run("migrate")
    return empty


def load_once(shared: Path) -> Demo:
    """The demo in ``shared``, loaded by the first to ask; whoever asks meanwhile waits."""
    empty, original = migrate_once(shared), demo_in(shared / "demo", "demo")
    with locked(shared, "demo"):
        if not original.folder.exists():
            copy(shared, empty, original, template="migrated", name="demo")
            original.run("prepare_demo")
    return original


def copy_of_the_demo(shared: Path, folder: Path, name: str) -> Demo:
    """A demo in ``folder`` that nobody else uses. The first to ask loads it into ``shared``, and the others wait."""
    original, own = load_once(shared), demo_in(folder, name)
    copy(shared, original, own, template="demo", name=name)
    return own


def copy(shared: Path, original: Demo, own: Demo, *, template: str, name: str) -> None:
    """Fill the database ``name`` and its folder with what the one called ``template`` holds."""
    # One at a time: PostgreSQL copies no template that another session is copying or reading.
    with locked(shared, "copying"):
        make_database(name, template=template)
    shutil.copytree(original.folder, own.folder, dirs_exist_ok=True)


def make_database(name: str, *, template: str = "") -> None:
    """An empty database on PostgreSQL, or a copy of ``template``; on SQLite the file is all there is."""
    remove_database(name)
    if ON_POSTGRESQL:
        copied = f' TEMPLATE "{database_name(template)}"' if template else ""
        administer(f'CREATE DATABASE "{database_name(name)}"{copied}')


def remove_database(name: str) -> None:
    if ON_POSTGRESQL:
        administer(f'DROP DATABASE IF EXISTS "{database_name(name)}" WITH (FORCE)')


def administer(statement: str) -> None:
    with psycopg.connect(f"{URL.rsplit('/', 1)[0]}/postgres", autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def connected_to(demo: Demo):
    """Inside, this process reads and writes ``demo``, its database and its files."""
    own = connections["default"]
    other = own.copy()
    other.settings_dict |= connection_settings(demo.database)
    as_served = {
        "MEDIA_ROOT": demo.folder / "media",
        "PASSWORD_HASHERS": global_settings.PASSWORD_HASHERS,
        "STORAGES": settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}},
    }
    connections["default"] = other
    ContentType.objects.clear_cache()
    try:
        with override_settings(**as_served):
            yield
    finally:
        other.close()
        connections["default"] = own
        ContentType.objects.clear_cache()
