"""The search page, and the page of everything that carries a tag."""

from collections import Counter

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from taggit.models import Tag

from home.bilingual import active_language
from home.forms import PageNumberForm
from home.models import PageTag
from network.models import Theme
from search.forms import ResultType, SearchForm
from search.matching import Match, matches, words_of
from search.results import page_results, results_of, type_of, visible_pages, visible_records, without_doubles

PER_PAGE = 20


def search(request):
    """Pages, events, organisations and groups with the words asked for, in one list, best first."""
    form = SearchForm(request.GET)
    words, wanted, number = form.wanted()
    language = active_language()
    found = matches(words, language=language, visible=visible_records(request.user, language))
    found = without_doubles(found, language) if found else []
    shown = [match for match in found if not wanted or type_of(match.model) == wanted]
    page = Paginator(shown, PER_PAGE).get_page(number)
    context = {
        "form": form,
        "words": words,
        "wanted": wanted,
        "asked": bool(words_of(words)),
        "total": len(found),
        "types": type_choices(found, wanted),
        "page_obj": page,
        "query": query_without_page(request.GET),
        "results": results_of(page, user=request.user, language=language),
        "themes": Theme.objects.filter(on_home=True) if not found else (),
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
    return render(request, "search/tag.html", context)
