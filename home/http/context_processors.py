"""What every template may use."""

from home.sites import settings_for


def site(request):
    """``coordination``: the site's settings, read once per request and only where a template asks."""
    return {"coordination": settings_for(request)}
