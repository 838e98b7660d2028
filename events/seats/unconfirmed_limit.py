"""How many seats of one date addresses that nobody confirmed may hold at once: else one person keeps others out.

Whoever asks more is taken all the same, and gets a seat by confirming. The date must be locked by the caller. Without a
limit of seats there is nothing to keep others from.
"""

import math
from collections.abc import Collection
from datetime import datetime

from events.dates.occupancy import Occupancy
from events.models import Occurrence, Seat
from events.models.settings import sign_up_settings


def may_hold(
    occurrence: Occurrence, wanted: int, *, most_of_a_form: int, same_place: Collection[int], now: datetime
) -> bool:
    """Whether ``wanted`` seats may be held unconfirmed, beside those that are: of the date, and by one place.

    ``same_place`` are the sign-ups that came from the same network. One form of ``most_of_a_form`` people always may.
    """
    if occurrence.capacity is None:
        return True
    wanted = min(wanted, Occupancy.of(occurrence).room)
    held = Seat.objects.held().filter(occurrence=occurrence, status=Seat.Status.PENDING, held_until__gt=now)
    holders = list(held.order_by().values_list("registration", flat=True))
    rules = sign_up_settings()
    share = math.ceil(occurrence.capacity * rules.unconfirmed_share / 100)
    here = sum(holder in same_place for holder in holders)
    limits = ((len(holders), share), (here, rules.unconfirmed_by_place))
    return all(count + wanted <= max(most, most_of_a_form) for count, most in limits)
