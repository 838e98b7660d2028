"""The pages of the directory as they are served."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from home.page_views import serves
from home.pages.canonical_urls import understood, with_page
from home.text.bilingual import active_language
from network.directory.forms import CHOICES, DirectoryForm
from network.directory.listing import ListedOrganisation, active_groups, find_organisations, one_page, with_doors
from network.directory.needs import needs
from network.directory.organisation_detail import read_sheet
from network.directory.schema_org import structured_sheet
from network.directory.search import scores_of
from network.models import DirectoryPage, Organisation
from network.words.query import Query, corrected, read_query


@serves(DirectoryPage, "index")
def directory_index(request: HttpRequest, page: DirectoryPage) -> HttpResponse:
    """The list of organisations, its filters and its pages."""
    form = DirectoryForm(request.GET, themes=needs(), groups=active_groups())
    filters = form.filters()
    now = timezone.now()
    query, organisations = answers(filters, now=now, exact=form.is_exact())
    found = one_page(organisations, request.GET, is_whole=form.is_whole())
    response = page.render(
        request,
        context_overrides={
            "form": form,
            "is_filtered": any(filters.values()),
            "chosen_filters": len(form.in_words().keys() & set(CHOICES)),
            "is_whole": form.is_whole(),
            "ways_on": [] if organisations else ways_on(form, now=now),
            "asked": query,
            "page_obj": found,
            "rows": with_doors(found, now),
            "query": form.querystring(),
            "query_of_pages": form.querystring(without="liste"),
        },
    )
    return understood(response, None if filters["q"] else with_page(form.querystring(), found.number))


def answers(filters: dict, *, now: dt.datetime, exact: bool) -> tuple[Query, list[ListedOrganisation]]:
    """The question in ``filters`` and the organisations that answer them all: where none does and ``exact`` is not
    asked for, those that answer the nearest words there are.
    """
    others = {name: value for name, value in filters.items() if name != "q"} | {"now": now}
    query = read_query(filters["q"], active_language())
    found = find_organisations(query=query, **others)
    if not found and not exact and (nearest := corrected(query)) and scores_of(nearest):
        return nearest, find_organisations(query=nearest, **others)
    return query, found


@dataclass(frozen=True)
class WayOn:
    """What leaving out one filter gives: ``number`` organisations at the address ``?query``."""

    words: str
    number: int
    query: str


def ways_on(form: DirectoryForm, *, now: dt.datetime) -> list[WayOn]:
    """For who found nothing: the filters that alone stand in the way, what gives most first."""
    ways = []
    for name, words in form.in_words().items():
        _query, found = answers(form.filters(without=name), now=now, exact=form.is_exact())
        ways.append(WayOn(words, len(found), form.querystring(without=name)))
    return sorted((way for way in ways if way.number), key=lambda way: -way.number)


@serves(DirectoryPage, "sheet")
def organisation_sheet(request: HttpRequest, slug: str, page: DirectoryPage) -> HttpResponse:
    """An organisation's sheet; who may not read it learns nothing of it."""
    sheet = read_sheet(Organisation.objects.visible_to(request.user), slug, timezone.now())
    if sheet is None:
        raise Http404
    return page.render(
        request,
        template="network/directory/organisation.html",
        context_overrides={
            "sheet": sheet,
            "directory": page.get_url(request),
            "structured": structured_sheet(sheet, request.build_absolute_uri(request.path)),
        },
    )
