"""What every template may use."""

from home.models import SiteSettings


def site(request):
    """``coordination``: the site's settings, read once per request and only where a template asks."""
    return {"coordination": SiteSettings.for_request(request)}
