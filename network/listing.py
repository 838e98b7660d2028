"""Organisations as the directory and the sheet show them: a number of queries that does not depend on theirs."""

import datetime as dt

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet

from home.bilingual import active_language
from network.alphabet import alphabetical, folded
from network.models import (
    Closure,
    Location,
    Membership,
    OpeningSlot,
    Organisation,
    Service,
    Theme,
    WorkingGroup,
)
from network.nested import NestedRows
from network.opening import only_open

PER_PAGE = 24
SEARCHED = ("name_fr", "name_nl", "abbreviation", "summary_fr", "summary_nl")
"""What free words are looked for in."""


def find_organisations(
    organisations: QuerySet, *, now: dt.datetime, q="", theme=None, group=None, kind="", is_open=False
) -> list[int]:
    """Keys of the organisations that answer every filter, A to Z in the reader's language; one query.

    Words and order are compared without accents in Python (see ``network.alphabet``), so that both databases agree.
    """
    if theme:
        organisations = organisations.filter(themes=theme)
    if group:
        organisations = organisations.filter(memberships__in=Membership.objects.current().filter(group=group))
    if kind:
        organisations = organisations.filter(kind=kind)
    if is_open:
        organisations = only_open(organisations, now)
    words = folded(q).split()
    rows = organisations.order_by().values_list("pk", *SEARCHED, named=True)
    found = [row for row in rows if all(word in folded(" ".join(row[1:])) for word in words)]
    language = active_language()
    found.sort(key=lambda row: (alphabetical(Organisation.name.in_language(row, language)), row.pk))
    return [row.pk for row in found]


def with_badges(organisations: QuerySet) -> QuerySet:
    """Adds ``group_rows`` and ``theme_rows``: the keys of each organisation's active groups and of its themes."""
    memberships = Membership.objects.current().filter(organisation=OuterRef("pk"), group__active=True)
    themes = Organisation.themes.through.objects.filter(organisation=OuterRef("pk")).order_by("theme__order")
    return organisations.annotate(
        group_rows=NestedRows(memberships.order_by("group__order"), key="group_id"),
        theme_rows=NestedRows(themes, key="theme_id"),
    )


def directory_page(found: list[int], number: str | None, *, themes: list[Theme], groups: list[WorkingGroup]) -> Page:
    """Page ``number`` of the keys (the nearest one if there is no such page) as organisations with their badges."""
    page = Paginator(found, PER_PAGE).get_page(number)
    theme_of = {theme.pk: theme for theme in themes}
    group_of = {group.pk: group for group in groups}
    shown = with_badges(Organisation.objects.defer("description_fr", "description_nl", "notes")).in_bulk(
        page.object_list
    )
    page.object_list = [shown[key] for key in page.object_list if key in shown]
    for organisation in page.object_list:
        organisation.shown_groups = [group_of[row["key"]] for row in organisation.group_rows if row["key"] in group_of]
        organisation.shown_themes = [theme_of[row["key"]] for row in organisation.theme_rows if row["key"] in theme_of]
    return page


def with_parts(organisations: QuerySet) -> QuerySet:
    """Adds to each organisation everything its sheet shows, as rows for ``Sheet``. Protected addresses stay out."""
    own = {"organisation": OuterRef("pk")}
    places = Location.objects.filter(protected=False, **own).order_by("sort_order")
    memberships = Membership.objects.current().filter(group__active=True, **own).order_by("group__order")
    themes = Organisation.themes.through.objects.filter(**own).order_by("theme__order", "theme__name_fr")
    return organisations.select_related("commune", "logo").annotate(
        location_rows=NestedRows(
            places,
            *("pk", "name_fr", "name_nl", "street_fr", "street_nl", "postal_code"),
            *("access_fr", "access_nl", "latitude", "longitude"),
            commune_fr="commune__name_fr",
            commune_nl="commune__name_nl",
        ),
        slot_rows=NestedRows(
            OpeningSlot.objects.filter(**own),
            *("weekday", "opens", "closes", "kind", "note_fr", "note_nl", "location_id"),
            protected="location__protected",
        ),
        closure_rows=NestedRows(Closure.objects.filter(**own), "first_day", "last_day", "reason_fr", "reason_nl"),
        service_rows=NestedRows(
            Service.objects.filter(**own).exclude(status=Service.Status.ENDED),
            *("title_fr", "title_nl", "conditions_fr", "conditions_nl", "status"),
        ),
        theme_rows=NestedRows(
            themes, pk="theme_id", slug="theme__slug", name_fr="theme__name_fr", name_nl="theme__name_nl"
        ),
        group_rows=NestedRows(
            memberships,
            pk="group_id",
            name_fr="group__name_fr",
            name_nl="group__name_nl",
            letter="group__letter",
            colour="group__colour",
            slug="group__slug",
        ),
    )
