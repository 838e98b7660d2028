"""What the agenda shows for an address: filters, the dates of one page, grouped by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page as PageOfDates
from django.core.paginator import Paginator

from events.listing import kinds_by_key, with_paths
from events.models import EventKind, Occurrence
from home.dates import local_day
from home.forms import PageNumberForm
from network.listing import active_groups
from network.models import WorkingGroup

PAST = "passe"
PER_PAGE = 20


class AgendaForm(forms.Form):
    """``?periode=passe&type=…&groupe=…``; whatever it does not know counts as not asked."""

    periode = forms.ChoiceField(choices=[(PAST, PAST)], required=False)
    type = forms.ChoiceField(required=False)
    groupe = forms.ChoiceField(required=False)

    def __init__(self, data, *, kinds: Iterable[EventKind], groups: Iterable[WorkingGroup]):
        super().__init__(data)
        self.fields["type"].choices = [(kind.slug, kind.name) for kind in kinds]
        self.fields["groupe"].choices = [(group.slug, group.name) for group in groups]

    def filters(self) -> dict[str, str]:
        """The filters asked and known, by their name in the address."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}


@dataclass(frozen=True)
class Choice:
    """A filter as a chip: ``record`` is its kind or group, None for “all”."""

    record: EventKind | WorkingGroup | None
    query: str
    is_current: bool


@dataclass(frozen=True)
class Agenda:
    """One page of the agenda; ``months`` pairs the first day of a month with its dates."""

    page: PageOfDates
    months: list[tuple[date, list[Occurrence]]]
    kinds: list[Choice]
    groups: list[Choice]
    is_past: bool
    is_filtered: bool
    query: str
    upcoming_query: str
    past_query: str


def read_agenda(parameters, *, user, now: datetime) -> Agenda:
    """The agenda for the GET ``parameters``, as ``user`` may see it at ``now`` (aware); two queries."""
    kinds = [kind for kind in kinds_by_key().values() if kind.active]
    groups = active_groups()
    filters = AgendaForm(parameters, kinds=kinds, groups=groups).filters()
    is_past = filters.get("periode") == PAST
    dates = Occurrence.objects.visible_to(user)
    dates = dates.past(now) if is_past else dates.upcoming(now)
    if "type" in filters:
        dates = dates.filter(kind__slug=filters["type"])
    if "groupe" in filters:
        dates = dates.filter(group__slug=filters["groupe"])
    shown = dates if is_past else dates.with_seat_counts()
    page = Paginator(shown, PER_PAGE).get_page(PageNumberForm.number_in(parameters))
    page.object_list = with_paths(page.object_list)
    return Agenda(
        page=page,
        months=by_month(page.object_list),
        kinds=choices("type", kinds, filters),
        groups=choices("groupe", groups, filters),
        is_past=is_past,
        is_filtered=bool(filters.keys() & {"type", "groupe"}),
        query=urlencode(filters),
        upcoming_query=urlencode(without(filters, "periode")),
        past_query=urlencode(without(filters, "periode") | {"periode": PAST}),
    )


def by_month(dates: Iterable[Occurrence]) -> list[tuple[date, list[Occurrence]]]:
    months = groupby(dates, key=lambda occurrence: local_day(occurrence.start).replace(day=1))
    return [(month, list(group)) for month, group in months]


def choices(name: str, records: list, filters: dict[str, str]) -> list[Choice]:
    """“All”, then each record; the query of each keeps the other filters."""
    current = filters.get(name)
    others = without(filters, name)
    every = [Choice(None, urlencode(others), current is None)]
    return every + [
        Choice(record, urlencode(others | {name: record.slug}), record.slug == current) for record in records
    ]


def without(filters: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in filters.items() if key != name}
