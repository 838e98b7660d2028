"""Addresses of the public written as they are compared; one person's two sign-ups for a date become one."""

from django.db import migrations

import home.text.emails
from home.text.emails import (normalize_email)


def normalize(apps, schema_editor):
    registrations = apps.get_model("events", "Registration").objects
    for email in registrations.order_by().values_list("email", flat=True).distinct():
        if normalize_email(email) == email:
            continue
        for registration in registrations.filter(email=email).order_by("pk"):
            same = registrations.filter(occurrence=registration.occurrence_id, organisation=None)
            kept = same.filter(email=normalize_email(email)).first()
            if kept and registration.organisation_id is None:
                merge(apps, registration, kept)
            else:
                registrations.filter(pk=registration.pk).update(email=normalize_email(email))


def merge(apps, registration, kept) -> None:
    """Give ``kept`` the seats, the mails and the words of the same person's other sign-up for that date."""
    for related in apps.get_model("events", "Registration")._meta.related_objects:
        related.related_model.objects.filter(**{related.field.name: registration}).update(**{related.field.name: kept})
    kept.note = "\n".join(filter(None, (kept.note, registration.note)))
    kept.confirmed_at = kept.confirmed_at or registration.confirmed_at
    kept.save(update_fields=["note", "confirmed_at"])
    registration.delete()


class Migration(migrations.Migration):
    dependencies = [("events", "0009_offers_lapse_twice")]

    operations = [
        migrations.RunPython(normalize, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="registration",
            name="email",
            field=home.text.emails.NormalizedEmailField(blank=True, max_length=254, verbose_name="e-mail"),
        ),
    ]
