"""What a partner's calendar said before is kept, to tell apart what was changed here and there.

Of what stands there already nothing of it is known: who cancelled a date of an import was not noted, so that it stays
cancelled; words that differ from the partner's may be the coordination's, so that they stay and the others are offered.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0016_place_at_workshop'),
    ]

    operations = [
        migrations.AddField(
            model_name='eventdate',
            name='cancelled_there',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='importedevent',
            name='dates',
            field=models.JSONField(default=dict, verbose_name='dates there'),
        ),
        migrations.AddField(
            model_name='importedevent',
            name='offered',
            field=models.JSONField(default=dict, verbose_name='words to decide on'),
        ),
        migrations.AddField(
            model_name='importedevent',
            name='sequence',
            field=models.BigIntegerField(default=0, verbose_name='version'),
        ),
        migrations.AddField(
            model_name='importedevent',
            name='stamp',
            field=models.DateTimeField(blank=True, null=True, verbose_name='version of'),
        ),
        migrations.AddField(
            model_name='importedevent',
            name='words',
            field=models.JSONField(default=dict, verbose_name='words there'),
        ),
        migrations.AlterField(
            model_name='importsource',
            name='url',
            field=models.CharField(blank=True, max_length=500, verbose_name='address of the calendar'),
        ),
        migrations.CreateModel(
            name='WaitingCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.BinaryField(verbose_name='file')),
                ('is_upload', models.BooleanField(verbose_name='given by hand')),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='waiting_calendar', to='events.importsource', verbose_name='calendar')),
            ],
            options={
                'verbose_name': 'calendar that waits for an answer',
                'verbose_name_plural': 'calendars that wait for an answer',
            },
        ),
    ]
