"""Checks of what was set up: environment, addresses, database, files, translations, clock, disk."""

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Site

from config.doctor import Finding, advice, wrong
from config.settings.environment import former_keys, secret_key
from home.models import CalendarDomain

RESERVED = (".example", ".invalid", ".test", ".localhost", "example.com", "example.org", "example.net")
LOOKED_AT = 5_000
NAMED = 5
GIGABYTE = 1024**3
# Free space below which PostgreSQL and uploads are about to fail, and below which to act soon.
TOO_LITTLE, LITTLE = 0.5 * GIGABYTE, 2 * GIGABYTE
FEWEST_INODES = 10_000
# Seconds between our clock and the database's: marks, codes and offers live for minutes.
TOLERATED, TOO_MUCH = 2, 30


def debugging() -> Iterator[Finding]:
    if settings.DEBUG:
        yield wrong("DEBUG is on: errors show code and settings to everybody. Use config.settings.production.")


def keys() -> Iterator[Finding]:
    yield from map(wrong, secret_key("SECRET_KEY", settings.SECRET_KEY, {}))
    if settings.SECRET_KEY_FALLBACKS:
        yield from map(wrong, former_keys("SECRET_KEY_FALLBACKS", ",".join(settings.SECRET_KEY_FALLBACKS), {}))
        yield advice("SECRET_KEY_FALLBACKS still holds former keys: empty it once the mails with their links are old.")
    if not settings.STAFF_SECOND_FACTOR:
        yield advice("STAFF_SECOND_FACTOR is 0: a password alone opens the CMS.")


def deployment() -> Iterator[Finding]:
    """What Django itself finds (``check --deploy``)."""
    for message in run_checks(include_deployment_checks=True):
        if not message.is_silenced():
            yield (wrong if message.is_serious() else advice)(f"{message.id}: {' '.join(message.msg.split())}")


def addresses() -> Iterator[Finding]:
    """Whether the names in settings, mails and the CMS are those of one site, and somebody's."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].lower()
    named = {"BASE_URL": host, "DEFAULT_FROM_EMAIL": sender, "CALENDAR_UID_DOMAIN": settings.CALENDAR_UID_DOMAIN}
    for name, domain in named.items():
        if f".{domain}".endswith(tuple(f".{ending.lstrip('.')}" for ending in RESERVED)):
            yield wrong(f"{name} has the domain {domain} of an example: write yours.")
    if not related(host, sender):
        yield advice(
            f"Mails come from {sender} and their links lead to {host}: filters of mail trust one domain for both more."
        )
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        yield wrong("There is no site yet: run “deploy/manage found_site --hostname … --port 443”.")
    elif urlsplit(settings.WAGTAILADMIN_BASE_URL).scheme == "https" and site.root_url != settings.WAGTAILADMIN_BASE_URL:
        yield wrong(
            f"Pages stand at {site.root_url} for the CMS, and at {settings.WAGTAILADMIN_BASE_URL} for mails: correct "
            "host name and port (443) of the site in the CMS under Settings › Sites, or BASE_URL."
        )


def related(one: str, other: str) -> bool:
    """Whether two host names end alike, so that one party answers for both."""
    return one.split(".")[-2:] == other.split(".")[-2:]


def calendar_domain() -> Iterator[Finding]:
    first = CalendarDomain.objects.first()
    if first and first.domain != settings.CALENDAR_UID_DOMAIN:
        yield wrong(
            f"CALENDAR_UID_DOMAIN was {first.domain} when dates were first published and is now "
            f"{settings.CALENDAR_UID_DOMAIN}: every date stands twice in calendars. Write {first.domain} again."
        )


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    pending = [migration for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if pending:
        yield wrong(
            f"{len(pending)} migrations wait, from {pending[0]} on: stop the site, run “deploy/manage migrate”."
        )


def clock() -> Iterator[Finding]:
    """The database's clock against ours; SQLite has ours."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchall()[0]
    between = before + (timezone.now() - before) / 2
    seconds = abs((theirs - between).total_seconds())
    if seconds > TOLERATED:
        words = f"The clock of the database is {seconds:.0f} seconds away from this machine's: let both ask NTP."
        yield wrong(words) if seconds > TOO_MUCH else advice(words)


def disk() -> Iterator[Finding]:
    """Room, and the right to write, where the site writes."""
    folder = settings.VAR
    if not folder.is_dir():
        yield wrong(f"The folder {folder} (VAR_DIR) does not exist: make it as README says.")
        return
    for path in (folder, Path(settings.MEDIA_ROOT)):
        if path.is_dir() and not os.access(path, os.W_OK | os.X_OK):
            yield wrong(f"The site may not write in {path}: give it to the user of the services.")
    free = shutil.disk_usage(folder).free
    if free < LITTLE:
        words = f"{free / GIGABYTE:.1f} GB are free at {folder}: make room."
        yield wrong(words) if free < TOO_LITTLE else advice(words)
    counted = os.statvfs(folder)
    if counted.f_files and counted.f_favail < FEWEST_INODES:
        yield wrong(f"Only {counted.f_favail} more files fit at {folder}: make room.")


def files() -> Iterator[Finding]:
    """Whether the newest pictures and documents have their files."""
    for model, name in ((get_image_model(), "pictures"), (get_document_model(), "documents")):
        storage = model._meta.get_field("file").storage
        rows = model.objects.order_by("-pk").values_list("pk", "file")[:LOOKED_AT]
        missing = [pk for pk, file in rows if not file or not storage.exists(file)]
        if missing:
            keys = ", ".join(map(str, missing[:NAMED])) + (", …" if len(missing) > NAMED else "")
            yield wrong(
                f"{len(missing)} {name} of the newest {LOOKED_AT} have no file (numbers {keys}): put {settings.VAR} "
                "back from the backup, or delete them in the CMS."
            )


def static_files() -> Iterator[Finding]:
    """Whether our own static files were collected since they changed."""
    collect = "run “deploy/manage collectstatic --noinput” and restart the site."
    root = Path(settings.STATIC_ROOT)
    if not (root / "staticfiles.json").exists():
        yield wrong(f"Static files are not collected in {root}: {collect}")
        return
    sources = [
        (folder, path) for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file()
    ]
    old = [
        path.relative_to(folder)
        for folder, path in sources
        if not (root / path.relative_to(folder)).exists()
        or not filecmp.cmp(path, root / path.relative_to(folder), shallow=False)
    ]
    if old:
        yield wrong(f"{len(old)} static files changed since they were collected, {old[0]} first: {collect}")


def catalogues() -> Iterator[Finding]:
    """Whether the translations were compiled since they changed."""
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                yield wrong(
                    f"{source.relative_to(folder)} is not compiled: run “.venv/bin/python manage.py build_assets” and "
                    "restart the site."
                )
