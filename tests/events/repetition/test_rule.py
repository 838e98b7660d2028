"""Dates that come back: the days a rule yields, the rule as JSON, and the rule in words, both ways."""

import dataclasses
import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from events.repetition.description import describe
from events.repetition.parser import understand
from events.repetition.rule import (
    MOST_DATES,
    NTHS,
    Frequency,
    Parity,
    Repetition,
    ends_after,
    latest_last_day,
    proposal,
)
from home.holidays import public_holidays
from home.models import SchoolHoliday

TODAY = dt.date(2026, 9, 1)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31))
HOURS = st.builds(dt.time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))


def subsets(values, least=1):
    return st.sets(st.sampled_from(values), min_size=least).map(tuple)


@st.composite
def rules(draw):
    first = draw(DAYS)
    last = draw(st.dates(first, latest_last_day(first)))
    start = draw(st.none() | HOURS)
    return Repetition(
        frequency=draw(st.sampled_from(Frequency)),
        first_day=first,
        last_day=last,
        interval=draw(st.integers(1, 12)),
        parity=draw(st.sampled_from(Parity)),
        weekdays=draw(subsets(range(7))),
        nths=draw(subsets(NTHS)),
        month_day=draw(st.sampled_from((-1, *range(1, 32)))),
        months=draw(subsets(range(1, 13), 0)),
        start_time=start,
        end_time=draw(st.none() | HOURS) if start else None,
        skip_public_holidays=draw(st.booleans()),
        skip_school_holidays=draw(subsets(("fr", "nl"), 0)),
        removed=draw(st.sets(st.dates(first, last), max_size=3).map(tuple)),
    )


@pytest.fixture
def spring_break(db):
    return SchoolHoliday.objects.create(
        community="fr",
        name_fr="Printemps",
        name_nl="Lente",
        first_day=dt.date(2027, 4, 26),
        last_day=dt.date(2027, 5, 7),
    )


def is_nth(day: dt.date, nth: int) -> bool:
    if nth == -1:
        return (day + dt.timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == nth


@pytest.mark.django_db
@settings(deadline=None, max_examples=100)
@given(rules())
def test_the_days_obey_the_rule_whatever_it_is(rule):
    days = rule.days()
    assert days == sorted(set(days))
    assert len(days) <= MOST_DATES
    assert not set(days) & set(rule.removed)
    for day in days:
        assert rule.first_day <= day <= rule.last_day
        assert not rule.months or day.month in rule.months
        assert not (rule.skip_public_holidays and day in public_holidays(day.year, "fr"))
        if rule.frequency == Frequency.BY_DAY:
            assert day.day == rule.month_day or (rule.month_day == -1 and (day + dt.timedelta(days=1)).day == 1)
        else:
            assert day.weekday() in rule.weekdays
        if rule.parity:
            assert day.isocalendar().week % 2 == (rule.parity == Parity.ODD)
        if rule.frequency == Frequency.BY_WEEKDAY:
            assert any(is_nth(day, nth) for nth in rule.nths)


@settings(deadline=None)
@given(rules())
def test_the_rule_is_the_same_when_it_comes_back_from_json(rule):
    assert Repetition.from_json(json.loads(json.dumps(rule.to_json()))) == rule


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "nl"])
@settings(deadline=None, max_examples=150)
@given(rules(), st.integers(0, 5))
def test_the_rule_is_the_same_when_its_words_are_read_back(language, rule, count):
    rule = dataclasses.replace(rule, removed=tuple(rule.all_days()[1 : count + 1]))
    read = understand(describe(rule, language), today=TODAY)
    assert not read.unknown
    assert Repetition(**read.values) == rule


def test_a_removed_day_is_not_in_the_words_when_the_rule_does_not_give_it():
    given, other = dt.date(2026, 10, 13), dt.date(2026, 10, 14)
    rule = Repetition("weekly", TODAY, dt.date(2026, 12, 31), weekdays=(1,), removed=(given, other))
    assert describe(rule, "fr").endswith("sauf le 13\u00a0octobre 2026")
    assert "octobre" not in describe(dataclasses.replace(rule, weekdays=(0,)), "fr")


@settings(deadline=None, max_examples=150)
@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from("le 31 30 25 h février 2027 mardi du mois sauf de à 12 . - / et vacances om de".split())  # noqa: SIM905
    ).map(" ".join)
)
def test_no_text_breaks_the_reader_whatever_it_says(text):
    understand(text, today=TODAY)


def test_school_holidays_of_one_community_are_skipped_when_asked(spring_break):
    rule = Repetition("weekly", dt.date(2027, 4, 20), dt.date(2027, 5, 18), weekdays=(1,), skip_school_holidays=("fr",))
    assert rule.days() == [dt.date(2027, 4, 20), dt.date(2027, 5, 11), dt.date(2027, 5, 18)]
    other = Repetition(
        "weekly", dt.date(2027, 4, 20), dt.date(2027, 5, 18), weekdays=(1,), skip_school_holidays=("nl",)
    )
    assert len(other.days()) == 5


def test_the_months_go_over_the_new_year_when_they_are_described():
    rule = Repetition(
        "weekday",
        TODAY,
        dt.date(2027, 6, 30),
        weekdays=(1,),
        nths=(2,),
        months=(9, 10, 11, 12, 1, 2, 3, 4, 5, 6),
        start_time=dt.time(12),
        skip_public_holidays=True,
        skip_school_holidays=("fr", "nl"),
    )
    assert describe(rule, "fr", bounds=False) == (
        "le deuxième mardi du mois à 12\u00a0h, de septembre à juin, sauf jours fériés et vacances scolaires"
    )
    assert describe(rule, "nl", bounds=False) == (
        "de tweede dinsdag van de maand om 12\u00a0u., van september tot en met juni, "
        "behalve feestdagen en schoolvakanties"
    )


def test_two_odd_weeks_follow_each_other_when_the_year_has_53():
    rule = Repetition("weekly", dt.date(2026, 12, 1), dt.date(2027, 1, 31), weekdays=(1,), parity="odd", interval=2)
    days = [
        dt.date(2026, 12, 1),
        dt.date(2026, 12, 15),
        dt.date(2026, 12, 29),
        dt.date(2027, 1, 5),
        dt.date(2027, 1, 19),
    ]
    assert rule.days() == days


def test_there_is_no_date_in_a_month_without_a_fifth_friday():
    rule = Repetition("weekday", TODAY, dt.date(2027, 3, 31), weekdays=(4,), nths=(5,))
    assert rule.days() == [dt.date(2026, 10, 30), dt.date(2027, 1, 29)]
    both = dataclasses.replace(rule, nths=(5, -1), last_day=dt.date(2026, 10, 31))
    assert both.days() == [dt.date(2026, 9, 25), dt.date(2026, 10, 30)]


def test_a_rule_ends_with_its_last_date_when_it_says_how_many():
    rule = Repetition("weekly", TODAY, TODAY, weekdays=(1,), removed=(dt.date(2026, 9, 8),))
    assert ends_after(rule, 3).days() == [TODAY, dt.date(2026, 9, 15), dt.date(2026, 9, 22)]
    assert ends_after(dataclasses.replace(rule, months=(2,)), 10) is None


def test_a_rule_of_before_has_all_weeks_when_it_comes_from_json():
    stored = Repetition("weekly", TODAY, TODAY, weekdays=(1,)).to_json()
    del stored["parity"]
    assert Repetition.from_json(stored).parity == Parity.ALL


def test_a_rule_that_yields_nothing_is_quickly_empty():
    rule = Repetition("day", dt.date(2026, 2, 1), dt.date(2028, 1, 31), month_day=31, interval=12)
    assert rule.days() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekdays": ()}, "weekdays"),
        ({"weekdays": (9,)}, "weekdays"),
        ({"nths": ()}, "nths"),
        ({"interval": 0}, "interval"),
        ({"last_day": dt.date(2026, 8, 31)}, "last_day"),
        ({"last_day": dt.date(2028, 9, 1)}, "last_day"),
        ({"frequency": "day", "month_day": 32}, "month_day"),
    ],
)
def test_a_rule_is_refused_when_it_says_too_little_or_too_much(changes, field):
    values = {
        "frequency": "weekday",
        "first_day": TODAY,
        "last_day": dt.date(2027, 6, 30),
        "weekdays": (1,),
        "nths": (2,),
    }
    with pytest.raises(ValidationError) as refused:
        Repetition(**values | changes)
    assert field in refused.value.message_dict


@pytest.mark.parametrize("value", [None, [], "x", {}, {"frequency": "daily"}, {"first_day": 3}, {"weekdays": 5}])
def test_there_is_no_rule_when_what_is_stored_makes_no_sense(value):
    assert Repetition.from_json(value) is None


def test_the_same_weekday_of_the_month_is_proposed_when_an_event_starts_to_repeat():
    rule = proposal(dt.date(2026, 9, 8), dt.time(12))
    assert describe(rule, "fr", bounds=False) == "le deuxième mardi du mois à 12\u00a0h, sauf jours fériés"
    assert rule.last_day == dt.date(2027, 6, 30)
    assert proposal(dt.date(2026, 9, 29)).nths == (-1,)
