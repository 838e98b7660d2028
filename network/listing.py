"""Organisations as the directory and the sheet show them: a number of queries that does not depend on theirs."""

import datetime as dt
from collections import defaultdict

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from home.bilingual import active_language
from home.forms import PageNumberForm
from home.memory import remembered
from network.alphabet import by_name, folded
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


@remembered
def needs() -> list[Theme]:
    """All needs, in the order of the coordination."""
    return list(Theme.objects.all())


@remembered
def groups_by_key() -> dict[int, WorkingGroup]:
    """Every working group, in the order of the plan."""
    return {group.pk: group for group in WorkingGroup.objects.all()}


def active_groups() -> list[WorkingGroup]:
    """The working groups of today, in the order of the plan."""
    return [group for group in groups_by_key().values() if group.active]


@remembered
def network_members(language: str, day: dt.date) -> list[Organisation]:
    """The published organisations, A to Z by their name in ``language``, the active one; three queries.

    Each with ``shown_themes``, ``shown_groups`` (of ``day``) and ``searched``, its words without accents.
    """
    theme_of = {theme.pk: theme for theme in needs()}
    group_of = {group.pk: group for group in active_groups()}
    themes, groups = defaultdict(set), defaultdict(set)
    for organisation, theme in Organisation.themes.through.objects.values_list("organisation_id", "theme_id"):
        themes[organisation].add(theme)
    for organisation, group in Membership.objects.current(day).order_by().values_list("organisation_id", "group_id"):
        groups[organisation].add(group)
    organisations = list(Organisation.objects.members().only("slug", "kind", *SEARCHED))
    for organisation in organisations:
        organisation.shown_themes = [theme for key, theme in theme_of.items() if key in themes[organisation.pk]]
        organisation.shown_groups = [group for key, group in group_of.items() if key in groups[organisation.pk]]
        organisation.searched = folded(" ".join(getattr(organisation, name) for name in SEARCHED))
    return sorted(organisations, key=by_name)


def find_organisations(
    *,
    now: dt.datetime,
    q: str = "",
    theme: Theme | None = None,
    group: WorkingGroup | None = None,
    kind: str = "",
    is_open: bool = False,
) -> list[Organisation]:
    """The organisations that answer every filter, A to Z in the reader's language; a query only for open doors.

    Words and order are compared without accents in Python (see ``network.alphabet``), so that both databases agree.
    """
    members = network_members(active_language(), timezone.localdate(now))
    words = folded(q).split()
    open_now = set(only_open(Organisation.objects.members(), now).values_list("pk", flat=True)) if is_open else ()
    return [
        member
        for member in members
        if (not theme or theme in member.shown_themes)
        and (not group or group in member.shown_groups)
        and (not kind or kind == member.kind)
        and (not is_open or member.pk in open_now)
        and all(word in member.searched for word in words)
    ]


def one_page(found: list[Organisation], parameters) -> Page:
    """The page of ``found`` that ``?page=`` asks for, or the nearest one there is."""
    return Paginator(found, PER_PAGE).get_page(PageNumberForm.number_in(parameters))


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
