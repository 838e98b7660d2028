"""The pages of the agenda as they are served."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from events.agenda.agenda import read_agenda
from events.agenda.event_detail import event_sheet
from events.models import AgendaPage, EventPage
from home.page_views import serves
from home.pages.canonical_urls import understood


@serves(AgendaPage, "index")
def agenda_index(request: HttpRequest, page: AgendaPage) -> HttpResponse:
    """List, month or archive; only what changes on screen where htmx asks, with the address to show for it."""
    agenda = read_agenda(request.GET, user=request.user, now=timezone.now())
    is_part = "HX-Request" in request.headers
    template = "events/agenda/agenda_part.html" if is_part else page.template
    response = page.render(request, template=template, context_overrides={"agenda": agenda})
    patch_vary_headers(response, ["HX-Request"])
    if is_part:
        response["HX-Push-Url"] = f"{request.path}?{agenda.address}" if agenda.address else request.path
    return understood(response, agenda.canonical)


@serves(EventPage, "context")
def event_context(request: HttpRequest, page: EventPage) -> dict:
    """What the template of an event shows besides the page itself."""
    sheet = event_sheet(page, request, now=timezone.now())
    return {"sheet": sheet, "dates": sheet.dates, "is_preview": sheet.is_preview}
