from collections import defaultdict

from django.db import migrations

import home.text.names
from home.text.names import (as_compared, as_kept)

GIVEN_UP = ("cancelled", "excused")


def keep_in_one_form(apps, schema_editor):
    """Write the names of the public as they are kept from now on, and make one colleague of twins."""
    for model, field in (("Registration", "contact_name"), ("Seat", "guest_name")):
        rows = apps.get_model("events", model).objects
        for pk, name in list(rows.exclude(**{field: ""}).values_list("pk", field)):
            kept = as_kept(name)
            if kept and kept != name:
                rows.filter(pk=pk).update(**{field: kept})
    twins = defaultdict(list)
    for person in apps.get_model("network", "Person").objects.order_by("pk"):
        twins[person.organisation_id, as_compared(person.name)].append(person)
    for first, *others in twins.values():
        staying = [other for other in others if not is_joined(apps.get_model("events", "Seat"), first, other)]
        name_apart([first, *staying])


def is_joined(Seat, first, other) -> bool:
    """Give ``first`` the seats of ``other``, who then goes; who has a seat where the first has one too, stays."""
    taken = set(Seat.objects.filter(person=first).exclude(status__in=GIVEN_UP).values_list("occurrence_id", flat=True))
    kept = Seat.objects.filter(person=other, occurrence__in=taken).exclude(status__in=GIVEN_UP)
    if kept.exists():
        Seat.objects.filter(person=other).exclude(pk__in=list(kept.values_list("pk", flat=True))).update(person=first)
        return False
    Seat.objects.filter(person=other).update(person=first)
    other.delete()
    if other.email and not first.email:
        first.email = other.email
        first.save(update_fields=["email"])
    return True


def name_apart(people) -> None:
    """Write names as they are kept; of two that become the same, each with a seat at one date, one gets a number."""
    for person in people:
        kept = name = as_kept(person.name)
        others = type(person).objects.filter(organisation=person.organisation_id).exclude(pk=person.pk)
        number = 1
        while name != person.name and others.filter(name=name).exists():
            number += 1
            name = f"{kept[:110]} ({number})"
        if name and name != person.name:
            person.name = name
            person.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [("events", "0007_seat_offered_at"), ("network", "0005_names_in_one_form")]

    operations = [
        migrations.AlterField(
            model_name="registration",
            name="contact_name",
            field=home.text.names.NameField(blank=True, max_length=120, verbose_name="first and last name"),
        ),
        migrations.AlterField(
            model_name="seat",
            name="guest_name",
            field=home.text.names.NameField(
                blank=True,
                help_text="Only without organisation.",
                max_length=120,
                verbose_name="name of a person from the public",
            ),
        ),
        migrations.RunPython(keep_in_one_form, migrations.RunPython.noop, elidable=True),
    ]
