"""``manage.py doctor`` names each fault of an install, in words, and is silent where there is none."""

import http.client
import json
import ssl
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import caches as active_caches
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from factories.demo import free_port
from factories.events import event_page
from factories.mail_server import MailServer
from wagtail.documents import get_document_model
from wagtail.models import Site

from config import doctor
from config.doctor import checks, services, setup
from config.settings.base import caches
from events.calendars.uid_domain import note_domain
from home.management.timed_commands import TimedCommand
from home.models import CalendarDomain, SiteImage, TimedRun
from network.models import OutgoingMail

NOW = timezone.now
KEY = "".join(chr(97 + n * 7 % 26) + str(n) for n in range(40))


def told(check) -> list[str]:
    with translation.override("en"):
        return [f"{finding.state}: {finding.words}" for finding in check()]


def test_doctor_finds_debug_when_it_is_on(settings):
    settings.DEBUG = True
    (line,) = told(setup.debugging)
    assert line.startswith("wrong: DEBUG is on")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SECRET_KEY": "short"}, "wrong: SECRET_KEY must be random"),
        ({"SECRET_KEY_FALLBACKS": ["short"]}, "wrong: SECRET_KEY_FALLBACKS must hold"),
        ({"SECRET_KEY_FALLBACKS": [KEY]}, "advice: SECRET_KEY_FALLBACKS still holds former keys"),
        ({"STAFF_SECOND_FACTOR": False}, "advice: STAFF_SECOND_FACTOR is 0"),
    ],
)
def test_doctor_finds_weak_keys(settings, changed, words):
    settings.SECRET_KEY, settings.STAFF_SECOND_FACTOR = KEY, True
    assert told(setup.keys) == []
    for name, value in changed.items():
        setattr(settings, name, value)
    assert told(setup.keys)[0].startswith(words)


def test_doctor_repeats_what_django_finds(settings):
    settings.SECURE_SSL_REDIRECT = False
    assert any("security.W008" in line for line in told(setup.deployment))


@pytest.fixture
def named(settings, db):
    """An install whose names fit together."""
    settings.WAGTAILADMIN_BASE_URL = "https://www.sociale.brussels"
    settings.DEFAULT_FROM_EMAIL = "site@sociale.brussels"
    settings.CALENDAR_UID_DOMAIN = "sociale.brussels"
    Site.objects.filter(is_default_site=True).update(hostname="www.sociale.brussels", port=443)
    assert told(setup.addresses) == []
    return settings


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (
            "CALENDAR_UID_DOMAIN",
            "coordination.example",
            "wrong: CALENDAR_UID_DOMAIN has the domain",
        ),
        ("DEFAULT_FROM_EMAIL", "site@example.com", "wrong: DEFAULT_FROM_EMAIL has the domain example.com"),
        ("DEFAULT_FROM_EMAIL", "site@elsewhere.be", "advice: Mails come from elsewhere.be"),
        ("WAGTAILADMIN_BASE_URL", "https://sociale.brussels", "wrong: Pages stand at https://www.sociale.brussels"),
    ],
)
def test_doctor_finds_names_that_do_not_fit_together(named, name, value, words):
    setattr(named, name, value)
    assert told(setup.addresses)[0].startswith(words)


def test_doctor_finds_that_there_is_no_site(named):
    Site.objects.all().delete()
    assert "There is no site yet" in told(setup.addresses)[0]


def test_doctor_finds_another_calendar_domain_when_dates_were_published(settings, site_tree):
    settings.CALENDAR_UID_DOMAIN = "first.example"
    note_domain(NOW())
    assert not CalendarDomain.objects.exists()
    event_page()
    note_domain(NOW())
    assert told(setup.calendar_domain) == []
    settings.CALENDAR_UID_DOMAIN = "second.example"
    note_domain(NOW())
    (line,) = told(setup.calendar_domain)
    assert "was first.example" in line
    assert "Write first.example again" in line


@pytest.mark.django_db
def test_doctor_finds_pending_migrations(monkeypatch):
    assert told(setup.migrations) == []
    monkeypatch.setattr(setup.MigrationExecutor, "migration_plan", lambda *_: [("home.0007_next", False)] * 2)
    assert told(setup.migrations)[0].startswith("wrong: 2 migrations wait, from home.0007_next on")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has the clock of this machine")
@pytest.mark.parametrize(("away", "state"), [(10, "advice"), (90, "wrong")])
def test_doctor_finds_a_clock_that_is_away(monkeypatch, away, state):
    assert told(setup.clock) == []
    monkeypatch.setattr(setup.timezone, "now", lambda: datetime.now(UTC) + timedelta(seconds=away))
    assert told(setup.clock)[0].startswith(f"{state}: The clock of the database is {away} seconds away")


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR, settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path, tmp_path / "media", tmp_path / "static"
    (tmp_path / "media").mkdir()
    (tmp_path / "static").mkdir()
    return tmp_path


@pytest.mark.parametrize(("free", "state"), [(1.5e9, "advice"), (1e8, "wrong")])
def test_doctor_finds_a_full_disk(folder, monkeypatch, free, state):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(setup.shutil, "disk_usage", lambda _: usage(10e9, 0, 10e9))
    assert told(setup.disk) == []
    monkeypatch.setattr(setup.shutil, "disk_usage", lambda _: usage(10e9, 0, free))
    (line,) = told(setup.disk)
    assert line.startswith(f"{state}: ")
    assert "GB are free" in line


def test_doctor_finds_folders_that_are_missing_or_closed(folder, settings, monkeypatch):
    monkeypatch.setattr(setup.os, "access", lambda path, _: path != folder / "media")
    assert any("may not write in" in line and "media" in line for line in told(setup.disk))
    settings.VAR = folder / "nowhere"
    assert "does not exist" in told(setup.disk)[0]


@pytest.mark.django_db
def test_doctor_counts_pictures_and_documents_without_file(django_assert_num_queries):
    assert told(setup.files) == []
    SiteImage.objects.bulk_create(
        SiteImage(title="A", file=f"original_images/missing-{n}.jpg", width=1, height=1) for n in range(20)
    )
    get_document_model().objects.create(title="B", file="documents/missing.pdf")
    with django_assert_num_queries(2):
        pictures, documents = told(setup.files)
    assert pictures.startswith("wrong: 20 pictures of the newest 5000 have no file (numbers ")
    assert pictures.count(",") >= 5
    assert documents.startswith("wrong: 1 documents")


def test_doctor_finds_static_files_that_were_not_collected(folder, settings):
    source = folder / "source"
    source.mkdir()
    (source / "site.css").write_text("new")
    settings.STATICFILES_DIRS = [source]
    assert "are not collected" in told(setup.static_files)[0]
    (folder / "static" / "staticfiles.json").write_text("{}")
    for content, found in (("old", 1), ("new", 0)):
        (folder / "static" / "site.css").write_text(content)
        assert len(told(setup.static_files)) == found
    (source / "more.css").touch()
    assert "1 static files changed since they were collected, more.css first" in told(setup.static_files)[0]


def test_doctor_finds_translations_that_were_not_compiled(tmp_path, settings):
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.touch()
    settings.LOCALE_PATHS = [tmp_path]
    assert "fr/LC_MESSAGES/django.po is not compiled" in told(setup.catalogues)[0]
    source.with_suffix(".mo").touch()
    assert told(setup.catalogues) == []


WELL = b'{"database": true, "cache": true}'


def met(*, days=60, status=200, body=WELL, leads_to=""):
    return services.Visit(NOW() + timedelta(days=days, hours=1), status, body, leads_to)


@pytest.mark.parametrize(
    ("visit", "words"),
    [
        (met(), None),
        (met(days=5), "wrong: The certificate of www.sociale.brussels ends in 5 days"),
        (met(body=b"<html>"), "wrong: At BASE_URL answers something else than this site"),
        (met(body=b"[]"), "wrong: At BASE_URL answers something else than this site"),
        (met(status=502, body=b""), "wrong: At BASE_URL answers something else"),
        (met(body=b'{"database": true, "cache": false}'), "wrong: The site that runs does not reach its cache"),
        (
            met(status=503, body=b'{"database": false, "cache": true}'),
            "wrong: The site that runs does not reach",
        ),
        (met(leads_to="https://www.sociale.brussels/fr/"), "wrong: Pages lead to themselves for ever"),
        (ConnectionRefusedError(111, "Connection refused"), "wrong: https://www.sociale.brussels cannot be reached"),
        (http.client.BadStatusLine("x"), "wrong: https://www.sociale.brussels cannot be reached"),
        (TimeoutError("timed out"), "wrong: https://www.sociale.brussels cannot be reached"),
    ],
)
def test_doctor_says_what_visitors_meet(settings, monkeypatch, visit, words):
    def go(host, port):
        if isinstance(visit, Exception):
            raise visit
        return visit

    settings.WAGTAILADMIN_BASE_URL = "https://www.sociale.brussels"
    monkeypatch.setattr(services, "visit", go)
    lines = told(services.https)
    assert [line[: len(words or "")] for line in lines] == ([words] if words else [])


def test_doctor_finds_a_certificate_nobody_trusts(settings, monkeypatch):
    def refuse(*_):
        error = ssl.SSLCertVerificationError(1, "certificate verify failed")
        error.verify_message = "self-signed certificate"
        raise error

    settings.WAGTAILADMIN_BASE_URL = "https://www.sociale.brussels"
    monkeypatch.setattr(services, "visit", refuse)
    assert "do not trust the certificate of www.sociale.brussels: self-signed certificate" in told(services.https)[0]


def test_doctor_finds_a_site_without_https(settings):
    settings.WAGTAILADMIN_BASE_URL = "http://www.sociale.brussels"
    assert "without HTTPS" in told(services.https)[0]


def test_doctor_finds_a_mail_server_that_does_not_take_us(settings):
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "network.outbox.smtp.EmailBackend",
        "127.0.0.1",
        server.port,
    )
    try:
        assert told(services.mail_server) == []
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "somebody", "hunter2"
        (line,) = told(services.mail_server)
    finally:
        server.stop()
    assert "does not take us" in line
    assert "hunter2" not in line
    assert "ConnectionRefusedError" in told(services.mail_server)[0]
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = "/tmp"  # noqa: S108 - nothing is written
    assert told(services.mail_server)[0].startswith("advice: Mails are not sent")


def test_doctor_finds_redis_away(settings):
    settings.CACHES = caches(f"redis://:hunter2@127.0.0.1:{free_port()}/0", "site")
    (line,) = told(services.redis_server)
    assert line.startswith("wrong: Redis at 127.0.0.1 does not serve: ConnectionError")
    assert "hunter2" not in line


def test_doctor_advises_redis_when_there_is_none(settings):
    settings.CACHES = caches("", "site")
    assert told(services.redis_server)[0].startswith("advice: Without REDIS_URL")
    assert active_caches["default"]


@pytest.mark.django_db
def test_doctor_finds_the_worker_away_when_a_task_waits():
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="network.outbox.tasks.deliver_mails",
        run_after=NOW(),
        backend_name="default",
    )
    assert told(services.worker) == []
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=NOW() - timedelta(minutes=6), run_after=NOW())
    assert told(services.worker)[0].startswith("wrong: A task has waited for 6 minutes: the worker is away")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (OutgoingMail.Status.QUEUED, "wrong: 1 mails are late, by 30 minutes"),
        (OutgoingMail.Status.UNCERTAIN, "advice: 1 mails failed or may have left"),
        (OutgoingMail.Status.FAILED, "advice: 1 mails failed or may have left"),
        (OutgoingMail.Status.SENT, None),
    ],
)
def test_doctor_finds_mails_that_do_not_leave(status, words):
    OutgoingMail.objects.create(
        kind="test",
        recipient="a@sociale.brussels",
        language="fr",
        status=status,
        next_attempt_at=NOW() - timedelta(minutes=30),
    )
    lines = told(services.worker)
    assert [line[: len(words or "")] for line in lines] == ([words] if words else [])


@pytest.mark.django_db
def test_doctor_finds_timers_that_did_not_run():
    for command, patience in services.TIMERS.items():
        TimedRun.objects.create(command=command, ended_at=NOW() - patience / 2)
    assert told(services.timers) == []
    TimedRun.objects.filter(command="send_outbox").update(ended_at=NOW() - timedelta(hours=3))
    TimedRun.objects.filter(command="run_due_jobs").update(error="CommandError: Failed: reminders.")
    TimedRun.objects.filter(command="clearsessions").delete()
    failed, late, never = told(services.timers)
    assert late.startswith("wrong: send_outbox last ran 3 hours ago.")
    assert "Failed: reminders" in failed
    assert "coordination@clearsessions.timer" in never


@pytest.mark.parametrize("command", services.TIMERS)
@pytest.mark.django_db
def test_command_of_a_timer_notes_that_it_ran(command, site_tree, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for _twice in range(2):
        call_command(command, stdout=StringIO())
    run = TimedRun.objects.get(command=command)
    assert NOW() - run.ended_at < timedelta(minutes=1)
    assert run.error == ""


class Failing(TimedCommand, BaseCommand):
    def handle(self, **options):
        raise CommandError("No " * 200)


@pytest.mark.django_db
def test_command_of_a_timer_notes_that_it_failed():
    with pytest.raises(CommandError):
        Failing().execute(force_color=False, no_color=True, skip_checks=True)
    assert TimedRun.objects.get().error.startswith("CommandError: No No")


@pytest.mark.django_db
def test_command_does_its_work_when_its_run_cannot_be_noted(monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(TimedRun.objects, "bulk_create", refuse)
    call_command("clearsessions")


def test_timers_are_those_of_deploy():
    units = Path(__file__).resolve().parent.parent / "deploy" / "systemd"
    assert {path.stem.partition("@")[2] for path in units.glob("*.timer")} == set(services.TIMERS)


def failing():
    yield doctor.advice("first")
    raise ConnectionError("away\nwith details")


@pytest.fixture
def doctor_says(monkeypatch):
    def ask(*arguments, **found) -> tuple[str, int]:
        monkeypatch.setattr("config.management.commands.doctor.CHECKS", found)
        out = StringIO()
        try:
            call_command("doctor", *arguments, stdout=out)
        except SystemExit as end:
            return out.getvalue(), end.code
        return out.getvalue(), 0

    return ask


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("check", "code", "line"),
    [
        (list, 0, "well     one"),
        (lambda: [doctor.advice("better")], 0, "advice   one: better"),
        (lambda: [doctor.wrong("bad")], 1, "wrong    one: bad"),
        (failing, 1, "unknown  one: could not be checked: ConnectionError: away"),
    ],
)
def test_doctor_ends_with_one_when_something_is_wrong_or_unknown(doctor_says, check, code, line):
    said, ended = doctor_says(one=check, two=list)
    assert line in said.splitlines()
    assert "well     two" in said
    assert ended == code


@pytest.mark.django_db
def test_doctor_writes_json_for_a_monitor(doctor_says):
    said, ended = doctor_says("--json", one=failing, two=list)
    assert ended == 1
    assert json.loads(said) == {
        "well": False,
        "checks": [
            {
                "name": "one",
                "state": "unknown",
                "findings": [
                    {"state": "advice", "words": "first"},
                    {"state": "unknown", "words": "could not be checked: ConnectionError: away"},
                ],
            },
            {"name": "two", "state": "well", "findings": []},
        ],
    }


@pytest.mark.django_db
def test_doctor_comes_to_its_end_on_any_install(doctor_says):
    said, _ended = doctor_says("--json", **{name: check for name, check in checks.CHECKS.items() if name != "https"})
    assert {check["name"]: check["state"] for check in json.loads(said)["checks"]}.keys() | {
        "https"
    } == checks.CHECKS.keys()
    assert "unknown" not in said
