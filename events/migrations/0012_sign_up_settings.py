"""The rules of dates and sign-ups get a row of their own, with what each site's settings say.

Whoever may change the settings of the coordination today may change these too.
"""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

FIELDS = (
    "notice_days",
    "host_checklist_days",
    "host_totals_days",
    "host_checklist_fr",
    "host_checklist_nl",
    "offer_hours",
    "near_days",
    "near_offer_hours",
    "manual_hours",
    "confirmation_hours",
    "unconfirmed_share",
    "unconfirmed_by_place",
    "names_kept_months",
    "wishes_kept_days",
)


def copy_rules(apps, schema_editor):
    settings = apps.get_model("home", "SiteSettings").objects.values("site_id", *FIELDS)
    model = apps.get_model("events", "SignUpSettings")
    model.objects.bulk_create([model(**row) for row in settings])


def copy_right(apps, schema_editor):
    """Give the right to change the rules to every group and account that has it for the settings they stood in."""
    permissions = apps.get_model("auth", "Permission").objects
    before = permissions.filter(content_type__app_label="home", codename="change_sitesettings").first()
    if before is None:
        # A new install: its permissions are made, and its groups get them, once all migrations are done.
        return
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="events", model="signupsettings"
    )
    right, _ = permissions.get_or_create(
        content_type=content_type,
        codename="change_signupsettings",
        defaults={"name": "Can change agenda and sign-up"},
    )
    right.group_set.add(*before.group_set.all())
    right.user_set.add(*before.user_set.all())


class Migration(migrations.Migration):

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ('events', '0011_date_on_no_page'),
        ("home", "0008_waiting_page"),
        ("network", "0001_account"),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignUpSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('notice_days', models.PositiveSmallIntegerField(default=15, help_text='The convocation with its agenda leaves at the latest this many days before.', verbose_name='notice of an assembly, in days')),
                ('host_checklist_days', models.PositiveSmallIntegerField(default=21, help_text='For kinds of event whose hosts take turns.', verbose_name='checklist to the host, days before')),
                ('host_totals_days', models.PositiveSmallIntegerField(default=3, help_text='Totals only, never a name.', verbose_name='number of meals to the host, days before')),
                ('host_checklist_fr', models.TextField(blank=True, help_text='One thing to do per line.', max_length=2000, verbose_name='checklist for hosts, in French')),
                ('host_checklist_nl', models.TextField(blank=True, max_length=2000, verbose_name='checklist for hosts, in Dutch')),
                ('offer_hours', models.PositiveSmallIntegerField(default=48, help_text='Then it passes on to whoever waits next.', verbose_name='an offered seat is held, in hours')),
                ('near_days', models.PositiveSmallIntegerField(default=3, verbose_name='near the date, from so many days before')),
                ('near_offer_hours', models.PositiveSmallIntegerField(default=6, verbose_name='near the date an offer is held, in hours')),
                ('manual_hours', models.PositiveSmallIntegerField(default=12, help_text='From then on a free seat is offered to nobody by itself.', verbose_name='the coordination decides, in the last hours')),
                ('confirmation_hours', models.PositiveSmallIntegerField(default=24, help_text='For sign-ups of the public.', verbose_name='a seat waits for its e-mail to be confirmed, in hours')),
                ('unconfirmed_share', models.PositiveSmallIntegerField(default=30, help_text='So that nobody keeps others out with addresses that are never confirmed. One form always may.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='seats of a date that unconfirmed e-mails may hold, in percent')),
                ('unconfirmed_by_place', models.PositiveSmallIntegerField(default=12, help_text='A household or an office that shares one address on the internet.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='of these, from one connection')),
                ('names_kept_months', models.PositiveSmallIntegerField(default=12, help_text='Counts stay.', verbose_name='names are erased, months after the date')),
                ('wishes_kept_days', models.PositiveSmallIntegerField(default=7, verbose_name='meals and access needs are erased, days after the date')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'agenda and sign-up',
            },
        ),
        migrations.RunPython(copy_rules, migrations.RunPython.noop),
        migrations.RunPython(copy_right, migrations.RunPython.noop),
    ]
