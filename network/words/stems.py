"""Words as people look for them: without accents, whatever their number, gender or, in Dutch, their vowel.

Done in Python, so that both databases answer alike.
"""

import re
from functools import lru_cache

import snowballstemmer

from home.text.alphabet import folded

WORD = re.compile(r"[^\W_]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
# Of Dutch the newer of the two algorithms knows “daklozen” as “dakloos”, the older one “schulden” as “schuld”.
STEMMERS = {
    "fr": (snowballstemmer.stemmer("french"),),
    "nl": (snowballstemmer.stemmer("dutch"), snowballstemmer.stemmer("dutch_porter")),
}
# Endings no stemmer cuts: travaux and travail, endettée without its accent, kinderen and kind.
IRREGULAR = {"fr": (("aux", "al"), ("aux", "ail"), ("ees", "e"), ("ee", "e"), ("es", "e")), "nl": (("eren", ""),)}
SHORTEST_IRREGULAR = 6
# Two forms of a word begin alike: only words that do are compared by their stems, which take long to find.
SAME_BEGINNING = 2


def words_in(text: str) -> list[str]:
    """The words of ``text``, folded, in order; a hyphen or apostrophe parts two of them."""
    return WORD.findall(folded(text.translate(LIGATURES)))


@lru_cache(maxsize=50_000)
def stems(word: str, language: str) -> frozenset[str]:
    """What ``word`` (folded) shares with its other forms in ``language``: two words that share one are one word."""
    forms = {word}
    if len(word) >= SHORTEST_IRREGULAR:
        forms |= {word.removesuffix(end) + other for end, other in IRREGULAR[language] if word.endswith(end)}
    return frozenset(forms | {stemmer.stemWord(form) for stemmer in STEMMERS[language] for form in forms})


def are_one_word(word: str, other: str, language: str) -> bool:
    """Whether two folded words are forms of one: ``logements`` and ``logement``, ``daklozen`` and ``dakloos``."""
    if word[:SAME_BEGINNING] != other[:SAME_BEGINNING]:
        return False
    return not stems(word, language).isdisjoint(stems(other, language))
