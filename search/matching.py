"""Which index entries answer a visitor's words, on either database, best first."""

import re
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import CharField, FloatField, Func, Lookup, Model, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.search.models import IndexEntry

MAX_WORDS = 12
# Endings that change with number and gender; what is left is matched as the beginning of a word (SQLite only).
ENDINGS = {"fr": re.compile(r"(?:es|s|x|e)$"), "nl": re.compile(r"(?:en|s|e)$")}
SHORTEST_STEM = 4
FULL_TEXT_TABLE = f"{IndexEntry._meta.db_table}_fts"


class Match(NamedTuple):
    """An entry of the index that answers the words; ``score`` grows with relevance."""

    model: type[Model]
    pk: int
    score: float


def words_of(text: str) -> list[str]:
    """The words of ``text`` in lower case, without operators or punctuation, the first ``MAX_WORDS`` of them."""
    return [word.lower() for word in re.findall(r"[^\W_]+", text)[:MAX_WORDS]]


def matches(text: str, *, language: str, visible: dict[type[Model], QuerySet]) -> list[Match]:
    """Everything among ``visible`` (records the visitor may see, by model) with all words of ``text``, best first."""
    words = words_of(text)
    if not words:
        return []
    search = postgres_entries if connection.vendor == "postgresql" else sqlite_entries
    models = {content_type.pk: model for model, content_type in ContentType.objects.get_for_models(*visible).items()}
    rows = search(words, language, visibility({pk: visible[model] for pk, model in models.items()}))
    found = [Match(models[content_type], int(pk), score) for content_type, pk, score in rows]
    return sorted(found, key=lambda match: (-match.score, -match.pk))


def visibility(records: dict[int, QuerySet]) -> Q:
    """Entries of the given records only; ``records`` by primary key of their content type."""
    allowed = Q()
    for queryset in {id(queryset): queryset for queryset in records.values()}.values():
        content_types = [pk for pk, other in records.items() if other is queryset]
        keys = queryset.order_by().annotate(index_key=Cast("pk", CharField())).values("index_key")
        allowed |= Q(content_type_id__in=content_types, object_id__in=keys)
    return allowed


def postgres_entries(words: list[str], language: str, allowed: Q):
    """Rows (content type, key, score): every word by its stem or as the beginning of a word.

    Short words are looked for by their stem only, so that “au” or “de” may be missing; the last may be half typed.
    """
    from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
    from django.db.models import F, Value
    from django.db.models.expressions import CombinedExpression

    from search.backends import STEMMED, UNSTEMMED

    query = None
    for word in words:
        answer = SearchQuery(f"{word}:*", search_type="raw", config=STEMMED[language])
        if word is words[-1] or len(word) >= SHORTEST_STEM:
            answer |= SearchQuery(f"{word}:*", search_type="raw", config=UNSTEMMED)
        query = answer if query is None else query & answer
    vector = CombinedExpression(F("title"), "||", F("body"), output_field=SearchVectorField())
    # Weights of D, C, B and A: titles of pages are indexed as B, names of records as A, and should count alike.
    rank = SearchRank(F("vector"), query, weights=Value([0.1, 0.2, 1.0, 1.0]), normalization=Value(1))
    entries = IndexEntry.objects.annotate(vector=vector).filter(allowed, vector=query)
    return entries.annotate(score=rank).values_list("content_type_id", "object_id", "score")


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


def sqlite_entries(words: list[str], language: str, allowed: Q):
    """Rows (content type, key, score): every word as the beginning of a word, its ending cut off."""
    from wagtail.search.models import SQLiteFTSIndexEntry

    telling = [word for word in words[:-1] if len(word) >= SHORTEST_STEM] + words[-1:]
    expression = " AND ".join(one_of(spellings(stem(word, language))) for word in telling)
    entries = IndexEntry.objects.filter(allowed).values("pk")
    found = SQLiteFTSIndexEntry.objects.filter(FullTextMatch(f"{{autocomplete body}} : ({expression})"))
    return (
        found.filter(index_entry__in=entries)
        .annotate(score=Relevance())
        .values_list("index_entry__content_type_id", "index_entry__object_id", "score")
    )


def stem(word: str, language: str) -> str:
    """``logements`` as ``logement``: short words stay whole."""
    shorter = ENDINGS[language].sub("", word)
    return shorter if len(shorter) >= SHORTEST_STEM else word


def spellings(word: str) -> set[str]:
    """FTS5 folds accents but not ligatures: ``coeur`` and ``cœur`` are one word to a reader."""
    return {word, word.replace("oe", "œ"), word.replace("œ", "oe")}


def one_of(words: set[str]) -> str:
    return "(" + " OR ".join(f'"{word}"*' for word in sorted(words)) + ")"
