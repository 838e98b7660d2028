"""Names as readers look for them and as lists order them: without capitals, accents or apostrophes."""

from home.alphabet import folded


def by_name(record) -> tuple[str, int]:
    """Key that sorts records A to Z by their ``name`` in the reader's language, then by primary key."""
    return (alphabetical(record.name), record.pk)


def alphabetical(name: str) -> str:
    """Key of a name: ``L’Atelier`` stands before ``Le Centre``, ``École`` between ``Ecluse`` and ``Ecoute``."""
    return " ".join("".join(c if c.isalnum() else " " for c in folded(name)).split())
