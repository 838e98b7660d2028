"""The order of the waiting list: organisations without any seat first, then by time."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from events.models.waiting_list import Standing, in_order

NOON = dt.datetime(2026, 12, 3, 11, tzinfo=dt.UTC)


def waits(seat: int, *, registration: int | None = None, organisation: int | None = 1, minute: int = 0) -> Standing:
    return Standing(seat, registration or seat, organisation, NOON + dt.timedelta(minutes=minute))


def order(*waiting: Standing, held=()) -> list[int]:
    return [one.seat for one in in_order(waiting, held=held)]


def test_who_asked_first_is_first_when_nobody_has_a_seat():
    assert order(waits(1, organisation=1, minute=5), waits(2, organisation=2, minute=3)) == [2, 1]


def test_an_organisation_without_seat_is_first_when_the_other_has_one():
    held = [waits(9, organisation=1)]
    assert order(waits(1, organisation=1, minute=0), waits(2, organisation=2, minute=9), held=held) == [2, 1]


def test_a_group_keeps_its_rank_for_the_rest_when_one_of_it_got_a_seat():
    held = [waits(9, registration=5, organisation=1)]
    rest = waits(1, registration=5, organisation=1, minute=0)
    assert order(waits(2, organisation=2, minute=9), rest, held=held) == [1, 2]


def test_a_second_form_goes_behind_when_the_first_of_the_same_organisation_is_served():
    first, second = waits(1, organisation=1, minute=0), waits(2, organisation=1, minute=1)
    assert order(first, second, waits(3, organisation=2, minute=2)) == [1, 3, 2]


def test_people_of_the_public_stand_alone_when_others_of_the_public_have_seats():
    held = [waits(9, organisation=None)]
    assert order(waits(1, organisation=None, minute=0), waits(2, organisation=2, minute=9), held=held) == [1, 2]


def test_a_seat_is_behind_all_who_wait_when_its_offer_lapsed():
    held = [waits(9, organisation=1)]
    lapsed = replace(waits(1, organisation=2, minute=8), lapses=1)
    assert order(lapsed, waits(2, organisation=1, minute=7), held=held) == [2, 1]


standings = st.lists(
    st.builds(
        waits,
        seat=st.integers(1, 60),
        registration=st.integers(1, 6),
        organisation=st.sampled_from([None, 1, 2, 3]),
        minute=st.integers(0, 5),
    ),
    unique_by=lambda one: one.seat,
    max_size=25,
)


@settings(deadline=None)
@given(standings, st.integers(0, 25))
def test_the_order_is_that_of_giving_one_by_one_whoever_waits(everybody, cut):
    held, waiting = everybody[:cut], everybody[cut:]
    given_one_by_one = []
    while waiting:
        following = next(in_order(waiting, held=held))
        given_one_by_one.append(following)
        waiting = [one for one in waiting if one != following]
        held = [*held, following]
    assert given_one_by_one == list(in_order(everybody[cut:], held=everybody[:cut]))
