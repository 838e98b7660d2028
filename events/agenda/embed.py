"""The next dates on other sites: the page for their frame, and the script of a custom element."""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.clickjacking import xframe_options_exempt

from events.agenda.filters import Filters, UnknownFilterError
from events.dates.listing import with_kinds
from events.models import AgendaPage, Occurrence
from home.http.cors import ANY_ORIGIN, forget_cookies, open_to_any_origin
from home.page_views import serves
from home.pages.canonical_urls import understood
from home.sites import settings_for
from home.text.bilingual import active_language

SCRIPT = "js/agenda-embed.js"
SHOWN, MOST = 5, 30
NUMBER = "nombre"
PUBLIC = {"Cache-Control": "public, max-age=900, stale-while-revalidate=3600"}
# What other sites may do with the script: load it from anywhere, as a module too.
FOR_ALL_ORIGINS = ANY_ORIGIN | {
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


class FrameForm(forms.Form):
    """``?nombre=``: how many dates a frame shows."""

    nombre = forms.IntegerField(min_value=1, max_value=MOST, required=False)


@serves(AgendaPage, "frame")
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": ["'none'"]})
def agenda_frame(request: HttpRequest, page: AgendaPage) -> HttpResponse:
    """The next dates for ``?type=…&nombre=…``, to be framed by any site; 404 for a filter the agenda does not have.

    A frame is what a stranger's page shows: nobody is signed in there, and no cookie is read or set.
    """
    forget_cookies(request)
    try:
        filters, number = frame_asked(request.GET)
    except UnknownFilterError:
        return framed(request, page, {"is_unknown": True}, status=404)
    dates = filters.apply(Occurrence.objects.visible_to(AnonymousUser()).upcoming(timezone.now()))[:number]
    response = framed(request, page, {"dates": with_kinds(dates), "filters": filters})
    chosen = filters.asked | ({NUMBER: str(number)} if NUMBER in request.GET else {})
    return understood(response, None if filters.q else urlencode(chosen), is_strict=True)


def frame_asked(parameters) -> tuple[Filters, int]:
    """The filters and the number of dates; raises ``UnknownFilterError`` for anything else."""
    others = parameters.copy()
    numbers = others.pop(NUMBER, [])
    form = FrameForm({NUMBER: numbers[0]} if numbers else {})
    if len(numbers) > 1 or not form.is_valid():
        raise UnknownFilterError
    return Filters.read_strictly(others), form.cleaned_data[NUMBER] or SHOWN


def framed(request: HttpRequest, page: AgendaPage, context: dict, *, status: int = 200) -> HttpResponse:
    """The frame's page; it alone may stand in any site."""
    shared = {
        "coordination": settings_for(request),
        "agenda_title": page.title,
        "agenda_path": request.path.rstrip("/").rpartition("/")[0] + "/",
        "language": active_language(),
    }
    return HttpResponse(
        render_to_string("events/agenda/agenda_frame.html", shared | context),
        status=status,
        headers=PUBLIC if status == 200 else {},
    )


@open_to_any_origin
def agenda_script(request: HttpRequest) -> HttpResponse:
    """The element ``<coordination-agenda>`` at an address that stays, whatever the version of the site."""
    script, etag = script_and_tag()
    response = HttpResponse(
        script, content_type="text/javascript; charset=utf-8", headers=FOR_ALL_ORIGINS | {"ETag": etag}
    )
    answer = get_conditional_response(request, etag=etag, response=response)
    for name, value in FOR_ALL_ORIGINS.items():
        answer[name] = value  # ty: ignore[invalid-assignment]
    return answer  # ty: ignore[invalid-explicit-return]


@cache
def script_and_tag() -> tuple[bytes, str]:
    """The bytes of the script and their strong tag; they change with a new version of the site only."""
    script = Path(finders.find(SCRIPT)).read_bytes()
    return script, f'"{hashlib.sha256(script).hexdigest()}"'
