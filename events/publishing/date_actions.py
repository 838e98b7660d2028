"""One action each: call a date off, put it off, let it take place after all; told to everybody signed up.

An action changes the *row* of the date on its page, and the record follows as with any publication. It must neither
publish somebody's unfinished draft nor be undone when that draft is published later. So the published row is changed
where it stands, and the same fields of that row in every revision that may still be published: the latest draft, the
one with an hour, the one in moderation. No revision is added and none is published, so that a workflow goes on and
what is planned for an hour stays planned.
"""

from dataclasses import dataclass
from datetime import date as day_of_calendar
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from modelcluster.models import get_serializable_data_for_fields
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState

from events import errors
from events.dates.page_facts import facts_of, published_texts, shared_facts
from events.mails import notifications
from events.models import EventDate, EventDocument, EventPage, Occurrence, ProgrammeItem
from events.models.occurrences import Status
from events.publishing.synchronise import before_change, locked_dates, source_page, take_facts
from events.seats import offers
from events.stable_names import HistoryAction
from home.cache.stamp import lock_publishing
from home.dates import validate_day
from network.models import User


@dataclass(frozen=True, kw_only=True)
class Cancellation:
    """The date does not take place; what was said of its move no longer matters."""

    reason_fr: str = ""
    reason_nl: str = ""

    log_action = HistoryAction.CANCEL_DATE

    def changes(self, date: Occurrence, row: EventDate, *, now: datetime) -> dict:
        if row.status == Status.CANCELLED:
            raise errors.CancelledAlready
        if date.is_past(now):
            raise errors.DateOver
        reason = {"reason_fr": self.reason_fr, "reason_nl": self.reason_nl}
        # The coordination's own decision: no import takes it back.
        return reason | {"status": Status.CANCELLED, "cancelled_there": False}


@dataclass(frozen=True, kw_only=True)
class Postponement:
    """The date takes place on ``day`` (of the site's time zone), or ``None``: on a day not known yet.

    Without ``start_time`` it keeps its hours. ``previous_start`` becomes the start it had just before this action:
    what people have in their calendars, whatever it was before an earlier move.
    """

    day: day_of_calendar | None = None
    start_time: time | None = None
    end_time: time | None = None
    reason_fr: str = ""
    reason_nl: str = ""

    log_action = HistoryAction.POSTPONE_DATE

    def changes(self, date: Occurrence, row: EventDate, *, now: datetime) -> dict:
        # Put off without a day, it waits for one however long; anything else that is over is over.
        if row.status != Status.POSTPONED and date.is_past(now):
            raise errors.DateOver
        reason = {"reason_fr": self.reason_fr, "reason_nl": self.reason_nl, "cancelled_there": False}
        if self.day is None:
            if row.status == Status.POSTPONED:
                raise errors.PostponedAlready
            return reason | {"status": Status.POSTPONED}
        return reason | self.move(row, now=now)

    def move(self, row: EventDate, *, now: datetime) -> dict:
        try:
            validate_day(self.day)
        except ValidationError as error:
            raise errors.DayImpossible(error.message) from error
        fields = {"day": self.day, "status": Status.PLANNED, "previous_start": row.starts_at}
        if row.last_day:
            # A date of several days goes as a whole.
            fields["last_day"] = self.day + (row.last_day - row.day)  # ty: ignore[unsupported-operator]
        if self.start_time:
            fields |= {"start_time": self.start_time, "end_time": self.end_time}
        moved = changed_row(row, fields)
        if (moved.starts_at, moved.ends_at) == (row.starts_at, row.ends_at):
            raise errors.AtThatMomentAlready if row.status == Status.PLANNED else errors.SameMoment
        if moved.starts_at <= now:
            raise errors.DayOver
        return fields


@dataclass(frozen=True, kw_only=True)
class Restoration:
    """A date called off or put off takes place after all, at the moment it had."""

    log_action = HistoryAction.RESTORE_DATE

    def changes(self, date: Occurrence, row: EventDate, *, now: datetime) -> dict:
        if row.status == Status.PLANNED:
            raise errors.TakesPlaceAlready
        if date.is_past(now):
            raise errors.DayOver
        return {"status": Status.PLANNED, "reason_fr": "", "reason_nl": "", "cancelled_there": False}


Action = Cancellation | Postponement | Restoration


def cancel_date(
    *, occurrence_id: int, reason_fr: str = "", reason_nl: str = "", user: User, now: datetime | None = None
) -> Occurrence:
    """Call the date off, for a reason in both languages. Raises ``DateActionError``."""
    action = Cancellation(reason_fr=reason_fr, reason_nl=reason_nl)
    return carry_out(action, occurrence_id=occurrence_id, user=user, now=now)


def postpone_date(
    *,
    occurrence_id: int,
    day: day_of_calendar | None = None,
    start_time: time | None = None,
    end_time: time | None = None,
    reason_fr: str = "",
    reason_nl: str = "",
    user: User,
    now: datetime | None = None,
) -> Occurrence:
    """Put the date off to ``day`` (see ``Postponement``), or to a day not known yet. Seats, UID and record stay.

    Raises ``DateActionError``.
    """
    action = Postponement(day=day, start_time=start_time, end_time=end_time, reason_fr=reason_fr, reason_nl=reason_nl)
    return carry_out(action, occurrence_id=occurrence_id, user=user, now=now)


def restore_date(*, occurrence_id: int, user: User, now: datetime | None = None) -> Occurrence:
    """Let a date that was called off or put off take place after all. Raises ``DateActionError``."""
    return carry_out(Restoration(), occurrence_id=occurrence_id, user=user, now=now)


@transaction.atomic
def carry_out(
    action: Action, *, occurrence_id: int, user: User, now: datetime | None = None, sequence: int | None = None
) -> Occurrence:
    """Do it: lock the page and its dates, check, write the row, bring the record up to date, queue the mails.

    ``sequence`` is that of the date the person saw; ``ChangedMeanwhile`` refuses where it has another one now.
    """
    lock_publishing()
    page, row, date = locked(occurrence_id)
    now = now or timezone.now()
    changes = action.changes(date, row, now=now)
    if sequence not in (None, date.sequence):
        raise errors.ChangedMeanwhile
    days = write_changes(page, row, changes, now=now)
    note_in_history(page, action.log_action, date, changes, days, user=user)
    date.refresh_from_db()
    return date


@transaction.atomic
def change_row(*, occurrence: Occurrence, changes: dict, user: User, now: datetime | None = None) -> Occurrence:
    """Change fields of the date's row (by attribute, such as ``host_id``) the way an action does.

    For what other services decide about a date, such as who receives. Raises ``DateNotPublished``.
    """
    lock_publishing()
    page, row, date = locked(occurrence.pk)
    days = write_changes(page, row, changes, now=now or timezone.now())
    note_in_history(page, HistoryAction.CHANGE_DATE, date, changes, days, user=user)
    date.refresh_from_db()
    return date


def note_in_history(page: EventPage, action: str, date: Occurrence, changes: dict, days: dict, *, user: User) -> None:
    """Name the row and its fields in the history of ``page``: a form opened before must not undo them."""
    data = {
        "date": date.start.isoformat(),
        "row": str(date.row),
        "fields": sorted(field_names(changes)),
        "days": as_json(days),
    }
    log(instance=page, action=action, user=user, content_changed=True, data=data)


def letters_of(action: Action, *, occurrence_id: int, now: datetime | None = None) -> list[notifications.Letter]:
    """The mails that carrying ``action`` out would queue now; written by the same code, and nothing is saved.

    Raises ``DateActionError`` where the action would.
    """
    now = now or timezone.now()
    date = Occurrence.objects.with_relations().get(pk=occurrence_id)
    page = source_page(date.event_key)
    row = row_behind(page, date)
    foreseen = changed_row(row, action.changes(date, row, now=now))
    shared = shared_facts(page, [foreseen], published_texts(date.event_key))
    before = before_change(date)
    take_facts(date, facts_of(page, foreseen, shared), now=now)
    held = offers.with_new_ends(date, before, now=now)
    return notifications.letters_of_change(date, before, now=now, held=held)


def locked(occurrence_id: int) -> tuple[EventPage, EventDate, Occurrence]:
    """The page, row and record of a date, locked in the order publishing locks them."""
    event_key = Occurrence.objects.values_list("event_key", flat=True).get(pk=occurrence_id)
    page = source_page(event_key, lock=True)
    date = next(date for date in locked_dates(event_key) if date.pk == occurrence_id)
    return page, row_behind(page, date), date  # ty: ignore[invalid-explicit-return]


def row_behind(page: EventPage | None, date: Occurrence) -> EventDate:
    """The published row of ``date``; ``DateNotPublished`` where its page or its row is gone."""
    if page is None or not page.live:
        raise errors.DateNotPublished
    row = next((row for row in page.dates.all() if row.key == date.row), None)
    if row is None:
        raise errors.DateNotPublished
    return row


def changed_row(row: EventDate, changes: dict) -> EventDate:
    """``row`` as it would be with ``changes``; not saved."""
    values = {field.attname: getattr(row, field.attname) for field in EventDate._meta.concrete_fields}
    return EventDate(**values | changes)


def write_changes(
    page: EventPage, row: EventDate, changes: dict, *, now: datetime
) -> dict[day_of_calendar, day_of_calendar]:
    """Write ``changes`` to the row on each of the event's pages and in what may still be published of them.

    Returns the days that moved with it.
    """
    pages = EventPage.objects.filter(translation_key=page.translation_key)
    check_stands_once(page, row, changes)
    days = days_that_move(page, row, changes)
    # Translations carry copies of the rows: should the source go one day, one of them decides.
    EventDate.objects.filter(page__in=pages, key=row.key).update(**changes)
    for model in (ProgrammeItem, EventDocument):
        # The farthest first: no day is moved twice.
        for old, new in days.items():
            model.objects.filter(page__in=pages, day=old).update(day=new)
    for revision in revisions_to_come(pages):
        if change_in_content(revision.content, str(row.key), changes, days):
            revision.save(update_fields=["content"])
    # Read anew: the rows it holds are those before the change.
    page = EventPage.objects.get(pk=page.pk)
    page.last_published_at = now
    page.save(clean=False)
    return days


def check_stands_once(page: EventPage, row: EventDate, changes: dict) -> None:
    """Refuse the moment of another date of the event, as the form does."""
    if not {"day", "start_time"} & changes.keys():
        return
    moment = (changes.get("day", row.day), changes.get("start_time", row.start_time))
    if any((other.day, other.start_time) == moment for other in page.dates.all() if other.key != row.key):
        raise errors.DateTwice


def days_that_move(page: EventPage, row: EventDate, changes: dict) -> dict[day_of_calendar, day_of_calendar]:
    """Where sessions and documents of each day of the date go with it; those of a day it shares with another stay.

    In an order in which one after the other can be moved.
    """
    shift = changes.get("day", row.day) - row.day
    if not shift:
        return {}
    taken = {day for other in page.dates.all() if other.key != row.key for day in other.days}
    moved = {day: day + shift for day in row.days if day not in taken}
    return dict(sorted(moved.items(), reverse=shift > timedelta()))


def revisions_to_come(pages) -> list[Revision]:
    """The revisions of ``pages`` that somebody or something may still publish or go back to; locked."""
    in_moderation = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    keys = [str(pk) for pk in pages.values_list("pk", flat=True)]
    of_these = Revision.page_revisions.filter(object_id__in=keys)
    current = pages.values_list("latest_revision", "live_revision")
    wanted = {pk for pair in current for pk in pair if pk}
    to_come = of_these.filter(Q(pk__in=wanted) | Q(approved_go_live_at__isnull=False) | Q(pk__in=in_moderation))
    return list(to_come.select_for_update(of=("self",)).order_by("pk"))


def change_in_content(content: dict, key: str, changes: dict, days: dict) -> bool:
    """Write ``changes`` into the row ``key`` of a revision's JSON; False for a draft that lacks the row.

    Sessions and documents follow by ``days``.
    """
    names = field_names(changes)
    values = get_serializable_data_for_fields(EventDate(**changes))
    rows = [row for row in content.get("dates", []) if str(row.get("key")) == key]
    for row in rows:
        row.update({name: values[name] for name in names})
    moved = as_json(days)
    for item in [*content.get("programme", []), *content.get("documents", [])]:
        item["day"] = moved.get(item["day"], item["day"])
    return bool(rows)


def field_names(changes: dict) -> set[str]:
    """The names of the fields that ``changes`` (by attribute) are about."""
    return {field.name for field in EventDate._meta.concrete_fields if field.attname in changes}


def as_json(days: dict[day_of_calendar, day_of_calendar]) -> dict[str, str]:
    return {old.isoformat(): new.isoformat() for old, new in days.items()}
