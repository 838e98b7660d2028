"""What else a word means, as the coordination says it."""

from home.cache.remembered import remembered
from network.models import Synonym
from network.words.stems import words_in

Words = tuple[str, ...]


@remembered
def meanings(language: str) -> dict[Words, tuple[Words, ...]]:
    """Words of ``language`` (folded), each with the others that answer it too; one query."""
    found: dict[Words, list[Words]] = {}
    for synonym in Synonym.objects.filter(language=language):
        others = [tuple(words) for line in synonym.means.split(",") if (words := words_in(line))]
        if words := tuple(words_in(synonym.words)):
            found.setdefault(words, []).extend(others)
    return {words: tuple(dict.fromkeys(others)) for words, others in found.items()}
