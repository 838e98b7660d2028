"""What the site serves beside its pages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home import theme
from home.models import SiteSettings


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def theme_stylesheet(request: HttpRequest) -> HttpResponse:
    """The coordination's colours; kept for a year, since its address changes with them."""
    return HttpResponse(theme.stylesheet(SiteSettings.for_request(request)), content_type="text/css; charset=utf-8")
