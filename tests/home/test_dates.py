"""Dates and times in words, in Brussels, in both languages."""

import datetime as dt

import pytest
from django.utils import translation

from home import dates

UTC = dt.UTC


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "jeudi 3\u00a0décembre 2026"), ("nl", "donderdag 3\u00a0december 2026")]
)
def test_date_is_in_words_when_language_is_active(language, words):
    with translation.override(language):
        assert dates.date_in_words(dt.date(2026, 12, 3)) == words


def test_first_of_the_month_is_premier_when_in_french():
    with translation.override("fr"):
        assert dates.date_in_words(dt.date(2026, 12, 1), with_year=False) == "mardi 1er\u00a0décembre"


def test_day_is_that_of_brussels_when_instant_is_before_midnight_in_utc():
    with translation.override("fr"):
        assert dates.date_in_words(dt.datetime(2026, 12, 2, 23, 30, tzinfo=UTC)).startswith("jeudi 3")


@pytest.mark.parametrize(
    ("language", "hour", "half"),
    [("fr", "12\u00a0h", "9\u00a0h\u00a030"), ("nl", "12\u00a0u.", "9.30\u00a0u.")],
)
def test_time_is_in_words_when_language_is_active(language, hour, half):
    with translation.override(language):
        assert dates.time_in_words(dt.time(12)) == hour
        assert dates.time_in_words(dt.time(9, 30)) == half


def test_range_names_the_last_day_when_it_ends_on_another():
    start, end = dt.datetime(2026, 12, 3, 9, tzinfo=UTC), dt.datetime(2026, 12, 5, 15, tzinfo=UTC)
    with translation.override("fr"):
        assert "samedi 5" in dates.when_in_words(start, end)
        words = dates.when_in_words(start, end, with_year=True).replace("\u00a0", " ")
    assert words == "jeudi 3 décembre 2026, 10 h – samedi 5 décembre 2026, 16 h"


def test_party_keeps_its_evening_when_it_ends_in_the_night():
    start, end = dt.datetime(2026, 12, 5, 19, tzinfo=UTC), dt.datetime(2026, 12, 6, 1, tzinfo=UTC)
    with translation.override("fr"):
        assert "dimanche" not in dates.when_in_words(start, end)


def test_last_day_is_included_when_dates_are_whole_days():
    start, end = dt.datetime(2026, 12, 2, 23, tzinfo=UTC), dt.datetime(2026, 12, 4, 23, tzinfo=UTC)
    with translation.override("fr"):
        words = dates.when_in_words(start, end, all_day=True)
    assert words == "jeudi 3\u00a0décembre – vendredi 4\u00a0décembre"


@pytest.mark.parametrize(
    ("language", "weekday", "month"), [("fr", "jeu · don", "déc · dec"), ("nl", "don · jeu", "dec · déc")]
)
def test_plate_carries_both_languages_when_reader_has_one(language, weekday, month):
    with translation.override(language):
        assert dates.plate_words(dt.date(2026, 12, 3)) == {"weekday": weekday, "day": "3", "month": month}


def test_plate_says_a_name_once_when_both_languages_share_it():
    with translation.override("fr"):
        assert dates.plate_words(dt.date(2026, 11, 3))["month"] == "nov"
