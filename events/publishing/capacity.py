"""The number of seats of one date, changed where its sign-ups are looked at: on its row of the page and on its record.

As with every action on a date (``events.publishing.date_actions``), the published row and what may still be published
of it change together: no draft is published, and none undoes it later.
"""

from datetime import datetime

from django.utils import timezone

from events import errors
from events.models import Occurrence
from events.publishing.date_actions import locked, note_in_history, write_changes
from events.seats import services as seats
from events.seats.changes import changes_published_seats
from events.stable_names import HistoryAction
from network.models import User


@changes_published_seats
def change_capacity(
    *, occurrence_id: int, capacity: int | None, user: User, overbooking: str = "", now: datetime | None = None
) -> Occurrence:
    """Give one date ``capacity`` seats (None: no limit); added ones are offered to whoever waits.

    ``SeatsHeld`` is raised where people would lose a seat and no ``overbooking`` says why they keep it; ``SeatsNeeded``
    or ``DateNotPublished`` where the page does not allow it.
    """
    page, row, date = locked(occurrence_id)
    now = now or timezone.now()
    if date.is_past(now):
        raise errors.DatePast
    if capacity is None and page.capacity is not None:
        raise errors.SeatsNeeded(page.capacity)
    if capacity == date.capacity:
        return date
    seats.set_capacity(occurrence_id=date.pk, capacity=capacity, user=user, overbooking=overbooking.strip(), now=now)
    changes = {"capacity": capacity}
    days = write_changes(page, row, changes, now=now)
    note_in_history(page, HistoryAction.CHANGE_SEATS, date, changes, days, user=user)
    date.refresh_from_db()
    return date
