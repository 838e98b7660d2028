"""The public agenda as a calendar that others subscribe to: RFC 9110 around ``events.ical``."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from events import ical
from events.listing import give_hosts, with_paths
from events.models import AgendaPage, EventKind, Occurrence
from home.bilingual import active_language
from home.models import SiteSettings
from home.views import serve_page
from network.models import WorkingGroup

PUBLIC = {
    "Cache-Control": "public, max-age=900, stale-while-revalidate=3600",
    "Access-Control-Allow-Origin": "*",
    # We never compress a calendar; a proxy that does must keep the two apart.
    "Vary": "Accept-Encoding",
}

FILE_NAME = "agenda.ics"
# The same names as on the page of the agenda.
FILTERS = {"type": ("kind", EventKind), "groupe": ("group", WorkingGroup)}

# Addresses that end in a file name, which Wagtail's own pattern leaves out. Refusing other methods comes first: the
# check against forged forms would answer 403 to a POST that no form of ours sends.
serve_file = csrf_exempt(require_safe(serve_page))


def agenda_feed(request: HttpRequest, page: AgendaPage) -> HttpResponse:
    """Every public date, in the language of the address; or those of ``?type=`` and ``?groupe=``, as on the page."""
    chosen = records_chosen(request.GET) if request.GET else {}
    language, base = active_language(), f"{request.scheme}://{request.get_host()}"
    settings = SiteSettings.for_request(request)
    heading = ical.Heading(
        name=" – ".join([settings.name, page.title, *map(str, chosen.values())]),
        description=page.description or _("The public dates of the coordination."),
        page_url=absolute(base, request.path.removesuffix(FILE_NAME)),
        feed_url=absolute(base, request.get_full_path()),
        colour=settings.primary_colour,
    )
    dates = with_paths(Occurrence.objects.in_calendars(timezone.now()).filter(**chosen), language)
    give_hosts(dates)
    return calendar_response(request, calendar_of(dates, language, base=base, heading=heading), filename=FILE_NAME)


def records_chosen(parameters: QueryDict) -> dict[str, EventKind | WorkingGroup]:
    """The kind and group that the filters name, by field; 404 for any other filter, never the whole calendar."""
    chosen = {}
    for name, value in parameters.items():
        if name not in FILTERS or "\0" in value or len(parameters.getlist(name)) > 1:
            raise Http404("This calendar has no such filter.")
        field, model = FILTERS[name]
        chosen[field] = get_object_or_404(model, slug=value)
    return chosen


def calendar_of(dates: Iterable[Occurrence], language: str, *, base: str, heading: ical.Heading) -> bytes:
    """A feed of ``dates``, which are sorted and know their paths; each is tied to its neighbours of the same event."""
    siblings = neighbours(dates)
    return ical.calendar(
        (
            ical.vevent(date, language, url=date.path and absolute(base, date.path), siblings=siblings[date.uid])
            for date in dates
        ),
        heading=heading,
    )


def neighbours(dates: Iterable[Occurrence]) -> dict:
    """Calendar UIDs of the date before and the date after in the same event, by ``uid``.

    The chain ties all dates of an event; naming all in each would make a weekly event's file grow with its square.
    """
    events, tied = defaultdict(list), defaultdict(list)
    for date in dates:
        events[date.event_key].append(date)
    for of_one_event in events.values():
        for before, after in pairwise(of_one_event):
            tied[before.uid].append(after.calendar_uid)
            tied[after.uid].append(before.calendar_uid)
    return tied


def calendar_response(request: HttpRequest, data: bytes, *, filename: str) -> HttpResponse:
    """``data`` with a strong ETag, or 304 where the client has these very bytes (RFC 9110, section 13)."""
    # No cookie is read or set: a stale one would make two middlewares answer with a new one, in a public answer.
    if hasattr(request, "session"):
        del request.session
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    etag = f'"{hashlib.sha256(data).hexdigest()}"'
    response = HttpResponse(
        data,
        content_type="text/calendar; charset=utf-8",
        headers=PUBLIC | {"ETag": etag, "Content-Disposition": f'inline; filename="{filename}"'},
    )
    answer = get_conditional_response(request, etag=etag, response=response)
    # A 304 speaks of the whole answer: its length is that of the bytes it leaves out (RFC 9110, section 8.6).
    for name, value in {**PUBLIC, "Content-Length": str(len(data))}.items():
        answer.headers[name] = value
    return answer


def absolute(base: str, path: str) -> str:
    """The address of ``path`` at ``base``, in ASCII as a calendar's URI must be."""
    return base + (path if path.isascii() else iri_to_uri(path))
