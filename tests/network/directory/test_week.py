"""The drawn week, and the hours that it cannot show."""

import datetime as dt

from django.utils import translation

from network.directory.week import draw_week, other_hours
from network.hours.evaluation import DaysOff, Hours
from network.models import OpeningSlot, Service

MONDAY, TUESDAY, SUNDAY = 0, 1, 6
TODAY = dt.date(2026, 11, 23)
SUMMER = {"first_day": dt.date(2027, 7, 1), "last_day": dt.date(2027, 8, 31)}


def slot(weekday=MONDAY, opens=dt.time(9, 30), closes=dt.time(13), **values):
    return OpeningSlot(weekday=weekday, opens=opens, closes=closes, kind=OpeningSlot.Kind.DROP_IN, **values)


def drawn(*slots, today=TODAY):
    return draw_week(slots, Hours(slots, days_off=DaysOff()), today)


def others(*slots, today=TODAY):
    with translation.override("fr"):
        return [
            (other.heading, [day for day, _slot in other.lines])
            for other in other_hours(slots, Hours(slots, days_off=DaysOff()), today)
        ]


def test_the_week_shows_working_days_only_when_nobody_opens_at_the_weekend():
    week = drawn(slot())
    assert len(week.days) == 5
    assert (week.bars[0].left, week.bars[0].width) == (15, 35)


def test_the_day_grows_when_somebody_opens_early_or_closes_late():
    week = drawn(slot(opens=dt.time(6), closes=dt.time(7)), slot(SUNDAY, dt.time(20), dt.time(21, 30)))
    assert len(week.days) == 6
    assert all(bar.left >= 0 and bar.left + bar.width <= 100 for bar in week.bars)
    assert week.shows_table


def test_a_night_is_one_bar_past_the_end_of_its_day():
    week = drawn(slot(opens=dt.time(20), closes=dt.time(8)))
    (bar,) = week.bars
    assert (bar.left, bar.width) == (50, 50)
    assert [hour.hour for hour, _place in week.hours] == [10, 14, 18, 22, 2, 6]


def test_there_is_no_week_when_there_are_no_hours():
    assert drawn() is None


def test_the_week_is_that_of_the_period_when_hours_are_dated():
    weekly, summer = slot(), slot(TUESDAY, **SUMMER)
    assert [bar.slot for bar in drawn(weekly, summer).bars] == [weekly]
    assert [bar.slot for bar in drawn(weekly, summer, today=dt.date(2027, 7, 15)).bars] == [summer]


def test_what_is_not_drawn_is_told_in_words_until_it_is_over():
    slots = slot(), slot(TUESDAY, weeks="2"), slot(TUESDAY, **SUMMER)
    period = "Du 1er\u00a0juillet 2027 au 31\u00a0août 2027"
    assert others(*slots) == [("Aussi", ["2e mardi du mois"]), (period, ["mardi"])]
    # Dated hours replace the others, also those of some weeks.
    assert others(*slots, today=dt.date(2027, 7, 15)) == [
        ("Le reste de l’année", ["lundi"]),
        ("Aussi", ["2e mardi du mois"]),
    ]
    assert others(*slots, today=dt.date(2027, 9, 15)) == [("Aussi", ["2e mardi du mois"])]


def test_what_holidays_change_is_said_once_for_the_days_that_have_it_in_common():
    nights = [slot(day, dt.time(20), dt.time(8), on_holidays=True) for day in range(3)]
    week = drawn(*nights, slot(TUESDAY, dt.time(10), dt.time(12), school="nl"))
    with translation.override("fr"):
        assert [(remark.days, remark.words) for remark in week.remarks] == [
            ("", "aussi les jours fériés"),
            ("mardi", "pas pendant les congés des écoles néerlandophones"),
        ]


def test_the_table_is_seen_when_there_is_more_to_say_than_the_drawing_does():
    assert drawn(slot(), slot(TUESDAY)).shows_table is False
    assert drawn(slot(), slot(TUESDAY, note_fr="Sonnez.")).shows_table
    slots = slot(), slot(TUESDAY, service=Service(pk=1))
    hours = Hours(slots, services=[Service(pk=1)], days_off=DaysOff())
    assert draw_week(slots, hours, TODAY).shows_table
