"""The dates other pages show: the next one, and the few after it."""

from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.listing import with_paths
from events.models import Occurrence
from events.models.kinds import Audience, EventKind, Spoken
from events.models.occurrences import Status
from events.states import State, state_of
from events.subscribe import agenda_path
from home.bilingual import active_language
from home.navigation import root_path

register = template.Library()

KIND = (
    '<svg class="kind-mark" viewBox="0 0 8 24" width="8" height="24" preserveAspectRatio="none" aria-hidden="true"'
    ' focusable="false"><rect width="8" height="24" rx="3" fill="{}"/></svg>'
)


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
    return agenda_path(root_path(context.get("request"), language), language)


@register.filter
def title_language(date: Occurrence) -> str:
    """The language of the date's title: the source language where the event is not translated."""
    return date.text_language("title", active_language())


@register.filter
def language_of(date: Occurrence, name: str) -> str:
    """The language in which the reader is given ``reason``, ``access`` or ``place`` of ``date``."""
    return getattr(type(date), name).language_for(date, active_language())


@register.simple_tag
def date_state(date: Occurrence) -> State:
    return state_of(date)


@register.simple_tag
def date_marks(date: Occurrence, state: State) -> list[str]:
    """For whom a date is and in which language where it is not French, for lists; nothing where it is not held."""
    if state.void or getattr(date, "is_ghost", False):
        return []
    marks = []
    if date.audience == Audience.ALL:
        marks.append(_("Open to all"))
    elif state.words != _("Members"):
        marks.append(_("Members"))
    if date.spoken != Spoken.FRENCH:
        marks.append(_("In Dutch") if date.spoken == Spoken.DUTCH else capfirst(_("French and Dutch")))
    return marks


@register.simple_tag
def kind_mark(kind: EventKind) -> SafeString:
    """The colour of a kind, for a date without the badge of a group; its name stands beside it."""
    return drawn_kind(kind.colour)


@lru_cache(maxsize=256)
def drawn_kind(colour: str) -> SafeString:
    return format_html(KIND, colour)
