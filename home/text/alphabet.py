"""Letters and names as readers look for them and as lists order them: without capitals, accents or apostrophes."""

import unicodedata


def folded(text: str) -> str:
    """``text`` in small letters without accents: ``"École"`` and ``"ecole"`` are the same to who looks for them.

    Done in Python: SQLite has no such comparison and PostgreSQL only with an extension, and the lists here are short.
    """
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def by_name(record) -> tuple[str, int]:
    """Key that sorts records A to Z by their ``name`` in the reader's language, then by primary key."""
    return (alphabetical(record.name), record.pk)


def alphabetical(name: str) -> str:
    """Key of a name: ``L’Atelier`` stands before ``Le Centre``, ``École`` between ``Ecluse`` and ``Ecoute``."""
    return " ".join("".join(c if c.isalnum() else " " for c in folded(name)).split())
