"""Hours that would be told twice: same service, kind, address, weeks and period, and a moment they share."""

import datetime as dt

import pytest

from network.hours.overlaps import overlapping
from network.models import OpeningSlot

MONDAY, TUESDAY, SUNDAY = 0, 1, 6


def slot(weekday=MONDAY, opens=dt.time(9, 30), closes=dt.time(13), **values):
    return OpeningSlot(weekday=weekday, opens=opens, closes=closes, **values)


@pytest.mark.parametrize(
    ("other", "pairs"),
    [
        (slot(opens=dt.time(12, 59), closes=dt.time(14)), 1),
        (slot(opens=dt.time(13), closes=dt.time(14)), 0),
        (slot(kind=OpeningSlot.Kind.APPOINTMENT), 0),
        (slot(TUESDAY), 0),
        (slot(location_id=7), 0),
        (slot(service_id=7), 0),
        (slot(weeks="1"), 0),
        (slot(first_day=dt.date(2027, 7, 1)), 0),
        (slot(opens=None, closes=dt.time(12)), 0),
        # The night of Sunday ends on Monday, before or after these hours begin.
        (slot(SUNDAY, dt.time(20), dt.time(9, 30)), 0),
        (slot(SUNDAY, dt.time(20), dt.time(9, 31)), 1),
        (slot(opens=dt.time(0), closes=dt.time(0)), 1),
    ],
)
def test_hours_overlap_when_they_concern_the_same_and_share_a_moment(other, pairs):
    assert len(overlapping([slot(), other])) == pairs
