"""Checks of what runs beside the site: HTTPS in front of it, mail server, Redis, worker, timers."""

import http.client
import json
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.mail.backends.smtp import EmailBackend
from django.db.models import Min
from django.utils import timezone
from django.utils.timesince import timesince
from django_tasks_db.models import DBTaskResult

from config.doctor import Finding, advice, reason, wrong
from home.models import TimedRun
from network.models import OutgoingMail
from network.outbox import delivery

# Seconds to wait for an answer.
PATIENCE = 5
EXPIRES_SOON = timedelta(days=14)
# How long each command of a timer may not have ended: some of its turns.
TIMERS = {
    "run_due_jobs": timedelta(hours=1),
    "send_outbox": timedelta(minutes=30),
    "publish_scheduled": timedelta(minutes=30),
    "clearsessions": timedelta(days=2),
    "prune_db_task_results": timedelta(days=2),
}
# How long a task or a mail waits for a worker that is there.
WORKER_TAKES = timedelta(minutes=5)
# send_outbox takes what the worker left every five minutes.
MAIL_TAKES = timedelta(minutes=20)


class Visit(NamedTuple):
    """What a visitor from outside met."""

    certificate_ends: datetime
    status: int
    body: bytes
    leads_to: str


def visit(host: str, port: int | None) -> Visit:
    """Ask for the site's health and, for where it leads, its French home page."""
    context = ssl.create_default_context()
    with closing(http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=context)) as connection:
        connection.connect()
        ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(connection.sock.getpeercert()["notAfter"]), UTC)  # ty: ignore[not-subscriptable]
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        body = answer.read()
        connection.request("GET", "/fr/")
        return Visit(ends, answer.status, body, connection.getresponse().getheader("Location", ""))


def https() -> Iterator[Finding]:
    """The site as its visitors reach it, as far as this machine may."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if address.scheme != "https":
        yield wrong(f"BASE_URL is {settings.WAGTAILADMIN_BASE_URL}: mails lead to a site without HTTPS.")
        return
    try:
        met = visit(address.hostname, address.port)
    except ssl.SSLCertVerificationError as error:
        yield wrong(f"Browsers do not trust the certificate of {address.netloc}: {error.verify_message}.")
        return
    except (OSError, http.client.HTTPException) as error:
        yield wrong(f"{settings.WAGTAILADMIN_BASE_URL} cannot be reached from this machine: {reason(error)}.")
        return
    left = met.certificate_ends - timezone.now()
    if left < EXPIRES_SOON:
        yield wrong(f"The certificate of {address.netloc} ends in {left.days} days: see “certbot renew --dry-run”.")
    if met.leads_to == f"{settings.WAGTAILADMIN_BASE_URL}/fr/":
        yield wrong("Pages lead to themselves for ever: the proxy does not set X-Forwarded-Proto to https.")
    yield from health(met.status, met.body)


def health(status: int, body: bytes) -> Iterator[Finding]:
    """What the answer of ``/healthz`` says about whoever gave it."""
    try:
        told = json.loads(body)
        answers = {name: told[name] for name in ("database", "cache")}
    except (ValueError, KeyError, TypeError):
        yield wrong(f"At BASE_URL answers something else than this site, or the proxy does not find it ({status}).")
        return
    for name in (name for name, does in answers.items() if not does):
        yield wrong(f"The site that runs does not reach its {name}.")


def mail_server() -> Iterator[Finding]:
    """Connects and signs in, and sends nothing."""
    connection = delivery.mail_server(timeout=PATIENCE)
    if not isinstance(connection, EmailBackend):
        yield advice(f"Mails are not sent but handed to {type(connection).__module__}: set EMAIL_URL.")
        return
    try:
        connection.open()
    except OSError as error:
        yield wrong(
            f"The mail server {connection.host}:{connection.port} does not take us: {reason(error)}. Look at EMAIL_URL."
        )
    finally:
        connection.close()


def redis_server() -> Iterator[Finding]:
    """Asks Redis itself: the site's own cache goes on without it."""
    cache = caches["default"]
    if isinstance(cache, LocMemCache):
        yield advice("Without REDIS_URL each process keeps its own pages and counts attempts to sign in by itself.")
        return
    location = settings.CACHES["default"]["LOCATION"]
    try:
        with redis.Redis.from_url(location, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as server:
            server.set("coordination-doctor", "well", ex=10)
    except redis.RedisError as error:
        yield wrong(f"Redis at {urlsplit(location).hostname or 'REDIS_URL'} does not serve: {reason(error)}.")


def worker() -> Iterator[Finding]:
    """Whether tasks and mails are taken from where they wait."""
    now = timezone.now()
    oldest = DBTaskResult.objects.ready().aggregate(at=Min("enqueued_at"))["at"]
    if oldest and now - oldest > WORKER_TAKES:
        yield wrong(
            f"A task has waited for {ago(oldest, now)}: the worker is away or behind. See “systemctl status "
            "coordination-worker”."
        )
    waiting = OutgoingMail.objects.filter(status=OutgoingMail.Status.QUEUED, next_attempt_at__lt=now - MAIL_TAKES)
    since = waiting.aggregate(at=Min("next_attempt_at"))["at"]
    if since:
        yield wrong(f"{waiting.count()} mails are late, by {ago(since, now)} at most: neither worker nor timer sends.")
    trouble = OutgoingMail.objects.filter(status__in=OutgoingMail.TROUBLE).exclude(recipient="").count()
    if trouble:
        yield advice(f"{trouble} mails failed or may have left: the coordinator decides in Réseau › E-mails.")


def timers() -> Iterator[Finding]:
    """Whether each command that a timer starts ended lately, and well."""
    now = timezone.now()
    runs = TimedRun.objects.in_bulk(list(TIMERS))
    for command, patience in TIMERS.items():
        run = runs.get(command)
        start = f"See “systemctl list-timers 'coordination@*'” and “journalctl -u coordination@{command}”."
        if run is None:
            yield wrong(f"{command} never ran: “systemctl enable --now coordination@{command}.timer” starts its timer.")
        elif now - run.ended_at > patience:
            yield wrong(f"{command} last ran {ago(run.ended_at, now)} ago. {start}")
        elif run.error:
            yield wrong(f"{command} failed {ago(run.ended_at, now)} ago: {run.error}. {start}")


def ago(then: datetime, now: datetime) -> str:
    return timesince(then, now).replace("\xa0", " ")
