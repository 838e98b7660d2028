"""Databases kept from one test run to the next in ``var/tests``, named by a digest of what they were made from.

On PostgreSQL they are databases beside the one of ``DATABASE_URL``, and their folders hold the files that go with them.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path

import django
import psycopg

ROOT = Path(__file__).resolve().parents[2]
URL = os.environ.get("DATABASE_URL", "")
ON_POSTGRESQL = URL.startswith(("postgres:", "postgresql:"))
FOLDER = ROOT / "var" / "tests" / (URL.rsplit("/", 1)[1] if ON_POSTGRESQL else "sqlite")
# How many of a kind stay, that somebody who goes back to an earlier state finds its database again.
KEPT = 3

APPS = ("charter", "events", "home", "network", "search")
OURS = re.compile(rf"^\s*(?:from|import) ((?:config|{'|'.join(APPS)})[.\w]*)", re.MULTILINE)
# Open folders that this process copies from: nobody removes them as long as it lives.
_in_use = []


def kept(kind: str, digest: str, make: Callable[[Path, str], object]) -> tuple[Path, str]:
    """The folder and the name of the database ``kind`` made from what ``digest`` stands for.

    The first process to ask has ``make`` fill an empty folder and database; whoever asks meanwhile waits.
    """
    name = f"{kind}_{digest}"
    folder = FOLDER / name
    with locked(kind):
        if not folder.exists() or not database_exists(name):
            partial = FOLDER / f"{kind}.partial"
            for old in (partial, folder):
                shutil.rmtree(old, ignore_errors=True)
            partial.mkdir()
            make_database(name)
            make(partial, name)
            partial.rename(folder)
        os.utime(folder)
        use(folder)
        remove_old(kind)
    return folder, name


@contextmanager
def locked(name: str):
    """Inside, no other process holds the same lock."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def use(folder: Path) -> None:
    _in_use.append(os.open(folder, os.O_RDONLY))
    fcntl.flock(_in_use[-1], fcntl.LOCK_SH)


def remove_old(kind: str) -> None:
    """Remove all of a kind but those used last, and those in use."""
    folders = sorted(FOLDER.glob(f"{kind}_*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders[KEPT:]:
        opened = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove_database(folder.name)
            shutil.rmtree(folder)
        except BlockingIOError:
            continue
        finally:
            os.close(opened)


@cache
def migrations_digest() -> str:
    """Changes with the migrations, with the modules of ours that they import, with the rights that groups are given
    after them, and with what is installed.
    """
    migrations = [path for app in APPS for path in (ROOT / app / "migrations").glob("*.py")]
    rights = [path for app in APPS for path in (ROOT / app).rglob("permissions.py")]
    return digest_of([*with_imports(migrations), *rights, ROOT / "home" / "access" / "roles.py"])


@cache
def foundation_digest() -> str:
    """Changes with the migrations, and with what makes the first pages and what that imports."""
    return digest_of(with_imports([ROOT / "site" / "config" / "foundation.py"]), migrations_digest())


@cache
def code_digest(*words: str) -> str:
    """Changes with our code and texts, with what is installed, and with ``words``."""
    files = (path for folder in (*APPS, "site", "templates") for path in (ROOT / folder).rglob("*.*"))
    made = {".pyc", ".mo", ".partial"}
    return digest_of((path for path in files if path.suffix not in made and path.is_file()), *words)


def with_imports(files: Iterable[Path]) -> list[Path]:
    """``files``, the settings, and the modules of ours that ``files`` import, but models: what changes in these is in a
    migration.
    """
    files = [*files, ROOT / "site" / "config" / "settings" / "base.py"]
    names = {name for path in files for name in OURS.findall(path.read_text()) if ".models" not in name}
    return [*files, *(path for name in names for path in module_files(name))]


def module_files(name: str) -> list[Path]:
    path = ROOT.joinpath("site" if name.startswith("config") else "", *name.split("."))
    return [path.with_suffix(".py")] if path.with_suffix(".py").exists() else [*path.glob("*.py")]


def digest_of(files: Iterable[Path], *words: str) -> str:
    """Ten characters for the names and contents of ``files``, for what is installed, and for ``words``."""
    installed = sorted(path.name for path in Path(django.__file__).parents[1].glob("*.dist-info"))
    digest = sha256("\0".join((str(ROOT), *installed, *words)).encode())
    for path in sorted(set(files)):
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:10]


@cache
def upgrade_digest() -> str:
    """Changes with the migrations and with the recorded rows."""
    recorded = [ROOT / "tests" / "factories" / "recorded.py", *(ROOT / "tests" / "upgrade").rglob("*.json*")]
    return digest_of(recorded, migrations_digest())


def database_name(name: str) -> str:
    return f"test_{URL.rsplit('/', 1)[1]}_{name}"


def database_url(folder: Path, name: str) -> str:
    """Where the database called ``name`` is, whether it is there yet or not."""
    return f"{URL.rsplit('/', 1)[0]}/{database_name(name)}" if ON_POSTGRESQL else f"sqlite:///{folder / 'db.sqlite3'}"


def copy(original: Path, name: str, own: Path, own_name: str) -> None:
    """Fill the folder ``own`` and the database ``own_name`` with what those of ``original`` and ``name`` hold."""
    copy_database(name, own_name)
    shutil.copytree(original, own, dirs_exist_ok=True)


def copy_database(name: str, own_name: str) -> None:
    """On PostgreSQL, make a copy called ``own_name`` of the database ``name``."""
    # One at a time: PostgreSQL copies no database that another session is reading.
    with locked("copying"):
        make_database(own_name, template=name)


def make_database(name: str, *, template: str = "") -> None:
    """An empty database on PostgreSQL, or a copy of ``template``; on SQLite the file is all there is."""
    remove_database(name)
    if ON_POSTGRESQL:
        copied = f' TEMPLATE "{database_name(template)}"' if template else ""
        administer(f'CREATE DATABASE "{database_name(name)}"{copied}')


def remove_database(name: str) -> None:
    if ON_POSTGRESQL:
        administer(f'DROP DATABASE IF EXISTS "{database_name(name)}" WITH (FORCE)')


def database_exists(name: str) -> bool:
    if not ON_POSTGRESQL:
        return True
    return bool(administer("SELECT 1 FROM pg_database WHERE datname = %s", [database_name(name)]).rowcount)


def administer(statement: str, parameters: list[str] | None = None) -> psycopg.Cursor:
    with psycopg.connect(f"{URL.rsplit('/', 1)[0]}/postgres", autocommit=True) as connection:
        return connection.execute(statement, parameters)
