"""The public feeds of the agenda (iCalendar, RSS, JSON): which dates an address means, and ETags (RFC 9110)."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page, PageViewRestriction

from events.agenda.filters import Filters, UnknownFilterError
from events.calendars import ical, rss_json, statistics
from events.dates.listing import event_paths, give_hosts, hosts_by_key, kinds_by_key, with_kinds
from events.models import AgendaPage, EventPage, Occurrence
from home.cache.remembered import remembered
from home.http.cors import ANY_ORIGIN, forget_cookies, open_to_any_origin
from home.pages.canonical_urls import understood
from home.pages.redirects import moved_page
from home.pages.routes import nearest_page
from home.sites import settings_for
from home.text.bilingual import active_language
from network.directory.listing import groups_by_key
from network.models import DirectoryPage, WorkingGroupPage

PUBLIC = ANY_ORIGIN | {
    "Cache-Control": "public, max-age=900, stale-while-revalidate=3600",
    # We never compress a calendar; a proxy that does must keep the two apart.
    "Vary": "Accept-Encoding",
}
# The name of the feed that holds all dates of its page.
WHOLE = "agenda"
CONTENT_TYPES = {
    "ics": "text/calendar; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
ANYBODY = AnonymousUser()
# What no feed tells: not worth reading ten thousand times.
UNTOLD = ("row", "programme", "search_text", "asks_meal", "asks_needs")


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The list of dates beside a page: its ``titles`` for readers, its page's path, and what its address chooses.

    ``page_has_filters`` where that page reads the same filters from its address.
    """

    titles: tuple[str, ...]
    description: str
    page_path: str
    file_name: str
    chosen: Filters
    page_has_filters: bool = False


class NumberForm(forms.Form):
    """``?nombre=``: how many dates at most, for a list on somebody's site."""

    nombre = forms.IntegerField(min_value=1, max_value=500)


class OneDateForm(forms.Form):
    """``?date=``: the identifier of the only date to add."""

    date = forms.UUIDField()


@csrf_exempt
@open_to_any_origin
def serve_feed(request: HttpRequest, path: str) -> HttpResponse:
    """``…/agenda.ics`` beside the page ``…/``, with ``.rss`` and ``.json``; ``…/<event>/<event>.ics`` to download.

    Refusing other methods comes first: the check against forged forms would answer 403 to a POST no form of ours sends.
    """
    *steps, file = path.split("/")
    stem, _dot, kind = file.rpartition(".")
    found = nearest_page(request, steps)
    if found and not is_restricted(found[0]):
        page, rest = found
        if isinstance(page, EventPage) and not rest and (stem, kind) == (page.slug, "ics"):
            return event_file(request, page)
        if feed := feed_beside(page, rest, stem, request.path):
            return list_feed(request, feed, kind)
    if target := moved_address(request, steps, file):
        return HttpResponsePermanentRedirect(target, headers=PUBLIC)
    raise Http404("No feed lies here.")


def is_restricted(page: Page) -> bool:
    """Whether only some people may read ``page``; its feed is then nobody's."""
    return page.path.startswith(restricted_paths())


@remembered
def restricted_paths() -> tuple[str, ...]:
    """Where the tree is closed to the public: paths of pages, in the order of the tree."""
    return tuple(PageViewRestriction.objects.order_by("page__path").values_list("page__path", flat=True))


def feed_beside(page: Page, rest: list[str], name: str, path: str) -> Feed | None:
    """The feed called ``name`` beside ``page``, or beside the sheet that ``rest`` names; None for no feed."""
    words = {"description": page.description, "page_path": path.rpartition("/")[0] + "/"}
    if isinstance(page, AgendaPage) and not rest:
        words |= {"file_name": name, "page_has_filters": True}
        if name == WHOLE:
            return Feed(titles=(page.title,), chosen=Filters(), **words)
        kind = next((kind for kind in kinds_by_key().values() if kind.slug == name), None)
        return Feed(titles=(page.title, kind_words(kind)), chosen=Filters(type=kind), **words) if kind else None
    if name != WHOLE:
        return None
    if isinstance(page, WorkingGroupPage) and not rest:
        group = groups_by_key().get(page.group_id)
        words |= {"file_name": f"{name}-{page.slug}"}
        return Feed(titles=(page.title,), chosen=Filters(groupe=group), **words) if group else None
    if isinstance(page, DirectoryPage) and len(rest) == 1:
        shown = (host for host in hosts_by_key().values() if host.published and host.slug == rest[0])
        host = next(shown, None)
        words |= {"file_name": f"{name}-{rest[0]}"}
        return Feed(titles=(host.name,), chosen=Filters(organisation=host), **words) if host else None
    return None


def kind_words(kind) -> str:
    """The plural of a kind, which titles its list and its feed."""
    return kind.plural or kind.name


def list_feed(request: HttpRequest, feed: Feed, kind: str) -> HttpResponse:
    """The dates of ``feed`` that pass the filters of the address, as ``kind``: ``ics``, ``rss`` or ``json``."""
    asked, number = read_parameters(request, feed, kind)
    filters, now = both(feed.chosen, asked), timezone.now()
    if kind == "ics":
        dates = filters.apply(Occurrence.objects.in_calendars(now))
    else:
        dates = filters.apply(Occurrence.objects.visible_to(ANYBODY).upcoming(now)).with_seat_counts()
    dates = with_kinds(dates.defer(*UNTOLD)[:number])
    give_hosts(dates)
    data = written(request, feed, asked, kind, dates, now=now)
    disposition = f'inline; filename="{feed.file_name}.{kind}"'
    label = f"{request.path}?…" if request.GET else request.path
    response = public_response(request, data, CONTENT_TYPES[kind], disposition, label)
    chosen = asked.asked | ({"nombre": str(number)} if number else {})
    return understood(response, None if asked.q else urlencode(chosen), is_strict=True)


def written(
    request: HttpRequest, feed: Feed, asked: Filters, kind: str, dates: list[Occurrence], *, now: datetime
) -> bytes:
    """The bytes of ``dates`` as ``kind``, under the heading of ``feed`` and its filters."""
    language, base, heading = active_language(), base_of(request), heading_of(request, feed, asked)
    if kind == "ics":
        return calendar_of(dates, language, base=base, heading=heading)
    if kind == "rss":
        return rss_json.rss(dates, language, base=base, heading=heading, now=now)
    calendar_path = f"{request.path.removesuffix(kind)}ics"
    calendar_url = ical.absolute(base, f"{calendar_path}?{asked.query}" if asked else calendar_path)
    return rss_json.json_feed(dates, language, base=base, heading=heading, calendar_url=calendar_url, now=now)


def both(own: Filters, asked: Filters) -> Filters:
    """``asked`` on top of what the address of the feed chooses of its ``own``."""
    return replace(asked, **{name: getattr(own, name) for name in own.asked})


def read_parameters(request: HttpRequest, feed: Feed, kind: str) -> tuple[Filters, int | None]:
    """The filters on top of the feed's own, and how many dates; 404 for any other, never the whole calendar."""
    parameters, number = request.GET.copy(), None
    if kind != "ics" and "nombre" in parameters:
        form = NumberForm(request.GET)
        if len(parameters.pop("nombre")) > 1 or not form.is_valid():
            raise Http404("Not a number of dates.")
        number = form.cleaned_data["nombre"]
    if feed.chosen.asked.keys() & parameters.keys():
        raise Http404("The address has chosen already.")
    try:
        return Filters.read_strictly(parameters), number
    except UnknownFilterError as error:
        raise Http404("This calendar has no such filter.") from error


def heading_of(request: HttpRequest, feed: Feed, asked: Filters) -> ical.Heading:
    """What the feed says of itself, the filters on top of its own in words."""
    settings, base = settings_for(request), base_of(request)
    kinds = [kind_words(asked.type)] if asked.type else []
    filters = [*kinds, *asked.with_("type", None).in_words]
    query = both(feed.chosen, asked).query if feed.page_has_filters else ""
    return ical.Heading(
        name=" – ".join([settings.name, *feed.titles, *filters]),
        description=feed.description or _("The public dates of the coordination."),
        page_url=ical.absolute(base, f"{feed.page_path}?{query}" if query else feed.page_path),
        feed_url=ical.absolute(base, request.get_full_path()),
        colour=settings.primary_colour,
    )


def event_file(request: HttpRequest, page: EventPage) -> HttpResponse:
    """All dates of one event, or with ``?date=`` one of them, to be put in a calendar once."""
    parameters = request.GET
    dates = Occurrence.objects.visible_to(ANYBODY).filter(event_key=page.translation_key).order_by("start", "uid")
    if parameters:
        form = OneDateForm(parameters)
        if set(parameters) != {"date"} or len(parameters.getlist("date")) > 1 or not form.is_valid():
            raise Http404("This file has no such filter.")
        dates = dates.filter(uid=form.cleaned_data["date"])
    language = active_language()
    dates = with_kinds(dates)
    if not dates:
        raise Http404("This event has no such date.")
    give_hosts(dates)
    # No heading: Outlook opens a file with a name of its own as one more calendar.
    data = calendar_of(dates, language, base=base_of(request))
    disposition = f'attachment; filename="{page.slug}.ics"'
    response = public_response(request, data, CONTENT_TYPES["ics"], disposition, statistics.ONE_EVENT)
    return understood(response, f"date={dates[0].uid}" if parameters else "", is_strict=True)


def calendar_of(dates: list[Occurrence], language: str, *, base: str, heading: ical.Heading | None = None) -> bytes:
    """A calendar of ``dates``, which are sorted; each is tied to its neighbours in its event."""
    siblings = ical.neighbours(dates)
    paths = event_paths(language)
    urls = {key: ical.absolute(base, paths[key]) if key in paths else "" for key in {date.event_key for date in dates}}
    return ical.calendar(
        (
            ical.vevent(date, language, url=urls[date.event_key], base=base, siblings=siblings.get(date.uid, ()))
            for date in dates
        ),
        heading=heading,
    )


def public_response(request: HttpRequest, data: bytes, content_type: str, disposition: str, label: str) -> HttpResponse:
    """``data`` for everybody, noted under ``label`` in the health of feeds, by whichever cache answers next time."""
    headers = {"Content-Disposition": disposition, "Content-Type": content_type}
    response = conditional_response(request, data, headers=headers, always=PUBLIC)
    statistics.note_reading(label, request.headers.get("User-Agent", ""))
    response.feed_label = label
    return response


def conditional_response(
    request: HttpRequest, data: bytes, *, headers: dict[str, str], always: dict[str, str]
) -> HttpResponse:
    """``data`` with a strong ETag, or 304 where the client has these very bytes (RFC 9110, section 13).

    ``always`` are the headers a 304 carries too.
    """
    forget_cookies(request)
    etag = f'"{hashlib.sha256(data).hexdigest()}"'
    response = HttpResponse(data, headers=headers | always | {"ETag": etag})
    answer = get_conditional_response(request, etag=etag, response=response)
    for name, value in always.items():
        answer[name] = value  # ty: ignore[invalid-assignment]
    return answer  # ty: ignore[invalid-explicit-return]


def moved_address(request: HttpRequest, steps: list[str], file: str) -> str:
    """Where the feed or file lies since its page was renamed or moved: readers follow, and notice nothing; else empty.

    The file of an event bears the name of its page.
    """
    found = moved_page(request, steps)
    url = found and found[0].get_url(request)
    if not found or not url:
        return ""
    page, rest = found
    is_event_file = file == f"{steps[-1]}.ics" and not rest and issubclass(page.specific_class, EventPage)
    target = f"{url}{'/'.join([*rest, f'{page.slug}.ics' if is_event_file else file])}"
    query = request.META.get("QUERY_STRING", "")
    return "" if target == request.path else iri_to_uri(f"{target}?{query}" if query else target)


def base_of(request: HttpRequest) -> str:
    """The start of absolute addresses, as the client asked for us."""
    return f"{request.scheme}://{request.get_host()}"
