"""The search index: Wagtail's own, with words stemmed in the language each text is written in.

On PostgreSQL every text is indexed under the configuration of its language and, unstemmed, under ``simple_unaccent``;
the migration “text search configurations” of the app ``home`` creates these. SQLite's FTS5 knows no French or Dutch
stems: there the index stays as it comes, and ``search.matching`` cuts the endings of the words asked for.
"""

from django.db import connection
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


def SearchBackend(params):  # noqa: N802 (the name Wagtail looks for)
    """The backend for the database in use, as ``WAGTAILSEARCH_BACKENDS`` asks for it."""
    if connection.vendor != "postgresql":
        return database.SearchBackend(params)
    from search.postgres import BilingualBackend

    return BilingualBackend(params)
