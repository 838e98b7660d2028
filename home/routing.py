"""From an address to its page, remembered; Wagtail itself asks two queries per level."""

from copy import copy
from itertools import accumulate

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest
from wagtail.models import Page

from home.bilingual import active_language
from home.memory import remembered
from home.navigation import pages_near_home, root_path
from home.sites import site_for

# No page lies deeper; longer addresses are nonsense and left to Wagtail.
DEEPEST = 8
LONGEST_REMEMBERED = 200


def nearest_page(request: HttpRequest, steps: list[str]) -> tuple[Page, list[str]] | None:
    """The published page whose address is the longest start of ``steps``, and the steps it leaves over."""
    root = root_path(request, active_language())
    if not root or len(steps) > DEEPEST or site_for(request) is None:
        return None
    addresses = tuple(accumulate(steps, lambda above, step: f"{above}{step}/", initial=root))
    # What visitors invent is not worth remembering at any length.
    look_up = deepest_page if len(addresses[-1]) <= LONGEST_REMEMBERED else deepest_page.__wrapped__
    found = page_near_home(root, addresses[-1]) or look_up(addresses)
    if found is None:
        return None
    pk, content_type_id, url_path = found
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    if model is None:
        return None
    # A copy: what a request puts on its page stays with the request.
    return copy(page_of(model, pk)), steps[addresses.index(url_path) :]


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
    """Tell Wagtail the page of an address; what is not found this way (a draft, nonsense) it looks for itself."""
    found = nearest_page(request, [step for step in path.split("/") if step])
    if found is None:
        return
    page, rest = found
    try:
        route = page.route(request, rest)
    except Http404:
        return
    request._wagtail_route_for_request = route
