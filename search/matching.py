"""Which index entries answer a visitor's words, on either database, best first."""

import re
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection
from django.db.models import CharField, F, FloatField, Func, Lookup, Model, Q, QuerySet, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast
from wagtail.search.models import IndexEntry

from network.directory.search import scores_of, searched_organisations
from network.models import Organisation
from network.words.query import Query, Term
from search.languages import STEMMED, UNSTEMMED

# Endings that change with number and gender; what is left is matched as the beginning of a word (SQLite only).
ENDINGS = {"fr": re.compile(r"(?:es|s|x|e)$"), "nl": re.compile(r"(?:en|s|e)$")}
SHORTEST_STEM = 4
FULL_TEXT_TABLE = f"{IndexEntry._meta.db_table}_fts"


class Match(NamedTuple):
    """An entry of the index that answers the words; ``score`` grows with relevance."""

    model: type[Model]
    pk: int
    score: float


def matches(query: Query, *, visible: dict[type[Model], QuerySet]) -> list[Match]:
    """Everything among ``visible`` (records the visitor may see, by model) with all terms of ``query``, best first.

    Which published organisations there are among it the directory says, so that both find the same.
    """
    if not query:
        return []
    search = postgres_entries if connection.vendor == "postgresql" else sqlite_entries
    models = {content_type.pk: model for model, content_type in ContentType.objects.get_for_models(*visible).items()}
    rows = []
    if query.terms:
        rows = search(query, visibility({pk: visible[model] for pk, model in models.items()}))
    found = [Match(models[content_type], int(pk), score) for content_type, pk, score in rows]
    found = as_in_directory(found, scores_of(query))
    return sorted(found, key=lambda match: (-match.score, -match.pk))


def as_in_directory(found: list[Match], scores: dict[int, float]) -> list[Match]:
    """``found`` with the published organisations of ``scores`` and no other; the index says how good each is, where it
    knows it.
    """
    published = searched_organisations()
    kept = [
        match for match in found if match.model is not Organisation or match.pk in scores or match.pk not in published
    ]
    known = {match.pk for match in kept if match.model is Organisation}
    worst = min((match.score for match in kept), default=1.0)
    return kept + [Match(Organisation, key, worst * 0.9) for key in scores if key not in known]


def visibility(records: dict[int, QuerySet]) -> Q:
    """Entries of the given records only; ``records`` by primary key of their content type."""
    allowed = Q()
    for queryset in {id(queryset): queryset for queryset in records.values()}.values():
        content_types = [pk for pk, other in records.items() if other is queryset]
        keys = queryset.order_by().annotate(index_key=Cast("pk", CharField())).values("index_key")
        allowed |= Q(content_type_id__in=content_types, object_id__in=keys)
    return allowed


def postgres_entries(query: Query, allowed: Q):
    """Rows (content type, key, score): every term, its words by their stem or as the beginning of a word."""
    asked = reduce(and_, (postgres_term(term, query.language) for term in query.terms))
    vector = CombinedExpression(F("title"), "||", F("body"), output_field=SearchVectorField())
    # Weights of D, C, B and A: titles of pages are indexed as B, names of records as A, and should count alike.
    rank = SearchRank(F("vector"), asked, weights=Value([0.1, 0.2, 1.0, 1.0]), normalization=Value(1))
    entries = IndexEntry.objects.annotate(vector=vector).filter(allowed, vector=asked)
    return entries.annotate(score=rank).values_list("content_type_id", "object_id", "score")


def postgres_term(term: Term, language: str) -> SearchQuery:
    """One of the term's alternatives, each with all of its words."""
    return reduce(or_, (reduce(and_, (postgres_word(word, language) for word in words)) for words in term.alternatives))


def postgres_word(word: str, language: str) -> SearchQuery:
    stemmed = SearchQuery(f"{word}:*", search_type="raw", config=STEMMED[language])
    return stemmed | SearchQuery(f"{word}:*", search_type="raw", config=UNSTEMMED)


class FullTextMatch(Lookup):
    """``<full-text table> MATCH …``: a condition on the whole row, so it has no left-hand side."""

    lookup_name = "full_text"

    def __init__(self, expression: str):
        self.expression = expression
        super().__init__(None, None)

    def as_sql(self, compiler, connection):
        return f"{FULL_TEXT_TABLE} MATCH %s", [self.expression]


class Relevance(Func):
    """FTS5's bm25 (lower is better), turned round; a title or name weighs as much as eight words of text."""

    # The columns of the virtual table: autocomplete (titles and names), body, title (a copy of the first).
    template = f"-bm25({FULL_TEXT_TABLE}, 8.0, 1.0, 0.0)"
    output_field = FloatField()


def sqlite_entries(query: Query, allowed: Q):
    """Rows (content type, key, score): every term, its words as the beginning of a word, their endings cut off."""
    from wagtail.search.models import SQLiteFTSIndexEntry  # noqa: PLC0415 - Wagtail has it on SQLite only

    expression = " AND ".join(sqlite_term(term, query.language) for term in query.terms)
    entries = IndexEntry.objects.filter(allowed).values("pk")
    found = SQLiteFTSIndexEntry.objects.filter(FullTextMatch(f"{{autocomplete body}} : ({expression})"))
    return (
        found.filter(index_entry__in=entries)
        .annotate(score=Relevance())
        .values_list("index_entry__content_type_id", "index_entry__object_id", "score")
    )


def sqlite_term(term: Term, language: str) -> str:
    """One of the term's alternatives, each with all of its words."""
    rows = [" AND ".join(one_of(spellings(stem(word, language))) for word in words) for words in term.alternatives]
    return "(" + " OR ".join(f"({row})" for row in rows) + ")"


def stem(word: str, language: str) -> str:
    """``logements`` as ``logement``: short words stay whole."""
    shorter = ENDINGS[language].sub("", word)
    return shorter if len(shorter) >= SHORTEST_STEM else word


def spellings(word: str) -> set[str]:
    """FTS5 folds accents but not ligatures: ``coeur`` and ``cœur`` are one word to a reader."""
    return {word, word.replace("oe", "œ"), word.replace("œ", "oe")}


def one_of(words: set[str]) -> str:
    return "(" + " OR ".join(f'"{word}"*' for word in sorted(words)) + ")"
