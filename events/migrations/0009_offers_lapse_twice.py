from django.db import migrations, models


def name_the_end(apps, schema_editor):
    """Until now an offer that lapsed put people off the list: that mail is the one of the second time."""
    for label in ("events.MailText", "network.OutgoingMail"):
        apps.get_model(label).objects.filter(kind="offer_lapsed").update(kind="offer_ended")


class Migration(migrations.Migration):
    dependencies = [("events", "0008_names_in_one_form"), ("network", "0003_outbox")]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="lapses",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="offers that lapsed"),
        ),
        migrations.AddField(
            model_name="seat",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="reminded of the offer on"),
        ),
        migrations.RunPython(name_the_end, migrations.RunPython.noop, elidable=True),
    ]
