"""What the site serves: its pages, and the stylesheet with the coordination's colours."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.encoding import iri_to_uri
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.views import serve

from home.design import theme
from home.pages.redirects import moved_address
from home.pages.routes import prepare_route
from home.sites import settings_for


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the CMS, as Wagtail serves it, found by its whole address at once.

    What lies below a page that was renamed (a poster, a sheet) leads on to where it lies now.
    """
    prepare_route(request, path)
    try:
        return serve(request, path)
    except Http404:
        target = moved_address(request, [step for step in path.split("/") if step])
        if not target:
            raise
    query = request.META.get("QUERY_STRING", "")
    slash = "/" if path.endswith("/") else ""
    return HttpResponsePermanentRedirect(iri_to_uri(f"{target}{slash}{query and '?'}{query}"))


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def theme_stylesheet(request: HttpRequest) -> HttpResponse:
    """The coordination's colours; kept for a year, since its address changes with them."""
    return HttpResponse(theme.stylesheet(settings_for(request)), content_type="text/css; charset=utf-8")
