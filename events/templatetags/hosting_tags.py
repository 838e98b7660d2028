"""Dates seen from the network: what an organisation hosts, when a group meets."""

from dataclasses import dataclass

from django import template
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from events.dates.listing import with_kinds
from events.models import Occurrence
from network.models import Organisation, WorkingGroup

register = template.Library()

COMING, PAST = 6, 12
"""How many dates of a group its page shows."""


@dataclass(frozen=True)
class Meetings:
    """Dates of one group: those to come, the nearest first, and the latest of those over."""

    coming: list[Occurrence]
    past: list[Occurrence]


@register.simple_tag(takes_context=True)
def hosted_dates(context, organisation: Organisation, limit: int = 5) -> list[Occurrence]:
    """The next dates ``organisation`` hosts, with the paths of their pages; one query."""
    dates = Occurrence.objects.visible_to(context.request.user).filter(host=organisation)
    return with_kinds(dates.upcoming(timezone.now())[:limit])


@register.simple_tag(takes_context=True)
def meetings_of(context, group: WorkingGroup) -> Meetings:
    """The group's dates on both sides of now; two queries, whatever their number."""
    now = timezone.now()
    dates = Occurrence.objects.visible_to(context.request.user).filter(group=group)
    coming, past = list(dates.upcoming(now)[:COMING]), list(dates.past(now)[:PAST])
    with_kinds([*coming, *past])
    return Meetings(coming, past)


@register.simple_tag(takes_context=True)
def next_meetings(context) -> dict[int | None, Occurrence]:
    """The next date that stands of each active group, by the group's key; one query."""
    dates = Occurrence.objects.visible_to(context.request.user).filter(status="planned")
    nearest = dates.filter(group=OuterRef("pk")).upcoming(timezone.now()).values("pk")[:1]
    groups = WorkingGroup.objects.filter(active=True).annotate(next_date=Subquery(nearest))
    found = with_kinds(dates.filter(pk__in=groups.values("next_date")))
    return {date.group_id: date for date in found}


@register.filter
def of_group(dates: dict[int, Occurrence], group: WorkingGroup) -> Occurrence | None:
    """The group's date among ``next_meetings``."""
    return dates.get(group.pk)
