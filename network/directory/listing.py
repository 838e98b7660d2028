"""Organisations as the directory shows them: a number of queries that does not depend on theirs."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils import timezone

from home.cache.remembered import remembered
from home.pages.listing_forms import PageNumberForm
from home.text.alphabet import by_name
from home.text.bilingual import active_language
from network.directory.needs import needs_by_organisation
from network.directory.places import places_by_organisation
from network.directory.search import scores_of
from network.hours.evaluation import Doors, doors_of
from network.hours.members import drop_in_members, hours_of_members, open_members
from network.models import Location, Membership, Organisation, Theme, WorkingGroup
from network.words.query import Query

PER_PAGE = 24
SHOWN = ("slug", "kind", "name_fr", "name_nl", "abbreviation", "summary_fr", "summary_nl", "phone")
"""What a row shows."""


@remembered
def groups_by_key() -> dict[int, WorkingGroup]:
    """Every working group, in the order of the plan."""
    return {group.pk: group for group in WorkingGroup.objects.all()}


def active_groups() -> list[WorkingGroup]:
    """The working groups of today, in the order of the plan."""
    return [group for group in groups_by_key().values() if group.active]


@dataclass(frozen=True)
class ListedOrganisation:
    """A published organisation with its themes and groups of today."""

    organisation: Organisation
    themes: list[Theme]
    groups: list[WorkingGroup]

    @property
    def places(self) -> list[Location]:
        """Its addresses, the seat first; read for all organisations at once, where a list shows them."""
        return places_by_organisation().get(self.organisation.pk, [])

    @property
    def public_place(self) -> Location | None:
        """The first of its addresses that anybody may know."""
        return next((place for place in self.places if not place.protected), None)


@remembered
def network_members(language: str, day: dt.date) -> list[ListedOrganisation]:
    """The published organisations, A to Z by their name in ``language``, the active one; three queries."""
    answered = needs_by_organisation()
    group_of = {group.pk: group for group in active_groups()}
    groups = defaultdict(set)
    for organisation, group in Membership.objects.current(day).order_by().values_list("organisation_id", "group_id"):
        groups[organisation].add(group)
    organisations = list(Organisation.objects.members().only("last_verified", *SHOWN))
    return [
        ListedOrganisation(
            organisation,
            themes=answered.get(organisation.pk, []),
            groups=[group for key, group in group_of.items() if key in groups[organisation.pk]],
        )
        for organisation in sorted(organisations, key=by_name)
    ]


def find_organisations(
    *,
    now: dt.datetime,
    query: Query | None = None,
    theme: Theme | None = None,
    group: WorkingGroup | None = None,
    kind: str = "",
    is_open: bool = False,
    is_drop_in: bool = False,
) -> list[ListedOrganisation]:
    """The organisations that answer every filter: best first where ``query`` asks for words, else open doors first, and
    A to Z in the reader's language; no query once they are remembered.

    ``is_open`` and ``is_drop_in`` meet on one opening: the doors are open now to who comes without appointment.

    Words and order are compared in Python (see ``network.words``), so that both databases agree.
    """
    members = network_members(active_language(), timezone.localdate(now))
    scores = scores_of(query) if query else {}
    by_hours = members_by_hours(now, is_open=is_open, is_drop_in=is_drop_in)
    found = [
        member
        for member in members
        if (not theme or theme in member.themes)
        and (not group or group in member.groups)
        and (not kind or kind == member.organisation.kind)
        and (by_hours is None or member.organisation.pk in by_hours)
        and (not query or member.organisation.pk in scores)
    ]
    if query:
        return sorted(found, key=lambda member: -scores[member.organisation.pk])
    open_now = open_members(now)
    return sorted(found, key=lambda member: member.organisation.pk not in open_now)


def members_by_hours(now: dt.datetime, *, is_open: bool, is_drop_in: bool) -> set[int] | None:
    """The keys of the published organisations whose hours answer; None where nothing is asked of them."""
    if is_open:
        return open_members(now, drop_in_only=is_drop_in)
    return drop_in_members(timezone.localdate(now)) if is_drop_in else None


def with_doors(listed: Iterable[ListedOrganisation], now: dt.datetime) -> list[tuple[ListedOrganisation, Doors | None]]:
    """The rows of a page, each with its doors at ``now``; None for who told no hours."""
    hours = hours_of_members()
    return [
        (
            row,
            doors_of(known, now, row.organisation.last_verified) if (known := hours.get(row.organisation.pk)) else None,
        )
        for row in listed
    ]


def one_page(found: list[ListedOrganisation], parameters, *, is_whole: bool = False) -> Page:
    """The page of ``found`` that ``?page=`` asks for, or the nearest one there is; all of it where ``is_whole``."""
    if is_whole:
        return Paginator(found, max(len(found), 1)).get_page(1)
    return Paginator(found, PER_PAGE).get_page(PageNumberForm.number_in(parameters))
