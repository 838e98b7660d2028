"""What the site serves: its pages, and the stylesheet with the coordination's colours."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.views import serve

from home import theme
from home.models import SiteSettings
from home.routing import prepare_route


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the CMS, as Wagtail serves it, found by its whole address at once."""
    prepare_route(request, path)
    return serve(request, path)


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def theme_stylesheet(request: HttpRequest) -> HttpResponse:
    """The coordination's colours; kept for a year, since its address changes with them."""
    return HttpResponse(theme.stylesheet(SiteSettings.for_request(request)), content_type="text/css; charset=utf-8")
