"""A sheet as schema.org data for search engines. Protected addresses never get this far."""

import datetime as dt

from home.text.telephones import first_to_dial
from network.directory.organisation_detail import Place, Sheet
from network.hours.evaluation import ONE_DAY
from network.models import OpeningSlot, Organisation

TYPES = {
    Organisation.Kind.ASBL: "NGO",
    Organisation.Kind.DE_FACTO: "NGO",
    Organisation.Kind.COMMUNE: "GovernmentOrganization",
    Organisation.Kind.CPAS: "GovernmentOrganization",
    Organisation.Kind.PUBLIC: "GovernmentOrganization",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_TOLD = 35
"""Days from today on of which it is told that their hours are not those of every week."""
CLOSED, DAY_AND_NIGHT = ("00:00", "00:00"), ("00:00", "23:59")


def structured_sheet(sheet: Sheet, url: str) -> dict:
    """The JSON-LD of an organisation; ``url`` is the absolute address of its sheet. Empty values are left out."""
    organisation = sheet.organisation
    places = [structured_place(sheet, place) for place in sheet.places]
    data = {
        "@context": "https://schema.org",
        "@type": TYPES[organisation.kind],
        "@id": url,
        "url": organisation.website or url,
        "name": organisation.name,
        "alternateName": organisation.abbreviation,
        "description": organisation.summary,
        "email": organisation.email,
        "telephone": first_to_dial(organisation.phone),
        "foundingDate": str(organisation.founded or ""),
        "identifier": organisation.formatted_enterprise_number,
        "location": places,
        "knowsAbout": [theme.name for theme in sheet.themes],
    }
    return {name: value for name, value in data.items() if value}


def structured_place(sheet: Sheet, place: Place) -> dict:
    """An address, its point on the map, and the hours kept there; hours without address are those of the first."""
    location = place.location
    data = {
        "@type": "Place",
        "name": location.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": location.street,
            "postalCode": location.postal_code,
            "addressLocality": location.commune.name,
            "addressCountry": "BE",
        },
        "openingHoursSpecification": opening_hours(sheet, place),
    }
    if location.latitude is not None and location.longitude is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(location.latitude),
            "longitude": float(location.longitude),
        }
    return {name: value for name, value in data.items() if value}


def opening_hours(sheet: Sheet, place: Place) -> list[dict]:
    """The hours of every week at ``place``, then each of the next days on which they are others.

    Hours without address are those of the first one. What holds in some weeks, in a period or not in holidays has no
    form of its own there: the days on which it makes a difference are told, as the evaluation of the hours has them.
    """
    weekly = [slot for slot in sheet.slots if not (slot.weeks or slot.is_dated) and is_kept_at(slot, sheet, place)]
    today = sheet.now.date()
    days = [today + ahead * ONE_DAY for ahead in range(DAYS_TOLD)]
    told, empty = [], []
    for day in days:
        usual = sorted(times_of(slot) for slot in weekly if slot.weekday == day.weekday())
        openings = sheet.hours.openings_on(day)
        real = sorted(times_of(one.slot) for one in openings if is_kept_at(one.slot, sheet, place))
        if real == usual:
            continue
        if real:
            told += [specification(times, day, day) for times in real]
        elif empty and empty[-1][-1] == day - ONE_DAY:
            empty[-1].append(day)
        else:
            empty.append([day])
    if not (weekly or told):
        return []
    hours = [{**specification(times_of(slot)), "dayOfWeek": DAYS[slot.weekday]} for slot in weekly]
    return [*hours, *told, *(specification(CLOSED, closed[0], closed[-1]) for closed in empty)]


def is_kept_at(slot: OpeningSlot, sheet: Sheet, place: Place) -> bool:
    """Whether the hours ``slot`` are kept at ``place``; those at a protected address are at none."""
    if slot.at_protected_address:
        return False
    return slot.location_id == place.location.pk or (place is sheet.places[0] and slot.location_id is None)


def times_of(slot: OpeningSlot) -> tuple[str, str]:
    """When it opens and closes; a whole day has another form than a day without hours."""
    if slot.opens == slot.closes:
        return DAY_AND_NIGHT
    return f"{slot.opens:%H:%M}", f"{slot.closes:%H:%M}"


def specification(times: tuple[str, str], first: dt.date | None = None, last: dt.date | None = None) -> dict:
    """Hours as schema.org has them, on the days from ``first`` to ``last`` where they are given."""
    opens, closes = times
    data = {"@type": "OpeningHoursSpecification", "opens": opens, "closes": closes}
    if first and last:
        data |= {"validFrom": first.isoformat(), "validThrough": last.isoformat()}
    return data
