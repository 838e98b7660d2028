"""Where a page lies since it was renamed or moved: what hangs on its address (feeds, files, posters) moves with it."""

from django.http import Http404, HttpRequest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.pages.routes import DEEPEST
from home.sites import site_for
from home.text.bilingual import active_language


def moved_page(request: HttpRequest, steps: list[str]) -> tuple[Page, list[str]] | None:
    """The published page that the longest start of ``steps`` led to once, and the steps it leaves over; one query."""
    if len(steps) > DEEPEST or site_for(request) is None:
        return None
    above = {"/".join(["", active_language(), *steps[:length]]): steps[length:] for length in range(1, len(steps) + 1)}
    redirects = Redirect.get_for_site(site_for(request)).filter(old_path__in=above, redirect_page__live=True)
    known = {redirect.old_path: redirect.redirect_page for redirect in redirects.select_related("redirect_page")}
    return next(((known[old], above[old]) for old in reversed(above) if old in known), None)


def moved_address(request: HttpRequest, steps: list[str]) -> str:
    """The path of what the page at the start of ``steps`` serves below its new address; empty for nothing."""
    found = moved_page(request, steps)
    # Wagtail leads on whoever asks for the page itself.
    if not found or not found[1]:
        return ""
    page, rest = found
    try:
        page.specific.route(request, rest)
    except Http404:
        return ""
    url = page.get_url(request)
    return f"{url}{'/'.join(rest)}" if url else ""
