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

    def prepare(self) -> None:
        """Do what “make demo” does before it serves: load what is missing."""
        command = [sys.executable, "manage.py", "prepare_demo"]
        subprocess.run(command, cwd=ROOT, env=self.environment(port=free_port()), check=True)  # noqa: S603

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


def load_once(shared: Path) -> Demo:
    """The demo in ``shared``, loaded by the first to ask; whoever asks meanwhile waits."""
    original = demo_in(shared / "demo", "demo")
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not original.folder.exists():
            original.folder.mkdir()
            make_database("demo")
            original.prepare()
    return original


def copy_of_the_demo(shared: Path, folder: Path, name: str) -> Demo:
    """A demo in ``folder`` that nobody else uses. The first to ask loads it into ``shared``, and the others wait."""
    original, copy = load_once(shared), demo_in(folder, name)
    # One at a time: PostgreSQL copies no template that another session is copying or reading.
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_database(name, template="demo")
        shutil.copytree(original.folder, folder, dirs_exist_ok=True)
    return copy


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
