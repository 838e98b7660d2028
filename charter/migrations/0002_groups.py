"""The groups of the CMS, in place of the two that Wagtail makes.

``found_groups`` is live code on purpose: ``found_site`` calls it too, after a flush, and two lists of rights would part.
It asks for models by name only, and leaves a group that exists alone: what later migrations bring, ``home.access.roles``
gives it after them.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from charter.groups import found_groups

APPS = ("wagtailcore", "wagtailimages", "wagtaildocs", "wagtailredirects", "home", "network", "events", "charter")


def replace_groups(apps, schema_editor):
    for label in APPS:
        config = apps.get_app_config(label)
        # Permissions are made once all migrations are done; ours are needed now.
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    found_groups(apps)
    apps.get_model("auth", "Group").objects.filter(name__in=("Moderators", "Editors")).delete()
    for model in ("Workflow", "Task"):
        names = apps.get_model("wagtailcore", model).objects.filter(name="Moderators approval")
        names.update(name="Relecture par la coordination")


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0001_initial"),
        ("events", "0001_initial"),
        ("network", "0002_network"),
        ("home", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0005_editingsession_is_editing"),
        ("wagtailcore", "0096_referenceindex_referenceindex_source_object_and_more"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]
    operations = [migrations.RunPython(replace_groups, migrations.RunPython.noop)]
