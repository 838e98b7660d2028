"""The search page, and the page of everything that carries a tag."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from taggit.models import Tag

from home.models import PageTag
from home.pages.canonical_urls import understood, with_page
from home.pages.listing_forms import PageNumberForm
from home.text.bilingual import active_language
from network.models import Theme
from network.words.query import Query, corrected, read_query
from search.forms import ResultType, SearchForm
from search.matching import Match, matches
from search.results import page_results, results_of, type_of, visible_pages, visible_records, without_doubles
from search.suggestions import suggestions

PER_PAGE = 20
LONGEST_TYPED = 100


def search(request):
    """Pages, events, organisations and groups with the words asked for, in one list, best first."""
    form = SearchForm(request.GET)
    words, wanted, exact, number = form.wanted()
    language = active_language()
    query, found = answers(words, user=request.user, language=language, exact=exact)
    found = without_doubles(found, language) if found else []
    shown = [match for match in found if not wanted or type_of(match.model) == wanted]
    page = Paginator(shown, PER_PAGE).get_page(number)
    context = {
        "form": form,
        "words": words,
        "wanted": wanted,
        "asked": bool(query),
        "query": query,
        "total": len(found),
        "types": type_choices(found, wanted),
        "page_obj": page,
        "parameters": query_without_page(request.GET),
        "results": results_of(page, user=request.user, language=language),
        "themes": Theme.objects.filter(suggested=True) if not found else (),
    }
    return render(request, "search/search.html", context)


def type_choices(found: list[Match], wanted: str) -> list[dict]:
    """The types that have results, each with its count, the one in force marked; “all” first."""
    counts = Counter(type_of(match.model) for match in found)
    return [
        {"value": kind.value, "label": kind.label, "count": counts[kind], "current": kind == wanted}
        for kind in ResultType
        if counts[kind] or kind == wanted
    ]


def query_without_page(parameters) -> str:
    """The query string of this list for its links to other pages."""
    kept = parameters.copy()
    kept.pop("page", None)
    return kept.urlencode()


@require_safe
@cache_control(public=True, max_age=300)
def suggest(request):
    """``?q=`` as it is typed: at most eight things that begin so, and how many in words, as JSON."""
    found = suggestions(request.GET.get("q", "")[:LONGEST_TYPED], active_language())
    said = ngettext("%(n)d suggestion", "%(n)d suggestions", len(found)) % {"n": len(found)}
    rows = [{"text": one.text, "kind": one.kind.label, "path": one.path} for one in found]
    return JsonResponse({"suggestions": rows, "said": said if found else ""})


def answers(words: str, *, user, language: str, exact: bool) -> tuple[Query, list[Match]]:
    """The question and what answers it; what has the nearest words where nothing does, unless it must be ``exact``."""
    visible = visible_records(user, language)
    query = read_query(words, language)
    found = matches(query, visible=visible)
    if not found and not exact and (nearest := corrected(query)) and (near := matches(nearest, visible=visible)):
        return nearest, near
    return query, found


def tag(request, slug):
    """Every published page of the visitor's language that carries a tag, the newest first."""
    tag = get_object_or_404(Tag, slug=slug.replace("\x00", ""))
    language = active_language()
    tagged = PageTag.objects.filter(tag=tag, content_object__in=visible_pages(language))
    keys = tagged.order_by("-content_object__first_published_at", "-content_object_id").values_list(
        "content_object_id", flat=True
    )
    page = Paginator(keys, PER_PAGE).get_page(PageNumberForm.number_in(request.GET))
    rows = page_results(list(page), user=request.user, language=language)
    context = {"tag": tag, "page_obj": page, "results": [rows[key] for key in page if key in rows]}
    return understood(render(request, "search/tag.html", context), with_page("", page.number))
