"""Fills the bench's database where it is empty, and tells which pages to measure: run by ``bench/run.py``.

Writes one JSON object to stdout: per page its path, queries and bytes, as an anonymous visitor gets it.
"""

import datetime as dt
import json
import logging
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

DATES, ORGANISATIONS, GROUPS = 200, 100, 10
REPETITIONS = 10


def main() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    fill()
    json.dump({name: measure(path) for name, path in pages().items()}, sys.stdout)


def fill() -> None:
    """The demo where it can be loaded, then whatever is missing to reach the sizes above, always the same."""
    from django.core.management import call_command, get_commands

    from config.foundation import found_site
    from events.models import Occurrence

    call_command("migrate", verbosity=0)
    if Occurrence.objects.count() >= DATES:
        return
    found_site()
    if "load_demo" in get_commands():
        call_command("load_demo", stdout=sys.stderr)
    add_organisations()
    add_dates()
    call_command("update_index", verbosity=0)


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


def add_dates() -> None:
    """Events of four dates each, through the page as the CMS saves it."""
    from django.utils import timezone

    from config.foundation import add_page
    from events.models import AgendaPage, EventDate, EventKind, EventPage, Occurrence
    from network.models import Organisation, WorkingGroup

    agenda = AgendaPage.objects.get(locale__language_code="fr")
    kind = EventKind.objects.first() or EventKind.objects.create(name_fr="Midi", name_nl="Middag")
    hosts, groups = list(Organisation.objects.order_by("pk")), list(WorkingGroup.objects.order_by("pk"))
    today = timezone.localdate()
    n = 0
    while Occurrence.objects.count() < DATES:
        page = EventPage(
            title=f"Rencontre {n} chez un partenaire",
            introduction="Un partenaire ouvre ses portes et présente son travail pendant le repas.",
            kind=kind,
            group=groups[n % len(groups)],
            host=hosts[n % len(hosts)],
            capacity=20,
        )
        page.dates = [
            EventDate(
                day=today + dt.timedelta(days=n + 30 * i), start_time=dt.time(12), end_time=dt.time(14), sort_order=i
            )
            for i in range(min(4, DATES - Occurrence.objects.count()))
        ]
        add_page(agenda, page)
        n += 1


def pages() -> dict[str, str]:
    """The path of each kind of page worth measuring."""
    from django.utils import timezone, translation

    from events.listing import with_paths
    from events.models import Occurrence
    from network.models import Organisation, WorkingGroup

    translation.activate("fr")
    date = Occurrence.objects.visible_to(None).upcoming(timezone.now())[:1]
    return {
        "home": "/fr/",
        "agenda": "/fr/agenda/",
        "event": with_paths(date, "fr")[0].path,
        "directory": "/fr/reseau/",
        "sheet": f"/fr/reseau/{Organisation.objects.filter(published=True).order_by('pk')[0].slug}/",
        "group": f"/fr/groupes/{WorkingGroup.objects.filter(active=True).order_by('order')[0].slug}/",
        "search": "/fr/recherche/?q=logement",
        "feed of 200 dates": "/fr/agenda/agenda.ics",
    }


def measure(path: str) -> dict:
    """Status, queries, bytes and milliseconds of processor of ``path``, once what a process keeps in memory is warm."""
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
    started = time.process_time()
    for _ in range(REPETITIONS):
        client.get(path, secure=True)
    return {
        "path": path,
        "status": response.status_code,
        "queries": count,
        "bytes": len(response.content),
        "milliseconds": 1000 * (time.process_time() - started) / REPETITIONS,
    }


if __name__ == "__main__":
    main()
