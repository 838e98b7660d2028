"""Time to answer runs on workdays: properties for any moment, the days the clocks change among them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.holidays import after_workday_time, is_workday, workday_time_between

HERE = ZoneInfo("Europe/Brussels")
moments = st.integers(1_577_836_800, 2_208_988_800).map(lambda seconds: dt.datetime.fromtimestamp(seconds, HERE))
spans = st.timedeltas(dt.timedelta(), dt.timedelta(days=20))


@given(moments, spans)
def test_as_much_time_passes_on_workdays_as_was_given_when_it_runs_out(moment, span):
    end = after_workday_time(moment, span)
    assert workday_time_between(moment, end) == span
    # The last minute before the end is one of a workday.
    assert not span or is_workday((end.astimezone(dt.UTC) - dt.timedelta(microseconds=1)).astimezone(HERE).date())


@given(moments, spans, spans)
def test_more_time_never_ends_earlier_when_it_begins_at_the_same_moment(moment, one, other):
    first, second = sorted([one, other])
    assert after_workday_time(moment, first) <= after_workday_time(moment, second)
    assert after_workday_time(moment, first) >= moment


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 12, 4), True),
        (dt.date(2026, 12, 5), False),
        (dt.date(2026, 12, 6), False),
        (dt.date(2026, 12, 25), False),
        (dt.date(2027, 3, 29), False),
        (dt.date(2027, 5, 6), False),
        (dt.date(2026, 7, 21), False),
        (dt.date(2026, 12, 28), True),
    ],
)
def test_a_day_is_no_workday_when_it_is_of_a_weekend_or_a_public_holiday(day, expected):
    assert is_workday(day) is expected
