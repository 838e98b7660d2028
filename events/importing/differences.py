"""Words that differ here and there, and the decision whose shall stand."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import override

from events import errors
from events.importing.drafts.revisions import draft_to_read, rows_now, save_draft
from events.importing.drafts.words import as_on_page, row_of_field, same, words_on, write_words
from events.importing.services import locked, pages_of
from events.models import EventDate, EventPage, ImportedEvent, ImportSource
from home.text.bilingual import SOURCE_LANGUAGE


@dataclass(frozen=True)
class Difference:
    """A field of an event with the words of both sides; ``date`` is the row whose words they are, if of one."""

    event: int
    name: str
    here: str
    there: str
    date: EventDate | None

    @property
    def seen(self) -> str:
        """What tells whether the words somebody decides on are those they saw."""
        return hashlib.sha256(f"{self.here}\0{self.there}".encode(errors="replace")).hexdigest()


def differences_of(source: ImportSource) -> Iterator[tuple[EventPage, list[Difference]]]:
    """The pages of ``source`` with words to decide on, in the order they came in; two queries."""
    waiting = list(source.imported_events.exclude(offered={}).order_by("pk"))
    pages = pages_of(waiting)
    for imported in waiting:
        page = pages.get(imported.event_key)
        if page is not None:
            draft = draft_to_read(page)
            found = [difference(draft, imported, name) for name in sorted(imported.offered, key=order)]
            yield page, [one for one in found if one]


def difference(draft: EventPage, imported: ImportedEvent, name: str) -> Difference | None:
    """What differs in the field ``name``; None where it does no more, or where its date is gone."""
    here, there, row = words_on(draft, name), imported.offered[name], row_of_field(draft, name)
    if same(here, as_on_page(name, there)) or (":" in name and row is None):
        return None
    return Difference(imported.pk, name, here, there, row)


def order(name: str) -> tuple[bool, str]:
    """What is of the event comes before what is of its dates."""
    return ":" in name, name


def decide(*, imported_id: int, name: str, accept: bool, seen: str, user) -> EventPage:
    """Write the partner's words into the draft, or keep those here until the partner changes its own again.

    Returns the page. Raises ``WordsChanged`` where other words stand on one of the sides now, ``PageLocked`` where they
    cannot be written.
    """
    with transaction.atomic(), override(SOURCE_LANGUAGE):
        event = ImportedEvent.objects.select_related("source").get(pk=imported_id)
        imported, page = locked(event.uid, event.source)
        if imported is None or page is None or name not in imported.offered:
            raise errors.WordsChanged
        draft = page.get_latest_revision_as_object()
        found = difference(draft, imported, name)
        if found is None or found.seen != seen:
            raise errors.WordsChanged
        if accept:
            if page.locked:
                raise errors.PageLocked
            before = rows_now(draft)
            write_words(draft, name, imported.offered[name], event.source)
            save_draft(draft, before, words_too=":" not in name, user=user)
        imported.words[name] = imported.offered.pop(name)
        imported.save(update_fields=["words", "offered"])
    return page
