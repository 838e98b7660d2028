"""What a copied event keeps: what editors wrote. What became of the dates of the other event is not its own."""

import hashlib
import uuid
from collections.abc import Container, Iterable

from django.db import models

from events.models.page_rows import EventDate, EventDocument, ProgrammeItem, Stand

# By the name of the rows; a field that stands nowhere here begins in a copy as it does in a new row.
KEPT = {
    "dates": (
        EventDate,
        {
            "sort_order", "day", "slot", "start_time", "end_time", "last_day", "host", "place_fr", "place_nl",
            "capacity", "theme_fr", "theme_nl",
        },
    ),
    "programme": (
        ProgrammeItem,
        {
            "sort_order", "day", "start_time", "end_time", "title_fr", "title_nl", "room", "speakers", "text_fr",
            "text_nl", "capacity",
        },
    ),
    "stands": (Stand, {"sort_order", "number", "organisation", "name", "offer_fr", "offer_nl"}),
    "documents": (EventDocument, {"sort_order", "document", "title_fr", "title_nl", "day", "is_minutes"}),
}  # fmt: skip
WITH_KEYS = ("dates", "programme")


def is_another_event(page, translation_key: uuid.UUID | str | None) -> bool:
    """Whether ``page`` became an event of its own after the one with ``translation_key``; an alias only shows it."""
    return not page.alias_of_id and translation_key not in (None, page.translation_key, str(page.translation_key))


def fresh_fields(model: type[models.Model], kept: Iterable[str]) -> list[models.Field]:
    """The fields of a row that begin anew in a copy; its key and what ties it to its page are given otherwise."""
    given = {"id", "page", "key", *kept}
    return [field for field in model._meta.concrete_fields if field.name not in given]


def key_in_copy(key: uuid.UUID, event_key: uuid.UUID) -> uuid.UUID:
    """The key of a row in the copy that has ``event_key``: always the same, whichever revision it is read from.

    Of version 4, as any row an editor adds: version 5 tells what an import made.
    """
    digest = hashlib.sha256(event_key.bytes + key.bytes).digest()
    return uuid.UUID(bytes=digest[:16], version=4)


def forget_the_other_event(page, names: Container[str]) -> None:
    """Leave ``page``, a copy, what editors wrote; the rows called ``names`` get keys, and so its dates records, anew.

    Minutes tell of a meeting that was not the copy's.
    """
    page.go_live_at = page.expire_at = None
    page.expired = False
    for name, (model, kept) in KEPT.items():
        if name not in names:
            continue
        rows = list(getattr(page, name).all())
        for row in rows:
            for field in fresh_fields(model, kept):
                setattr(row, field.name, field.get_default())
            if name in WITH_KEYS:
                row.key = key_in_copy(row.key, page.translation_key)
        setattr(page, name, [row for row in rows if not getattr(row, "is_minutes", False)])
