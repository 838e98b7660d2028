import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0015_make_workshops")]

    operations = [
        migrations.RemoveConstraint(model_name="workshopplace", name="events_workshop_seat_once"),
        migrations.RemoveConstraint(model_name="workshopplace", name="events_workshop_number_unique"),
        migrations.RemoveField(model_name="workshopplace", name="occurrence"),
        migrations.RemoveField(model_name="workshopplace", name="item"),
        migrations.AlterField(
            model_name="workshopplace",
            name="workshop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="places",
                to="events.workshop",
                verbose_name="workshop",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopplace",
            constraint=models.UniqueConstraint(fields=("seat", "workshop"), name="events_workshop_seat_once"),
        ),
        migrations.AddConstraint(
            model_name="workshopplace",
            constraint=models.UniqueConstraint(fields=("workshop", "number"), name="events_workshop_number_unique"),
        ),
    ]
