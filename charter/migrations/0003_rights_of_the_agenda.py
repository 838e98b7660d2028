"""The coordination's rights on what came with the agenda, for installs whose groups were made before."""

from django.db import migrations

from charter.groups import ALL, COORDINATION, permissions

RECORDS = {
    "events": {"hostoffer": ("view", "change"), "feedreading": ("view",), "importsource": ALL},
    "home": {"schoolholiday": ALL},
}


def grant(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=COORDINATION):
        group.permissions.add(*permissions(apps, RECORDS))


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0002_groups"),
        ("events", "0005_search_words"),
        ("home", "0003_agenda"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
