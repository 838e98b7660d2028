"""What the page of a signed link shows of one sign-up."""

from dataclasses import dataclass
from datetime import datetime

from events.actors import LinkHolder
from events.listing import with_paths
from events.models import Occurrence, Registration, Seat
from events.sign_up_panel import with_ranks


@dataclass
class LinkPage:
    """A sign-up, and the people who hold a seat or wait for one, each with a rank (0 for one that does not wait)."""

    registration: Registration
    date: Occurrence
    people: list[tuple[Seat, int]]


def read_link_page(holder: LinkHolder, *, now: datetime) -> LinkPage:
    """What ``holder`` may see at ``now`` (aware)."""
    registration = Registration.objects.visible_to(holder).select_related("organisation", "occurrence__kind").get()
    seats = Seat.objects.visible_to(holder).active().select_related("person").order_by("queued_at", "pk")
    date = registration.occurrence
    with_paths([date])
    return LinkPage(registration=registration, date=date, people=with_ranks(list(seats)))
