"""What every environment promises: production refuses to start half configured, SQLite waits, policies hold."""

import json
import logging
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as active
from django.db import connection

from config.logs import JsonFormatter
from config.settings.base import cache_prefix, caches, database
from config.settings.test import database_of_tests

ROOT = Path(__file__).resolve().parent.parent
COMPLETE = {
    "SECRET_KEY": "".join(chr(97 + n * 7 % 26) + str(n) for n in range(40)),
    "DATABASE_URL": "postgres://coordination@127.0.0.1:5432/coordination",
    "ALLOWED_HOSTS": "coordination.example",
    "BASE_URL": "https://coordination.example",
    "DEFAULT_FROM_EMAIL": "site@coordination.example",
    "CALENDAR_UID_DOMAIN": "coordination.example",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """``manage.py`` in a process of its own that sees ``environment`` and the search path only."""
    return subprocess.run(  # noqa: S603
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("absent", ["SECRET_KEY", "DATABASE_URL", "CALENDAR_UID_DOMAIN"])
def test_production_refuses_to_start_and_says_what_is_missing(absent):
    environment = {name: value for name, value in COMPLETE.items() if name != absent}
    result = manage("check", **environment)
    assert result.returncode != 0
    assert f"Set these environment variables before starting: {absent}." in result.stderr


def test_production_names_all_that_is_missing_at_once():
    result = manage("check")
    assert all(name in result.stderr for name in COMPLETE)


def test_deployment_check_is_silent_when_production_is_configured():
    result = manage("check", "--deploy", "--fail-level", "INFO", **COMPLETE)
    assert (result.returncode, result.stderr) == (0, "")
    # Silent on purpose about two: neither subdomains nor the browsers' preload list are ours to bind.
    assert result.stdout == "System check identified no issues (2 silenced).\n"


def setting(name: str, **environment: str) -> str:
    """A setting of production as a process that sees ``environment`` has it."""
    code = f"from config.settings import production; print(production.{name})"
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "site"), **COMPLETE, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.strip()


@pytest.mark.parametrize("chosen", ["HSTS_INCLUDE_SUBDOMAINS", "HSTS_PRELOAD"])
def test_https_binds_this_host_alone_unless_more_is_asked_for(chosen):
    assert setting(f"SECURE_{chosen}") == "False"
    assert setting(f"SECURE_{chosen}", **{chosen: "1"}) == "True"


def test_keys_of_before_still_count_when_named():
    former = COMPLETE["SECRET_KEY"][::-1]
    assert setting("SECRET_KEY_FALLBACKS") == "[]"
    assert setting("SECRET_KEY_FALLBACKS", SECRET_KEY_FALLBACKS=f"{former}, {former}") == str([former, former])


def test_hosts_may_have_spaces_between_them():
    assert setting("ALLOWED_HOSTS", ALLOWED_HOSTS="coordination.example, b.example") == str(
        ["coordination.example", "b.example"]
    )


@pytest.mark.parametrize("url", ["sqlite:///precious.sqlite3", "postgres://somebody@127.0.0.1:5432/precious"])
def test_no_test_reaches_a_real_database_when_it_asks_for_none(url):
    config = database_of_tests(database(url))
    assert "precious" not in config["NAME"]
    assert config.get("TEST", {}).get("NAME") in {None, "test_precious"}


def test_sqlite_writes_ahead_and_queues_writers(tmp_path):
    options = database(f"sqlite:///{tmp_path}/db.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 5
    with sqlite3.connect(tmp_path / "db.sqlite3") as handle:
        for statement in options["init_command"].split(";"):
            handle.execute(statement)
        assert handle.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="says how SQLite is opened")
def test_connection_uses_these_options_on_sqlite():
    assert connection.transaction_mode == "IMMEDIATE"


def test_database_and_cache_follow_their_addresses():
    assert database("postgres://u@db.example/name")["ENGINE"] == "django.db.backends.postgresql"
    for kept in caches("redis://cache.example/1", "site").values():
        assert kept["LOCATION"] == "redis://cache.example/1"
    assert all(kept["BACKEND"].endswith("LocMemCache") for kept in caches("", "site").values())


@pytest.mark.parametrize("address", ["", "redis://cache.example/1"])
def test_pages_and_the_rest_never_share_a_key(address):
    default, pages = caches(address, "site").values()
    assert (default.get("KEY_PREFIX"), default["LOCATION"]) != (pages.get("KEY_PREFIX"), pages["LOCATION"])


def test_two_sites_at_one_redis_share_no_key():
    live, trials = (cache_prefix(f"postgres:///{name}") for name in ("coordination", "coordination_trials"))
    assert live == cache_prefix("postgres:///coordination") != trials
    assert "postgres" not in live


def test_calendars_are_never_compressed_on_disk():
    assert "ics" in active.WHITENOISE_SKIP_COMPRESS_EXTENSIONS


def policy_of(response) -> dict[str, str]:
    directives = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, _, sources in directives}


@pytest.mark.parametrize("path", ["/fr/", "/nl/recherche/", "/fr/membres/compte/login/", "/fr/nulle-part/", "/healthz"])
def test_policy_is_strict_on_public_and_member_pages(client, site_tree, path):
    policy = policy_of(client.get(path))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"


def test_policy_is_strict_on_the_member_space(site_tree, signed_in, representative):
    policy = policy_of(signed_in(representative).get("/fr/membres/"))
    assert policy["script-src"] == policy["style-src"] == "'self'"


def test_policy_allows_inline_code_in_the_cms_only(site_tree, signed_in, coordinator):
    policy = policy_of(signed_in(coordinator).get("/gestion/"))
    assert "'unsafe-inline'" in policy["script-src"]
    assert "http" not in " ".join(policy.values())


def test_reader_gets_no_cookie(client, site_tree):
    for path in ("/fr/", "/fr/agenda/", "/nl/reseau/", "/fr/recherche/?q=logement"):
        assert not client.get(path).cookies


def test_log_line_is_json_with_the_trace_of_an_error():
    try:
        raise ValueError("no")
    except ValueError:
        record = logging.LogRecord("events", logging.ERROR, __file__, 1, "Mail to %s failed", ("a",), sys.exc_info())
    line = json.loads(JsonFormatter().format(record))
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "events", "Mail to a failed")
    assert "ValueError: no" in line["trace"]


def test_log_line_has_the_facts_given_beside_the_message():
    facts = {"name": "network", "msg": "mail not sent", "levelname": "WARNING", "mail": 7, "request": object()}
    line = json.loads(JsonFormatter().format(logging.makeLogRecord(facts)))
    assert line.keys() == {"time", "level", "logger", "message", "mail"}
    assert (line["message"], line["mail"]) == ("mail not sent", 7)
