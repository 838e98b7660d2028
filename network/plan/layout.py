"""The network as a tram plan: lines are working groups, stops are organisations. Pure layout, no drawing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from home.cache.remembered import remembered
from home.text.alphabet import alphabetical
from home.text.bilingual import SOURCE_LANGUAGE, active_language
from network.directory.listing import active_groups
from network.directory.urls_of import Addresses, read_urls
from network.models import Membership

LABEL_LENGTH = 30


@dataclass(frozen=True)
class Line:
    """A working group and the number of its members."""

    name: str
    language: str
    letter: str
    colour: str
    url: str
    stops: int
    last_stop: int
    """Index of its last stop along the plan; -1 for a group without members."""


@dataclass(frozen=True)
class Stop:
    """An organisation and the lines it is on, as indexes from the top."""

    name: str
    language: str
    label: str
    url: str
    lines: tuple[int, ...]

    @property
    def is_interchange(self) -> bool:
        return len(self.lines) > 1


@dataclass(frozen=True)
class Plan:
    """What the drawing and the table both show."""

    lines: list[Line]
    stops: list[Stop]
    url: str = ""
    """Path of the plan's own page, where the table is."""

    @property
    def interchanges(self) -> int:
        return sum(stop.is_interchange for stop in self.stops)

    def rows(self) -> list[tuple[Stop, list[Line | None]]]:
        """The table, organisations by name: each stop with a cell per line, empty where it does not call."""
        return [
            (stop, [line if index in stop.lines else None for index, line in enumerate(self.lines)])
            for stop in sorted(self.stops, key=lambda stop: alphabetical(stop.name))
        ]


@remembered
def read_plan(language: str, day: date, need: int | None = None) -> Plan:
    """The plan of the memberships of ``day`` with names in ``language``, the active one; three queries.

    Where the key of a ``need`` is given, of the organisations that answer it only.
    """
    groups = [(group.pk, group.name_fr, group.name_nl, group.letter, group.colour) for group in active_groups()]
    of_need = {"organisation__themes": need} if need else {}
    memberships = (
        Membership.objects.current(day)
        .filter(group__active=True, organisation__published=True, **of_need)
        .order_by()
        .values_list(
            "group_id",
            "organisation_id",
            "organisation__slug",
            "organisation__name_fr",
            "organisation__name_nl",
            "organisation__abbreviation",
        )
    )
    return lay_out(groups, memberships, read_urls(language))


def lay_out(groups: Iterable[tuple], memberships: Iterable[tuple], addresses: Addresses) -> Plan:
    """Lines in the order of ``groups``; stops so that the interchanges between the same lines stand together.

    ``groups`` gives (pk, French name, Dutch name, letter, colour); ``memberships`` gives (group pk, organisation pk,
    slug, French name, Dutch name, abbreviation). Dutch names may be empty.
    """
    groups = list(groups)
    row_of_group = {group[0]: index for index, group in enumerate(groups)}
    rows_of, names_of = defaultdict(set), {}
    for group, organisation, *names in memberships:
        rows_of[organisation].add(row_of_group[group])
        names_of[organisation] = names
    stops = []
    for organisation, rows in rows_of.items():
        slug, name_fr, name_nl, abbreviation = names_of[organisation]
        name, language = name_and_language(name_fr, name_nl)
        label = short_label(name, abbreviation)
        stops.append(Stop(name, language, label, addresses.of_sheet(slug), tuple(sorted(rows))))
    stops.sort(key=place_along_the_lines)
    last_stop = {row: index for index, stop in enumerate(stops) for row in stop.lines}
    count = defaultdict(int)
    for stop in stops:
        for row in stop.lines:
            count[row] += 1
    lines = []
    for row, (pk, name_fr, name_nl, letter, colour) in enumerate(groups):
        name, language = name_and_language(name_fr, name_nl)
        url = addresses.groups.get(pk, "")
        lines.append(Line(name, language, letter, colour, url, count[row], last_stop.get(row, -1)))
    return Plan(lines, stops, addresses.plan)


def place_along_the_lines(stop: Stop) -> tuple:
    """Where a stop stands: from the top lines on the left to the bottom lines on the right.

    The middle of its lines decides, so that bars of neighbours overlap little and lines end where their last member is.
    """
    return (sum(stop.lines) / len(stop.lines), stop.lines[0], len(stop.lines), stop.name.casefold())


def name_and_language(name_fr: str, name_nl: str) -> tuple[str, str]:
    """The name in the active language, and the language it is written in when that is another one."""
    if active_language() == SOURCE_LANGUAGE:
        return name_fr, ""
    return (name_nl, "") if name_nl else (name_fr, SOURCE_LANGUAGE)


def short_label(name: str, abbreviation: str) -> str:
    """What fits along a slanted label: the name, else the abbreviation, else the beginning of the name."""
    if len(name) <= LABEL_LENGTH:
        return name
    return abbreviation or f"{name[: LABEL_LENGTH - 1].rstrip()}…"
