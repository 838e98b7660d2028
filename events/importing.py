"""A partner's events become drafts here, found again by their UID: made once, brought up to date, never doubled.

What is published stays as it is: a change there becomes a draft of the page that waits for the coordination.
"""

import time
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from events.importing_files import LONGEST_INTRODUCTION, CalendarFile, FoundEvent
from events.importing_times import FoundDate
from events.models import AgendaPage, EventPage, ImportedEvent, ImportSource
from events.models.kinds import SignUp
from events.models.occurrences import Status
from home.bilingual import SOURCE_LANGUAGE
from home.tree import add_page

NAMESPACE = uuid.UUID("0c2f3c0e-5d0c-4c6f-9a0b-6b1c1a2f7d55")
# One request answers for a whole file: what is left is told, and comes with the next import.
PATIENCE = 20.0
MOST_TOLD = 300

CREATED, UPDATED, UNCHANGED, SKIPPED, WARNED = "created", "updated", "unchanged", "skipped", "warned"
OUTCOMES = {
    CREATED: gettext_lazy("New drafts"),
    UPDATED: gettext_lazy("Changed since the last import"),
    WARNED: gettext_lazy("To look at"),
    UNCHANGED: gettext_lazy("Unchanged"),
    SKIPPED: gettext_lazy("Left out"),
}
REASONS = {
    "": "",
    "draft": gettext_lazy("The draft was brought up to date."),
    "published": gettext_lazy("The published page stays as it is; a draft with the change waits for you."),
    "cancelled": gettext_lazy(
        "Cancelled there: its dates are marked as cancelled in the draft. Publish it to tell people."
    ),
    "vanished": gettext_lazy("No longer in that calendar. Nothing was changed here."),
    "no_uid": gettext_lazy("It has no identifier (UID): it could not be found again."),
    "no_start": gettext_lazy("It says no day."),
    "start": gettext_lazy("Its day or hour cannot be read."),
    "year": gettext_lazy("Its year is not one of an agenda."),
    "backwards": gettext_lazy("It ends before it starts."),
    "long": gettext_lazy("It lasts more than a year."),
    "rule": gettext_lazy("Its repetition is too unusual, or more frequent than daily."),
    "many": gettext_lazy("It lists more than a thousand dates."),
    "past": gettext_lazy("It is over."),
    "ours": gettext_lazy("It comes from this very agenda."),
    "cancelled_there": gettext_lazy("Cancelled there before it was ever here."),
    "deleted": gettext_lazy("Its page was deleted here: it does not come back."),
    "locked": gettext_lazy("Its page is locked here: unlock it, and import again."),
    "failed": gettext_lazy("It could not be saved as an event."),
    "later": gettext_lazy("Not reached this time: import once more."),
}


@dataclass
class Report:
    """What became of each event, as ``ImportSource.last_report`` keeps it; ``page`` is the key of its page."""

    entries: list[dict] = field(default_factory=list)

    def tell(self, outcome: str, title: str, reason: str = "", page: int | None = None) -> None:
        self.entries.append(asdict(Entry(outcome, title, reason, page)))

    @property
    def counts(self) -> Counter:
        return Counter(entry["outcome"] for entry in self.entries)


@dataclass(frozen=True)
class Entry:
    outcome: str
    title: str
    reason: str
    page: int | None


def import_calendar(
    *, source: ImportSource, found: CalendarFile, agenda: AgendaPage, user, now: datetime, patience: float = PATIENCE
) -> Report:
    """Make or change a draft for each event of ``found``, each in its own transaction; keeps and returns the report.

    ``agenda`` is the French one, ``user`` (or None) the author of drafts, ``now`` aware. Never publishes.
    """
    report, give_up = Report(), time.monotonic() + patience
    known = {one.uid: one for one in source.imported_events.all()}
    pages = pages_of(known.values())
    seen = []
    for event in found.events:
        imported = known.pop(event.uid, None)
        if time.monotonic() > give_up:
            report.tell(SKIPPED, event.title, "later")
            continue
        page = pages.get(imported.event_key) if imported else None
        outcome = without_work(event, imported, page)
        try:
            if outcome is None:
                with transaction.atomic(), override(SOURCE_LANGUAGE):
                    outcome = take_in(event, imported, page, source, agenda, user=user, now=now)
        except (ValidationError, DatabaseError, ValueError):
            outcome = (SKIPPED, "failed", None)
        report.tell(outcome[0], event.title, *outcome[1:])
        if imported and outcome[0] == UNCHANGED:
            seen.append(imported.pk)
    ImportedEvent.objects.filter(pk__in=seen).update(seen_at=now)
    for title, reason in found.left_out:
        report.tell(SKIPPED, title, reason)
    tell_vanished(report, known, pages, found, now=now)
    source.last_run_at, source.last_report = now, shortened(report.entries)
    source.save(update_fields=["last_run_at", "last_report"])
    return report


def pages_of(imported: Iterable[ImportedEvent]) -> dict[uuid.UUID, EventPage]:
    """The page in the source language of each event, with the state of its last draft at hand; three queries."""
    keys = [one.event_key for one in imported]
    pages = EventPage.objects.filter(translation_key__in=keys, locale__language_code=SOURCE_LANGUAGE)
    return {page.translation_key: page for page in pages.select_related("latest_revision", "kind", "locale")}


def without_work(
    event: FoundEvent, imported: ImportedEvent | None, page: EventPage | None
) -> tuple[str, str, int | None] | None:
    """What is to be told of an event for which nothing is written; None where something is."""
    if event.uid.endswith(f"@{settings.CALENDAR_UID_DOMAIN}"):
        return SKIPPED, "ours", None
    if imported is None:
        return (SKIPPED, "cancelled_there", None) if event.is_cancelled else None
    if page is None:
        return SKIPPED, "deleted", None
    if imported.fingerprint == event.fingerprint:
        return UNCHANGED, "", page.pk
    return (SKIPPED, "locked", page.pk) if page.locked else None


def take_in(
    event: FoundEvent,
    imported: ImportedEvent | None,
    page: EventPage | None,
    source: ImportSource,
    agenda: AgendaPage,
    *,
    user,
    now: datetime,
) -> tuple[str, str, int | None]:
    """Make or change the draft of one event: what became of it, why, and its page."""
    if imported is None:
        return create(event, source, agenda, user, now)
    outcome = change(event, page, source, user, now)
    imported.fingerprint, imported.seen_at = event.fingerprint, now
    imported.save(update_fields=["fingerprint", "seen_at"])
    return outcome


def create(
    event: FoundEvent, source: ImportSource, agenda: AgendaPage, user, now: datetime
) -> tuple[str, str, int | None]:
    """A draft below ``agenda`` with what the source says of all its events and this one of itself."""
    kind = source.kind
    page = EventPage(
        kind=kind,
        host=source.host,
        group=source.group,
        audience=kind.default_audience,
        sign_up=SignUp.NONE,
        body=[("text", text) for text in body_of(event, source)],
    )
    write_words(page, event, source)
    page.dates = [row_of(source, event, date, order=order) for order, date in enumerate(event.dates)]
    if not slugify(page.title):
        page.slug = f"{slugify(source.name) or kind.slug}-{uuid.uuid4().hex[:8]}"
    add_page(agenda, page, publish=False, user=user)
    ImportedEvent.objects.create(
        source=source, uid=event.uid, event_key=page.translation_key, fingerprint=event.fingerprint, seen_at=now
    )
    return CREATED, "", page.pk


def change(
    event: FoundEvent, page: EventPage, source: ImportSource, user, now: datetime
) -> tuple[str, str, int | None]:
    """Write what changed there into the last draft of ``page``; what is live stays."""
    was_published = page.first_published_at is not None
    draft = page.get_latest_revision_as_object()
    changed = [write_words(draft, event, source), write_dates(draft, event, source, keep_rows=was_published, now=now)]
    if not any(changed):
        return UNCHANGED, "", page.pk
    draft.save_revision(user=user, log_action="wagtail.edit" if user else False)
    if event.is_cancelled:
        return WARNED, "cancelled", page.pk
    return UPDATED, "published" if was_published else "draft", page.pk


def write_words(page: EventPage, event: FoundEvent, source: ImportSource) -> bool:
    """Title, introduction and place on ``page``; whether any of them is new."""
    words = {
        "title": event.title or source.name,
        "introduction": event.introduction,
        "place_fr": event.place,
    }
    changed = {name: text for name, text in words.items() if getattr(page, name) != text}
    for name, text in changed.items():
        setattr(page, name, text)
    return bool(changed)


def write_dates(page: EventPage, event: FoundEvent, source: ImportSource, *, keep_rows: bool, now: datetime) -> bool:
    """The dates of ``event`` on the rows they had; whether any row changed.

    A row typed here by hand stays. A date to come that is no longer there goes, or is cancelled where ``keep_rows``:
    people may count on it.
    """
    rows = {row.key: row for row in page.dates.all()}
    wanted = {key_of(source, event, date): date for date in event.dates}
    changed = False
    for key, date in wanted.items():
        row = rows.get(key)
        if row is None:
            page.dates.add(row_of(source, event, date, order=len(rows)))
            changed = True
        elif update_row(row, event, date):
            page.dates.add(row)
            changed = True
    for key, row in rows.items():
        # Keys made here from a UID are of version 5, those of rows typed by hand are not.
        if key in wanted or key.version != 5 or row.ends_at <= now or row.status == Status.CANCELLED:
            continue
        changed = True
        if keep_rows:
            row.status = Status.CANCELLED
            page.dates.add(row)
        else:
            page.dates.remove(row)
    return changed


def row_of(source: ImportSource, event: FoundEvent, date: FoundDate, *, order: int = 0):
    """A new row for ``date``."""
    row = date.as_row()
    row.key, row.sort_order = key_of(source, event, date), order
    update_row(row, event, date)
    return row


def update_row(row, event: FoundEvent, date: FoundDate) -> bool:
    """Write ``date`` on its row; whether that changed it. A date cancelled here stays so."""
    is_cancelled = event.is_cancelled or date.is_cancelled or row.status == Status.CANCELLED
    facts = {
        "day": date.day,
        "start_time": date.start_time,
        "end_time": date.end_time,
        "last_day": date.last_day,
        "status": Status.CANCELLED if is_cancelled else row.status,
        "place_fr": date.place or row.place_fr,
        "theme_fr": date.theme[:150] or row.theme_fr,
    }
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def key_of(source: ImportSource, event: FoundEvent, date: FoundDate) -> uuid.UUID:
    """The key of the row of ``date``: the same at every import, so that its UID and its sign-ups here stay."""
    return uuid.uuid5(NAMESPACE, f"{source.pk}|{event.uid}|{date.recurrence}")


def body_of(event: FoundEvent, source: ImportSource) -> list[str]:
    """Rich text: the description where the introduction does not hold it all, and where the event comes from."""
    texts = []
    if len(event.text) > LONGEST_INTRODUCTION or "\n" in event.text:
        paragraphs = ((" ".join(part.split()),) for part in event.text.split("\n") if part.strip())
        texts.append(format_html_join("", "<p>{}</p>", paragraphs))
    if event.url:
        told = _("More on the site of %(name)s") % {"name": source.name}
        texts.append(format_html('<p><a href="{}">{}</a></p>', event.url, told))
    return [str(text) for text in texts]


def tell_vanished(report: Report, known: dict, pages: dict, found: CalendarFile, *, now: datetime) -> None:
    """Tell of events brought in before that this file lacks, as long as one of their dates is to come."""
    if not found.events:
        return
    for imported in known.values():
        page = pages.get(imported.event_key)
        if page and any(row.ends_at > now for row in page.get_latest_revision_as_object().dates.all()):
            report.tell(WARNED, page.draft_title, "vanished", page.pk)


def shortened(entries: list[dict]) -> list[dict]:
    """The report as it is kept: events that are over are counted in one line, and its length has an end."""
    over = [entry for entry in entries if entry["reason"] == "past"]
    kept = [entry for entry in entries if entry["reason"] != "past"]
    order = {outcome: place for place, outcome in enumerate(OUTCOMES)}
    kept.sort(key=lambda entry: order[entry["outcome"]])
    return kept[:MOST_TOLD] + [asdict(Entry(SKIPPED, "", "past", None)) | {"count": len(over)}] * bool(over)
