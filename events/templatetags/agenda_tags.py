"""The dates other pages show: the next one, and the few after it."""

from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.calendars.subscription import agenda_path
from events.dates.listing import page_path, with_kinds
from events.dates.states import State, state_of
from events.models import Occurrence
from events.models.kinds import Audience, EventKind, Spoken
from events.models.occurrences import Status
from home.pages.navigation import root_path
from home.text.bilingual import active_language

register = template.Library()
register.filter("page_path", page_path)

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
def dates_open_to_all(context, limit: int) -> list[Occurrence]:
    """The next dates to which anybody may come, those that do not take place left out."""
    dates = upcoming(context).filter(audience=Audience.ALL, status=Status.PLANNED)
    return with_kinds(dates[: int(limit)])


@register.simple_tag(takes_context=True)
def date_for_members(context) -> Occurrence | None:
    """The next date that takes place for all members: a midi, an assembly, but no meeting of one group."""
    dates = upcoming(context).filter(audience=Audience.MEMBERS, status=Status.PLANNED, group=None)
    return next(iter(with_kinds(dates[:1])), None)


@register.simple_tag(takes_context=True)
def agenda_address(context, dates: list[Occurrence]) -> str:
    """Path of the agenda in the reader's language: above any of its events; asked only where ``dates`` has none."""
    language = active_language()
    for date in dates:
        path = page_path(date)
        if path.startswith(f"/{language}/"):
            return path.rstrip("/").rpartition("/")[0] + "/"
    return agenda_path(root_path(context.get("request"), language), language)


@register.filter
def title_language(date: Occurrence) -> str:
    """The language of the date's title: the source language where the event is not translated."""
    return date.text_language("title", active_language())


@register.filter
def language_of_text(date: Occurrence, name: str) -> str:
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
    return marks  # ty: ignore[invalid-explicit-return]


@register.simple_tag
def kind_mark(kind: EventKind) -> SafeString:
    """The colour of a kind, for a date without the badge of a group; its name stands beside it."""
    return drawn_kind(kind.colour)


@lru_cache(maxsize=256)
def drawn_kind(colour: str) -> SafeString:
    return format_html(KIND, colour)
