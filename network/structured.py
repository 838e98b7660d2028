"""A sheet as schema.org data for search engines. Protected addresses never get this far."""

from network.models import Organisation
from network.sheet import Place, Sheet

TYPES = {
    Organisation.Kind.ASBL: "NGO",
    Organisation.Kind.DE_FACTO: "NGO",
    Organisation.Kind.COMMUNE: "GovernmentOrganization",
    Organisation.Kind.CPAS: "GovernmentOrganization",
    Organisation.Kind.PUBLIC: "GovernmentOrganization",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
        "telephone": organisation.phone,
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
    """The weekly slots at ``place``, then the closures to come as days without hours."""
    is_first = place is sheet.places[0]
    slots = [
        slot
        for slot in sheet.slots
        if not slot.at_protected_address
        and (slot.location_id == place.location.pk or (is_first and slot.location_id is None))
    ]
    if not slots:
        return []
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": DAYS[slot.weekday],
            "opens": f"{slot.opens:%H:%M}",
            "closes": f"{slot.closes:%H:%M}",
        }
        for slot in slots
    ]
    closed = [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": closure.first_day.isoformat(),
            "validThrough": closure.last_day.isoformat(),
            "opens": "00:00",
            "closes": "00:00",
        }
        for closure in sheet.coming_closures
    ]
    return hours + closed
