"""The words the public site holds, to know what a reader may have meant.

Everything in it is public: what only some may read must not be guessed at.
"""

import difflib
from bisect import bisect_left
from collections.abc import Callable, Iterable

from home.cache.remembered import remembered
from network.words.stems import SAME_BEGINNING, are_one_word, words_in

SHORTEST_WORD = 4
# A part of a compound: “huisvesting” of “huisvestingsdienst”.
SHORTEST_PART = 5
ALIKE = 0.78

_sources: list[Callable[[str], Iterable[str]]] = []


def add_words(source: Callable[[str], Iterable[str]]) -> Callable[[str], Iterable[str]]:
    """Let the decorated function tell texts of the public site in the language it is given."""
    _sources.append(source)
    return source


@remembered
def vocabulary(language: str) -> list[str]:
    """The words of four letters and more that anybody may read, folded, A to Z."""
    texts = (text for source in _sources for text in source(language))
    return sorted({word for text in texts for word in words_in(text) if len(word) >= SHORTEST_WORD})


def is_known(word: str, language: str) -> bool:
    """Whether a public text holds ``word``, another form of it, or a word it begins."""
    return any(
        other.startswith(word) or are_one_word(word, other, language)
        for other in beginning(word[:SAME_BEGINNING], language)
    )


def beginning(start: str, language: str) -> list[str]:
    """The words of the vocabulary that begin with ``start``."""
    words = vocabulary(language)
    return words[bisect_left(words, start) : bisect_left(words, start + "\U0010ffff")]


def nearest_word(word: str, language: str) -> str:
    """The word of the vocabulary that ``word`` may stand for; empty where it is known, or nothing is near.

    In Dutch a part of the compound, or a compound of it, comes before another spelling.
    """
    if len(word) < SHORTEST_WORD or word.isdecimal() or is_known(word, language):
        return ""
    if language == "nl" and (parts := compounds(word)):
        return parts
    return next(iter(difflib.get_close_matches(word, beginning(word[0], language), n=1, cutoff=ALIKE)), "")


def compounds(word: str) -> str:
    """The longest word within ``word``, else the shortest that holds it."""
    words = [other for other in vocabulary("nl") if len(other) >= SHORTEST_PART]
    within = [other for other in words if other in word]
    around = [other for other in words if word in other] if len(word) >= SHORTEST_PART else []
    return max(within, key=len, default="") or min(around, key=len, default="")
