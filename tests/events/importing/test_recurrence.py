"""The days of a partner's repetition rule: as dateutil gives them, and bounded where dateutil searches for ever."""

import datetime as dt
import time
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from events.importing.recurrence import WEEKDAYS, Rule, RuleNotUnderstood, days_of_rule

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2028, 12, 31)


def parts_of(text: str) -> dict:
    return {name: value.split(",") for name, _, value in (part.partition("=") for part in text.split(";"))}


def days(text: str, first: dt.date = FIRST, last: dt.date = LAST) -> list[dt.date]:
    return list(days_of_rule(Rule.read(parts_of(text), until=None), first, last))


def numbers(least, most):
    return st.lists(st.integers(least, most).filter(bool), min_size=1, max_size=3, unique=True).map(
        lambda found: ",".join(map(str, found))
    )


@st.composite
def rules(draw):
    """Rules that yield sooner or later: on the others dateutil searches until the year 9999."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    counts = frequency in {"MONTHLY", "YEARLY"} and draw(st.booleans())
    nth = st.sampled_from(["1", "2", "-1", "5", "-5"]) if counts else st.just("")
    weekday = st.tuples(nth, st.sampled_from(WEEKDAYS)).map("".join)
    optional = {
        "INTERVAL": st.integers(1, 5).map(str),
        "COUNT": st.integers(1, 40).map(str),
        "BYMONTH": numbers(1, 12),
        "BYDAY": st.lists(weekday, min_size=1, max_size=3, unique=True).map(",".join),
        "WKST": st.sampled_from(WEEKDAYS),
    }
    if frequency != "WEEKLY" and not counts:
        optional["BYMONTHDAY"] = numbers(-28, 28)
    # In its first week dateutil counts from the first date on, not from the start of the week as the RFC does.
    if frequency != "WEEKLY":
        optional["BYSETPOS"] = st.sampled_from(["1", "-1", "1,-1"])
    parts = draw(st.fixed_dictionaries({}, optional=optional))
    if not parts.keys() & {"BYDAY", "BYMONTHDAY"}:
        parts.pop("BYSETPOS", None)
    return ";".join([f"FREQ={frequency}", *(f"{name}={value}" for name, value in parts.items())])


@settings(max_examples=150, deadline=None)
@given(text=rules(), first=st.dates(FIRST, dt.date(2026, 12, 31)))
def test_days_are_those_of_dateutil_when_a_rule_is_ordinary(text, first):
    start, end = dt.datetime.combine(first, dt.time()), dt.datetime.combine(LAST, dt.time())
    expected = takewhile(lambda moment: moment <= end, rrulestr(text, dtstart=start))
    expected = [moment.date() for moment in expected]
    assert days(text, first) == expected
    since = dt.date(2027, 6, 15)
    rule = Rule.read(parts_of(text), until=None)
    assert list(days_of_rule(rule, first, LAST, since=since)) == [day for day in expected if day >= since]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=300",
        "FREQ=MONTHLY;INTERVAL=100000",
    ],
)
def test_walk_ends_soon_when_a_rule_never_yields(text):
    started = time.monotonic()
    assert days(text)[1:] == []
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=HOURLY",
        "FREQ=SOMETIMES",
        "INTERVAL=2",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=x",
        "FREQ=DAILY;INTERVAL=99999999999999999999",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=WEEKLY;WKST=ZZ",
    ],
)
def test_rule_is_not_understood_when_it_is_nonsense_or_finer_than_days(text):
    with pytest.raises(RuleNotUnderstood):
        days(text)
