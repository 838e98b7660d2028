"""What a reader asks for, read once for the directory and the search: words, what they also mean, and numbers."""

import re
from dataclasses import dataclass, field

from network.words.stems import words_in
from network.words.synonyms import meanings
from network.words.vocabulary import nearest_word

MOST_WORDS = 12
# Shorter ones say how words hang together, and may be missing where a text says it otherwise: au, de, van.
SHORTEST_TELLING = 4
NUMBER = re.compile(r"[\d\s./()+-]*")
SHORTEST_NUMBER = 3


@dataclass(frozen=True)
class Term:
    """A word or phrase of the question: one of ``alternatives``, each a row of words, must be there.

    ``begun`` says that its last word may be half typed.
    """

    alternatives: tuple[tuple[str, ...], ...]
    begun: bool = False


@dataclass(frozen=True)
class Query:
    """``text`` as typed and its terms, all of which an answer has; ``number`` where digits are all there is."""

    text: str
    language: str
    terms: tuple[Term, ...] = ()
    number: str = ""
    corrected: tuple[tuple[str, str], ...] = field(default=())
    """Words typed that nothing holds, with what is looked for instead."""

    @property
    def words(self) -> str:
        """What is looked for, in words."""
        return " ".join(" ".join(term.alternatives[0]) for term in self.terms) if self.corrected else self.text

    def __bool__(self):
        return bool(self.terms or self.number)


def read_query(text: str, language: str) -> Query:
    """The question that ``text`` asks in ``language``."""
    return query_of(words_in(text)[:MOST_WORDS], text, language)


def query_of(words: list[str], text: str, language: str, corrected: tuple[tuple[str, str], ...] = ()) -> Query:
    digits = "".join(filter(str.isdecimal, text))
    is_number = len(digits) >= SHORTEST_NUMBER and NUMBER.fullmatch(text.strip()) is not None
    return Query(text, language, tuple(terms_of(words, language)), digits if is_number else "", corrected)


def terms_of(words: list[str], language: str) -> list[Term]:
    """The terms of ``words``: phrases that have synonyms, and the single words that tell something."""
    known = meanings(language)
    terms, place = [], 0
    while place < len(words):
        phrase = next(
            (words[place:end] for end in range(len(words), place, -1) if tuple(words[place:end]) in known),
            words[place : place + 1],
        )
        place += len(phrase)
        is_last = place == len(words)
        others = known.get(tuple(phrase), ())
        if others or is_last or len(phrase[0]) >= SHORTEST_TELLING:
            terms.append(Term((tuple(phrase), *others), begun=is_last))
    return terms


def corrected(query: Query) -> Query | None:
    """``query`` with words that nothing on the site holds replaced by the nearest that something does; None without."""
    words = words_in(query.text)[:MOST_WORDS]
    nearest = {word: near for word in words if (near := nearest_word(word, query.language))}
    if not nearest or query.number:
        return None
    better = [nearest.get(word, word) for word in words]
    return query_of(better, query.text, query.language, tuple(nearest.items()))
