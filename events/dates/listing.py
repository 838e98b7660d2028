"""Dates as lists show them: with kind and group, and the path of their page in the reader's language."""

import uuid
from collections.abc import Callable, Iterable

from django.db.models import Model
from wagtail.models import Site

from events.models import EventKind, EventPage, Occurrence
from home.cache.remembered import remembered
from home.text.alphabet import folded
from home.text.bilingual import SOURCE_LANGUAGE, active_language, in_language
from network.directory.listing import groups_by_key
from network.models import Organisation


@remembered
def kinds_by_key() -> dict[int, EventKind]:
    """Every kind of event, in the order of the coordination."""
    return {kind.pk: kind for kind in EventKind.objects.all()}


@remembered
def hosts_by_key() -> dict[int, Organisation]:
    """The names of all organisations."""
    return Organisation.objects.only("slug", "name_fr", "name_nl", "published").in_bulk()


@remembered
def place_names(language: str) -> dict[str, str]:
    """The places of dates, by the slug they have in addresses and in the order of their names."""
    dates = Occurrence.objects.exclude(place_slug="").order_by("place_slug", "-start")
    named = {}
    for row in dates.values("place_slug", "place_fr", "place_nl"):
        named.setdefault(row["place_slug"], in_language(row, "place", language).partition(",")[0])
    return dict(sorted(named.items(), key=lambda item: folded(item[1])))


def places() -> dict[str, str]:
    """The places of dates in the reader's language, by slug."""
    return place_names(active_language())


@remembered
def event_paths(language: str) -> dict[uuid.UUID, str]:
    """Path of each published event's page in ``language``, French where there is none, by translation key."""
    pages = EventPage.objects.live().filter(locale__language_code__in={language, SOURCE_LANGUAGE})
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths()}
    found = {}
    for key, url_path, code in pages.values_list("translation_key", "url_path", "locale__language_code"):
        root = roots.get(code, "")
        if (key not in found or code == language) and url_path.startswith(root):
            found[key] = f"/{code}/{url_path[len(root) :]}"
    return found


def page_path(date: Occurrence, language: str | None = None) -> str:
    """Path of the page of ``date`` in ``language``, the reader's unless one is named; empty where the page is gone."""
    return event_paths(language or active_language()).get(date.event_key, "")


def with_kinds(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """The occurrences as a list, each with its kind and group."""
    occurrences = list(occurrences)
    give_relations(occurrences)
    return occurrences


def give_relations(records: Iterable[Occurrence | EventPage]) -> None:
    """Put the kind and group that are remembered where each record looks for its own."""
    give(records, "kind", kinds_by_key)
    give(records, "group", groups_by_key)


def give_hosts(records: Iterable[Occurrence | EventPage]) -> None:
    """The same for hosts, which few lists show."""
    give(records, "host", hosts_by_key)


def give(records: Iterable[Occurrence | EventPage], name: str, by_key: Callable[[], dict[int, Model]]) -> None:
    having = [record for record in records if getattr(record, f"{name}_id") is not None]
    known = by_key() if having else {}
    for record in having:
        # A record made since then stays to be fetched when it is asked for.
        if found := known.get(getattr(record, f"{name}_id")):
            record._meta.get_field(name).set_cached_value(record, found)
