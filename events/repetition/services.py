"""Writing what a repetition yields into the newest draft of an event's page; publishing does the rest."""

import uuid
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from events.models import EventPage, Occurrence
from events.repetition.plan import Decisions, days_left_out, lines_of, rows_planned
from events.repetition.rule import Repetition
from home.cache.stamp import lock_publishing
from network.models import User


def people_by_row(event_key: uuid.UUID) -> dict[uuid.UUID, int]:
    """How many people have a seat or wait for one, by the key of the row of each date of the event; one query."""
    dates = Occurrence.objects.filter(event_key=event_key, withdrawn_at=None).with_seat_counts()
    counts = dates.values_list("row", "taken_count", "waiting_count")
    return {row: confirmed + waiting for row, confirmed, waiting in counts if confirmed + waiting}


@transaction.atomic
def apply_repetition(
    *,
    page: EventPage,
    repetition: Repetition,
    decisions: Decisions,
    user: User | None,
    publish: bool,
    now: datetime | None = None,
) -> Revision:
    """Give the newest draft of ``page`` the dates of ``repetition``, as decided, in a new revision.

    ``page`` is the one whose rows make the dates (``events.publishing.synchronise.source_page``). It is published when
    asked and when ``user`` may; None is nobody, when the demo is loaded. Raises ``RepetitionError``, and then nothing
    is written.
    """
    lock_publishing()
    now = now or timezone.now()
    page = EventPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    rows = list(draft.dates.all())
    lines = lines_of(
        rows=rows,
        rule=repetition,
        previous=Repetition.from_json(draft.repetition),
        people=people_by_row(page.translation_key),
        now=now,
    )
    removed = days_left_out(repetition, lines, decisions)
    draft.dates = rows_planned(rows=rows, lines=lines, decisions=decisions, rule=repetition)
    draft.repetition = replace(repetition, removed=removed).to_json()
    revision = draft.save_revision(user=user, log_action=True)
    if publish and (user is None or page.permissions_for_user(user).can_publish()):
        revision.publish(user=user)
    return revision
