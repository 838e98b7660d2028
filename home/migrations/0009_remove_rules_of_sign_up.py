"""The rules of sign-up stand in ``events.SignUpSettings`` now."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        # Copies their values first.
        ("events", "0012_sign_up_settings"),
        ('home', '0008_waiting_page'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='sitesettings',
            name='confirmation_hours',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='host_checklist_days',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='host_checklist_fr',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='host_checklist_nl',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='host_totals_days',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='manual_hours',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='names_kept_months',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='near_days',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='near_offer_hours',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='notice_days',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='offer_hours',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='unconfirmed_by_place',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='unconfirmed_share',
        ),
        migrations.RemoveField(
            model_name='sitesettings',
            name='wishes_kept_days',
        ),
    ]
