"""What the files about the network hold: settings, territory, directory, members."""

from typing import NamedTuple

from .days import Day
from .words import NO_WORDS, Words


class SettingsText(NamedTuple):
    """The settings of the site, by the names of ``SiteSettings``."""

    name: Words
    tagline: Words
    email: str
    street: Words
    postal_code: str
    commune: Words
    desk_hours: Words
    footer: Words


class CommuneText(NamedTuple):
    nis_code: str
    name: Words
    postal_code: str


class ThemeText(NamedTuple):
    """A need; ``key`` is how members name it."""

    key: str
    name: Words
    suggested: bool = False


class StreetText(NamedTuple):
    """An invented street; ``commune`` is a NIS code."""

    key: str
    name: Words
    commune: str


class TerritoryText(NamedTuple):
    communes: tuple[CommuneText, ...]
    themes: tuple[ThemeText, ...]
    streets: tuple[StreetText, ...]


class ServiceText(NamedTuple):
    """A service many members offer in the same words."""

    key: str
    title: Words
    conditions: Words = NO_WORDS


class WeekText(NamedTuple):
    """Hours of a week, in the grammar of OpenStreetMap's opening_hours."""

    key: str
    drop_in: str = ""
    appointment: str = ""


class TimetableText(NamedTuple):
    """Hours of one service, or of all: in some weeks of the month, on holidays, not in those of a school, in summer."""

    service: str = ""
    drop_in: str = ""
    appointment: str = ""
    weeks: str = ""
    on_holidays: bool = False
    school: str = ""
    summer: bool = False


class DirectoryText(NamedTuple):
    """What many members have in common."""

    holiday_of_the_team: Words
    colleagues: tuple[Words, ...]
    languages: tuple[Words, ...]
    access: tuple[Words, ...]
    services: tuple[ServiceText, ...]
    weeks: tuple[WeekText, ...]


class MemberText(NamedTuple):
    """A fictional organisation.

    ``groups``, ``needs`` and ``services`` are keys separated by spaces, ``at`` a street and a number. ``language`` is
    the one its people work in, ``languages`` are those they speak, in French. Years and checks that are left out are
    drawn at random. ``timetables`` come beside the ``hours``; ``paused`` is the service that is closed for a time.
    """

    name: str
    summary: Words
    groups: str
    needs: str
    at: str
    hours: str = ""
    services: str = ""
    kind: str = "asbl"
    name_nl: str = ""
    language: str = "fr"
    languages: str = "français"
    description: Words = NO_WORDS
    picture: str = ""
    protected: bool = False
    member_for_years: int = 0
    verified: Day | None = None
    closed_from: Day | None = None
    closed_until: Day | None = None
    timetables: tuple[TimetableText, ...] = ()
    paused: str = ""
    paused_until: Day | None = None


class MembersText(NamedTuple):
    members: tuple[MemberText, ...]
