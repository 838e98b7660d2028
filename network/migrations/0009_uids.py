"""Gives each row that was there a ``uid`` of its own: a column that is added has one value for all."""

import uuid

from django.db import migrations

MODELS = ("Location", "Service", "OpeningSlot", "Closure")


def forward(apps, schema_editor):
    for name in MODELS:
        rows = list(apps.get_model("network", name).objects.only("pk"))
        for row in rows:
            row.uid = uuid.uuid4()
        apps.get_model("network", name).objects.bulk_update(rows, ["uid"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("network", "0008_hours_as_people_have_them")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
