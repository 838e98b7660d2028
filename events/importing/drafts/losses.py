"""What an import would make disappear, counted before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from events.importing.drafts.dates import coming, moment_of
from events.importing.drafts.matching import match
from events.importing.drafts.revisions import draft_to_read
from events.importing.parser import CalendarFile
from events.models import ImportedEvent


@dataclass(frozen=True)
class LostEvent:
    """An event with dates that would disappear: their moments as ISO text, and whether all of it is gone."""

    uid: str
    page: int
    title: str
    moments: list[str]
    is_whole: bool


@dataclass
class Losses:
    """The dates to come that the calendar no longer holds, by event, out of all ``coming`` ones of it."""

    coming: int = 0
    events: list[LostEvent] = field(default_factory=list)

    @property
    def dates(self) -> int:
        return sum(len(event.moments) for event in self.events)

    def are_doubtful(self, *, is_upload: bool) -> bool:
        """Whether to ask first: most of it is gone, or a file given by hand, which may hold a part, lacks an event."""
        return self.dates * 2 > self.coming or (is_upload and any(event.is_whole for event in self.events))


def losses_of(found: CalendarFile, known: Mapping[str, ImportedEvent], pages: Mapping, *, now: datetime) -> Losses:
    """What ``found`` would make disappear of what is ``known`` by UID; ``pages`` by the key of the event.

    Only a whole calendar makes anything disappear, and nothing that it holds in a form nobody understood.
    """
    losses = Losses()
    if not found.is_whole:
        return losses
    told = {event.uid: event for event in found.events}
    for uid, imported in known.items():
        page = pages.get(imported.event_key)
        if page is None or uid in found.unread:
            continue
        event = told.get(uid)
        if event and (not event.is_whole or event.fingerprint == imported.fingerprint):
            losses.coming += len(event.dates)
            continue
        rows = list(draft_to_read(page).dates.all())
        standing = coming(rows, now=now)
        gone = match(event, rows, imported, now=now).gone if event else standing
        losses.coming += len(standing)
        if gone and not (event and event.is_cancelled):
            moments = [moment_of(row) for row in sorted(gone, key=lambda row: row.starts_at)]
            losses.events.append(
                LostEvent(uid, page.pk, page.draft_title or page.title, moments, is_whole=event is None)
            )
    return losses
