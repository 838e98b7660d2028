from django.db import migrations

import home.text.names
from home.text.names import (as_kept)


def keep_in_one_form(apps, schema_editor):
    """Write names as they are kept from now on; of colleagues whose names become the same, ``events`` makes one."""
    User, Person = apps.get_model("network", "User"), apps.get_model("network", "Person")
    for pk, *names in User.objects.values_list("pk", "first_name", "last_name"):
        kept = [as_kept(name) or name for name in names]
        if kept != names:
            User.objects.filter(pk=pk).update(first_name=kept[0], last_name=kept[1])
    people = list(Person.objects.order_by("pk").values_list("pk", "organisation_id", "name"))
    taken = {(organisation, name) for _pk, organisation, name in people}
    for pk, organisation, name in people:
        kept = as_kept(name)
        if kept and (organisation, kept) not in taken:
            taken.add((organisation, kept))
            Person.objects.filter(pk=pk).update(name=kept)


class Migration(migrations.Migration):
    dependencies = [("network", "0004_invitation")]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="name",
            field=home.text.names.NameField(max_length=120, verbose_name="first and last name"),
        ),
        migrations.AlterField(
            model_name="user",
            name="first_name",
            field=home.text.names.NameField(blank=True, max_length=150, verbose_name="first name"),
        ),
        migrations.AlterField(
            model_name="user",
            name="last_name",
            field=home.text.names.NameField(blank=True, max_length=150, verbose_name="last name"),
        ),
        migrations.RunPython(keep_in_one_form, migrations.RunPython.noop, elidable=True),
    ]
