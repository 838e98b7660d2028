"""A partner's events become drafts here, found again by their UID: made once, brought up to date, never doubled.

What is published stays as it is: a change there becomes a draft of the page that waits for the coordination. Where most
of a calendar is gone all of a sudden, nothing is done before the coordination says so.
"""

import time
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy, override

from events.importing.drafts.dates import Changes, cancel_all, write_dates
from events.importing.drafts.losses import Losses, LostEvent, losses_of
from events.importing.drafts.revisions import rows_now, save_draft
from events.importing.drafts.sequence import is_before, sequence_of
from events.importing.drafts.words import OF_EVENT, bring_in_line, words_of
from events.importing.parser import CalendarFile, FoundEvent
from events.models import AgendaPage, EventPage, ImportedEvent, ImportSource
from events.models.kinds import SignUp
from events.stable_names import is_own_calendar_uid
from home.cache.stamp import lock_publishing
from home.pages.tree import add_page
from home.text.bilingual import SOURCE_LANGUAGE

# One request answers for a whole file: what is left is told, and comes with the next import.
PATIENCE = 20.0
MOST_TOLD = 300
MOST_MOMENTS = 12

CREATED, UPDATED, UNCHANGED, SKIPPED, WARNED = "created", "updated", "unchanged", "skipped", "warned"
OUTCOMES = {
    WARNED: gettext_lazy("To look at"),
    CREATED: gettext_lazy("New drafts"),
    UPDATED: gettext_lazy("Changed since the last import"),
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
    "vanished": gettext_lazy(
        "No longer in that calendar: its dates to come are marked as cancelled in the draft. Publish it to tell people."
    ),
    "left": gettext_lazy("No longer in that calendar. Nothing was changed here."),
    "gone": gettext_lazy("Dates that are no longer there: cancelled in the draft, or taken out if never published."),
    "off": gettext_lazy("Dates cancelled there: they are marked as cancelled in the draft."),
    "restored": gettext_lazy("Dates that take place there after all: they are planned again in the draft."),
    "kept": gettext_lazy("Dates that take place there and stay cancelled here: the coordination may have done it."),
    "outdated": gettext_lazy("An older version than the one brought in before: what is here stays."),
    "unknown": gettext_lazy("Dates cancelled there that were never here."),
    "differs": gettext_lazy("Its words were changed both here and there: yours stay until you decide."),
    "tentative": gettext_lazy("Not certain there yet: the title of the draft says so."),
    "shortened": gettext_lazy("Lines of this report that are left out, because it is too long."),
    "private": gettext_lazy("Private events, which stay out."),
    "no_uid": gettext_lazy("It has no identifier (UID): it could not be found again."),
    "no_start": gettext_lazy("It says no day."),
    "start": gettext_lazy("Its day or hour cannot be read."),
    "year": gettext_lazy("Its year is not one of an agenda."),
    "backwards": gettext_lazy("It ends before it starts."),
    "long": gettext_lazy("It lasts more than a year."),
    "rule": gettext_lazy("Its repetition is too unusual, or more frequent than daily."),
    "many": gettext_lazy("It lists more than a thousand dates."),
    "past": gettext_lazy("Events that are over."),
    "ours": gettext_lazy("It comes from this very agenda."),
    "cancelled_there": gettext_lazy("Cancelled there before it was ever here."),
    "deleted": gettext_lazy("Its page was deleted here: it does not come back."),
    "locked": gettext_lazy("Its page is locked here: unlock it, and import again."),
    "failed": gettext_lazy("It could not be saved as an event."),
    "later": gettext_lazy("Not reached this time: import once more."),
    "far": gettext_lazy("Its next date is more than a year away: it comes with a later import."),
    "answer": gettext_lazy("It is an answer to an invitation, not an event."),
    "no_event": gettext_lazy("It is a task, a note or busy time, not an event."),
    "zone": gettext_lazy("Its time zone is not known: its hours are taken as those of Brussels."),
    "end": gettext_lazy("Its end cannot be compared with its start: it was left out."),
    "whole_day": gettext_lazy("It says that it lasts whole days, but gives hours: the hours were kept."),
    "range": gettext_lazy("It changes further dates that this file does not tell: only this one was changed."),
    "exrule": gettext_lazy("A rule of the old kind takes dates out: see that the right ones are left."),
    "exdate": gettext_lazy("It takes out an hour at which it has no date: nothing was taken out."),
    "first": gettext_lazy("Its first day is none of its repetition: it was kept as one more date."),
    "horizon": gettext_lazy("It goes on for more than a year: later dates come with later imports."),
    "cut": gettext_lazy("It has more than a hundred dates to come: the first hundred were read."),
    "extra": gettext_lazy("One of its dates is none of its repetition: it was kept as one more date."),
    "same_uid": gettext_lazy("Several events share one identifier (UID): each was read as its own."),
    "twice": gettext_lazy("The clock shows its hour twice that night: the first was taken."),
    "one_uid": gettext_lazy("Several entries share one identifier (UID): they were read as dates of one event."),
    "older": gettext_lazy("The file also holds an older version with another start: it was passed over."),
    "line": gettext_lazy("A line of it is none that a calendar has."),
    "bytes": gettext_lazy("Some characters of it cannot be read."),
    "text": gettext_lazy("Its text is very long: only its beginning was read."),
}


# Kinds of ``Changes`` that are lines of their own, with their reason.
OF_DATES = {
    "cancelled": "off",
    "vanished": "gone",
    "restored": "restored",
    "kept": "kept",
    "outdated": "outdated",
    "unknown": "unknown",
}


class Vanished(Enum):
    """What becomes of dates that a whole calendar no longer holds."""

    ASK = "ask"
    """They are cancelled in the draft, unless they are so many that the coordination is asked first."""
    CANCEL = "cancel"
    KEEP = "keep"


class LossesInDoubt(Exception):  # noqa: N818 - a question, not an error
    """Nothing was imported: the coordination says first what becomes of ``losses``."""

    def __init__(self, losses: Losses):
        self.losses = losses
        super().__init__(losses.dates)


@dataclass(frozen=True)
class Outcome:
    """What became of one event and of its dates; ``differs`` where words wait for a decision."""

    outcome: str
    reason: str = ""
    page: int | None = None
    changes: Changes = field(default_factory=Changes)
    differs: bool = False


@dataclass
class Report:
    """What became of each event, as ``ImportSource.last_report`` keeps it."""

    entries: list[dict] = field(default_factory=list)

    def tell(self, outcome: str, title: str, reason: str = "", page: int | None = None, **details) -> None:
        """Add a line; ``page`` is the key of its page.

        ``details`` are the ``line`` of the file, a ``count``, and ``moments`` of dates, two where one moved.
        """
        details = {name: value for name, value in details.items() if value}
        self.entries.append({"outcome": outcome, "title": title, "reason": reason, "page": page} | details)

    def tell_event(self, event: FoundEvent, outcome: Outcome) -> None:
        """Add what became of ``event``, and what is to be looked at in it."""
        told, title, page = outcome.changes.told, event.title, outcome.page
        self.tell(outcome.outcome, title, outcome.reason, page, moments=told["moved"][:MOST_MOMENTS])
        if outcome.differs:
            self.tell(WARNED, title, "differs", page)
        if event.is_tentative and outcome.outcome in {CREATED, UPDATED}:
            self.tell(WARNED, title, "tentative", page)
        for kind, reason in OF_DATES.items():
            # That the whole event is cancelled is said already.
            if told[kind] and not (kind == "cancelled" and event.is_cancelled):
                self.tell(WARNED, title, reason, page, count=len(told[kind]), moments=told[kind][:MOST_MOMENTS])

    def tell_of_file(self, found: CalendarFile) -> None:
        """Add what its reader left out or did not understand."""
        for title, reason in found.left_out:
            self.tell(SKIPPED, title, reason)
        for title, reason, line in found.warnings:
            self.tell(WARNED, title, reason, line=line)
        if found.private:
            self.tell(SKIPPED, "", "private", count=found.private)

    @property
    def counts(self) -> Counter:
        """Events by what became of them; those left out may share a line."""
        counts = Counter()
        for entry in self.entries:
            counts[entry["outcome"]] += entry.get("count", 1) if entry["outcome"] == SKIPPED else 1
        return counts


def import_calendar(
    *,
    source: ImportSource,
    found: CalendarFile,
    agenda: AgendaPage,
    user,
    now: datetime,
    patience: float = PATIENCE,
    vanished: Vanished = Vanished.ASK,
    is_upload: bool = False,
) -> Report:
    """Make or change a draft for each event of ``found``, each in its own transaction; keeps and returns the report.

    ``agenda`` is the French one, ``user`` (or None) the author of drafts, ``now`` aware. Never publishes. Raises
    ``LossesInDoubt`` before anything is written.
    """
    report, give_up = Report(), time.monotonic() + patience
    known = {one.uid: one for one in source.imported_events.all()}
    pages = pages_of(known.values())
    losses = losses_of(found, known, pages, now=now)
    if vanished == Vanished.ASK and losses.are_doubtful(is_upload=is_upload):
        raise LossesInDoubt(losses)
    may_vanish = found.is_whole and vanished != Vanished.KEEP
    unchanged = []
    for event in found.events:
        if time.monotonic() > give_up:
            report.tell(SKIPPED, event.title, "later")
            continue
        imported = known.get(event.uid)
        outcome = without_work(event, imported, pages.get(imported.event_key) if imported else None)
        if outcome is None:
            outcome = take_in(event, source, agenda, user=user, may_vanish=may_vanish, now=now)
        elif imported and outcome.outcome == UNCHANGED:
            note_version(imported, event, now=now)
            unchanged.append(imported)
        report.tell_event(event, outcome)
    ImportedEvent.objects.bulk_update(unchanged, ["seen_at", "sequence", "stamp"], batch_size=500)
    for lost in losses.events:
        if lost.is_whole:
            reason = let_vanish(lost, source, user=user, now=now) if may_vanish else "left"
            moments = [[moment] for moment in lost.moments[:MOST_MOMENTS]]
            report.tell(WARNED, lost.title, reason, lost.page, count=len(lost.moments), moments=moments)
    report.tell_of_file(found)
    source.last_run_at, source.last_report = now, shortened(report.entries)
    source.save(update_fields=["last_run_at", "last_report"])
    return report


def foreseen_losses(source: ImportSource, found: CalendarFile, *, now: datetime) -> Losses:
    """What importing ``found`` now would make disappear; four queries."""
    known = {one.uid: one for one in source.imported_events.all()}
    return losses_of(found, known, pages_of(known.values()), now=now)


def pages_of(imported: Iterable[ImportedEvent]) -> dict[uuid.UUID, EventPage]:
    """The page in the source language of each event, with the state of its last draft at hand; three queries."""
    keys = [one.event_key for one in imported]
    pages = EventPage.objects.filter(translation_key__in=keys, locale__language_code=SOURCE_LANGUAGE)
    return {page.translation_key: page for page in pages.select_related("latest_revision", "kind", "locale")}


def locked_page(event_key: uuid.UUID) -> EventPage | None:
    """The same of one event, locked until the transaction ends, with the draft somebody saved a moment ago."""
    pages = EventPage.objects.filter(translation_key=event_key, locale__language_code=SOURCE_LANGUAGE)
    return pages.select_for_update(of=("self",)).select_related("latest_revision").first()


def without_work(event: FoundEvent, imported: ImportedEvent | None, page: EventPage | None) -> Outcome | None:
    """What is to be told of an event for which nothing is written; None where something is."""
    if is_own_calendar_uid(event.uid):
        return Outcome(SKIPPED, "ours")
    if imported is None:
        is_off = event.is_cancelled or (not event.is_whole and all(date.is_cancelled for date in event.dates))
        return Outcome(SKIPPED, "cancelled_there") if is_off else None
    if page is None:
        return Outcome(SKIPPED, "deleted")
    if event.is_whole and imported.fingerprint == event.fingerprint:
        return Outcome(UNCHANGED, "", page.pk)
    if event.is_whole and is_before(event, imported.sequence, imported.stamp):
        return Outcome(WARNED, "outdated", page.pk)
    return Outcome(SKIPPED, "locked", page.pk) if page.locked else None


def take_in(
    event: FoundEvent, source: ImportSource, agenda: AgendaPage, *, user, may_vanish: bool, now: datetime
) -> Outcome:
    """Make or change the draft of one event, alone: whoever imports the same calendar meanwhile waits, and so does
    whoever saves the page.
    """
    try:
        with transaction.atomic(), override(SOURCE_LANGUAGE):
            imported, page = locked(event.uid, source)
            outcome = without_work(event, imported, page)
            if outcome is None and imported is None:
                outcome = create(event, source, agenda, user, now)
            elif outcome is None:
                outcome = change(event, imported, page, source, user=user, may_vanish=may_vanish, now=now)
            return outcome
    except (ValidationError, DatabaseError, ObjectDoesNotExist, ValueError):
        return Outcome(SKIPPED, "failed")


def locked(uid: str, source: ImportSource) -> tuple[ImportedEvent | None, EventPage | None]:
    """What is known of an event and its page, read anew once nobody else can write them."""
    lock_publishing()
    ImportSource.objects.select_for_update().get(pk=source.pk)
    imported = ImportedEvent.objects.filter(source=source, uid=uid).first()
    return imported, locked_page(imported.event_key) if imported else None


def create(event: FoundEvent, source: ImportSource, agenda: AgendaPage, user, now: datetime) -> Outcome:
    """A draft below ``agenda`` with what the source says of all its events and this one of itself."""
    kind = source.kind
    page = EventPage(
        kind=kind,
        host=source.host,
        group=source.group,
        # Whoever publishes it elsewhere takes the sign-ups.
        **kind.copied() | {"sign_up": SignUp.NONE},
    )
    imported = ImportedEvent(source=source, uid=event.uid, event_key=page.translation_key)
    imported.words = dict.fromkeys(OF_EVENT, "")
    bring_in_line(page, words_of(event, source), imported, source)
    write_dates(page, event, imported, source, keep_rows=False, may_vanish=False, now=now)
    # Its address does not say how certain it is, and one without letters says at least whose it is.
    address = slugify(event.title) if event.is_tentative else slugify(page.title)
    if event.is_tentative or not address:
        page.slug = f"{address or slugify(source.name) or kind.slug}-{uuid.uuid4().hex[:8]}"
    add_page(agenda, page, publish=False, user=user)
    save(imported, event, now=now)
    return Outcome(CREATED, "", page.pk)


def change(
    event: FoundEvent,
    imported: ImportedEvent,
    page: EventPage,
    source: ImportSource,
    *,
    user,
    may_vanish: bool,
    now: datetime,
) -> Outcome:
    """Write what changed there into the last draft of ``page``; what is live stays."""
    was_published = page.first_published_at is not None
    draft = page.get_latest_revision_as_object()
    before = rows_now(draft)
    # What is cancelled has no news of itself, and a message about some dates none of the event.
    has_words = event.is_whole and not event.is_cancelled
    has_changed = has_words and bring_in_line(draft, words_of(event, source), imported, source)
    changes = write_dates(draft, event, imported, source, keep_rows=was_published, may_vanish=may_vanish, now=now)
    save(imported, event, now=now)
    told = {"page": page.pk, "changes": changes, "differs": bool(imported.offered)}
    if not has_changed and not changes.rows:
        return Outcome(UNCHANGED, **told)
    save_draft(draft, before, words_too=has_changed, user=user)
    if event.is_cancelled:
        return Outcome(WARNED, "cancelled", **told)
    return Outcome(UPDATED, "published" if was_published else "draft", **told)


def save(imported: ImportedEvent, event: FoundEvent, *, now: datetime) -> None:
    """Keep what is known of ``event`` now. After a message about some dates, the next calendar is read in any case."""
    imported.fingerprint = event.fingerprint if event.is_whole else ""
    note_version(imported, event, now=now)
    imported.save()


def note_version(imported: ImportedEvent, event: FoundEvent, *, now: datetime) -> None:
    """Keep the version of ``event``, unless it is an earlier one or that of single dates."""
    imported.seen_at = now
    if event.is_whole and not is_before(event, imported.sequence, imported.stamp):
        imported.sequence, imported.stamp = sequence_of(event), event.stamp or imported.stamp


def let_vanish(lost: LostEvent, source: ImportSource, *, user, now: datetime) -> str:
    """Cancel what is to come of an event that is no longer there, in the draft of its page; what is told of it."""
    with transaction.atomic(), override(SOURCE_LANGUAGE):
        imported, page = locked(lost.uid, source)
        if imported is None or page is None or page.locked:
            return "left"
        draft = page.get_latest_revision_as_object()
        before = rows_now(draft)
        if not cancel_all(draft, now=now).rows:
            return "left"
        save_draft(draft, before, words_too=False, user=user)
        # Should it come back as it was, that is a change.
        imported.fingerprint = ""
        imported.save(update_fields=["fingerprint"])
    return "vanished"


def shortened(entries: list[dict]) -> list[dict]:
    """The report as it is kept: events that are over are counted in one line, and its length has an end."""
    over = [entry for entry in entries if entry["reason"] == "past"]
    kept = [entry for entry in entries if entry["reason"] != "past"]
    order = {outcome: place for place, outcome in enumerate(OUTCOMES)}
    kept.sort(key=lambda entry: order[entry["outcome"]])
    last = Report()
    if over:
        last.tell(SKIPPED, "", "past", count=len(over))
    if len(kept) > MOST_TOLD:
        last.tell(SKIPPED, "", "shortened", count=len(kept) - MOST_TOLD)
    return kept[:MOST_TOLD] + last.entries
