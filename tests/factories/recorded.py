"""A database at the migrations of an earlier commit, with rows as its code wrote them.

``tests/upgrade/recorded/98bd62b.json.gz`` was made by the services of that commit, and is in the form of ``dumpdata``.
A test that needs another case of the past adds rows that such an install could have had: by what runs the code of then
(``tests/upgrade/record.py``), or by hand.
"""

import gzip
import json
import sys
from io import BytesIO
from pathlib import Path

import django
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.core.serializers import python
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from PIL import Image

COMMIT = "98bd62b"
ROWS = Path(__file__).resolve().parents[1] / "upgrade" / "recorded" / f"{COMMIT}.json.gz"
# Signed the links in the mails: that of the settings of development then.
SECRET_KEY = "only-for-the-demo-and-development"
# The administrator had taken it from the coordination.
TAKEN_AWAY = "network.delete_theme"
# The last migration of each of our apps then; those of others are what is installed.
LAST = {
    "charter": "0005_rights_to_mail_texts",
    "events": "0007_seat_offered_at",
    "home": "0005_unconfirmed_seats",
    "network": "0004_invitation",
}


def targets(executor: MigrationExecutor) -> list[tuple[str, str]]:
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in LAST]
    return [*others, *LAST.items()]


def migrate() -> None:
    """Bring the empty database to the state of ``COMMIT``, content types and rights included."""
    executor = MigrationExecutor(connection)
    state = executor.migrate(targets(executor))
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias, apps=state.apps, plan=[])


def recorded() -> list[dict]:
    """The rows, each with its ``model``, ``pk`` and ``fields``."""
    return json.loads(gzip.decompress(ROWS.read_bytes()))


class PastDeserializer(python.Deserializer):
    """Reads rows into the models of ``apps``, those of a migration."""

    def __init__(self, rows, *, apps):
        super().__init__(rows)
        self.apps = apps

    def _get_model_from_node(self, model_identifier):
        return self.apps.get_model(model_identifier)


@transaction.atomic
def load() -> None:
    """Put the rows in, in place of those the first migrations of Wagtail make."""
    executor = MigrationExecutor(connection)
    apps = executor.loader.project_state(targets(executor)).apps
    rows = recorded()
    kinds = [apps.get_model(label) for label in dict.fromkeys(row["model"] for row in rows)]
    # They go with the tree they are on, whose top has the same key in the rows.
    on_trees = [
        right
        for name in ("GroupPagePermission", "GroupCollectionPermission")
        for right in apps.get_model("wagtailcore", name).objects.all()
    ]
    for model in reversed(kinds):
        model._base_manager.all().delete()
    for row in PastDeserializer(rows, apps=apps):
        row.save()
        write_files(row.object)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kinds):
            cursor.execute(statement)
    for right in on_trees:
        right.save(force_insert=True)
    app, codename = TAKEN_AWAY.split(".")
    group = apps.get_model("auth", "Group").objects.get(name="Coordination")
    group.permissions.remove(group.permissions.get(content_type__app_label=app, codename=codename))


def write_files(row: models.Model) -> None:
    """Something to read under each name that ``row`` gives a file."""
    for field in row._meta.fields:
        if isinstance(field, models.FileField) and (file := getattr(row, field.attname)):
            default_storage.save(file.name, ContentFile(picture() if isinstance(field, models.ImageField) else b"%PDF"))


def picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (40, 30), "#b5122b").save(content, "PNG")
    return content.getvalue()


if __name__ == "__main__":
    django.setup()
    {"migrate": migrate, "load": load}[sys.argv[1]]()
