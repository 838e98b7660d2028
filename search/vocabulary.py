"""What the pages add to the words a reader may have meant (``network.words.vocabulary``)."""

from collections.abc import Iterable

from network.words.vocabulary import add_words
from search.results import visible_pages


@add_words
def titles_of_pages(language: str) -> Iterable[str]:
    """The titles of the published pages of ``language``; one query."""
    return visible_pages(language).values_list("title", flat=True)
