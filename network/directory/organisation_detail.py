"""One organisation's sheet: its records, remembered, and what is true of them at this moment."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode, urlsplit

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from home.cache.remembered import remembered
from network.directory.week import OtherHours, Week, draw_week, other_hours
from network.hours.evaluation import Doors, Hours, doors_of
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

MAP = "https://www.openstreetmap.org/"


@dataclass(frozen=True)
class Place:
    """An address that may be shown, and where it is on the map."""

    location: Location

    @property
    def map_url(self) -> str:
        """OpenStreetMap at the coordinates, or searching for the address where there are none."""
        if self.location.latitude is None or self.location.longitude is None:
            return f"{MAP}search?{urlencode({'query': self.location.one_line()})}"
        # As short as they can be written: 50.83, not 50.830000.
        latitude, longitude = float(self.location.latitude), float(self.location.longitude)
        return f"{MAP}?mlat={latitude}&mlon={longitude}#map=18/{latitude}/{longitude}"


@dataclass(frozen=True)
class Parts:
    """An organisation with the records its sheet shows, whatever the hour."""

    organisation: Organisation
    places: list[Place]
    slots: list[OpeningSlot]
    """With their address where there are several, and their service."""
    hours: Hours
    closures: list[Closure]
    services: list[Service]
    """Those that have not ended."""
    themes: list[Theme]
    groups: list[WorkingGroup]


class Sheet:
    """What the sheet of an organisation shows at ``now`` (aware). Its ``parts`` are other readers' too."""

    def __init__(self, parts: Parts, now: dt.datetime):
        self.now = timezone.localtime(now)
        self.organisation, self.places = parts.organisation, parts.places
        self.slots, self.hours, self.closures = parts.slots, parts.hours, parts.closures
        self.services, self.themes, self.groups = parts.services, parts.themes, parts.groups

    @cached_property
    def doors(self) -> Doors:
        return doors_of(self.hours, self.now, self.organisation.last_verified)

    @cached_property
    def coming_closures(self) -> list[Closure]:
        """Closures that are not over, the nearest first."""
        return [closure for closure in self.closures if closure.last_day >= self.now.date()]

    @cached_property
    def week(self) -> Week | None:
        return draw_week(self.slots, self.hours, self.now.date())

    @cached_property
    def other_hours(self) -> list[OtherHours]:
        """What holds in some weeks only or in another period: the drawing of the week does not show it."""
        return other_hours(self.slots, self.hours, self.now.date())

    @property
    def correction_subject(self) -> str:
        """Subject of the mail that reports a mistake."""
        return gettext("Mistake on the sheet of %(name)s") % {"name": self.organisation.name}

    @property
    def website_name(self) -> str:
        """``association.example``: the website as people say it."""
        return urlsplit(self.organisation.website).netloc.removeprefix("www.")


def read_sheet(organisations: QuerySet[Organisation], slug: str, now: dt.datetime) -> Sheet | None:
    """The sheet of the organisation with ``slug``; None if it is not among ``organisations``. One query when warm."""
    key = organisations.filter(slug=slug).values_list("pk", flat=True).first()
    parts = parts_of(key, timezone.localdate(now)) if key else None
    return Sheet(parts, now) if parts else None


@remembered
def parts_of(key: int, day: dt.date) -> Parts | None:
    """Everything the sheet of an organisation shows on ``day``, shared by its readers; seven queries."""
    organisation = with_parts(Organisation.objects.filter(pk=key), day).first()
    if organisation is None:
        return None
    places = [Place(location) for location in organisation.locations.all()]
    several = {place.location.pk: place.location for place in places} if len(places) > 1 else {}
    slots, services = list(organisation.opening_slots.all()), list(organisation.services.all())
    closures = list(organisation.closures.all())
    hours = Hours(slots, closures, services, first_location=organisation.first_location)
    for slot in slots:
        slot.at_protected_address = slot.at_protected_address or (
            slot.location_id is None and bool(organisation.is_first_location_protected)
        )
        # Any other address is forgotten, so that nothing can show it.
        slot.location = several.get(slot.location_id)
        slot.service = hours.services.get(slot.service_id)
    return Parts(
        organisation,
        places,
        slots,
        hours,
        closures,
        services=[service for service in services if service.status != Service.Status.ENDED],
        themes=list(organisation.themes.all()),
        groups=[membership.group for membership in organisation.memberships.all()],
    )


def with_parts(organisations: QuerySet[Organisation], day: dt.date) -> QuerySet[Organisation]:
    """Reads with each organisation what its sheet shows on ``day``. Protected addresses stay in the database."""
    memberships = Membership.objects.current(day).filter(group__active=True)
    first = Location.objects.filter(organisation=OuterRef("pk")).order_by("sort_order", "pk")
    return (
        organisations.select_related("commune", "logo")
        .annotate(
            first_location=Subquery(first.values("pk")[:1]),
            is_first_location_protected=Subquery(first.values("protected")[:1]),
        )
        .prefetch_related(
            Prefetch("locations", Location.objects.filter(protected=False).select_related("commune")),
            Prefetch("opening_slots", OpeningSlot.objects.annotate(at_protected_address=F("location__protected"))),
            "closures",
            "services",
            "themes",
            Prefetch("memberships", memberships.select_related("group").order_by("group__order")),
        )
    )
