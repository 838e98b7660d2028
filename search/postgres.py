"""The search index on PostgreSQL: every text under the configuration of its language and, unstemmed, under another.

Imported where the database is PostgreSQL only: elsewhere its fields do not exist.
"""

from django.contrib.postgres.search import SearchVector
from django.db.models import TextField, Value
from modelsearch.backends.database.postgres import postgres
from modelsearch.utils import ADD, get_content_type_pk

from search.languages import STEMMED, UNSTEMMED, languages_of


class BilingualIndexer(postgres.ObjectIndexer):
    """One record’s words."""

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
    """Wagtail’s index, written by ``BilingualIndexer``.

    Breaks when modelsearch adds a column to its entries that its own ``add_items`` fills, or renames the step that
    brings the length of titles up to date.
    """

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
    """Wagtail’s PostgreSQL backend with one text search configuration per language."""

    index_class = BilingualIndex

    def __init__(self, params):
        super().__init__(params)
        self.config = self.autocomplete_config = UNSTEMMED
