"""Reminders: some days before a date, at nine in the morning, to whoever answers for seats held there."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from events.mails.compose import queue
from events.mails.notifications import reminder_letters
from events.models import Occurrence, Reminder
from events.models.occurrences import Status, lock_date
from home.dates import local_instant
from home.jobs import one_by_one

LEAVES_AT = time(9)


def due_at(occurrence: Occurrence, days: int) -> datetime:
    """When the reminder ``days`` before ``occurrence`` leaves: on our clock, whatever hour the date begins at."""
    day = timezone.localtime(occurrence.start).date() - timedelta(days=days)
    return local_instant(day, LEAVES_AT)


def due_days(occurrence: Occurrence, now: datetime) -> int | None:
    """The reminder to write at ``now``, as days before; None where there is none.

    After a day on which nobody ran the job it is late but still written, as long as the next one is not due and the
    date has not begun. What was due before the date was in the agenda never was.
    """
    if occurrence.start <= now:
        return None
    moments = {days: due_at(occurrence, days) for days in occurrence.reminder_days}
    due = [days for days, moment in moments.items() if occurrence.first_published_at <= moment <= now]
    return min(due, default=None)


def send_due(now: datetime) -> int:
    """Write the reminders whose time has come, date by date; returns how many mails."""
    dates = Occurrence.objects.filter(start__gt=now, status=Status.PLANNED, withdrawn_at=None)
    dates = dates.exclude(reminder_days=[]).only("pk", "start", "reminder_days", "first_published_at")
    due = [(date.pk, date.start, days) for date in dates.order_by("pk") if (days := due_days(date, now)) is not None]
    written = Reminder.objects.filter(occurrence__in=[pk for pk, _start, _days in due])
    told = set(written.values_list("occurrence_id", "planned_start", "days_before"))
    dates = [pk for pk, start, days in due if (pk, start, days) not in told]
    return one_by_one(dates, lambda pk: send_one(occurrence_id=pk, now=now), name=lambda pk: f"date {pk}")


@transaction.atomic
def send_one(*, occurrence_id: int, now: datetime) -> int:
    """Write the reminder of one date that is due at ``now``, unless another run did: two at once write it once.

    The date is read again under its lock: moved or called off since it was found, it has another reminder or none.
    """
    occurrence = lock_date(occurrence_id)
    days = due_days(occurrence, now) if occurrence.is_standing else None
    if days is None:
        return 0
    _reminder, is_new = Reminder.objects.get_or_create(
        occurrence=occurrence, planned_start=occurrence.start, days_before=days, defaults={"written_at": now}
    )
    return len(queue(reminder_letters(occurrence, now=now))) if is_new else 0
