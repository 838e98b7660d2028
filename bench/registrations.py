"""Registrations per second over HTTP: sixteen representatives at one date and at sixteen, beside a bare insert.

Part of ``bench/run.py``. Run by itself, with DATABASE_URL, it makes what they need in a database of its own and writes
one JSON object to stdout: the paths of the dates, and for each client a session, an organisation and the queries of one
registration.
"""

import datetime as dt
import http.client
import json
import statistics
import sys
import threading
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

CLIENTS = 16
CSRF = "k" * 32
MEASURED = ("bare insert", "one date", f"{CLIENTS} dates")


def main() -> None:
    import django

    django.setup()
    json.dump(make(), sys.stdout)


def make() -> dict:
    """Sixteen dates without limit of seats, as many representatives with a session, and the table of the yardstick."""
    from django.db import connection
    from django.urls import reverse

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, words text NOT NULL)")
    dates = [make_date() for _number in range(CLIENTS)]
    clients = [make_client() for _number in range(CLIENTS)]
    return {
        "dates": [reverse("members:sign_up", args=[date.uid]) for date in dates],
        "clients": [
            {"session": session, "organisation": user.mandates.get().organisation_id} for session, user in clients
        ],
        "queries": count_queries(dates[0], clients[0][1]),
    }


def make_date():
    from django.utils import timezone

    from events.models import EventKind, Occurrence

    start = timezone.now() + dt.timedelta(days=20)
    return Occurrence.objects.create(
        event_key=uuid.uuid4(),
        row=uuid.uuid4(),
        kind=EventKind.objects.get_or_create(name_fr="Assemblée")[0],
        start=start,
        end=start + dt.timedelta(hours=2),
        closes_at=start,
        sign_up="members",
        first_published_at=timezone.now(),
        changed_at=timezone.now(),
        texts={"fr": {"title": "Assemblée"}},
    )


def make_client():
    """The key of a session and its account."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from network.models import Commune, Organisation, Representative, User

    name = f"Banc {uuid.uuid4()}"
    commune = Commune.objects.get_or_create(nis_code="21013", defaults={"name_fr": "Saint-Gilles"})[0]
    organisation = Organisation.objects.create(name_fr=name, summary_fr=name, commune=commune)
    user = User.objects.create(email=f"{uuid.uuid4()}@association.example")
    Representative.objects.create(user=user, organisation=organisation, since=dt.date(2020, 1, 1))
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    return session.session_key, user


def count_queries(date, user) -> int:
    """The statements of one registration, once what a process remembers is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from events.seats import services as seats
    from home.cache.stamp import one_reading

    def register():
        fields = {"organisation": user.mandates.get().organisation, "user": user, "names": [], "to_be_named": 1}
        with one_reading():
            seats.register(occurrence_id=date.pk, token=uuid.uuid4(), **fields)

    register()
    with CaptureQueriesContext(connection) as queries:
        register()
    return len(queries)


def measure(bare: int, site: int, found: dict, *, seconds: int, rounds: int) -> dict[str, float]:
    """Answers per second of each of ``MEASURED``: the median of all rounds."""
    paths = {
        "bare insert": (bare, ["/"] * CLIENTS),
        "one date": (site, found["dates"][:1] * CLIENTS),
        f"{CLIENTS} dates": (site, found["dates"]),
    }
    rates = {name: [] for name in MEASURED}
    for _round in range(rounds):
        for name, (port, asked) in paths.items():
            rates[name].append(load(port, asked, found["clients"], seconds=seconds))
    return {name: statistics.median(each) for name, each in rates.items()}


def load(port: int, paths: list[str], clients: list[dict], *, seconds: int) -> float:
    """Answers per second to all clients, each of which asks again as soon as it is answered."""
    end = time.monotonic() + seconds
    counts, failures = [0] * len(clients), []

    def ask(index: int) -> None:
        while time.monotonic() < end and not failures:
            if (status := sign_up(port, paths[index], clients[index])) != 302:
                failures.append(f"{paths[index]}: {status}")
            counts[index] += 1

    started = time.monotonic()
    threads = [threading.Thread(target=ask, args=(index,)) for index in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit(f"Not every registration was taken: {failures[0]}")
    return sum(counts) / (time.monotonic() - started)


def sign_up(port: int, path: str, client: dict) -> int:
    form = {"organisation": client["organisation"], "token": uuid.uuid4(), "to_be_named": 1, "sure": 1}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={client['session']}; csrftoken={CSRF}",
        "Referer": "https://127.0.0.1/",
        "Host": "127.0.0.1",
        "X-CSRFToken": CSRF,
        "X-Forwarded-Proto": "https",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", path, urlencode(form), headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def in_words(rates: dict[str, float], queries: int) -> str:
    """The result of ``measure`` in Markdown."""
    lines = [
        f"\nRegistrations over HTTP, {CLIENTS} clients, {queries} queries each:",
        "",
        "| Registered at | Per second | % of bare |",
        "|---|---:|---:|",
    ]
    bare = rates["bare insert"]
    return "\n".join([*lines, *(f"| {name} | {rate:.1f} | {100 * rate / bare:.1f} |" for name, rate in rates.items())])


if __name__ == "__main__":
    main()
