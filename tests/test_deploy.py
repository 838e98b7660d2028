"""What ``deploy/`` and README tell an operator agrees with the site; ``.ci/check_production.py`` boots from both."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from config.secret_routes import SECRET_ROUTES
from config.settings import environment

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text()
README = (ROOT / "README.md").read_text()
EXAMPLE = (DEPLOY / "coordination.env").read_text()
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = {path.stem.partition("@")[2]: path.read_text() for path in (DEPLOY / "systemd").glob("*.timer")}
PAGES = sorted((DEPLOY / "errors").glob("*.html"))


def logged(address: str) -> str:
    """``address``, decoded as nginx does it, as its log has it."""
    (pattern, kept) = re.search(r'map \$uri \$address_to_log \{\s*"~(.+)" "(.+)";', NGINX).groups()
    match = re.search(pattern.replace("(?<", "(?P<"), address)
    return kept.replace("$before", match["before"]) if match else address


@pytest.mark.parametrize("route", SECRET_ROUTES.values())
@pytest.mark.parametrize("language", ["", "/fr", "/nl"])
def test_log_of_nginx_holds_no_key_when_a_secret_route_is_asked_for(route, language):
    address = language + route.replace("{}", "Wa7-SecretOfSomebody")
    assert "Secret" not in logged(address)
    assert "Secret" not in logged(address + "agenda.ics")
    assert logged(address).startswith(address[:5])


@pytest.mark.parametrize(
    "address", ["/fr/agenda/", "/fr/agenda/agenda.ics", "/media/images/a.webp", "/gestion/pages/3/"]
)
def test_log_of_nginx_holds_the_address_when_it_is_no_secret(address):
    assert logged(address) == address


def test_log_of_nginx_holds_no_query_and_no_referrer():
    log_format = re.search(r"log_format coordination (.+?);\n", NGINX, re.DOTALL)[1]
    assert not re.search(r"\$(request|request_uri|args|query_string|http_referer|http_cookie|uri)\b", log_format)
    servers = NGINX.count("\nserver {")
    assert NGINX.count("error_log /var/log/nginx/coordination.error.log crit;") == servers
    assert NGINX.count("access_log off;") + NGINX.count("coordination.access.log coordination;") == servers


def test_nginx_and_site_bind_browsers_to_https_alike():
    ages = re.findall(r'Strict-Transport-Security "(.+?)"', NGINX)
    assert set(ages) == {"max-age=31536000"}


def test_nginx_lets_through_what_the_cms_judges_itself():
    allowed = int(re.search(r"location /gestion/ \{\s*client_max_body_size (\d+)m;", NGINX)[1]) * 1024 * 1024
    assert allowed > 1.5 * getattr(settings, "WAGTAILIMAGES_MAX_UPLOAD_SIZE", 10 * 1024 * 1024)


def test_nginx_never_compresses_calendars():
    kinds = re.search(r"gzip_types (.+?);", NGINX, re.DOTALL)[1].split()
    assert "text/css" in kinds
    assert not {"text/calendar", "*"} & set(kinds)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_error_page_of_nginx_speaks_both_languages_and_asks_for_nothing_else(page):
    text = page.read_text()
    assert '<html lang="fr">' in text
    assert '<section lang="nl">' in text
    assert re.findall(r'href="(.*?)"', text) == ["/fr/", "/nl/"]
    assert not re.search(r"src=|url\(|@import|http|<script|<link", text)
    assert f"/errors/{page.name};" in NGINX


def test_example_environment_is_complete_but_for_the_key():
    pairs = dict(re.findall(r"^(\w+)='(.*)'$", EXAMPLE, re.MULTILINE))
    assert set(environment.REQUIRED) <= set(pairs)
    assert environment.mistakes(pairs) == ["Set these environment variables before starting: SECRET_KEY."]


def test_example_environment_names_only_what_something_reads():
    named = set(re.findall(r"^(?:# )?([A-Z_]+)='", EXAMPLE, re.MULTILINE))
    sources = [*(ROOT / "site/config/settings").glob("*.py"), ROOT / "site/gunicorn.conf.py", ROOT / "manage.py"]
    read = "".join(path.read_text() for path in sources)
    assert {name for name in named if f'"{name}"' not in read} == set()
    assert set(environment.CHECKS) - named <= {"FEED_READINGS_SECONDS"}


def test_shell_and_systemd_read_the_same_from_the_example_environment():
    lines = [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Z_]+='[^'\\]*'", line) for line in lines)
    shell = subprocess.run(  # noqa: S603
        ["env", "-i", "sh", "-c", f"set -a; . {shlex.quote(str(DEPLOY / 'coordination.env'))}; env"],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert {line.replace("'", "") for line in lines} <= set(shell.splitlines())


def hardening(unit: Path) -> list[str]:
    service = unit.read_text().partition("User=")[2]
    return service.partition("[Install]")[0].split()


def test_services_are_equally_hardened_and_wait_before_they_start_again():
    assert len({tuple(hardening(unit)) for unit in UNITS}) == 1
    assert "ProtectSystem=strict" in hardening(UNITS[0])
    for unit in UNITS:
        text = unit.read_text()
        assert "EnvironmentFile=/etc/coordination.env" in text
        assert ("Type=oneshot" in text) or ("Restart=always\nRestartSec=5\n" in text)


def test_each_timer_starts_a_command_that_exists():
    assert set(TIMERS) <= set(get_commands())
    assert all("OnCalendar=" in text and "Persistent=true" in text for text in TIMERS.values())


def test_readme_starts_every_timer_and_lists_the_same_hours_for_cron():
    for braces in re.findall(r"coordination@\{(.+?)\}\.timer", README):
        assert set(braces.split(",")) == set(TIMERS)
    lines = re.findall(r"^(\S+ \S+ \S+ \S+ \S+) +coordination \S+/deploy/manage (\w+)", README, re.MULTILINE)
    assert {command for _cron, command in lines} == set(TIMERS)
    calendars = {"*/15 * * * *": "*:0/15", "*/5 * * * *": "*:0/5"}
    for cron, command in lines:
        minute, hour = cron.split()[:2]
        assert f"OnCalendar={calendars.get(cron, f'*-*-* {hour:0>2}:{minute:0>2}')}\n" in TIMERS[command]


def test_readme_names_only_files_of_deploy_that_exist():
    named = set(re.findall(r"deploy/[\w./@-]*\w", README))
    assert named >= {"deploy/nginx.conf", "deploy/coordination.env", "deploy/manage"}
    assert {name for name in named if not (ROOT / name).exists()} == set()
    assert (DEPLOY / "manage").stat().st_mode & 0o111


def test_nginx_serves_no_folder_of_media_that_is_not_public():
    assert re.findall(r"location \S* ?/media/(\S*) \{", NGINX) == ["images/", ""]
    assert re.search(r"location /media/ \{[^}]*return 404;", NGINX)
