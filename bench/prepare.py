"""Fills a database of the bench where it is empty, and measures in this process: run by ``bench/run.py``.

    DATABASE_URL=… python bench/prepare.py 200

Writes one JSON object to stdout: per page its path, status, queries, bytes and milliseconds, as an anonymous visitor
gets it from Django itself, without the cache of pages in front.
"""

import datetime as dt
import json
import logging
import os
import statistics
import sys
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

ORGANISATIONS, GROUPS = 100, 10
REPETITIONS = 15
# As many dates as a busy network has in a month, however many the database holds in all.
DAYS_BETWEEN_DATES = 1.8


def main() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    dates = int(sys.argv[1])
    fill(dates)
    # As gunicorn serves them: what that does for the memory of a process counts here too.
    import config.wsgi  # noqa: F401

    json.dump({name: measure(path) for name, path in pages().items()}, sys.stdout)


def fill(dates: int) -> None:
    """The demo where there is none yet, and then whatever is missing to reach the sizes above, always the same."""
    from django.core.management import call_command
    from django.db import connection

    from config.foundation import found_site
    from events.models import Occurrence

    call_command("migrate", verbosity=0)
    if Occurrence.objects.count() >= dates:
        return
    if not Occurrence.objects.exists():
        found_site()
        call_command("load_demo", stdout=sys.stderr)
        add_organisations()
    add_dates(dates)
    call_command("update_index", verbosity=0)
    with connection.cursor() as cursor:
        # As autovacuum does in time: the planner must know how many rows there are.
        cursor.execute("ANALYZE")


def add_organisations() -> None:
    from network.models import Commune, Location, Membership, Organisation, WorkingGroup

    commune, _ = Commune.objects.get_or_create(nis_code="21013", defaults={"name_fr": "Saint-Gilles"})
    for n in range(WorkingGroup.objects.count(), GROUPS):
        WorkingGroup.objects.create(name_fr=f"Groupe {n}", name_nl=f"Groep {n}", letter=f"Z{n}", order=n)
    groups = list(WorkingGroup.objects.all())
    for n in range(Organisation.objects.count(), ORGANISATIONS):
        organisation = Organisation.objects.create(
            name_fr=f"Association {n}",
            summary_fr="Une permanence sociale sur le logement, ouverte à toute la commune.",
            commune=commune,
            email=f"contact{n}@association.example",
        )
        Location.objects.create(
            organisation=organisation, street_fr=f"quai {n}", postal_code="1060", commune=commune, sort_order=0
        )
        Membership.objects.create(organisation=organisation, group=groups[n % len(groups)], since=dt.date(2020, 1, 1))


def add_dates(total: int) -> None:
    """Dates to come of the demo's own events, one every other day behind those that are there: only the records, which
    is what readers read.
    """
    from events.models import Occurrence
    from home.cache.stamp import renew_stamp

    models = list(Occurrence.objects.filter(withdrawn_at=None, status="planned", previous_start=None).order_by("uid"))
    first, there = max(date.start for date in models), Occurrence.objects.count()

    def more():
        for n in range(there, total):
            date = models[n % len(models)]
            fields = {f.attname: getattr(date, f.attname) for f in Occurrence._meta.concrete_fields if f.name != "id"}
            moved = first + dt.timedelta(days=1 + int((n - there) * DAYS_BETWEEN_DATES)) - date.start
            moments = {name: fields[name] + moved for name in ("start", "end", "closes_at")}
            # Random, but the same each time.
            keys = {"uid": uuid.UUID(int=n + 1, version=4), "row": uuid.UUID(int=n + 1, version=4)}
            yield Occurrence(**fields | moments | keys)

    Occurrence.objects.bulk_create(more(), batch_size=500)
    renew_stamp()


def pages() -> dict[str, str]:
    """The path of each kind of page worth measuring; lists and month show as much with few dates as with many."""
    from django.db.models import Count
    from django.utils import timezone, translation

    from events.dates.listing import with_kinds
    from events.models import Occurrence
    from network.models import Organisation, WorkingGroup

    translation.activate("fr")
    coming = Occurrence.objects.visible_to(None).upcoming(timezone.now())
    kinds = coming.order_by().values_list("kind__slug").annotate(dates=Count("pk"))
    kind, _dates = kinds.order_by("-dates", "kind__slug")[0]
    month = timezone.localdate() + dt.timedelta(days=180)
    group = WorkingGroup.objects.filter(active=True).order_by("order")[0]
    return {
        "home": "/fr/",
        "agenda": "/fr/agenda/",
        "month": f"/fr/agenda/?vue=mois&mois={month:%Y-%m}",
        "filtered agenda": f"/fr/agenda/?type={kind}",
        "agenda by words": "/fr/agenda/?q=logement",
        "event": with_kinds([coming[0]], "fr")[0].path,
        "directory": "/fr/reseau/",
        "sheet": f"/fr/reseau/{Organisation.objects.filter(published=True).order_by('pk')[0].slug}/",
        "group": f"/fr/groupes/{group.slug}/",
        "search": "/fr/recherche/?q=logement",
        "feed": "/fr/agenda/agenda.ics",
    }


def measure(path: str) -> dict:
    """Status, queries, bytes and median milliseconds of ``path``, once what a process keeps in memory is warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.get(path, secure=True)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, secure=True)
    if os.environ.get("BENCH_SHOW_QUERIES"):
        for query in queries:
            print(path, query["sql"][:300], file=sys.stderr)
    # Counted now: the next request forgets the queries of this one.
    count = len(queries)
    took = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        client.get(path, secure=True)
        took.append(1000 * (time.perf_counter() - started))
    return {
        "path": path,
        "status": response.status_code,
        "queries": count,
        "bytes": len(response.content),
        "dates": response.content.count(b"BEGIN:VEVENT"),
        "milliseconds": statistics.median(took),
    }


if __name__ == "__main__":
    main()
