"""A date postponed to a known day now stands on that day and remembers the one before; free entry means open to all."""

from datetime import date, datetime, time

from django.db import migrations
from django.db.models import F
from django.utils import timezone


def move_postponed_dates(apps, schema_editor):
    EventDate = apps.get_model("events", "EventDate")
    for row in EventDate.objects.filter(status="postponed", postponed_to__isnull=False):
        row.previous_start = timezone.make_aware(datetime.combine(row.day, row.start_time or time.min))
        if row.last_day:
            row.last_day += row.postponed_to - row.day
        row.day, row.status = row.postponed_to, "planned"
        row.save()
    Occurrence = apps.get_model("events", "Occurrence")
    for one in Occurrence.objects.filter(status="postponed", postponed_to__isnull=False):
        moved = one.postponed_to - timezone.localdate(one.start)
        one.previous_start, one.status = one.start, "planned"
        # On the clock of the site, so that an hour stays the same over a change of summer time.
        local = [timezone.make_naive(instant) + moved for instant in (one.start, one.end, one.closes_at)]
        one.start, one.end, one.closes_at = map(timezone.make_aware, local)
        one.sequence, one.changed_at = F("sequence") + 1, timezone.now()
        one.save()
    move_in_drafts(apps)


def move_in_drafts(apps):
    """What was not published yet, or is opened next in the editor, would put the date back on its old day."""
    pages = {str(pk) for pk in apps.get_model("events", "EventPage").objects.values_list("pk", flat=True)}
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(base_content_type__model="page")
    for revision in revisions.filter(object_id__in=pages).iterator():
        if move_rows(revision.content):
            revision.save(update_fields=["content"])


def move_rows(content: dict) -> bool:
    """Move the postponed rows of a revision's JSON; whether there are any."""
    rows = [row for row in content.get("dates", ()) if row.get("status") == "postponed" and row.get("postponed_to")]
    for row in rows:
        day, new = date.fromisoformat(row["day"]), date.fromisoformat(row.pop("postponed_to"))
        start = time.fromisoformat(row["start_time"]) if row.get("start_time") else time.min
        row["previous_start"] = timezone.make_aware(datetime.combine(day, start)).isoformat()
        if row.get("last_day"):
            row["last_day"] = (date.fromisoformat(row["last_day"]) + (new - day)).isoformat()
        row["day"], row["status"] = new.isoformat(), "planned"
    return bool(rows)


def open_to_all(apps, schema_editor):
    for name in ("EventPage", "Occurrence"):
        apps.get_model("events", name).objects.filter(sign_up="none").update(audience="tous")
    apps.get_model("events", "EventKind").objects.filter(default_sign_up="none").update(default_audience="tous")


class Migration(migrations.Migration):
    dependencies = [("events", "0002_agenda")]

    operations = [
        migrations.RunPython(move_postponed_dates, migrations.RunPython.noop),
        migrations.RunPython(open_to_all, migrations.RunPython.noop),
    ]
