"""The dates of one event as its page shows them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from events.dates.listing import give_hosts, give_relations
from events.dates.page_facts import facts_of, published_texts, shared_facts
from events.models import EventPage, Occurrence, Seat
from events.models.registrations import Attendance
from home.text.alphabet import by_name
from network.models import Organisation


@dataclass(frozen=True)
class EventDates:
    """Dates of an event: to come in order, over with the latest first."""

    upcoming: list[Occurrence]
    past: list[Occurrence]

    @property
    def all(self) -> list[Occurrence]:
        return [*self.upcoming, *self.past]

    @property
    def are_several(self) -> bool:
        return len(self.all) > 1

    @property
    def first(self) -> Occurrence | None:
        """The date the page opens with: the next, whatever became of it, else the latest."""
        return next(iter(self.all), None)

    @property
    def standing(self) -> Occurrence | None:
        """The next date that takes place."""
        return next((date for date in self.upcoming if date.is_standing), None)

    def named(self, uid: UUID | None) -> Occurrence | None:
        """The date of that identifier, if it is one of this event's."""
        return next((date for date in self.all if uid and date.uid == uid), None)

    def beside(self, date: Occurrence | None) -> tuple[Occurrence | None, Occurrence | None]:
        """The dates before and after ``date``."""
        row = [*reversed(self.past), *self.upcoming]
        if date not in row:
            return None, None
        place = row.index(date)
        return (row[place - 1] if place else None), next(iter(row[place + 1 :]), None)


def published_dates(page: EventPage, *, user, now: datetime) -> EventDates:
    """The records of the event, with kind, group, host and seats; one query."""
    dates = Occurrence.objects.visible_to(user).filter(event_key=page.translation_key)
    dates = list(dates.with_seat_counts().order_by("start", "uid"))
    give_relations(dates)
    give_hosts(dates)
    return arranged(dates, now=now)


def previewed_dates(page: EventPage, *, now: datetime) -> EventDates:
    """What publishing the rows of a draft would give; nothing is saved."""
    rows = list(page.dates.all())
    own = {page.content_language: {"title": page.title, "summary": page.introduction}}
    texts = published_texts(page.translation_key) | own
    shared = shared_facts(page, rows, texts)
    dates = [
        Occurrence(
            event_key=page.translation_key,
            row=row.key,
            capacity=row.capacity or page.capacity,
            **facts_of(page, row, shared),
        )
        for row in rows
        if row.day
    ]
    for date in dates:
        date.taken_count = date.waiting_count = 0
    give_relations(dates)
    give_hosts(dates)
    return arranged(sorted(dates, key=lambda date: date.start), now=now)


def arranged(dates: list[Occurrence], *, now: datetime) -> EventDates:
    """Split dates sorted by start at ``now``: each lands on exactly one side."""
    return EventDates(
        upcoming=[date for date in dates if not date.is_past(now)],
        past=[date for date in reversed(dates) if date.is_past(now)],
    )


def participants(date: Occurrence) -> list[Organisation]:
    """The published organisations that hold a confirmed seat at ``date``, by name; none where it is void.

    Never a person: who comes without an organisation is counted, and not named. Once attendance is noted, those whose
    people did not come are left out.
    """
    if not date.is_standing:
        return []
    present = Organisation.objects.members().filter(
        registrations__seats__occurrence=date,
        registrations__seats__status=Seat.Status.CONFIRMED,
        registrations__seats__attendance__in=("", Attendance.PRESENT),
    )
    return sorted(present.distinct().only("slug", "name_fr", "name_nl"), key=by_name)
