"""No address answers nonsense with a server error: a page, a message, a redirect or a 404."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

NONSENSE = [
    "abc",
    "0",
    "-1",
    "99999999999999999999",
    "a\x00b",
    "é" * 50,
    "2026-99-99",
    "../../etc/passwd",
    "x" * 10_000,
]
QUERIES = [
    {"page": "abc", "q": "\x00", "date": "2026-99-99", "month": "99", "type": "x", "group": "x", "theme": "-1"},
    {
        "page": "99999999999999999999",
        "q": "x" * 10_000,
        "day": "0000-00-00",
        "year": "abc",
        "next": "//elsewhere.example",
    },
]
# Wagtail's own views: its test suite is theirs; ours asks what people without an account can reach.
FOREIGN = ("gestion/",)


def patterns(resolver, prefix=""):
    """Every route below ``resolver`` as the text of its pattern."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if route.startswith(FOREIGN):
            continue
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def addresses(route: str, word: str) -> str:
    """A path for ``route`` with ``word`` in each of its places."""
    path = re.sub(r"<[^>]+>", word, re.sub(r"\(\?P<\w+>[^)]*\)", word, route))
    return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "").lstrip("/")


@pytest.fixture
def visitor(site_tree):
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("word", NONSENSE, ids=range(len(NONSENSE)))
def test_no_route_fails_when_its_places_hold_nonsense(visitor, word):
    routes = sorted(set(patterns(get_resolver())))
    assert any("recherche" in route for route in routes)
    failures = [
        route
        for route in routes
        for method in (visitor.get, visitor.post)
        if method(addresses(route, word)).status_code >= 500
    ]
    assert failures == []


@pytest.mark.parametrize("query", QUERIES, ids=["words", "numbers"])
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_no_page_fails_when_its_query_is_nonsense(visitor, language, query):
    rooms = (
        "",
        "agenda/",
        "agenda/agenda.ics",
        "reseau/",
        "reseau/plan/",
        "groupes/",
        "charte/",
        "actualites/",
        "coordination/",
    )
    paths = [
        f"/{language}/{room}" for room in (*rooms, "recherche/", "mots-cles/x/", "membres/compte/login/", "membres/")
    ]
    statuses = {path: visitor.get(path, query).status_code for path in paths}
    assert {path: status for path, status in statuses.items() if status >= 500} == {}


def test_no_path_fails_when_it_is_nonsense(visitor):
    words = [
        "abc",
        "%00",
        "a%00b/",
        "x" * 10_000,
        "é/à/",
        "%ff%fe/",
        "agenda/%00/",
        "reseau/%00/",
        "agenda//",
        "..;/",
        "?%00=%00",
    ]
    statuses = {word[:20]: visitor.get(f"/fr/{word}").status_code for word in words}
    assert {word: status for word, status in statuses.items() if status >= 500} == {}
