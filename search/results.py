"""What a found page or record shows in a list: the same shape for all, read with one query per kind."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from wagtail.models import Page, Site
from wagtail.search.models import IndexEntry

from events.models import EventPage, Occurrence
from home.models import BasePage
from home.text.bilingual import active_language
from network.directory.urls_of import read_urls
from network.models import Organisation, WorkingGroup, WorkingGroupPage
from search.forms import ResultType
from search.matching import Match

EXCERPT_WORDS = 32
PAGE_MODELS = tuple(model for model in apps.get_models() if issubclass(model, BasePage))
# PostgreSQL keeps words in vectors and the text beside them; SQLite keeps the text itself.
INDEXED_TEXT = "body_text" if connection.vendor == "postgresql" else "body"


@dataclass(kw_only=True)
class Result:
    """One row of a list of results."""

    type: ResultType
    label: str
    title: str
    path: str
    text: str = ""
    date: Occurrence | None = None
    day: dt.date | None = None
    group: WorkingGroup | None = None

    @property
    def is_void(self) -> bool:
        """Whether its date does not take place as announced."""
        return self.date is not None and not self.date.is_standing

    @property
    def is_past(self) -> bool:
        return self.date is not None and self.date.is_past(timezone.now())


def visible_pages(language: str) -> QuerySet[Page]:
    """The published pages of ``language``; a page not translated yet stands in for itself as an alias."""
    return Page.objects.live().filter(locale__language_code=language, depth__gte=2)


def visible_records(user, language: str) -> dict[type[Model], QuerySet]:
    """What ``user`` may find in ``language``, by model."""
    pages = visible_pages(language)
    return {
        **dict.fromkeys(PAGE_MODELS, pages),
        Organisation: Organisation.objects.visible_to(user),
        WorkingGroup: WorkingGroup.objects.filter(active=True),
    }


def type_of(model: type[Model]) -> ResultType:
    types = {
        EventPage: ResultType.EVENT,
        Organisation: ResultType.ORGANISATION,
        WorkingGroup: ResultType.GROUP,
        WorkingGroupPage: ResultType.GROUP,
    }
    return types.get(model, ResultType.PAGE)


def label_of(model: type[Model]) -> str:
    """The word over a result: what readers call it, where the CMS needs to be more precise."""
    return str((WorkingGroup if model is WorkingGroupPage else model)._meta.verbose_name)


def without_doubles(found: list[Match], language: str) -> list[Match]:
    """A working group and the page that presents it are one result: the page stands for both."""
    presented = WorkingGroupPage.objects.live().filter(locale__language_code=language)
    pages = dict(presented.values_list("group_id", "pk"))
    seen = set()
    kept = []
    for match in found:
        if match.model is WorkingGroup:
            if match.pk not in pages:
                continue
            match = Match(WorkingGroupPage, pages[match.pk], match.score)  # noqa: PLW2901
        if (match.model, match.pk) not in seen:
            seen.add((match.model, match.pk))
            kept.append(match)
    return kept


def results_of(found: Iterable[Match], *, user, language: str) -> list[Result]:
    """The rows for ``found``, in its order; a record that disappeared meanwhile is left out."""
    found = list(found)
    page_keys = [match.pk for match in found if issubclass(match.model, Page)]
    rows = page_results(page_keys, user=user, language=language)
    organisations = organisation_results([m.pk for m in found if m.model is Organisation], user=user, language=language)
    both = [(organisations if match.model is Organisation else rows).get(match.pk) for match in found]
    return [result for result in both if result]


def page_results(keys: list[int], *, user, language: str) -> dict[int, Result]:
    """Rows for pages of any type, by primary key: text from the index, so that no page is read whole."""
    if not keys:
        return {}
    path_of = page_paths(language)
    pages = list(
        visible_pages(language)
        .filter(pk__in=keys)
        .annotate(day=F("newspage__date"))
        .select_related("workinggrouppage__group")
        .only("title", "url_path", "content_type", "translation_key", "workinggrouppage__group")
    )
    texts = indexed_texts(pages)
    dates = dates_by_event([page.translation_key for page in pages if model_of(page) is EventPage], user=user)
    return {
        page.pk: Result(
            type=type_of(model_of(page)),
            label=label_of(model_of(page)),
            title=page.title,
            path=path_of(page.url_path),
            text=texts.get(page.pk, ""),
            date=dates.get(page.translation_key),
            day=page.day,
            group=page.workinggrouppage.group if model_of(page) is WorkingGroupPage else None,
        )
        for page in pages
    }


def organisation_results(keys: list[int], *, user, language: str) -> dict[int, Result]:
    """Rows for organisations ``user`` may read, by primary key."""
    if not keys:
        return {}
    addresses = read_urls(language)
    shown = ("slug", "kind", "name_fr", "name_nl", "summary_fr", "summary_nl")
    return {
        organisation.pk: Result(
            type=ResultType.ORGANISATION,
            label=organisation.get_kind_display(),
            title=organisation.name,
            path=addresses.of_organisation(organisation),
            text=organisation.summary,
        )
        for organisation in Organisation.objects.visible_to(user).filter(pk__in=keys).only(*shown)
    }


def model_of(page: Page) -> type[Model]:
    return ContentType.objects.get_for_id(page.content_type_id).model_class() or Page


def page_paths(language: str | None = None) -> Callable[[str], str]:
    """A function from a page's place in the tree to its address; Wagtail keeps the sites' roots in its cache."""
    language = language or active_language()
    root = next((site.root_path for site in Site.get_site_root_paths() if site.language_code == language), "")
    return lambda url_path: f"/{language}/{url_path.removeprefix(root)}"


def indexed_texts(pages: list[Page]) -> dict[int, str]:
    """The first words of each page's text, introduction first, by primary key."""
    entries = IndexEntry.objects.filter(
        content_type__in={page.content_type_id for page in pages}, object_id__in=[str(page.pk) for page in pages]
    )
    return {
        int(key): Truncator(text or "").words(EXCERPT_WORDS)
        for key, text in entries.values_list("object_id", INDEXED_TEXT)
    }


def dates_by_event(event_keys: list, *, user) -> dict:
    """The next date of each event, or its latest where all are over, by translation key."""
    if not event_keys:
        return {}
    now = timezone.now()
    dates = {}
    shown = ("event_key", "start", "end", "all_day", "status", "withdrawn_at")
    found = Occurrence.objects.visible_to(user).filter(event_key__in=event_keys).only(*shown)
    for date in found.order_by("-start", "uid"):
        if date.event_key not in dates or date.end > now:
            dates[date.event_key] = date
    return dates
