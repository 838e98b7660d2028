"""The search index: Wagtail's own, with words stemmed in the language each text is written in.

On PostgreSQL every text is indexed under the configuration of its language and, unstemmed, under ``simple_unaccent``;
the migration “text search configurations” of the app ``home`` creates these. SQLite's FTS5 knows no French or Dutch
stems: there the index stays as it comes, and ``search.matching`` cuts the endings of the words asked for.
"""

from django.db import connection
from django.db.models import TextField, Value
from modelsearch.backends import database

from home.bilingual import LANGUAGES
from home.models import BasePage

UNSTEMMED = "simple_unaccent"
STEMMED = {"fr": "french_unaccent", "nl": "dutch_unaccent"}


def languages_of(record) -> tuple[str, ...]:
    """The languages ``record`` is written in: a page's own; both for records, and for pages not translated yet."""
    if isinstance(record, BasePage) and record.alias_of_id is None:
        return (record.locale.language_code,)
    return LANGUAGES


def postgres_backend(params: dict):
    """Wagtail's PostgreSQL backend with one text search configuration per language."""
    from django.contrib.postgres.search import SearchVector
    from modelsearch.backends.database.postgres import postgres
    from modelsearch.utils import ADD, get_content_type_pk

    class BilingualIndexer(postgres.ObjectIndexer):
        def as_vector(self, texts, for_autocomplete=False):
            stemmed = [] if for_autocomplete else [STEMMED[language] for language in languages_of(self.obj)]
            vectors = [
                SearchVector(Value(text, output_field=TextField()), weight=weight, config=configuration)
                for text, weight in texts
                if text.strip()
                for configuration in (UNSTEMMED, *stemmed)
            ]
            return ADD(vectors) if vectors else postgres.EMPTY_VECTOR

    class BilingualIndex(postgres.PostgresIndex):
        def add_items(self, model, objs):
            content_type = get_content_type_pk(model)
            words = ("title", "body", "autocomplete", "title_text", "body_text")
            entries = [
                postgres.IndexEntry(
                    content_type_id=content_type,
                    object_id=indexer.id,
                    **{name: getattr(indexer, name) for name in words},
                )
                for indexer in (BilingualIndexer(record, self.backend) for record in objs)
            ]
            postgres.IndexEntry.objects.bulk_create(
                entries,
                update_conflicts=True,
                unique_fields=("content_type", "object_id"),
                update_fields=(*words, "title_norm"),
            )
            self._refresh_title_norms()

    class BilingualBackend(postgres.PostgresSearchBackend):
        index_class = BilingualIndex

        def __init__(self, params):
            super().__init__(params)
            self.config = self.autocomplete_config = UNSTEMMED

    return BilingualBackend(params)


def SearchBackend(params):  # noqa: N802 (the name Wagtail looks for)
    """The backend for the database in use, as ``WAGTAILSEARCH_BACKENDS`` asks for it."""
    return postgres_backend(params) if connection.vendor == "postgresql" else database.SearchBackend(params)
