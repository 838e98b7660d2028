"""The home page shows every need: the shortcuts are what a search without results suggests."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0013_numbers_and_periods")]

    operations = [
        migrations.RenameField(model_name="theme", old_name="on_home", new_name="suggested"),
        migrations.AlterField(
            model_name="theme",
            name="suggested",
            field=models.BooleanField(default=False, verbose_name="suggested where a search finds nothing"),
        ),
    ]
