"""From an address to its page, remembered; Wagtail itself asks two queries per level."""

from copy import copy
from itertools import accumulate
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest
from wagtail.models import Page

from home.cache.remembered import remembered
from home.pages.navigation import pages_near_home, root_path, versions_of
from home.sites import site_for
from home.text.bilingual import LANGUAGES, active_language

# No page lies deeper; longer addresses are nonsense and left to Wagtail.
DEEPEST = 8
LONGEST_REMEMBERED = 200


class Found(NamedTuple):
    """A published page at the start of an address, and the steps it leaves over."""

    pk: int
    content_type: int
    rest: list[str]


def nearest_page(request: HttpRequest, steps: list[str]) -> tuple[Page, list[str]] | None:
    """The published page whose address is the longest start of ``steps``, and the steps it leaves over.

    Where the reader's language has no public page of its own, that of the other language is borrowed.
    """
    if len(steps) > DEEPEST or site_for(request) is None:
        return None
    language = active_language()
    found = find_page(request, language, steps)
    page = found and whole_page(found)
    for other in LANGUAGES if not found or found.rest else ():
        borrowed = find_page(request, other, steps)
        if borrowed and (not found or len(borrowed.rest) < len(found.rest)):
            candidate = whole_page(borrowed)
            if candidate and language not in versions_of(site_for(request), candidate.translation_key):
                found, page = borrowed, candidate
    return (page, found.rest) if found and page else None


def find_page(request: HttpRequest, language: str, steps: list[str]) -> Found | None:
    """The same among the pages of one language, before any page is read."""
    root = root_path(request, language)
    if not root:
        return None
    addresses = tuple(accumulate(steps, lambda above, step: f"{above}{step}/", initial=root))
    # What visitors invent is not worth remembering at any length.
    look_up = deepest_page if len(addresses[-1]) <= LONGEST_REMEMBERED else deepest_page.__wrapped__
    found = page_near_home(root, addresses[-1]) or look_up(addresses)
    return found and Found(found[0], found[1], steps[addresses.index(found[2]) :])


def whole_page(found: Found) -> Page | None:
    """A copy of the page: what a request puts on it stays with the request."""
    model = ContentType.objects.get_for_id(found.content_type).model_class()
    return model and copy(page_of(model, found.pk))  # ty: ignore[invalid-explicit-return]


@remembered
def page_of(model: type[Page], pk: int) -> Page:
    """The published page with what is shown with it; not to be changed by whoever reads it."""
    return model._default_manager.select_related(*getattr(model, "shown_with", ())).get(pk=pk)


def page_near_home(root: str, url_path: str) -> tuple[int, int, str] | None:
    """The same as ``deepest_page`` for home and the sections, which the menu has read anyway."""
    found = (page for page in pages_near_home(root) if page.url_path == url_path)
    return next(((page.pk, page.content_type, page.url_path) for page in found), None)


@remembered
def deepest_page(addresses: tuple[str, ...]) -> tuple[int, int, str] | None:
    """``(pk, content type, url_path)`` of the published page at the longest of ``addresses``."""
    rows = Page.objects.live().filter(url_path__in=addresses).order_by("-depth")
    return rows.values_list("pk", "content_type_id", "url_path").first()


def prepare_route(request: HttpRequest, path: str) -> None:
    """Tell Wagtail the page of an address; what is not found this way (a draft, nonsense) it looks for itself.

    Breaks when ``Page.route_for_request`` keeps what it found under another name: Wagtail would look again.
    """
    found = nearest_page(request, [step for step in path.split("/") if step])
    if found is None:
        return
    page, rest = found
    try:
        route = page.route(request, rest)
    except Http404:
        return
    request._wagtail_route_for_request = route
