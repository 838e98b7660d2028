"""What the files about the agenda hold: kinds of event, events, school holidays, a partner's calendar."""

import datetime as dt
from typing import NamedTuple

from home.dates import local_instant

from .blocks import Block
from .days import Day, Days
from .words import NO_WORDS, Words, words_in


class KindText(NamedTuple):
    """A kind of event and what a new event of it starts with; ``key`` is how events name it."""

    key: str
    name: Words
    plural: Words
    colour: str
    title: Words
    introduction: Words
    start: dt.time | None = None
    end: dt.time | None = None
    sign_up: str = "members"
    capacity: int | None = None
    closes_days_before: int = 2
    audience: str = "membres"
    reminder_days: str = "2"
    hosts_in_turn: bool = False
    needs_notice: bool = False
    takes_proxies: bool = False
    asks_meal: bool = False
    asks_needs: bool = False


class KindsText(NamedTuple):
    kinds: tuple[KindText, ...]


class Row(NamedTuple):
    """One date of an event, as an editor types it."""

    day: dt.date
    start: dt.time | None
    end: dt.time | None
    status: str
    reason: Words
    theme: Words
    previous_start: dt.datetime | None
    last_day: dt.date | None
    convoked_on: dt.date | None


class ChangeText(NamedTuple):
    """What is different about the ``number``-th of several dates."""

    number: int
    theme: Words = NO_WORDS
    status: str = "planned"
    reason: Words = NO_WORDS
    later_by_days: int = 0


class DatesText(NamedTuple):
    """One date of an event, or several at the same time of the day."""

    day: Days
    start: dt.time | None = None
    end: dt.time | None = None
    theme: Words = NO_WORDS
    lasts_days: int = 1
    convoked_on: Day | None = None
    changes: tuple[ChangeText, ...] = ()

    def rows(self, today: dt.date) -> list[Row]:
        """The dates around ``today``."""
        changes = {one.number: one for one in self.changes}
        return [self.row(day, changes.get(n), today) for n, day in enumerate(self.day.around(today), 1)]

    def row(self, day: dt.date, change: ChangeText | None, today: dt.date) -> Row:
        """The date on ``day``, as ``change`` has it where there is one."""
        change = change or ChangeText(0)
        moved = bool(change.later_by_days)
        return Row(
            day=day + dt.timedelta(days=change.later_by_days),
            start=self.start,
            end=self.end,
            status=change.status,
            reason=change.reason,
            theme=change.theme if any(change.theme) else self.theme,
            previous_start=local_instant(day, self.start) if moved else None,
            last_day=day + dt.timedelta(days=self.lasts_days - 1) if self.lasts_days > 1 else None,
            convoked_on=self.convoked_on.around(today) if self.convoked_on else None,
        )


class SessionText(NamedTuple):
    """A session of the programme; without ``on_day`` of every day, day 1 being the first date."""

    start: dt.time
    title: Words
    end: dt.time | None = None
    room: str = ""
    speakers: str = ""
    text: Words = NO_WORDS
    capacity: int | None = None
    on_day: int | None = None


class StandText(NamedTuple):
    """A stand: of a member by its French name, or of somebody else by ``name``."""

    offer: Words
    number: str = ""
    organisation: str = ""
    name: str = ""


class DocumentText(NamedTuple):
    """A paper drawn at load, in French; ``members_only`` in the private collection."""

    name: str
    title: Words
    lines: tuple[str, ...]
    is_minutes: bool = False
    members_only: bool = False


class EventText(NamedTuple):
    """An event page and its dates; ``asked`` are the seats that members ask for.

    ``audience``, ``asks_needs`` and ``reminder_days`` are those of the kind where they are left out. Nobody is named:
    speakers are teams of member organisations.
    """

    slug: str
    kind: str
    title: Words
    introduction: Words
    dates: tuple[DatesText, ...]
    body: tuple[Block, ...] = ()
    group: str = ""
    host: str = ""
    place: Words = NO_WORDS
    access: Words = NO_WORDS
    practical: Words = NO_WORDS
    spoken: str = "fr"
    audience: str = ""
    conference: str = ""
    conference_is_public: bool = False
    sign_up: str = "members"
    capacity: int | None = None
    opens_days_before: int | None = None
    closes_days_before: int = 2
    organisation_cap: int | None = None
    cap_lifted_days_before: int | None = None
    quorum: int | None = None
    asks_needs: bool | None = None
    reminder_days: str | None = None
    asked: int = 0
    tags: str = ""
    picture: str = ""
    sessions: tuple[SessionText, ...] = ()
    stands: tuple[StandText, ...] = ()
    documents: tuple[DocumentText, ...] = ()

    @property
    def words(self) -> list[Words]:
        """Every text that a translator of the page writes; rows carry both languages themselves."""
        return [self.title, self.introduction, self.access, self.practical, *words_in(self.body)]

    def rows(self, today: dt.date) -> list[Row]:
        """The dates around ``today``, in the order of the file."""
        return [row for dates in self.dates for row in dates.rows(today)]


class EventsText(NamedTuple):
    events: tuple[EventText, ...]


class HolidayText(NamedTuple):
    """``community`` is ``fr`` or ``nl``: the Community whose schools are closed."""

    community: str
    name: Words
    first_day: dt.date
    last_day: dt.date


class HolidaysText(NamedTuple):
    holidays: tuple[HolidayText, ...]


class CalendarText(NamedTuple):
    """A partner's calendar, as it is exported: ``calendar`` names the three days."""

    name: str
    kind: str
    host: str
    repair_cafe: Day
    soup: Day
    past_market: Day
    calendar: str
