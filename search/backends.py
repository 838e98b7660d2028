"""The search index: Wagtail's own, with words stemmed in the language each text is written in.

On PostgreSQL every text is indexed under the configuration of its language and, unstemmed, under ``simple_unaccent``
(``search.languages``). SQLite's FTS5 knows no French or Dutch stems: there the index stays as it comes, and
``search.matching`` cuts the endings of the words asked for.
"""

from django.db import connection
from modelsearch.backends import database


def SearchBackend(params):  # noqa: N802 (the name Wagtail looks for)
    """The backend for the database in use, as ``WAGTAILSEARCH_BACKENDS`` asks for it."""
    if connection.vendor != "postgresql":
        return database.SearchBackend(params)
    from search.postgres import BilingualBackend  # noqa: PLC0415 - can be loaded on PostgreSQL only

    return BilingualBackend(params)
