"""The plan as a still picture."""

import re

import pytest

from network.plan.layout import Line, Plan, Stop
from network.plan.still import ROW, draw_still, neighbours


def plan_of(*lines_of_stops: tuple[int, ...], colours=("#b5122b", "#00704a", "#7a2a86")) -> Plan:
    stops = [Stop(f"Membre {n}", "", f"Membre {n}", "/fr/", lines) for n, lines in enumerate(lines_of_stops)]
    last = {row: n for n, lines in enumerate(lines_of_stops) for row in lines}
    lines = [Line(f"Ligne {n}", "", str(n), colour, "/fr/", 1, last.get(n, -1)) for n, colour in enumerate(colours)]
    return Plan(lines, stops)


@pytest.mark.parametrize(
    ("lines", "runs"),
    [((), []), ((2,), [(2, 2)]), ((0, 1), [(0, 1)]), ((0, 2), [(0, 0), (2, 2)]), ((1, 2, 5), [(1, 2), (5, 5)])],
)
def test_lines_that_follow_each_other_share_a_ring(lines, runs):
    assert neighbours(lines) == runs


def test_a_line_ends_at_its_last_member_and_a_ring_covers_no_line_of_others():
    picture = draw_still(plan_of((0,), (0, 2)))
    assert re.findall(r'stroke="(#\w+)" d="([^"]+)"', picture) == [
        ("#b5122b", f"M0 {ROW // 2}H2"),
        ("#00704a", f"M0 {ROW + ROW // 2}H1"),
        ("#7a2a86", f"M0 {2 * ROW + ROW // 2}H2"),
    ]
    ring = re.search(r'still__ring" d="([^"]+)"', picture)[1]
    assert ring == f"M1 {ROW // 2}h0M2 {ROW // 2}h0M2 {2 * ROW + ROW // 2}h0"


def test_nothing_in_it_can_be_reached_or_read_aloud():
    picture = draw_still(plan_of((0, 1)))
    assert 'aria-hidden="true"' in picture
    assert "Membre" not in picture
    assert "<a " not in picture


def test_a_colour_is_escaped_and_a_plan_without_members_is_drawn():
    assert '"><script>' not in draw_still(plan_of(colours=('"><script>',)))
