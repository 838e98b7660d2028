"""Dates as lists show them: each with the address of its page in the reader's language, in one query more."""

import uuid
from collections.abc import Iterable

from wagtail.models import Site

from events.models import EventPage, Occurrence
from home.bilingual import SOURCE_LANGUAGE, active_language


def event_paths(keys: Iterable[uuid.UUID], language: str | None = None) -> dict[uuid.UUID, str]:
    """Path of each event's page in ``language``, and in the source language where there is none, by translation key."""
    language = language or active_language()
    pages = EventPage.objects.live().filter(
        translation_key__in=set(keys), locale__language_code__in={language, SOURCE_LANGUAGE}
    )
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths()}
    found = {}
    for key, url_path, code in pages.values_list("translation_key", "url_path", "locale__language_code"):
        root = roots.get(code, "")
        if (key not in found or code == language) and url_path.startswith(root):
            found[key] = f"/{code}/{url_path[len(root) :]}"
    return found


def with_paths(occurrences: Iterable[Occurrence], language: str | None = None) -> list[Occurrence]:
    """The occurrences as a list, each with ``path`` set (empty for an event whose page is gone)."""
    occurrences = list(occurrences)
    paths = event_paths((occurrence.event_key for occurrence in occurrences), language)
    for occurrence in occurrences:
        occurrence.path = paths.get(occurrence.event_key, "")
    return occurrences
