"""The page a signed link opens: a sign-up, without signing in. Reading it changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events import errors
from events.link_page import read_link_page
from events.links import holder_of

# Nobody else learns the address, nothing keeps the page, nothing finds it.
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


@require_safe
def link_page(request: HttpRequest, signed: str) -> HttpResponse:
    """A date and the people signed up for it."""
    now = timezone.now()
    try:
        holder = holder_of(signed, now=now)
    except errors.LinkError as error:
        response = render(request, "events/link_refused.html", {"error": error}, status=error.status)
    else:
        response = render(request, "events/link_page.html", {"page": None, "link": read_link_page(holder, now=now)})
    for name, value in PRIVATE.items():
        response[name] = value
    return response
