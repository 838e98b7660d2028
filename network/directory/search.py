"""Which organisations answer a question: the same ones in the directory and in the search of the whole site."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from home.cache.remembered import remembered
from home.text.telephones import telephones_in
from network.directory.needs import needs_by_organisation
from network.directory.places import places_by_organisation
from network.models import Organisation, Service
from network.words.query import Query, Term
from network.words.stems import SAME_BEGINNING, are_one_word, words_in
from network.words.vocabulary import add_words

NAME, SERVICE, NEED, TEXT = 8, 5, 4, 1
"""How much a word weighs where it stands; one that is only begun half of it."""
# Belgium's own form of a number: +32 2 …, 0032 2 … and +32 (0)2 … are 02 ….
ABROAD = re.compile(r"(?:\+|\b00)\s*32[\s./-]*(?:\(0\))?")
# A part of a number says whose it is only where it is long.
SHORTEST_PART = 6
# Two or three letters begin too many words, unless the reader is still typing them.
SHORTEST_BEGUN = 4


@dataclass
class SearchedWords:
    """What an organisation is found by: its public words with their weight, and numbers in digits alone."""

    weights: dict[str, int] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)

    def add(self, weight: int, *texts: str) -> None:
        for word in words_in(" ".join(texts)):
            self.weights[word] = max(weight, self.weights.get(word, 0))

    def add_number(self, text: str) -> None:
        if digits := digits_of(text):
            self.numbers.add(digits)

    def answers_number(self, number: str) -> bool:
        return number in self.numbers or (
            len(number) >= SHORTEST_PART and any(number in known for known in self.numbers)
        )


def digits_of(text: str) -> str:
    """The digits of a number, however it is written."""
    return "".join(filter(str.isdecimal, ABROAD.sub("0", text)))


@remembered
def searched_organisations() -> dict[int, SearchedWords]:
    """The words of each published organisation by primary key, none of a protected address; three queries."""
    published = Organisation.objects.members()
    found: dict[int, SearchedWords] = defaultdict(SearchedWords)
    for one in published:
        words = found[one.pk]
        words.add(NAME, one.name_fr, one.name_nl, one.abbreviation)
        words.add(TEXT, one.summary_fr, one.summary_nl, one.description_fr, one.description_nl)
        words.add(TEXT, one.languages_fr, one.languages_nl)
        words.add_number(one.enterprise_number)
        for telephone in telephones_in(one.phone):
            words.add_number(telephone.dial)
        for need in needs_by_organisation().get(one.pk, ()):
            words.add(NEED, need.name_fr, need.name_nl)
    services = Service.objects.filter(organisation__in=published).exclude(status=Service.Status.ENDED)
    for service in services:
        found[service.organisation_id].add(SERVICE, service.title_fr, service.title_nl)
        found[service.organisation_id].add(TEXT, service.conditions_fr, service.conditions_nl)
    for place in chain.from_iterable(places_by_organisation().values()):
        if place.protected:
            continue
        words = found[place.organisation_id]
        words.add(TEXT, place.street_fr, place.street_nl, place.name_fr, place.name_nl, place.postal_code)
        words.add(TEXT, place.commune.name_fr, place.commune.name_nl)
        words.add_number(place.postal_code)
    return dict(found)


@add_words
def words_of_organisations(language: str) -> Iterable[str]:
    """Every word a published organisation is found by; they are found in both languages by either."""
    for words in searched_organisations().values():
        yield from words.weights


@remembered
def organisations_by_word() -> dict[str, dict[int, int]]:
    """Each word, A to Z, with the organisations that have it and its weight there."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for key, words in searched_organisations().items():
        for word, weight in words.weights.items():
            found[word][key] = weight
    return {word: found[word] for word in sorted(found)}


def scores_of(query: Query) -> dict[int, float]:
    """The published organisations that answer ``query``, by primary key, the best with the highest score."""
    scores = scores_of_terms(query) if query.terms else {}
    if query.number:
        number = digits_of(query.text)
        for key, words in searched_organisations().items():
            if words.answers_number(number):
                scores[key] = scores.get(key, 0) + NAME
    return scores


def scores_of_terms(query: Query) -> dict[int, float]:
    """The organisations that have every term, with the sum of what each weighs there."""
    first, *others = (scores_of_term(term, query.language) for term in query.terms)
    for scores in others:
        first = {key: score + scores[key] for key, score in first.items() if key in scores}
    return first


def scores_of_term(term: Term, language: str) -> dict[int, float]:
    """The organisations that have one of the term's alternatives, each whole."""
    best: dict[int, float] = {}
    for words in term.alternatives:
        first, *others = (scores_of_word(word, language, begun=term.begun) for word in words)
        for scores in others:
            first = {key: score + scores[key] for key, score in first.items() if key in scores}
        for key, score in first.items():
            best[key] = max(score, best.get(key, 0))
    return best


def scores_of_word(word: str, language: str, *, begun: bool) -> dict[int, float]:
    """The organisations with ``word``, another form of it, or a word it begins."""
    by_word = organisations_by_word()
    best: dict[int, float] = {}
    for other in words_beginning(word[:SAME_BEGINNING]):
        if other == word or are_one_word(word, other, language):
            share = 1.0
        elif other.startswith(word) and (begun or len(word) >= SHORTEST_BEGUN):
            share = 0.5
        else:
            continue
        for key, weight in by_word[other].items():
            best[key] = max(weight * share, best.get(key, 0))
    return best


@remembered
def sorted_words() -> list[str]:
    return list(organisations_by_word())


def words_beginning(start: str) -> list[str]:
    words = sorted_words()
    return words[bisect_left(words, start) : bisect_left(words, start + "\U0010ffff")]
