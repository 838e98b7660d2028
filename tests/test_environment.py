"""Production refuses a mistaken environment, and says in one sentence what to write; what is right starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings.environment import mistakes

ROOT = Path(__file__).resolve().parent.parent
KEY = "".join(chr(97 + n * 7 % 26) + str(n) for n in range(40))
COMPLETE = {
    "SECRET_KEY": KEY,
    "DATABASE_URL": "postgres://coordination@127.0.0.1:5432/coordination",
    "ALLOWED_HOSTS": "www.coordination.example",
    "BASE_URL": "https://www.coordination.example",
    "DEFAULT_FROM_EMAIL": "site@coordination.example",
    "CALENDAR_UID_DOMAIN": "coordination.example",
}
MISTAKEN = {
    "SECRET_KEY": [
        "short",
        "a" * 80,
        "only-for-the-demo-and-development" * 2,
        f"django-insecure-{KEY}",
        "changeme" * 10,
    ],
    "SECRET_KEY_FALLBACKS": ["short", f"{KEY},short", f"{KEY}, only-for-tests-{KEY}"],
    "DATABASE_URL": ["mysql://a@b/c", "coordination", "postgres:coordination", "postgres://u:a/b@host/name"],
    "ALLOWED_HOSTS": [
        "*",
        ",",
        "www.coordination.example,*",
        "*.coordination.example",
        "https://www.coordination.example",
        "www.coordination.example:443",
        "www.coordination.example/fr",
        "www.coordination.example www.other.example",
        "www_.coordination.example",
        "www..coordination.example",
        "bücher.example",
    ],
    "BASE_URL": [
        "www.coordination.example",
        "http://www.coordination.example",
        "HTTP://www.coordination.example",
        "ftp://www.coordination.example",
        "https:/www.coordination.example",
        "https://www.coordination.example/",
        "https://www.coordination.example/fr",
        "https://www.coordination.example?x",
        "https://www.coordination.example#x",
        "https://user@www.coordination.example",
        "https://www.coordination.example:port",
        "https://www.coordination.example:99999",
        " https://www.coordination.example",
        "https://",
        "https://[::1",
        "https://other.example",
        "https://coordination.example",
    ],
    "DEFAULT_FROM_EMAIL": [
        "site",
        "site@",
        "a@b@c.example",
        "Site <site@coordination.example>",
        "a@b.example\nBcc: c@d.example",
    ],
    "CALENDAR_UID_DOMAIN": [
        "coordination",
        "https://coordination.example",
        "site@coordination.example",
        "coordination.example/fr",
        "coordination.example:443",
        "127.0.0.1",
        "coordination.example ",
    ],
    "EMAIL_URL": [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp:mail.example",
        "smtp://user:pa/ss@mail.example:25",
        "smtp://user:pa#ss@mail.example:25",
        "smtp://mail.example:mail",
        "smtp://mail.example:0",
        "smtp+tls://mail.example:465",
        "consolemail://",
        "dummymail://",
        "memorymail://",
        "filemail://mails",
        "filemail:///mails",
    ],
    "REDIS_URL": ["127.0.0.1:6379", "http://127.0.0.1", "redis://127.0.0.1:port"],
    "VAR_DIR": ["var", "./var"],
    "TRUSTED_PROXIES": ["one", "-1", "1.5"],
    "HSTS_INCLUDE_SUBDOMAINS": ["ture", "2"],
    "HSTS_PRELOAD": ["oui"],
    "STAFF_SECOND_FACTOR": ["nope"],
    "CALENDAR_IMPORT_PORTS": ["web", "80;443", "0", "443,65536", "443,,8443"],
    "CALENDAR_IMPORT_WEBCAL_OVER_HTTP": ["peut-être"],
}
RIGHT = {
    "SECRET_KEY_FALLBACKS": ["", KEY, f"{KEY[::-1]}, {KEY}"],
    "DATABASE_URL": ["postgres:///coordination", "sqlite:////srv/db.sqlite3", "postgresql://u:p%2Fw@%2Frun%2Fpg/name"],
    "ALLOWED_HOSTS": [
        "www.coordination.example, coordination.example",
        ".coordination.example",
        "WWW.coordination.example,127.0.0.1,[::1],localhost",
    ],
    "BASE_URL": ["https://www.coordination.example:8443", "https://WWW.coordination.example"],
    "CALENDAR_UID_DOMAIN": ["agenda.coordination.example", "xn--bcher-kva.example"],
    "EMAIL_URL": [
        "smtp://127.0.0.1:25",
        "smtp://mail.example",
        "smtp+tls://user%40mail.example:p%2Fw@mail.example:587",
        "smtp+ssl://user:pw@mail.example:465",
        "smtp+ssl://user:pw@mail.example:465/?timeout=5",
        "filemail:////var/lib/coordination/mail",
    ],
    "REDIS_URL": ["redis://127.0.0.1:6379/0", "rediss://:secret@cache.example:6380/1", "unix:///run/redis.sock?db=1"],
    "VAR_DIR": ["/var/lib/coordination"],
    "TRUSTED_PROXIES": ["0", "2"],
    "HSTS_INCLUDE_SUBDOMAINS": ["0", "1", "True"],
    "CALENDAR_IMPORT_PORTS": ["443", "80, 443, 8443"],
}


def each(values: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, listed in values.items() for value in listed]


def test_complete_environment_has_no_mistake():
    assert mistakes(COMPLETE) == []


@pytest.mark.parametrize(("name", "value"), each(MISTAKEN))
def test_mistake_is_told_in_one_sentence_when_a_variable_is_wrong(name, value):
    (sentence,) = mistakes(COMPLETE | {name: value})
    assert sentence.startswith(name)
    assert sentence.endswith((".", ").", "/coordination."))
    assert "\n" not in sentence.replace(value, "")


@pytest.mark.parametrize(("name", "value"), each(RIGHT))
def test_nothing_is_told_when_a_variable_is_right(name, value):
    assert mistakes(COMPLETE | {name: value}) == []


def test_all_mistakes_are_told_at_once():
    wrong = {name: values[0] for name, values in MISTAKEN.items() if name != "ALLOWED_HOSTS"}
    told = mistakes(COMPLETE | wrong | {"ALLOWED_HOSTS": ""})
    assert told[0] == "Set these environment variables before starting: ALLOWED_HOSTS."
    assert [sentence.split()[0] for sentence in told[1:]] == list(wrong)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "hunter2"),
        ("SECRET_KEY_FALLBACKS", "hunter2"),
        ("EMAIL_URL", "smtp://user:hunter2/@mail.example"),
        ("DATABASE_URL", "mysql://user:hunter2@host/name"),
        ("REDIS_URL", "http://:hunter2@host"),
    ],
)
def test_no_secret_is_repeated_when_its_variable_is_wrong(name, value):
    assert "hunter2" not in "".join(mistakes(COMPLETE | {name: value}))


def test_command_ends_with_the_sentence_alone_when_a_variable_is_wrong():
    environment = COMPLETE | {"BASE_URL": "https://www.coordination.example/"}
    result = subprocess.run(  # noqa: S603
        [sys.executable, str(ROOT / "manage.py"), "migrate"],
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr == (
        "BASE_URL is “https://www.coordination.example/”: write https:// and the host, such as "
        "https://www.example.be, without a path or a slash at its end.\n"
    )
