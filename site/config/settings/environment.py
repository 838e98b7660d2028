"""What an operator may get wrong in the environment, each said in one sentence with what to write instead.

Read before any setting, so that a mistake is told in these words and not in those of a library. No sentence repeats a
key or a password: it may end in a log.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

REQUIRED = ("SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "BASE_URL", "DEFAULT_FROM_EMAIL", "CALENDAR_UID_DOMAIN")

# Django's own warning (security.W009) starts here too.
SHORTEST_KEY, FEWEST_CHARACTERS = 50, 5
MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
# Keys of the demo, of tests, of Django's own template, and what people write where a key should stand.
KNOWN_KEY = re.compile(r"django-insecure|only-for|change-?me|secret-?key|your-?key|insecure", re.IGNORECASE)

HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)
DATABASES = {"postgres", "postgresql", "psql", "pgsql", "sqlite"}
CACHES = {"redis", "rediss", "unix"}
MAIL_SERVERS = {"smtp", "smtps", "smtp+tls", "smtp+ssl"}
MAIL_FOLDER = "filemail"
SMTP_OVER_TLS = 465
# What django-environ reads as yes and as no; anything else would be no, without a word.
SWITCH = {"1", "true", "on", "ok", "y", "yes", "0", "false", "off", "n", "no"}

Environment = Mapping[str, str]


class MistakenEnvironment(ImproperlyConfigured):
    """What is missing or mistaken in the environment, a sentence a line."""


def refuse_mistakes(environment: Environment) -> None:
    """Stop the start where ``environment`` lacks something or holds a mistake, and say all of it at once."""
    found = mistakes(environment)
    if found:
        raise MistakenEnvironment("\n".join(found))


def mistakes(environment: Environment) -> list[str]:
    """A sentence for each thing to change in ``environment``; empty where the site may start."""
    missing = [name for name in REQUIRED if not environment.get(name, "").strip()]
    found = [f"Set these environment variables before starting: {', '.join(missing)}."] if missing else []
    for name, check in CHECKS.items():
        value = environment.get(name, "")
        if value.strip():
            found.extend(check(name, value, environment))
    return found


def secret_key(name: str, value: str, environment: Environment) -> Iterator[str]:
    """Long and random enough to sign sessions and links with."""
    if KNOWN_KEY.search(value):
        yield f"{name} holds a key that everybody can read in a program: make one of your own with {MAKE_A_KEY}."
    elif len(value) < SHORTEST_KEY or len(set(value)) < FEWEST_CHARACTERS:
        yield f"{name} must be random and have {SHORTEST_KEY} characters at least: make one with {MAKE_A_KEY}."


def former_keys(name: str, value: str, environment: Environment) -> Iterator[str]:
    """Keys of before, which still sign in whoever holds something signed with them: as good as the present one."""
    if any(any(secret_key(name, key.strip(), environment)) for key in value.split(",")):
        yield (
            f"{name} must hold keys of {SHORTEST_KEY} random characters at least, separated by commas: leave out the "
            "ones that are shorter or known, for whoever guesses one can sign with it."
        )


def database_url(name: str, value: str, environment: Environment) -> Iterator[str]:
    if scheme_of(value) not in DATABASES:
        yield f"{name} must look like postgres://user:password@host/name or sqlite:////var/lib/coordination/db.sqlite3."


def hosts(value: str) -> list[str]:
    """The entries of a list separated by commas, without the spaces people put after them."""
    return [host.strip() for host in value.split(",") if host.strip()]


def allowed_hosts(name: str, value: str, environment: Environment) -> Iterator[str]:
    """Host names alone; a leading dot means its subdomains too."""
    entries = hosts(value)
    if not entries:
        yield f"{name} must name the host of the site, such as www.example.be."
    for entry in entries:
        if entry == "*":
            yield f"{name} must name each host of the site, such as www.example.be, for “*” lets anybody choose it."
        elif not is_host(entry.removeprefix(".")) and not is_address(entry):
            yield (
                f"{name} holds “{entry}”: write host names alone, such as www.example.be, separated by commas, without "
                "https://, port, path or *."
            )


def base_url(name: str, value: str, environment: Environment) -> Iterator[str]:
    """The address in front of every link of a mail: scheme and host, nothing behind."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    plain = f"https://{host}" + (f":{port}" if port else "")
    if parts.scheme != "https" or not is_host(host) or value.lower() != plain:
        yield (
            f"{name} is “{value}”: write https:// and the host, such as https://www.example.be, without a path or a "
            "slash at its end."
        )
        return
    allowed = environment.get("ALLOWED_HOSTS", "")
    is_clear = bool(allowed.strip()) and not any(allowed_hosts("ALLOWED_HOSTS", allowed, environment))
    if is_clear and not any(matches(host, entry.lower()) for entry in hosts(allowed)):
        yield f"{name} leads to {host}, which ALLOWED_HOSTS does not name: write {host} there too, or correct either."


def uid_domain(name: str, value: str, environment: Environment) -> Iterator[str]:
    if not is_host(value) or "." not in value or is_address(value):
        yield f"{name} must be a domain of yours alone, such as example.be, without https://, @, port or path."


def sender(name: str, value: str, environment: Environment) -> Iterator[str]:
    """An address alone: invitations of calendars name it too, and the name in front comes from the settings."""
    try:
        validate_email(value)
    except ValidationError:
        yield f"{name} must be one e-mail address alone, such as site@example.be, without a name or <> around it."


def email_url(name: str, value: str, environment: Environment) -> Iterator[str]:
    """A mail server, or for a rehearsal a folder."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    is_folder = parts.scheme == MAIL_FOLDER and not parts.netloc and parts.path.startswith("//")
    is_server = (
        parts.scheme in MAIL_SERVERS and (is_host(host) or is_address(host)) and not parts.path.strip("/") and port != 0
    )
    if is_server and port == SMTP_OVER_TLS and parts.scheme != "smtp+ssl":
        yield f"{name} names port {SMTP_OVER_TLS}, which speaks TLS from the start: write smtp+ssl:// in front of it."
    elif not is_folder and not is_server:
        yield (
            f"{name} must look like smtp+tls://user:password@mail.example.be:587 (smtp+ssl:// for port 465), with %40 "
            "for @, %3A for :, %2F for /, %3F for ? and %23 for # in the user or the password."
        )


def redis_url(name: str, value: str, environment: Environment) -> Iterator[str]:
    if scheme_of(value) not in CACHES:
        yield f"{name} must look like redis://127.0.0.1:6379/0; leave it out where there is no Redis."


def folder(name: str, value: str, environment: Environment) -> Iterator[str]:
    if not PurePosixPath(value).is_absolute():
        yield f"{name} must be the whole path of a folder, such as /var/lib/coordination."


def whole_number(name: str, value: str, environment: Environment) -> Iterator[str]:
    if not re.fullmatch(r"[0-9]{1,6}", value):
        yield f"{name} must be a whole number."


def switch(name: str, value: str, environment: Environment) -> Iterator[str]:
    if value.lower() not in SWITCH:
        yield f"{name} must be 1 (yes) or 0 (no)."


def ports(name: str, value: str, environment: Environment) -> Iterator[str]:
    """Ports of the network, separated by commas."""
    if not all(re.fullmatch(r"[0-9]{1,5}", port.strip()) and 0 < int(port) < 65_536 for port in value.split(",")):
        yield f"{name} must hold numbers of ports, separated by commas, such as 80,443."


def scheme_of(url: str) -> str:
    """What stands before ``://``; empty where nothing does, or the rest cannot be read as an address."""
    try:
        parts = urlsplit(url)
        return parts.scheme if "://" in url and (parts.port is None or parts.port) else ""
    except ValueError:
        return ""


def is_host(text: str) -> bool:
    return len(text) <= 253 and bool(HOST.fullmatch(text))


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def matches(host: str, entry: str) -> bool:
    """Whether Django would take ``host`` by this entry of ALLOWED_HOSTS."""
    if entry.startswith("."):
        return host == entry[1:] or host.endswith(entry)
    return host == entry


CHECKS: dict[str, Callable[[str, str, Environment], Iterator[str]]] = {
    "SECRET_KEY": secret_key,
    "SECRET_KEY_FALLBACKS": former_keys,
    "DATABASE_URL": database_url,
    "ALLOWED_HOSTS": allowed_hosts,
    "BASE_URL": base_url,
    "DEFAULT_FROM_EMAIL": sender,
    "CALENDAR_UID_DOMAIN": uid_domain,
    "EMAIL_URL": email_url,
    "REDIS_URL": redis_url,
    "VAR_DIR": folder,
    "TRUSTED_PROXIES": whole_number,
    "FEED_READINGS_SECONDS": whole_number,
    "HSTS_INCLUDE_SUBDOMAINS": switch,
    "HSTS_PRELOAD": switch,
    "STAFF_SECOND_FACTOR": switch,
    "CALENDAR_IMPORT_PORTS": ports,
    "CALENDAR_IMPORT_WEBCAL_OVER_HTTP": switch,
}
