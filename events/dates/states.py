"""The state of a date in a word or two (cancelled, full, moved), and the row a moved date leaves where it was."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.dates.listing import with_kinds
from events.dates.moves import Move, move_between, move_of
from events.models import EventKind, Occurrence
from events.models.kinds import SignUp
from events.models.occurrences import OccurrenceQuerySet, Status
from home.dates import date_in_words, local_day, local_instant, time_in_words
from network.models import WorkingGroup


@dataclass(frozen=True)
class State:
    """``words`` to show; ``tone`` is ``"stop"`` or empty; ``void`` where the date does not take place.

    ``is_open`` while people may sign up, ``takes_seats`` where its seats are counted. ``moved`` says from which day
    (or hour of the same day) a date that takes place was postponed; empty for most.
    """

    words: str
    tone: str = ""
    void: bool = False
    is_open: bool = False
    takes_seats: bool = False
    moved: str = ""


@dataclass(frozen=True)
class MovedDate:
    """The trace of a moved ``date`` at the moment it left: a list strikes it out and says where it went.

    ``start`` and ``end`` (aware) are the former ones; everything else is that of the date as it stands now.
    """

    date: Occurrence
    start: datetime
    end: datetime

    is_ghost = True

    @property
    def words(self) -> str:
        """``Reporté au jeudi 10 décembre``; the year stands where it is another."""
        other_year = local_day(self.start).year != local_day(self.date.start).year
        is_earlier = move_between(self.start, self.date.start) is Move.EARLIER
        words = _("Brought forward to %(day)s") if is_earlier else _("Postponed to %(day)s")
        return words % {"day": date_in_words(self.date.start, with_year=other_year)}

    @property
    def all_day(self) -> bool:
        return self.date.all_day

    @property
    def title(self) -> str:
        return self.date.title

    @property
    def texts(self) -> dict:
        return self.date.texts

    def text_language(self, name: str, language: str) -> str:
        return self.date.text_language(name, language)

    @property
    def event_key(self):
        return self.date.event_key

    @property
    def place(self) -> str:
        return self.date.place

    @property
    def kind(self) -> EventKind:
        return self.date.kind

    @property
    def group(self) -> WorkingGroup | None:
        return self.date.group

    @property
    def uid(self):
        return self.date.uid


def moved_dates(dates: OccurrenceQuerySet, first: datetime, last: datetime) -> list[MovedDate]:
    """The traces, in order, of those of ``dates`` that were moved away from a moment in [``first``, ``last``) (aware).

    ``dates`` is what the reader may see and asked for (``visible_to``, ``Filters.apply``), not yet cut to a period.
    One query, as ``with_kinds`` makes it. A date moved within its day leaves no trace: it stands there itself.
    """
    moved = with_kinds(dates.moved_away(first, last))
    return ghosts_of(moved)


def ghosts_of(dates: Iterable[Occurrence]) -> list[MovedDate]:
    """The traces of those of ``dates`` that were moved to another day, by the moment they left."""
    traces = [moved_date(date) for date in dates if move_of(date) in (Move.EARLIER, Move.LATER)]
    return sorted(traces, key=lambda ghost: (ghost.start, ghost.uid))


def moved_date(date: Occurrence) -> MovedDate:
    """Where ``date`` stood before it was moved, as long as it lasts now by the clock on the wall."""
    start, began, ended = (
        timezone.localtime(one).replace(tzinfo=None) for one in (date.previous_start, date.start, date.end)
    )
    end = start + max(ended - began, timedelta())
    end = max(local_instant(end.date(), end.time()), date.previous_start)
    return MovedDate(date=date, start=date.previous_start, end=end)


def moved_words(date: Occurrence) -> str:
    """``Reporté du jeudi 3 décembre``, with the hour alone where the day stayed; empty for a date never moved."""
    move = move_of(date)
    if move is None:
        return ""
    if move is Move.SAME_DAY:
        return _("Moved: was at %(time)s") % {"time": time_in_words(date.previous_start)}
    other_year = local_day(date.previous_start).year != local_day(date.start).year
    words = _("Postponed from %(day)s") if move is Move.LATER else _("Brought forward from %(day)s")
    return words % {"day": date_in_words(date.previous_start, with_year=other_year)}


def state_of(date: Occurrence, *, now: datetime | None = None) -> State:
    """The state of ``date``; seats are told where the query counted them (``with_seat_counts``)."""
    state = standing_state(date, now=now or timezone.now())
    moved = moved_words(date)
    return replace(state, moved=moved) if moved else state


def standing_state(date: Occurrence, *, now: datetime) -> State:
    """The state of ``date`` without what it was before."""
    if date.status == Status.CANCELLED:
        return State(pgettext("event", "Cancelled"), "stop", void=True)
    if date.status == Status.POSTPONED:
        return State(_("Postponed, no new date yet"), "stop", void=True)
    if date.is_past(now):
        return State("")
    if date.sign_up == SignUp.NONE:
        return State(_("Free entry"))
    return seats_state(date) if date.takes_sign_ups(now) else shut_state(date, now=now)


def shut_state(date: Occurrence, *, now: datetime) -> State:
    """For a date whose sign-up is not open yet, or no more."""
    if date.opens_at and now < date.opens_at:
        return State(_("Sign-up opens on %(day)s") % {"day": date_in_words(date.opens_at, with_year=False)})
    return State(_("Sign-up closed"))


def seats_state(date: Occurrence) -> State:
    """For a date that takes sign-ups: how many seats are left, or that it is full."""
    taken = getattr(date, "taken_count", None)
    if date.capacity is None or taken is None:
        return State(_("Sign-up open to all") if date.sign_up == SignUp.PUBLIC else _("Members"), is_open=True)
    left = date.seats_left(taken)
    if not left or getattr(date, "waiting_count", 0):
        return State(_("Full, waiting list open"), "stop", is_open=True, takes_seats=True)
    words = ngettext("%(left)s seat left of %(seats)s", "%(left)s seats left of %(seats)s", left)
    return State(words % {"left": left, "seats": date.capacity}, is_open=True, takes_seats=True)
