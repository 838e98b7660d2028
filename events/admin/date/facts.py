"""The facts of one date as its CMS page lists them."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.dates.states import state_of
from events.models import Occurrence
from events.models.occurrences import Status
from events.seats.meals_and_needs import host_totals
from home.dates import date_in_words, time_in_words


def facts_in_words(date: Occurrence) -> list[tuple[str, str]]:
    """Label and words of each fact worth a line: status, move, host, place, programme, what people eat and need."""
    state = state_of(date)
    status = status_in_words(date)
    totals = host_totals(date) if date.asks_meal or date.asks_needs else None
    lines = [
        (pgettext("dates", "Status"), f"{status}. {date.reason}" if date.reason else status),
        (_("Was announced for"), before_in_words(date)),
        (_("State on the site"), "" if state.void or state.is_open else state.words),
        (_("Host"), date.host.name if date.host else ""),
        (_("Place"), date.place),
        (_("Access"), date.access),
        (_("Programme"), sessions_in_words(len(date.programme))),
    ]
    if totals:
        unsaid = {_("not said"): totals.unsaid} if totals.unsaid else {}
        lines += [(_("Meals"), counts(totals.meals | unsaid)), (_("Access needs"), counts(totals.needs))]
    return [(label, words) for label, words in lines if words]


def status_in_words(date: Occurrence) -> str:
    return date.get_status_display() if date.withdrawn_at is None else _("withdrawn from the agenda")


def before_in_words(date: Occurrence) -> str:
    """The moment the date was moved from; empty for one never moved."""
    if not date.previous_start:
        return ""
    day = date_in_words(date.previous_start)
    return day if date.all_day else f"{day}, {time_in_words(date.previous_start)}"


def sessions_in_words(count: int) -> str:
    return ngettext("%(count)d session", "%(count)d sessions", count) % {"count": count} if count else ""


def counts(totals: dict[str, int]) -> str:
    """``végétarien : 4 · végane : 1``."""
    return " · ".join(_("%(what)s: %(count)d") % {"what": what, "count": count} for what, count in totals.items())


def actions_on(date: Occurrence, *, now: datetime | None = None) -> list[tuple[str, str, str]]:
    """Label, address and icon of each action that ``date`` allows at ``now`` (aware)."""
    is_past = date.is_past(now or timezone.now())
    if date.withdrawn_at:
        return []
    allowed = []
    if date.status != Status.PLANNED and not is_past:
        allowed.append((_("Takes place after all…"), "restore", "check"))
    if not is_past or date.status == Status.POSTPONED:
        label = _("Give it a new day…") if date.status == Status.POSTPONED else _("Postpone…")
        allowed.append((label, "postpone", "date"))
    if date.status != Status.CANCELLED and not is_past:
        allowed.append((_("Cancel this date…"), "cancel", "cross"))
    return [(label, reverse(f"dates:{name}", args=[date.pk]), icon) for label, name, icon in allowed]
