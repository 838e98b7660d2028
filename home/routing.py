"""From an address to its page in three queries, however deep it lies; Wagtail itself asks two per level."""

from itertools import accumulate

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest
from wagtail.models import Page, Site

from home.bilingual import active_language
from home.navigation import root_path

# No page lies deeper; longer addresses are nonsense and left to Wagtail.
DEEPEST = 8


def nearest_page(request: HttpRequest, steps: list[str]) -> tuple[Page, list[str]] | None:
    """The published page whose address is the longest start of ``steps``, and the steps it leaves over."""
    root = root_path(request, active_language())
    if not root or len(steps) > DEEPEST or Site.find_for_request(request) is None:
        return None
    addresses = list(accumulate(steps, lambda above, step: f"{above}{step}/", initial=root))
    rows = Page.objects.live().filter(url_path__in=addresses).order_by("-depth")
    found = rows.values_list("pk", "content_type_id", "url_path").first()
    if found is None:
        return None
    pk, content_type_id, url_path = found
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    if model is None:
        return None
    page = model._default_manager.select_related(*getattr(model, "shown_with", ())).get(pk=pk)
    return page, steps[addresses.index(url_path) :]


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
