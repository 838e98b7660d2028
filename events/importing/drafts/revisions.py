"""The drafts that imports write: one to read among many, and the next one of a page."""

from collections import Counter

from wagtail.log_actions import log

from events.models import EventDate, EventPage
from events.stable_names import HistoryAction

WRITTEN = (
    *("day", "start_time", "end_time", "last_day", "status", "cancelled_there"),
    *("reason_fr", "reason_nl", "place_fr", "theme_fr"),
)

Rows = dict[str, dict]


def draft_to_read(page: EventPage) -> EventPage:
    """The last draft of ``page``, to read and never to save: nothing of it is looked up in the database.

    The page comes with its ``latest_revision``.
    """
    if page.latest_revision is None:
        return page
    return EventPage.from_serializable_data(page.latest_revision.content, check_fks=False)


def rows_now(draft: EventPage) -> Rows:
    """What an import may write of each row of ``draft``, by its key."""
    return {str(row.key): {name: getattr(row, name) for name in WRITTEN} for row in draft.dates.all()}


def save_draft(draft: EventPage, before: Rows, *, words_too: bool, user) -> None:
    """Keep ``draft`` as the page's next, by ``user`` where there is one.

    The history names the rows that differ from ``before``, and whether other words changed: a tab of the editor that
    was opened earlier does not undo them (``events.models.missed_actions``).
    """
    days = move_sessions(draft, before)
    draft.save_revision(user=user, log_action="wagtail.edit" if user else False)
    for row in draft.dates.all():
        old = before.get(str(row.key), {})
        fields = [name for name in WRITTEN if name not in old or old[name] != getattr(row, name)]
        if fields:
            # Told with one row, as they moved together.
            along = days if "day" in fields else {}
            note(draft, user, row=row, fields=fields, days=along)
            days = {} if along else days
    if words_too:
        note(draft, user)


def move_sessions(draft: EventPage, before: Rows) -> dict[str, str]:
    """Let sessions and documents go with the day of the date they belong to; those of a day that two dates share stay.

    Returns the days that moved, as ISO texts, all at once: where a series moves, one date takes the day of another.
    """
    known = [row for row in draft.dates.all() if str(row.key) in before]
    moves = [(row, row.day - before[str(row.key)]["day"]) for row in known]
    shared = Counter(day - shift for row, shift in moves for day in row.days)
    days = {day - shift: day for row, shift in moves if shift for day in row.days if shared[day - shift] == 1}
    for items in (draft.programme, draft.documents):
        for item in items.all():
            if item.day in days:
                item.day = days[item.day]
                items.add(item)
    return {old.isoformat(): new.isoformat() for old, new in days.items()}


def note(page: EventPage, user, *, row: EventDate | None = None, fields=(), days: dict[str, str] | None = None) -> None:
    data = {
        "date": row.starts_at.isoformat() if row else "",
        "row": str(row.key) if row else "",
        "fields": list(fields),
        "days": days or {},
    }
    log(instance=page, action=HistoryAction.IMPORT_CHANGES, user=user, content_changed=True, data=data)
