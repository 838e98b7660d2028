"""Letters as readers look for them: without capitals and accents."""

import unicodedata


def folded(text: str) -> str:
    """``text`` in small letters without accents: ``"École"`` and ``"ecole"`` are the same to who looks for them.

    Done in Python: SQLite has no such comparison and PostgreSQL only with an extension, and the lists here are short.
    """
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
