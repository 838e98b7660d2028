"""The plan of the network as SVG; written in Python, for a template of so many marks is ten times slower."""

from dataclasses import dataclass, replace

from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from network.plan.layout import Line, Plan, Stop

WIDTH = 1192
"""What a wide screen shows without scrolling, in pixels."""
START = 170
"""Where the lines begin, right of their names."""
NARROWEST, WIDEST = 24, 40
ROW = 32
BAR = 12
SLANT = 50
LETTER_WIDTH = 6.5
"""Room for one letter of a label, in pixels."""


@dataclass(frozen=True)
class Geometry:
    """Pixels of one drawing: distance between stops, height of the labels, size of the whole."""

    pitch: int
    top: int
    width: int
    height: int

    @classmethod
    def of(cls, plan: Plan) -> "Geometry":
        longest = int(max((len(stop.label) for stop in plan.stops), default=0) * LETTER_WIDTH)
        overhang = longest * 65 // 100 + 20
        count = max(len(plan.stops), 1)
        pitch = min(max((WIDTH - START - overhang) // count, NARROWEST), WIDEST)
        top = longest * 77 // 100 + 16
        return cls(pitch, top, START + pitch * count + overhang, top + ROW * len(plan.lines))

    def x(self, stop: int) -> int:
        return START + self.pitch * stop + self.pitch // 2

    def y(self, line: int) -> int:
        return self.top + ROW * line + ROW // 2


# What css/network.css says of the drawing by day, for a file that has no style sheet beside it.
STYLE = """
text{font:13px "Hanken Grotesk",Arial,sans-serif;fill:#10162b}
.plan__tracks path{stroke-width:6;stroke-linecap:round;fill:none}
.plan__tracks text,.plan__lines text{font-weight:700;text-anchor:middle;fill:#fff}
.plan__lines .plan__name{font-weight:500;text-anchor:start;fill:#10162b}
.plan__stops rect{fill:#fff;stroke:#10162b;stroke-width:2.5}
.plan__stops path{stroke:#10162b;stroke-width:6;stroke-linecap:round;fill:none}
"""


def draw_file(plan: Plan) -> str:
    """The drawing as a file of its own: it needs no other file, and leads nowhere."""
    lines = [replace(line, url="") for line in plan.lines]
    drawing = draw(replace(plan, lines=lines, stops=[replace(stop, url="") for stop in plan.stops]))
    opening, rest = drawing.split(">", 1)
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'{opening} xmlns="http://www.w3.org/2000/svg"><style>{STYLE}</style>{ground}{rest}'


def draw(plan: Plan) -> SafeString:
    """The whole drawing; every name in it is escaped here."""
    size = Geometry.of(plan)
    summary = gettext("Plan of the network: %(groups)s working groups and %(organisations)s organisations.") % {
        "groups": len(plan.lines),
        "organisations": len(plan.stops),
    }
    opening = (
        f'<svg class="plan" role="group" aria-label="{escape(summary)}" width="{size.width}" height="{size.height}" '
        f'viewBox="0 0 {size.width} {size.height}">'
    )
    parts = [
        opening,
        '<g class="plan__tracks">',
        *(track(line, row, size) for row, line in enumerate(plan.lines)),
        '</g><g class="plan__lines">',
        *(line_name(line, row, size) for row, line in enumerate(plan.lines)),
        '</g><g class="plan__stops">',
        *(stop_mark(stop, column, size) for column, stop in enumerate(plan.stops)),
        "</g></svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 - names, letters, colours and addresses are escaped above


def track(line: Line, row: int, size: Geometry) -> str:
    """The coloured line to its last stop, and its badge again there, for those who have scrolled far."""
    y, colour = size.y(row), escape(line.colour)
    if line.last_stop < 0:
        return f'<path stroke="{colour}" d="M{START} {y}h24"/>'
    end = size.x(line.last_stop) + 14
    return f'<path stroke="{colour}" d="M{START} {y}H{end}"/><g aria-hidden="true">{badge(line, end, y, colour)}</g>'


def badge(line: Line, x: int, y: int, colour: str) -> str:
    return (
        f'<rect fill="{colour}" x="{x}" y="{y - 11}" width="22" height="22" rx="5"/>'
        f'<text x="{x + 11}" y="{y + 5}">{escape(line.letter)}</text>'
    )


def line_name(line: Line, row: int, size: Geometry) -> str:
    y = size.y(row)
    shown = line.name if len(line.name) <= 18 else f"{line.name[:17].rstrip()}…"
    content = (
        f"{badge(line, 2, y, escape(line.colour))}"
        f'<text class="plan__name" x="32" y="{y + 5}">{escape(shown)}</text>{title(line.name, shown)}'
    )
    return link(line.url, line.language, content)


def stop_mark(stop: Stop, column: int, size: Geometry) -> str:
    """A slanted name, and below it a circle, or the bar of an interchange with a dot for each of its lines."""
    x, first, last = size.x(column), size.y(stop.lines[0]), size.y(stop.lines[-1])
    content = (
        f'<text transform="translate({x + 3} {size.top}) rotate(-{SLANT})">{escape(stop.label)}</text>'
        f'<rect x="{x - BAR // 2}" y="{first - BAR // 2}" width="{BAR}" height="{last - first + BAR}" rx="{BAR // 2}"/>'
    )
    if stop.is_interchange:
        dots = "".join(f"M{x} {size.y(line)}h0" for line in stop.lines)
        content += f'<path d="{dots}"/>'
    return link(stop.url, stop.language, content + title(stop.name, stop.label))


def title(name: str, shown: str) -> str:
    """The whole name, where the drawing has room for a part of it only."""
    return "" if shown == name else f"<title>{escape(name)}</title>"


def link(url: str, language: str, content: str) -> str:
    written_in = f' lang="{language}"' if language else ""
    if not url:
        return f"<g{written_in}>{content}</g>"
    return f'<a href="{escape(url)}"{written_in}>{content}</a>'
