"""Ways to follow a choice of dates: addresses for calendars, readers and other sites, all with the same filters."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlencode

import segno
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events.agenda.filters import Filters
from events.models import AgendaPage
from home.pages.navigation import pages_near_home, path_below, root_path
from home.text.bilingual import active_language

GOOGLE = "https://calendar.google.com/calendar/r"
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb"
OUTLOOK_AT_WORK = "https://outlook.office.com/calendar/0/addfromweb"
SCRIPT = "/embed/agenda.js"
FRAME = "cadre/"
SHOWN_IN_EMBED = 5


@dataclass(frozen=True)
class Subscription:
    """What the panel offers; every address is absolute and carries the filters, empty where there is none."""

    title: str
    filters: list[str]
    webcal: str
    google: str
    outlook: str
    outlook_at_work: str
    address: str
    download: str
    qr: str
    is_private: bool
    rss: str = ""
    json: str = ""
    frame: str = ""
    frame_code: str = ""
    component_code: str = ""


def subscription(
    request: HttpRequest,
    *,
    title: str,
    path: str,
    filters: Filters | None = None,
    scope: Filters | None = None,
    once: str = "",
    is_private: bool = False,
) -> Subscription:
    """The ways to follow the feed at ``path`` (with or without ``.ics`` and a query), narrowed by ``filters``.

    ``scope`` are the filters that the path itself stands for, which the embed repeats; ``once`` the path of a file to
    add by hand where it is not the feed. A private feed has no RSS, JSON or embed, and its code opens it directly.
    """
    filters, scope = filters or Filters(), scope or Filters()
    base = f"{request.scheme}://{request.get_host()}"
    stem, _extension, own_query = path.partition(".ics")
    query = f"?{filters.query}" if filters else own_query

    def address(extension: str) -> str:
        return base + iri_to_uri(f"{stem}.{extension}{query}")

    name = " – ".join([title, *filters.in_words])
    calendar = ways_into_calendars(address("ics"), name)
    shown_at = f"{base}{iri_to_uri(request.path)}{query}"
    ways_out = {}
    if not is_private:
        frame = frame_address(request, base, scope.asked | filters.asked)
        ways_out = {"rss": address("rss"), **ways_to_embed(base, address("json"), frame, name, shown_at)}
    return Subscription(
        title=title,
        filters=filters.in_words,
        **calendar,
        download=base + iri_to_uri(once) if once else calendar["address"],
        qr=qr_code(calendar["webcal"] if is_private else f"{shown_at}#subscribe"),
        is_private=is_private,
        **ways_out,
    )


def ways_into_calendars(address: str, name: str) -> dict[str, str]:
    """The absolute ``address`` of a feed as each program wants it; Outlook lists it under ``name``."""
    webcal = f"webcal://{address.partition('://')[2]}"
    for_outlook = urlencode({"url": address, "name": name}, quote_via=quote)
    return {
        "webcal": webcal,
        "google": f"{GOOGLE}?{urlencode({'cid': webcal})}",
        "outlook": f"{OUTLOOK}?{for_outlook}",
        "outlook_at_work": f"{OUTLOOK_AT_WORK}?{for_outlook}",
        "address": address,
    }


def ways_to_embed(base: str, dates: str, frame: str, name: str, shown_at: str) -> dict[str, str]:
    """What shows the ``dates`` on another site: as JSON, in a ``frame``, or by an element that needs our script."""
    return {
        "json": dates,
        "frame": frame,
        "frame_code": frame and frame_code(frame, name),
        "component_code": component_code(base, dates, shown_at),
    }


def frame_address(request: HttpRequest, base: str, asked: dict[str, str]) -> str:
    """The frame with the next of the dates ``asked`` for; empty where there is no agenda to show it."""
    agenda = agenda_path(root_path(request, active_language()), active_language())
    wanted = urlencode(asked | {"nombre": SHOWN_IN_EMBED})
    return agenda and f"{base}{iri_to_uri(agenda)}{FRAME}?{wanted}"


def agenda_path(root: str, language: str) -> str:
    """Path of the published agenda below the home page at ``root``, which the menu has read; empty without one."""
    kind = ContentType.objects.get_for_model(AgendaPage).pk
    agendas = (page.url_path for page in pages_near_home(root) if page.content_type == kind)
    return next((path_below(root, url_path, language) for url_path in agendas), "")


@lru_cache(maxsize=512)
def qr_code(address: str) -> str:
    """A QR code of ``address`` as a data URI, black on white by night too.

    A public panel is what the code leads to: a telephone then offers its own way to subscribe, which not every one
    has for ``webcal:``.
    """
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def frame_code(frame: str, title: str) -> SafeString:
    """What an association pastes in its own page; the frame needs no script and no style there."""
    return format_html('<iframe src="{}" title="{}" width="100%" height="460" loading="lazy"></iframe>', frame, title)


def component_code(base: str, dates: str, shown_at: str) -> SafeString:
    """The same as an element of its own; the link inside is what readers get without scripts."""
    return format_html(
        '<script type="module" src="{}{}"></script>\n'
        '<coordination-agenda src="{}" nombre="{}"><a href="{}">{}</a></coordination-agenda>',
        base,
        SCRIPT,
        dates,
        SHOWN_IN_EMBED,
        shown_at,
        _("See the dates"),
    )
