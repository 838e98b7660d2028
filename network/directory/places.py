"""The addresses of organisations, read together and remembered."""

from collections import defaultdict

from home.cache.remembered import remembered
from network.models import Location, Organisation


@remembered
def places_by_organisation() -> dict[int, list[Location]]:
    """The addresses of each published organisation by its key, the seat first, protected ones too; one query."""
    found = defaultdict(list)
    places = Location.objects.filter(organisation__in=Organisation.objects.members().values("pk"))
    for place in places.select_related("commune").order_by("organisation", "sort_order", "pk"):
        found[place.organisation_id].append(place)
    return dict(found)
