"""Records hold both languages side by side; this is the one place that chooses between them."""

from collections.abc import Mapping

from django.utils.translation import get_language

LANGUAGES = ("fr", "nl")
SOURCE_LANGUAGE = "fr"


def active_language() -> str:
    """The site language in force: ``"fr"`` or ``"nl"``, whatever regional variant is active."""
    language = (get_language() or SOURCE_LANGUAGE)[:2]
    return language if language in LANGUAGES else SOURCE_LANGUAGE


def in_language(row: Mapping, name: str, language: str) -> str:
    """``row["name_fr"]`` or ``row["name_nl"]``, and French where the Dutch is missing: ``Bilingual`` for a mapping."""
    return row.get(f"{name}_{language}") or row.get(f"{name}_{SOURCE_LANGUAGE}") or ""


class Bilingual:
    """``name = Bilingual()`` reads ``name_fr`` or ``name_nl``, and French where the Dutch is missing."""

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, record, owner=None):
        if record is None:
            return self
        return self.in_language(record, active_language())

    def in_language(self, record, language: str) -> str:
        return getattr(record, f"{self.name}_{language}") or getattr(record, f"{self.name}_{SOURCE_LANGUAGE}")

    def language_for(self, record, language: str) -> str:
        """The language of what readers of ``language`` are given: French where the Dutch is missing."""
        return language if getattr(record, f"{self.name}_{language}") else SOURCE_LANGUAGE
