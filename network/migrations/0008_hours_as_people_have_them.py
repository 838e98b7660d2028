"""Hours over midnight, in some weeks, for a period, of one service; rows get a ``uid``, which 0009 fills in."""

import datetime
import django.db.models.deletion
import home.dates
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0007_normalized_email_fields'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='openingslot',
            name='network_slot_closes_after_opens',
        ),
        migrations.AddField(
            model_name='closure',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.location', verbose_name='only at this address'),
        ),
        migrations.AddField(
            model_name='closure',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.service', verbose_name='only this service'),
        ),
        migrations.AddField(
            model_name='closure',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='location',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='openingslot',
            name='first_day',
            field=models.DateField(blank=True, null=True, validators=[home.dates.validate_day], verbose_name='from the'),
        ),
        migrations.AddField(
            model_name='openingslot',
            name='last_day',
            field=models.DateField(blank=True, null=True, validators=[home.dates.validate_day], verbose_name='until the'),
        ),
        migrations.AddField(
            model_name='openingslot',
            name='on_holidays',
            field=models.BooleanField(default=False, verbose_name='also on public holidays'),
        ),
        migrations.AddField(
            model_name='openingslot',
            name='school',
            field=models.CharField(blank=True, choices=[('fr', 'French-speaking schools'), ('nl', 'Dutch-speaking schools')], default='', max_length=2, verbose_name='closed during the holidays of'),
        ),
        migrations.AddField(
            model_name='openingslot',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.service', verbose_name='service'),
        ),
        migrations.AddField(
            model_name='openingslot',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='openingslot',
            name='weeks',
            field=models.CharField(blank=True, choices=[('', 'Every week'), ('1', 'The first of the month'), ('2', 'The second of the month'), ('3', 'The third of the month'), ('4', 'The fourth of the month'), ('last', 'The last of the month'), ('odd', 'Odd weeks'), ('even', 'Even weeks')], default='', max_length=4, verbose_name='weeks'),
        ),
        migrations.AddField(
            model_name='service',
            name='status_until',
            field=models.DateField(blank=True, help_text='The last day of a service that is closed for a time; its hours count again from the next day.', null=True, validators=[home.dates.validate_day], verbose_name='closed until'),
        ),
        migrations.AddField(
            model_name='service',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='closure',
            name='first_day',
            field=models.DateField(validators=[home.dates.validate_day], verbose_name='first day'),
        ),
        migrations.AlterField(
            model_name='closure',
            name='last_day',
            field=models.DateField(validators=[home.dates.validate_day], verbose_name='last day'),
        ),
        migrations.AlterField(
            model_name='openingslot',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='network.location', verbose_name='address'),
        ),
        migrations.AddConstraint(
            model_name='openingslot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closes', models.F('opens')), _negated=True), models.Q(('closes', datetime.time(0, 0)), ('opens', datetime.time(0, 0))), _connector='OR'), name='network_slot_lasts'),
        ),
        migrations.AddConstraint(
            model_name='openingslot',
            constraint=models.CheckConstraint(condition=models.Q(('first_day__isnull', True), ('last_day__isnull', True), ('last_day__gte', models.F('first_day')), _connector='OR'), name='network_slot_period_in_order'),
        ),
    ]
