"""How many seats of one date addresses that nobody confirmed may hold at once: else one person keeps others out.

The date must be locked by the caller. Without a limit of seats there is nothing to keep others from.
"""

import math
from collections.abc import Collection
from datetime import datetime

from events import errors
from events.models import Occurrence, Seat
from events.occupancy import Occupancy
from home.sites import default_settings


def check_room(
    occurrence: Occurrence, wanted: int, *, most_of_a_form: int, same_place: Collection[int], now: datetime
) -> None:
    """Refuse ``wanted`` seats more than may be held unconfirmed, of the date or by one place.

    ``same_place`` are the sign-ups that came from the same network. One form of ``most_of_a_form`` people always may.
    Whoever finds no free seat holds none. Raises ``TooManyUnconfirmed``, which says when some come free.
    """
    if occurrence.capacity is None:
        return
    wanted = min(wanted, Occupancy.of(occurrence).room)
    if not wanted:
        return
    held = Seat.objects.held().filter(occurrence=occurrence, status=Seat.Status.PENDING, held_until__gt=now)
    rows = list(held.order_by("held_until").values_list("held_until", "registration"))
    rules = default_settings()
    share = math.ceil(occurrence.capacity * rules.unconfirmed_share / 100)
    here = [end for end, registration in rows if registration in same_place]
    for ends, most in (([end for end, _one in rows], share), (here, rules.unconfirmed_by_place)):
        beyond = len(ends) + wanted - max(most, most_of_a_form)
        if beyond > 0:
            raise errors.TooManyUnconfirmed(ends[beyond - 1])
