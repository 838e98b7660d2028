"""The languages a record is indexed in, and the text search configuration of each on PostgreSQL.

The migration “text search configurations” of the app ``home`` creates the configurations.
"""

from home.models import BasePage
from home.text.bilingual import LANGUAGES

UNSTEMMED = "simple_unaccent"
STEMMED = {"fr": "french_unaccent", "nl": "dutch_unaccent"}


def languages_of(record) -> tuple[str, ...]:
    """The languages ``record`` is written in: a page's own; both for records, and for pages not translated yet."""
    if isinstance(record, BasePage) and record.alias_of_id is None:
        return (record.locale.language_code,)
    return LANGUAGES
