"""One organisation's sheet: its records rebuilt from one query, and what is true of them at this moment."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode, urlsplit

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from network.listing import with_parts
from network.models import Closure, Commune, Location, OpeningSlot, Organisation, Service, Theme, WorkingGroup
from network.opening import NextOpening, OpenNow, closure_on, holiday_closures, next_opening, open_now
from network.week import Week, draw_week

MAP = "https://www.openstreetmap.org/"


@dataclass(frozen=True)
class Place:
    """An address that may be shown, and where it is on the map."""

    location: Location

    @property
    def map_url(self) -> str:
        """OpenStreetMap at the coordinates, or searching for the address where there are none."""
        latitude, longitude = self.location.latitude, self.location.longitude
        if latitude is None or longitude is None:
            return f"{MAP}search?{urlencode({'query': self.location.one_line()})}"
        return f"{MAP}?mlat={latitude}&mlon={longitude}#map=18/{latitude}/{longitude}"


class Sheet:
    """What the sheet of ``organisation`` shows at ``now`` (aware)."""

    def __init__(self, organisation: Organisation, now: dt.datetime):
        self.organisation = organisation
        self.now = timezone.localtime(now)
        self.places = [Place(location_from(row)) for row in organisation.location_rows]
        several = {place.location.pk: place.location for place in self.places} if len(self.places) > 1 else {}
        self.slots = [slot_from(row, several) for row in organisation.slot_rows]
        self.closures = [closure_from(row) for row in organisation.closure_rows]
        # What the organisation says of a day goes before the name of the holiday.
        self.days_off = [*self.closures, *holiday_closures(now)]
        self.services = [Service(**row) for row in organisation.service_rows]
        self.themes = [Theme(**row) for row in organisation.theme_rows]
        self.groups = [WorkingGroup(**row) for row in organisation.group_rows]

    @cached_property
    def open_now(self) -> OpenNow | None:
        return open_now(self.slots, self.days_off, self.now)

    @cached_property
    def closed_today(self) -> Closure | None:
        return closure_on(self.days_off, self.now.date())

    @cached_property
    def next_opening(self) -> NextOpening | None:
        return None if self.open_now else next_opening(self.slots, self.days_off, self.now)

    @property
    def opens_later_today(self) -> bool:
        return bool(self.next_opening and self.next_opening.day == self.now.date())

    @cached_property
    def coming_closures(self) -> list[Closure]:
        """Closures that are not over, the nearest first."""
        return [closure for closure in self.closures if closure.last_day >= self.now.date()]

    @cached_property
    def week(self) -> Week | None:
        return draw_week(self.slots)

    @property
    def correction_subject(self) -> str:
        """Subject of the mail that reports a mistake."""
        return gettext("Mistake on the sheet of %(name)s") % {"name": self.organisation.name}

    @property
    def website_name(self) -> str:
        """``association.example``: the website as people say it."""
        return urlsplit(self.organisation.website).netloc.removeprefix("www.")

    @property
    def dial(self) -> str:
        """The telephone number as ``tel:`` wants it: digits, and the plus of a country."""
        return "".join(c for c in self.organisation.phone if c.isdigit() or c == "+")


def read_sheet(organisations: QuerySet, slug: str, now: dt.datetime) -> Sheet | None:
    """The sheet of the organisation with ``slug``, in one query; None if it is not among ``organisations``."""
    organisation = with_parts(organisations).filter(slug=slug).first()
    return Sheet(organisation, now) if organisation else None


def location_from(row: dict) -> Location:
    commune = Commune(name_fr=row.pop("commune_fr"), name_nl=row.pop("commune_nl"))
    return Location(commune=commune, **row)


def slot_from(row: dict, locations: dict[int, Location]) -> OpeningSlot:
    """A slot with its address, if that is one of ``locations``; any other is forgotten, so that nothing can show it."""
    hours = {name: dt.time.fromisoformat(row.pop(name)) for name in ("opens", "closes")}
    location, protected = locations.get(row.pop("location_id")), row.pop("protected")
    slot = OpeningSlot(location=location, **hours, **row)
    slot.at_protected_address = bool(protected)
    return slot


def closure_from(row: dict) -> Closure:
    days = {name: dt.date.fromisoformat(row.pop(name)) for name in ("first_day", "last_day")}
    return Closure(**days, **row)
