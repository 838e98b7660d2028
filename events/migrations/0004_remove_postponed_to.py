from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0003_move_postponed_dates")]

    operations = [
        migrations.RemoveField(
            model_name='eventdate',
            name='postponed_to',
        ),
        migrations.RemoveField(
            model_name='occurrence',
            name='postponed_to',
        ),
    ]
