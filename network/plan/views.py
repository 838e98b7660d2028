"""The plan of the network as it is served: a page, a drawing and data."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from home.cache.remembered import remembered
from home.http.cors import ANY_ORIGIN, open_to_any_origin
from home.page_views import serves
from home.pages.canonical_urls import understood
from home.text.bilingual import active_language
from network.models import DirectoryPage, Theme
from network.plan.forms import PlanForm
from network.plan.layout import Plan, read_plan
from network.plan.svg import draw, draw_file


@serves(DirectoryPage, "plan")
def network_plan(request: HttpRequest, page: DirectoryPage) -> HttpResponse:
    """The plan of the network, or of those that answer a need, and the table with the same content."""
    form = PlanForm(request.GET)
    need = form.need()
    plan = plan_of(need)
    query = f"theme={need.slug}" if need else ""
    drawing = drawn_plan(active_language(), timezone.localdate(), need.pk if need else None)
    shown = {"plan": plan, "drawing": drawing, "form": form, "need": need, "directory": page.get_url()}
    response = page.render(
        request, template="network/plan/plan_page.html", context_overrides=shown | {"chosen": query and f"?{query}"}
    )
    return understood(response, query)


@serves(DirectoryPage, "plan_svg")
def plan_svg(request: HttpRequest, page: DirectoryPage) -> HttpResponse:
    """The drawing as a file to keep."""
    plan = plan_of(need_of_file(request))
    headers = {"Content-Disposition": 'attachment; filename="plan.svg"'}
    return HttpResponse(draw_file(plan), content_type="image/svg+xml", headers=headers)


@serves(DirectoryPage, "plan_json")
@open_to_any_origin
def plan_json(request: HttpRequest, page: DirectoryPage) -> HttpResponse:
    """The lines, and the organisations with the lines they are on, by their place among the lines."""
    plan = plan_of(need_of_file(request))
    data = {
        "day": timezone.localdate().isoformat(),
        "lines": [
            {"name": line.name, "letter": line.letter, "colour": line.colour, "url": absolute(request, line.url)}
            for line in plan.lines
        ],
        "organisations": [
            {"name": stop.name, "url": absolute(request, stop.url), "lines": list(stop.lines)} for stop in plan.stops
        ],
    }
    headers = ANY_ORIGIN | {"Cache-Control": "public, max-age=900"}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False}, headers=headers)


def plan_of(need: Theme | None) -> Plan:
    return read_plan(active_language(), timezone.localdate(), need.pk if need else None)


@remembered
def drawn_plan(language: str, day: date, need: int | None) -> str:
    """The drawing of ``read_plan``, escaped; made once, for it takes longer than all else on its page."""
    return draw(read_plan(language, day, need))


def need_of_file(request: HttpRequest) -> Theme | None:
    """The need a file is asked for; what is no need is not found, so that nobody takes the whole for a part."""
    form = PlanForm(request.GET)
    if not form.is_valid():
        raise Http404
    return form.need()


def absolute(request: HttpRequest, path: str) -> str | None:
    return request.build_absolute_uri(path) if path else None
