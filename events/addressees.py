"""Who hears of sign-ups and of changes of a date: one rule for every mail."""

from collections import defaultdict
from collections.abc import Iterable

from events.models import Occurrence, Registration, Seat
from network.models import Representative, User


def addressees_of(registrations: Iterable[Registration]) -> dict[int, list[User]]:
    """Who hears of each registration, by its key; needs ``created_by`` loaded; one query.

    Whoever signed up, as long as they act for the organisation. Otherwise (the coordination signed up for it, a mandate
    ended, an account was closed) its representatives of today; where it has none, the author after all.
    """
    registrations = list(registrations)
    acting = acting_for({registration.organisation_id for registration in registrations})
    return {registration.pk: told(registration, acting[registration.organisation_id]) for registration in registrations}


def acting_for(organisation_ids: Iterable[int]) -> dict[int, list[User]]:
    """The representatives of today of each organisation, by its key; one query."""
    mandates = Representative.objects.current().filter(organisation__in=set(organisation_ids), user__is_active=True)
    acting = defaultdict(list)
    for mandate in mandates.select_related("user").order_by("pk"):
        acting[mandate.organisation_id].append(mandate.user)
    return acting


def told(registration: Registration, acting: list[User]) -> list[User]:
    author = registration.created_by
    if author in acting:
        return [author]
    return acting or ([author] if author and author.is_active else [])


def by_addressee(seats: Iterable[Seat]) -> dict[User, list[Seat]]:
    """The seats each person must hear of; needs ``registration__created_by`` loaded."""
    seats = list(seats)
    people = addressees_of({seat.registration_id: seat.registration for seat in seats}.values())
    grouped = defaultdict(list)
    for seat in seats:
        for user in people[seat.registration_id]:
            grouped[user].append(seat)
    return dict(grouped)


def statuses_by_addressee(occurrence: Occurrence) -> dict[User, set[str]]:
    """What each person who hears of ``occurrence`` has there now: statuses of seats held or waited for."""
    held = defaultdict(set)
    for pk, status in Seat.objects.active().filter(occurrence=occurrence).values_list("registration", "status"):
        held[pk].add(status)
    registrations = Registration.objects.filter(pk__in=held).select_related("created_by")
    statuses = defaultdict(set)
    for pk, users in addressees_of(registrations).items():
        for user in users:
            statuses[user] |= held[pk]
    return statuses


def mandates_of(user: User) -> set[int]:
    """Organisations ``user`` acts for today."""
    return set(Representative.objects.current().filter(user=user).values_list("organisation_id", flat=True))
