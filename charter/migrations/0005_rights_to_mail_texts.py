"""The coordination's right to change the words of the mails, for installs whose groups were made before."""

from django.db import migrations

from charter.groups import COORDINATION, permissions

RECORDS = {"events": {"mailtext": ("view", "change")}}


def grant(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=COORDINATION):
        group.permissions.add(*permissions(apps, RECORDS))


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0004_rights_to_invite"),
        ("events", "0006_sign_up"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
