"""The plan as a still picture that fits any width: lines and correspondences, no names, nothing to click.

All of it is strokes of a fixed width on a ground that is stretched, so that dots stay round on a telephone too.
"""

from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe

from network.plan.layout import Plan, Stop

ROW = 26
"""Height of a line, in pixels; a stop is one unit wide."""
SHOWN_WHEN_NARROW = 3
"""Where there is little room, only organisations on so many lines are drawn."""


def draw_still(plan: Plan) -> SafeString:
    """The picture; its lines stand in the order of ``plan.lines``, each ``ROW`` pixels high."""
    width, height = len(plan.stops) + 1, ROW * len(plan.lines)
    crowded = [stop for stop in plan.stops if len(stop.lines) >= SHOWN_WHEN_NARROW]
    marks = "".join(
        f'<g class="still__stops still__stops--{name}">{stops(plan, those)}</g>'
        for name, those in (("all", plan.stops), ("few", crowded))
    )
    return mark_safe(  # noqa: S308 - numbers, and colours that are escaped
        f'<svg class="still" viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">'
        f'<path class="still__threads" d="{threads(plan)}"/><g class="still__tracks">{tracks(plan)}</g>{marks}</svg>'
    )


def x(column: int) -> int:
    return column + 1


def y(row: int) -> int:
    return ROW * row + ROW // 2


def tracks(plan: Plan) -> str:
    return "".join(
        f'<path stroke="{escape(line.colour)}" d="M0 {y(row)}H{max(x(line.last_stop), 1)}"/>'
        for row, line in enumerate(plan.lines)
    )


def threads(plan: Plan) -> str:
    """What joins the lines of an organisation, below the lines it does not belong to."""
    places = ((x(column), stop.lines) for column, stop in enumerate(plan.stops) if stop.is_interchange)
    return "".join(f"M{place} {y(lines[0])}V{y(lines[-1])}" for place, lines in places)


def stops(plan: Plan, those: list[Stop]) -> str:
    """A ring on each line, one long ring over lines that are neighbours: an ink stroke, and a lighter one in it."""
    column_of = {id(stop): column for column, stop in enumerate(plan.stops)}
    shape = "".join(
        f"M{x(column_of[id(stop)])} {y(first)}" + (f"V{y(last)}" if last > first else "h0")
        for stop in those
        for first, last in neighbours(stop.lines)
    )
    return f'<path class="still__ring" d="{shape}"/><path class="still__hole" d="{shape}"/>'


def neighbours(lines: tuple[int, ...]) -> list[tuple[int, int]]:
    """First and last of each run of lines that follow each other: ``(1, 2, 5)`` gives ``[(1, 2), (5, 5)]``."""
    runs: list[tuple[int, int]] = []
    for line in lines:
        if runs and runs[-1][1] == line - 1:
            runs[-1] = (runs[-1][0], line)
        else:
            runs.append((line, line))
    return runs
