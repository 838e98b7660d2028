"""No line of any log holds an address that opens a door: each route of the site is looked at."""

import json
import logging
import logging.config
import re
import sys
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils.translation import override
from gunicorn.config import Config

from config.gunicorn_logs import MaskingLogger
from config.logs import JsonFormatter, MaskingFormatter
from config.secret_routes import SECRET_ROUTES, masked

SECRET = "c7Xq-9_uLk2SecretOfSomebody.4:1tZ"
LOOKS_SECRET = re.compile(r"token|key|uid|sign|code|secret|hash|pass", re.I)
# Parameters that everybody may see. Outside the CMS every parameter but a number is in one list or the other.
NOT_SECRET = {
    "tag",
    "public:sign_up",
    "public:sent",
    "members:sign_up",
    "members:accept",
    "members:cancel_several",
    "members:excuse",
    "members:withdraw_apology",
    "members:feed",
    "members:replace_feed",
    "members:revoke_feed",
}


def routes(resolver, prefix="", namespaces=()):
    """Each named route with its address and the names of its parameters."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, address, (*namespaces, *filter(None, [entry.namespace])))
        elif entry.name:
            numbers = {name for name, kind in entry.pattern.converters.items() if type(kind).__name__ == "IntConverter"}
            yield ":".join((*namespaces, entry.name)), address, {*entry.pattern.regex.groupindex} - numbers


def test_every_route_with_a_parameter_is_listed_as_secret_or_not():
    found = {}
    for name, address, parameters in routes(get_resolver()):
        is_suspicious = any(map(LOOKS_SECRET.search, parameters))
        if is_suspicious or (parameters and not address.startswith("gestion/")):
            found[name] = address
    assert set(found) == set(SECRET_ROUTES) | NOT_SECRET


def addresses():
    """The address of each secret route in each language, with ``SECRET`` for each of its secrets."""
    parameters = {name: parameters for name, _address, parameters in routes(get_resolver())}
    numbers = {"members:link_name": {"pk": 7}}
    for language in ("fr", "nl"):
        with override(language):
            for name in SECRET_ROUTES:
                secrets = dict.fromkeys(parameters[name], SECRET.replace(".", "").replace(":", ""))
                yield reverse(name, kwargs=secrets | numbers.get(name, {}))


ADDRESSES = sorted(set(addresses()))
LINES = {
    "csrf": "Forbidden (CSRF cookie not set.): {}",
    "not found": "Not Found: {}",
    "absolute": 'GET https://site.example{}?x=1 "https://site.example{}"',
    "without its end": "Not Found: {}",
    "next": "/fr/membres/compte/login/?next={}",
    "next, escaped twice": "/fr/membres/compte/login/?next={}",
}


@pytest.mark.parametrize("words", LINES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_secret_is_left_when_an_address_stands_in_a_line(address, words):
    if words == "without its end":
        address = address[: address.rindex(SECRET[-4:].replace(":", "")) + 4]
    escaped = {"next": quote(address, safe=""), "next, escaped twice": quote(quote(address, safe=""), safe="")}
    line = masked(LINES[words].replace("{}", escaped.get(words, address)))
    assert "SecretOfSomebody" not in line
    assert "…" in line
    assert line.startswith(LINES[words].partition("{}")[0])


@pytest.mark.parametrize(
    "query",
    [
        f"/fr/?code={SECRET}",
        f"/fr/?a=1&key={SECRET}&b=2",
        f"/fr/?TOKEN={SECRET}",
        f'"https://site.example/?code={SECRET}"',
        quote(f"/fr/?a=1&code={SECRET}&b=2", safe=""),
        f"code={SECRET}",
    ],
)
def test_no_secret_is_left_when_it_stands_in_a_query(query):
    line = masked(query)
    assert "SecretOfSomebody" not in line
    assert line.startswith(query.partition(SECRET)[0][:4])
    assert ("b=2" in query) == ("b=2" in line) or "%26b%3D2" in line


@pytest.mark.parametrize(
    "line", ["sorted(rows, key=len)", "Not Found: /fr/agenda/?postcode=1070&q=a", "/fr/agenda/2026/"]
)
def test_the_line_stays_as_it_is_when_it_holds_no_secret(line):
    assert masked(line) == line


@pytest.mark.parametrize("formatter", [JsonFormatter(), MaskingFormatter("{message}", style="{")])
@pytest.mark.parametrize("name", ["network:invitation", "members:link", "private_feed"])
def test_the_trace_holds_no_secret_when_an_error_quotes_it_alone(name, formatter, rf):
    try:
        raise KeyError(SECRET)
    except KeyError:
        error = sys.exc_info()
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Internal Server Error: %s", ("/x/",), error)
    record.request = rf.get("/x/", {"code": "K7Q2-9PLM"})
    record.request.resolver_match = SimpleNamespace(view_name=name, kwargs={"token": SECRET, "pk": 3})
    record.why = f"no {SECRET}, no K7Q2-9PLM"
    line = formatter.format(record)
    assert "KeyError" in line
    assert SECRET not in line
    assert "K7Q2-9PLM" not in line


def test_json_stays_json_when_a_secret_is_masked():
    record = logging.makeLogRecord(
        {"msg": 'said "%s"', "args": (f"/fr/membres/lien/{SECRET}",), "path": f"?key={SECRET}"}
    )
    line = json.loads(JsonFormatter().format(record))
    assert (line["message"], line["path"]) == ('said "/fr/membres/lien/…"', "?key=…")


@pytest.fixture(params=["json", "plain"])
def logged(request, caplog):
    """What has been logged, as production writes it and as the demo does."""
    caplog.set_level(logging.INFO, "django.request")
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(
        logging.config.DictConfigurator({}).configure_formatter(dict(settings.LOGGING["formatters"][request.param]))
    )
    logging.getLogger().addHandler(handler)
    yield written.getvalue
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/fr/membres/invitation/", "/fr/membres/compte/password/reset/key/a-", "/fr/membres/lien/"]
)
def test_refusals_are_logged_without_the_secret(path, site_tree, logged):
    Client(enforce_csrf_checks=True, raise_request_exception=False).post(f"{path}{SECRET}/", {"x": 1})
    Client().get(f"{path}{SECRET}/nowhere/")
    lines = logged()
    assert path[:-2] in lines
    assert "SecretOfSomebody" not in lines


@pytest.mark.parametrize("name", ["django", "django.server", "django.request", "django.security.csrf"])
def test_no_logger_of_django_writes_past_our_formatters(name):
    logger = logging.getLogger(name)
    assert not logger.handlers
    assert logger.propagate


@contextmanager
def logger_of_gunicorn(config):
    logger = MaskingLogger(config)
    yield logger
    for one in (logger.access_log, logger.error_log):
        for handler in list(one.handlers):
            one.removeHandler(handler)
            handler.close()


@pytest.mark.parametrize("line", ['%(r)s "%(f)s"', "%(U)s %(q)s", "%({raw_uri}e)s", "%({query_string}e)s"])
def test_gunicorn_writes_no_secret_when_it_logs_a_request(line, tmp_path):
    config = Config()
    config.set("accesslog", str(tmp_path / "access"))
    config.set("access_log_format", line)
    path = f"/fr/membres/lien/{SECRET}/"
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"{path}?code={SECRET}",
        "PATH_INFO": path,
        "QUERY_STRING": f"code={SECRET}&x=1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://site.example{path}",
    }
    answer = SimpleNamespace(status="403 Forbidden", headers=[], sent=3)
    with logger_of_gunicorn(config) as logger:
        logger.access(answer, SimpleNamespace(headers=[]), environ, timedelta(0))
    written = (tmp_path / "access").read_text()
    assert "…" in written
    assert "SecretOfSomebody" not in written


def test_gunicorn_writes_no_secret_when_a_request_fails(tmp_path):
    config = Config()
    config.set("errorlog", str(tmp_path / "errors"))
    with logger_of_gunicorn(config) as logger:
        logger.error("Error handling request %s", f"/flux/{SECRET}/agenda.ics")
    written = (tmp_path / "errors").read_text()
    assert "/flux/…/agenda.ics" in written
