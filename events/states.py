"""What a reader must know of a date, in one word or two: cancelled, full, free entry."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.models import Occurrence
from events.models.kinds import SignUp
from events.models.occurrences import Status
from home.dates import date_in_words


@dataclass(frozen=True)
class State:
    """``words`` to show; ``tone`` is ``"stop"`` or empty; ``void`` where the date does not take place.

    ``is_open`` while members may sign up, ``takes_seats`` where its seats are counted.
    """

    words: str
    tone: str = ""
    void: bool = False
    is_open: bool = False
    takes_seats: bool = False


def state_of(date: Occurrence, *, now: datetime | None = None) -> State:
    """The state of ``date``; seats are told where the query counted them (``with_seat_counts``)."""
    now = now or timezone.now()
    if date.status == Status.CANCELLED:
        return State(pgettext("event", "Cancelled"), "stop", void=True)
    if date.status == Status.POSTPONED:
        return State(postponed_words(date), "stop", void=True)
    if date.is_past(now):
        return State("")
    if date.sign_up == SignUp.NONE:
        return State(_("Free entry"))
    if not date.takes_sign_ups(now):
        return State(_("Sign-up closed"))
    return seats_state(date)


def postponed_words(date: Occurrence) -> str:
    if date.postponed_to is None:
        return pgettext("event", "Postponed")
    return _("Postponed to %(day)s") % {"day": date_in_words(date.postponed_to, with_weekday=False)}


def seats_state(date: Occurrence) -> State:
    """For a date that takes sign-ups: how many seats are left, or that it is full."""
    taken = getattr(date, "confirmed_count", None)
    if date.capacity is None or taken is None:
        return State(_("Members"), is_open=True)
    left = date.capacity - taken
    if left <= 0 or getattr(date, "waiting_count", 0):
        return State(_("Full, waiting list open"), "stop", is_open=True, takes_seats=True)
    words = ngettext("%(left)s seat left of %(seats)s", "%(left)s seats left of %(seats)s", left)
    return State(words % {"left": left, "seats": date.capacity}, is_open=True, takes_seats=True)
