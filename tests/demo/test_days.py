"""Days told from today: what the files of the demo may write, and what is said of anything else."""

import datetime as dt

import pytest

from demo.texts.days import Day, Days

MONDAY = dt.date(2026, 11, 30)


def days(*written: str) -> list[dt.date]:
    return [dt.date.fromisoformat(day) for day in written]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("today", ["2026-11-30"]),
        ("in 1 day", ["2026-12-01"]),
        ("2 days ago", ["2026-11-28"]),
        ("in 27 days, thursday", ["2026-12-31"]),
        ("in 27 days, sunday", ["2026-12-27"]),
        ("64 days ago, saturday", ["2026-10-03"]),
        ("first thursday of the month, 1 after today", ["2026-12-03"]),
        (
            "second tuesday of the month, 4 before today to 3 after today",
            ["2026-06-09", "2026-09-08", "2026-10-13", "2026-11-10", "2026-12-08", "2027-01-12", "2027-02-09"],
        ),
        ("saturday, 1 after today to 2 after today", ["2026-12-05", "2026-12-12"]),
        (
            "saturday, 3 after today to 6 after today, none from 24 december to 2 january",
            ["2026-12-19", "2027-01-09"],
        ),
        (
            "monday, 1 after today to 3 after today, none from 7 december to 13 december",
            ["2026-12-14", "2026-12-21"],
        ),
    ],
)
def test_days_are_found_when_a_file_tells_them_from_today(written, expected):
    assert Days.parse(written).around(MONDAY) == days(*expected)


def test_today_itself_is_neither_before_nor_after():
    assert Days.parse("monday, 1 after today to 1 after today").around(MONDAY) == days("2026-12-07")
    fifth = dt.date(2026, 12, 3)
    meetings = Days.parse("first thursday of the month, 1 before today to 1 after today")
    assert meetings.around(fifth) == days("2026-11-05", "2027-01-07")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("in 32 days, friday", "2027-01-08"),
        ("in 18 days, friday", "2026-12-18"),
        ("in 25 days, friday", "2027-01-01"),
        ("first friday of the month, 2 after today", "2027-01-08"),
        ("first monday of the month, 5 after today", "2027-04-05"),
    ],
)
def test_a_weekday_is_a_week_later_when_it_would_be_a_holiday(written, expected):
    found = Day.parse(written).around(MONDAY)
    assert found == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "demain",
        "in days",
        "in 3 days,thursday",
        "in 27 days, thirsday",
        "in 99999 days",
        "-3 days ago",
        "fifth monday of the month, 1 after today",
        "first monday of the month",
        "saturday, 1 after today",
        "saturday, 1 before today to 2 after today",
        "saturday, 1 after today to 2 after today, none from 24 decembre to 2 january",
    ],
)
def test_what_may_be_written_is_said_when_a_day_is_none(written):
    with pytest.raises(ValueError, match=r"^“.*” is no day: write “today”, “in 3 days”"):
        Days.parse(written)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("first monday of the month, 0 after today", "counting starts at 1"),
        ("first monday of the month, 3 after today to 1 after today", "the earlier is first"),
        ("first monday of the month, 19 before today", "knows 18 months"),
    ],
)
def test_a_sentence_says_what_is_wrong_when_places_cannot_be_counted(written, sentence):
    with pytest.raises(ValueError, match=sentence):
        Days.parse(written)


def test_one_day_is_asked_for_when_a_file_tells_several():
    with pytest.raises(ValueError, match="tells several days, and one is meant"):
        Day.parse("first monday of the month, 1 after today to 2 after today")


def test_the_farthest_months_are_known_whatever_day_it_is():
    farthest = Days.parse("first monday of the month, 18 before today to 18 after today")
    for number in range(366):
        today = dt.date(2028, 1, 1) + dt.timedelta(days=number)
        found = farthest.around(today)
        assert len(found) == 36
        assert found == sorted(found)
        assert today not in found
