"""The dates other pages show: the next one, and the few after it."""

from urllib.parse import urlencode

from django import template
from django.utils import timezone

from events.listing import with_paths
from events.models import AgendaPage, Occurrence
from events.models.occurrences import Status
from events.states import State, state_of
from home.bilingual import SOURCE_LANGUAGE, active_language
from home.navigation import path_below, root_path

register = template.Library()


def upcoming(context):
    """What the reader may see of the dates to come, with all a row shows, in one query."""
    request = context.get("request")
    user = getattr(request, "user", None) or context.get("user")
    dates = Occurrence.objects.visible_to(user).upcoming(timezone.now())
    return dates.with_seat_counts()


@register.simple_tag(takes_context=True)
def upcoming_dates(context, limit: int) -> list[Occurrence]:
    """The next dates, cancelled and postponed ones among them, each with its ``path``."""
    return with_paths(upcoming(context)[: int(limit)])


@register.simple_tag(takes_context=True)
def next_date(context) -> Occurrence | None:
    """The next date that takes place, with its ``path``."""
    return next(iter(with_paths(upcoming(context).filter(status=Status.PLANNED)[:1])), None)


@register.simple_tag
def home_dates(dates: list[Occurrence]) -> dict:
    """Of the dates to come: ``first``, the next that takes place, and ``others``, in one pass over the same rows."""
    first = next((date for date in dates if date.status == Status.PLANNED), None)
    return {"first": first, "others": [date for date in dates if date is not first]}


@register.simple_tag(takes_context=True)
def agenda_address(context, dates: list[Occurrence]) -> str:
    """Path of the agenda in the reader's language: above any of its events; asked only where ``dates`` has none."""
    language = active_language()
    for date in dates:
        if date.path.startswith(f"/{language}/"):
            return date.path.rstrip("/").rpartition("/")[0] + "/"
    root = root_path(context.get("request"), language)
    agendas = AgendaPage.objects.live().filter(url_path__startswith=root).values_list("url_path", flat=True)
    return next((path_below(root, url_path, language) for url_path in agendas[:1]), "")


@register.filter
def title_language(date: Occurrence) -> str:
    """The language of the date's title: the source language where the event is not translated."""
    language = active_language()
    return language if date.texts.get(language, {}).get("title") else SOURCE_LANGUAGE


@register.filter
def map_address(place: str) -> str:
    """Where a map service shows the place: a plain link, followed only by whoever clicks it."""
    return f"https://www.openstreetmap.org/search?{urlencode({'query': place})}"


@register.simple_tag
def date_state(date: Occurrence) -> State:
    return state_of(date)
