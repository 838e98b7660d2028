"""What one VEVENT of a partner's file says, before those of one event are put together."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar.prop import TypesFactory, vDDDTypes

from events.importing.lines import Component, Line
from events.importing.texts import one_line, shortened, web_address, without_markup
from events.importing.times import Notes, Times, read_times
from events.importing.zones import Clock

LONGEST_TITLE, LONGEST_TEXT, LONGEST_PLACE = 120, 20_000, 250
# Of RFC 5545, 7986, 9073 and 9253, and of vCalendar 1.0. Names of programs begin with “X-”.
KNOWN = {name.upper() for name in TypesFactory().types_map} | {
    *("AALARM", "CALENDAR-ADDRESS", "COLOR", "DALARM", "DCREATED", "LOCATION-TYPE", "MALARM", "NAME", "PALARM"),
    *("PARTICIPANT-TYPE", "RELATED", "RNUM", "STRUCTURED-DATA", "STYLED-DESCRIPTION"),
}
# What changes at each export although the event does not.
RESTLESS = re.compile(r"DTSTAMP|LAST-MODIFIED|CREATED|DCREATED|SEQUENCE|X-(?!MICROSOFT-CDO-ALLDAYEVENT|ALT-DESC).*")
# What Outlook and others write before the title of what is cancelled.
CANCELLED_TITLE = re.compile(
    r"(?:annul[ée]e?s?|geannuleerd|afgelast|cancell?ed|abgesagt)\s*[:–—-]\s*(?=\S)", re.IGNORECASE
)
MOST_NOTED_LINES = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Told:
    """One VEVENT with its words and times; ``version`` tells which of two is the later one."""

    component: Component
    times: Times
    title: str
    place: str
    is_cancelled: bool
    sequence: int
    stamp: datetime | None

    @property
    def version(self) -> tuple[int, datetime]:
        """Revisions by the organiser before their hour (RFC 5546, section 2.1.5)."""
        return self.sequence, self.stamp or datetime.min.replace(tzinfo=UTC)

    @property
    def is_private(self) -> bool:
        return is_private(self.component)

    @property
    def is_tentative(self) -> bool:
        return self.component.value("STATUS").strip().upper() == "TENTATIVE"

    def text(self, notes: Notes) -> str:
        """What it says of itself, or the same as a web page where it says it only so."""
        found = (self.component.line(name) for name in ("DESCRIPTION", "STYLED-DESCRIPTION", "X-ALT-DESC"))
        for line in found:
            text = without_markup(self.component.value(line.name)) if line else ""
            if text:
                if len(text) > LONGEST_TEXT:
                    notes.add("text", line)
                return shortened(text, LONGEST_TEXT)
        return ""

    @property
    def url(self) -> str:
        return web_address(self.component.value("URL"))

    def lasting_lines(self, clock: Clock) -> list[str]:
        """Its lines but for those that change at each export, and what the file says of its zones."""
        lines = [line for line in self.component.lines if not RESTLESS.fullmatch(line.name)]
        zones = sorted({line.parameters["TZID"] for line in lines if "TZID" in line.parameters})
        told = [f"{line.name};{sorted(line.parameters.items())}:{line.value}" for line in lines]
        return [str(clock.floating), *told, *(text for zone in zones for text in clock.description(zone))]


def read_told(component: Component, clock: Clock, notes: Notes) -> Told:
    """What ``component`` says; raises ``Unreadable`` where its time cannot be read."""
    is_withdrawn = component.calendar.method == "CANCEL"
    is_cancelled = is_withdrawn or component.value("STATUS").strip().upper() == "CANCELLED"
    if not is_private(component):
        note_odd_lines(component, notes)
    title = title_of(component)
    return Told(
        component=component,
        times=read_times(component, clock, notes, may_lack_start=is_cancelled),
        title=CANCELLED_TITLE.sub("", title, count=1) if is_cancelled else title,
        place=place_of(component),
        is_cancelled=is_cancelled,
        sequence=number_in(component.line("SEQUENCE")),
        stamp=stamp_in(component.line("DTSTAMP")) or stamp_in(component.line("LAST-MODIFIED")),
    )


def note_odd_lines(component: Component, notes: Notes) -> None:
    """Tell of lines that no calendar has, and of bytes that no text has."""
    unknown = [line for line in component.lines if line.name not in KNOWN and not line.name.startswith("X-")]
    for text in [*component.odd, *(line.quote for line in unknown)][:MOST_NOTED_LINES]:
        notes.add("line", text)
    for line in [line for line in component.lines if line.is_damaged][:MOST_NOTED_LINES]:
        notes.add("bytes", line)


def title_of(component: Component) -> str:
    return shortened(one_line(without_markup(component.value("SUMMARY"))), LONGEST_TITLE)


def place_of(component: Component) -> str:
    lines = without_markup(component.value("LOCATION")).splitlines()
    return shortened(", ".join(filter(None, map(one_line, lines))), LONGEST_PLACE)


def is_private(component: Component) -> bool:
    return component.value("CLASS").strip().upper() in {"PRIVATE", "CONFIDENTIAL"}


def number_in(line: Line | None) -> int:
    text = line.value.strip() if line else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def stamp_in(line: Line | None) -> datetime | None:
    """The instant of a stamp, which is always in UTC; None where it cannot be read."""
    try:
        found = vDDDTypes.from_ical(line.value.strip().upper()) if line else None
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    if not isinstance(found, datetime):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
