"""The one address of a public answer: its parameters sorted, without blanks, and only as its view understood them.

Anybody can make up addresses. What is kept for others (``config.page_cache``) is therefore kept under the address that
the view itself says it answered, and under no other: a view that reads parameters ends with ``understood``. One that
does not say so is kept without parameters only.
"""

from typing import NamedTuple, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse

R = TypeVar("R", bound=HttpResponse)


class Canonical(NamedTuple):
    """``query`` is None where readers write what they like; ``is_strict`` where a blank parameter is an error."""

    query: str | None
    is_strict: bool = False


# Of a view that says nothing.
NO_PARAMETERS = Canonical("", is_strict=True)


def understood(response: R, query: str | None, *, is_strict: bool = False) -> R:
    """Note that ``response`` is the answer to exactly ``query``, say ``type=midi&page=2``, whatever else was asked."""
    response.canonical = Canonical(query, is_strict)
    return response


def canonical_of(response: HttpResponse) -> Canonical:
    return getattr(response, "canonical", NO_PARAMETERS)


def with_page(query: str, number: int) -> str:
    """``query`` at page ``number`` of its list; the first page is not named."""
    return "&".join(filter(None, [query, f"page={number}" if number > 1 else ""]))


def sorted_query(query: str) -> str | None:
    """The parameters of ``query`` in one order, without what says nothing; None where there is no such order."""
    if not query:
        return ""
    pairs = pairs_of(query)
    return None if pairs is None else urlencode(sorted(pairs))


def pairs_of(query: str) -> list[tuple[str, str]] | None:
    """Names and values that say something; None where a name comes twice or something is not in ASCII."""
    if not query.isascii():
        return None
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if says_something(*pair)]
    return pairs if len(dict(pairs)) == len(pairs) else None


def says_something(name: str, value: str) -> bool:
    """An empty box of a form does not, nor does the first page."""
    return bool(value) and (name, value) != ("page", "1")


def says_all(query: str) -> bool:
    """Whether each parameter of ``query`` says something."""
    return all(says_something(*pair) for pair in parse_qsl(query, keep_blank_values=True))


def query_of(request: HttpRequest) -> str:
    """What the request asks, for links to itself: nothing that is left out of the address it is kept under.

    The order is the reader's; in a kept answer it is that of whoever asked first, which leads to the same page.
    """
    query = request.META.get("QUERY_STRING", "")
    pairs = pairs_of(query)
    return query if pairs is None else urlencode(pairs)
