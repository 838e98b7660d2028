"""Free words are looked for anywhere in a text, which only an index of trigrams serves; SQLite reads the few rows."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(
            "CREATE INDEX events_occurrence_words ON events_occurrence USING gin (search_text gin_trgm_ops)"
        )


def remove_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX events_occurrence_words")


class Migration(migrations.Migration):
    dependencies = [("events", "0004_remove_postponed_to")]

    operations = [migrations.RunPython(add_index, remove_index)]
