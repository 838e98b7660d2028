import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0013_theme_and_document_id")]

    operations = [
        migrations.CreateModel(
            name="Workshop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(verbose_name="row of the page")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("day", models.DateField(blank=True, null=True, verbose_name="day")),
                ("start", models.TimeField(verbose_name="from")),
                ("end", models.TimeField(blank=True, null=True, verbose_name="to")),
                ("title_fr", models.CharField(max_length=150, verbose_name="title in French")),
                ("title_nl", models.CharField(blank=True, max_length=150, verbose_name="title in Dutch")),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="room")),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="seats of the workshop"),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                (
                    "occurrence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="workshops",
                        to="events.occurrence",
                        verbose_name="date",
                    ),
                ),
            ],
            options={
                "verbose_name": "workshop",
                "verbose_name_plural": "workshops",
                "ordering": ("occurrence", "position", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("occurrence", "key"), name="events_workshop_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("capacity", None), ("capacity__gte", 1), _connector="OR"),
                        name="events_workshop_has_places",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="workshopplace",
            name="workshop",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="places",
                to="events.workshop",
                verbose_name="workshop",
            ),
        ),
    ]
