"""The coordination's right to invite representatives, for installs whose groups were made before."""

from django.db import migrations

from charter.groups import COORDINATION, permissions

RECORDS = {"network": {"invitation": ("add", "view")}}


def grant(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=COORDINATION):
        group.permissions.add(*permissions(apps, RECORDS))


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0003_rights_of_the_agenda"),
        ("network", "0004_invitation"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
