"""The dates other pages show: the next one, and the few after it."""

from django import template
from django.utils import timezone

from events.listing import with_paths
from events.models import Occurrence
from events.models.occurrences import Status
from events.states import State, state_of

register = template.Library()


def upcoming(context):
    """What the reader may see of the dates to come, with all a row shows, in one query."""
    request = context.get("request")
    user = getattr(request, "user", None) or context.get("user")
    dates = Occurrence.objects.visible_to(user).upcoming(timezone.now())
    return dates.with_relations().with_seat_counts()


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


@register.simple_tag
def date_state(date: Occurrence) -> State:
    return state_of(date)
