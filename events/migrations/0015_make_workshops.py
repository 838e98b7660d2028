"""Each session that people choose becomes a record, and each place points at it: none is lost."""

import uuid
from collections import Counter
from datetime import date, time

from django.db import migrations
from django.utils import timezone


def make_workshops(apps, schema_editor):
    Occurrence, Workshop = apps.get_model("events", "Occurrence"), apps.get_model("events", "Workshop")
    made = {}
    for occurrence in Occurrence.objects.exclude(programme=[]).iterator():
        for position, item in enumerate(chosen(occurrence.programme)):
            facts = facts_of(item) | {"position": position}
            workshop = Workshop.objects.create(occurrence=occurrence, key=uuid.UUID(item["key"]), **facts)
            made[occurrence.pk, workshop.key] = workshop
    places = apps.get_model("events", "WorkshopPlace").objects
    for occurrence, key in places.order_by().values_list("occurrence", "item").distinct():
        workshop = made.get((occurrence, key)) or withdrawn_workshop(apps, occurrence, key)
        places.filter(occurrence=occurrence, item=key).update(workshop=workshop)


def chosen(programme: list[dict]) -> list[dict]:
    """Those of the sessions that people choose: parallel ones, and those with places of their own."""
    starts = Counter((item["day"], item["start"]) for item in programme)
    return [item for item in programme if item["capacity"] or starts[item["day"], item["start"]] > 1]


def facts_of(item: dict) -> dict:
    return {
        "day": date.fromisoformat(item["day"]) if item["day"] else None,
        "start": time.fromisoformat(item["start"]),
        "end": time.fromisoformat(item["end"]) if item["end"] else None,
        **{name: item[name] for name in ("title_fr", "title_nl", "room", "capacity")},
    }


def withdrawn_workshop(apps, pk: int, key: uuid.UUID):
    """One that people chose and that is none to choose any more, with what is still known of it."""
    occurrence = apps.get_model("events", "Occurrence").objects.get(pk=pk)
    told = next((facts_of(item) for item in occurrence.programme if item["key"] == str(key)), None)
    rows = apps.get_model("events", "ProgrammeItem").objects.filter(page__translation_key=occurrence.event_key, key=key)
    names = {"start": "start_time", "end": "end_time"} | {
        name: name for name in ("day", "title_fr", "title_nl", "room", "capacity")
    }
    row = rows.order_by("page").first()
    typed = row and {name: getattr(row, field) for name, field in names.items()}
    facts = told or typed or {"start": timezone.localtime(occurrence.start).time(), "title_fr": "–"}
    Workshop = apps.get_model("events", "Workshop")
    return Workshop.objects.create(occurrence=occurrence, key=key, withdrawn_at=timezone.now(), **facts)


class Migration(migrations.Migration):
    dependencies = [("events", "0014_workshop")]

    operations = [migrations.RunPython(make_workshops, migrations.RunPython.noop, elidable=True)]
