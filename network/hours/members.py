"""The hours of all published organisations, read together and remembered: whose doors are open costs no query."""

import datetime as dt
from collections import defaultdict

from django.db.models import OuterRef, Subquery

from home.cache.remembered import remembered
from network.hours.evaluation import ONE_DAY, Hours, Opening, are_trusted, on_the_wall
from network.models import Closure, Location, OpeningSlot, Organisation, Service


@remembered
def hours_of_members() -> dict[int, Hours]:
    """The hours of each published organisation that has some, by its key; three queries."""
    members = {"organisation__in": Organisation.objects.members().values("pk")}
    first = Location.objects.filter(organisation=OuterRef("organisation")).order_by("sort_order", "pk").values("pk")[:1]
    # Only a closure of one address asks where the hours without address are kept.
    closures = by_organisation(Closure.objects.filter(**members).annotate(first_location=Subquery(first)))
    slots = by_organisation(OpeningSlot.objects.filter(**members))
    services = by_organisation(Service.objects.filter(**members))
    return {
        key: Hours(
            own,
            closures.get(key, ()),
            services.get(key, ()),
            first_location=next((closure.first_location for closure in closures.get(key, ())), None),
        )
        for key, own in slots.items()
    }


def by_organisation(rows) -> dict[int, list]:
    """Each organisation's rows, by its key."""
    found = defaultdict(list)
    for row in rows:
        found[row.organisation_id].append(row)
    return found


@remembered
def openings_around(day: dt.date) -> list[tuple[int, Opening]]:
    """The openings among which are those of ``day``, with their organisations, of those whose hours are trusted."""
    verified = dict(Organisation.objects.members().values_list("pk", "last_verified"))
    return [
        (key, one)
        for key, hours in hours_of_members().items()
        if are_trusted(verified[key], day)
        for one in (*hours.openings_on(day - ONE_DAY), *hours.openings_on(day))
    ]


def open_members(now: dt.datetime, *, drop_in_only: bool = False) -> set[int]:
    """The keys of the published organisations whose doors are open at ``now`` (aware), by appointment or not, or only
    to who comes without.
    """
    at = on_the_wall(now)
    return {
        key
        for key, one in openings_around(at.date())
        if one.begins <= at < one.ends and (one.is_drop_in or not drop_in_only)
    }


@remembered
def drop_in_members(day: dt.date) -> set[int]:
    """The keys of the published organisations where one may come without appointment, on ``day`` or later."""
    return {key for key, hours in hours_of_members().items() if hours.has_drop_in(day)}
