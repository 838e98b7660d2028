"""Hours in words, in the reader's language."""

import datetime as dt
from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from home.dates import date_in_words, time_in_words
from home.models import Community
from network.models import OpeningSlot
from network.models.services import MIDNIGHT, Weekday


def until_in_words(until: dt.datetime, at: dt.datetime) -> str:
    """``13 h``, ``minuit``, ``demain 8 h``, ``lundi 7 décembre, 8 h``: the end of what lasts ``at`` a moment."""
    if until.date() == at.date():
        return time_in_words(until.time())
    if until.date() == at.date() + dt.timedelta(days=1):
        if until.time() == MIDNIGHT:
            return _("midnight")
        return _("tomorrow %(time)s") % {"time": time_in_words(until.time())}
    return f"{date_in_words(until.date(), with_year=False)}, {time_in_words(until.time())}"


def span_in_words(opens: dt.time, closes: dt.time) -> str:
    """``9 h 30 – 13 h``, ``20 h – 8 h (le lendemain)``, ``jour et nuit``."""
    if opens == closes:
        return _("day and night")
    if closes == MIDNIGHT:
        return f"{time_in_words(opens)} – {_('midnight')}"
    words = f"{time_in_words(opens)} – {time_in_words(closes)}"
    return words if opens < closes else _("%(hours)s (the next day)") % {"hours": words}


def short_span(slot: OpeningSlot) -> str:
    """``20 h – 8 h``: the hours where they are drawn, so that the next day is seen."""
    return f"{time_in_words(slot.opens)} – {time_in_words(slot.closes)}"


def weekday_in_words(weekday: int, weeks: str = OpeningSlot.Weeks.EVERY) -> str:
    """``mardi``, ``2e mardi du mois``, ``mardi des semaines paires``."""
    day = str(Weekday(weekday).label)
    templates = {
        OpeningSlot.Weeks.FIRST: _("first %(day)s of the month"),
        OpeningSlot.Weeks.SECOND: _("second %(day)s of the month"),
        OpeningSlot.Weeks.THIRD: _("third %(day)s of the month"),
        OpeningSlot.Weeks.FOURTH: _("fourth %(day)s of the month"),
        OpeningSlot.Weeks.LAST: _("last %(day)s of the month"),
        OpeningSlot.Weeks.ODD: _("%(day)s in odd weeks"),
        OpeningSlot.Weeks.EVEN: _("%(day)s in even weeks"),
    }
    return templates.get(weeks, "%(day)s") % {"day": day}


def slot_in_words(slot: OpeningSlot) -> str:
    """``mardi 9 h 30 – 13 h``."""
    return f"{weekday_in_words(slot.weekday, slot.weeks)} {span_in_words(slot.opens, slot.closes)}"


def holidays_in_words(slot: OpeningSlot) -> list[str]:
    """What holidays change in the hours ``slot``, where they are not as everybody's."""
    words = [_("also on public holidays")] if slot.on_holidays else []
    if slot.school == Community.FRENCH:
        words.append(_("not during the holidays of French-speaking schools"))
    elif slot.school:
        words.append(_("not during the holidays of Dutch-speaking schools"))
    return words


def hours_in_words(weekday: int, spans: Iterable[tuple[dt.time, dt.time]]) -> str:
    """``mardi 9 h 30 – 13 h, 14 h – 16 h 30``."""
    return f"{Weekday(weekday).label} {', '.join(span_in_words(*span) for span in spans)}"


def period_in_words(first: dt.date | None, last: dt.date | None) -> str:
    """``Du 1er juillet 2027 au 31 août 2027``; empty without either."""
    days = {name: date_in_words(day, with_weekday=False) for name, day in (("first", first), ("last", last)) if day}
    if first and first == last:
        return str(capfirst(date_in_words(first)))
    if first and last:
        return _("From %(first)s to %(last)s") % days
    if first:
        return _("From %(first)s on") % days
    return _("Until %(last)s") % days if last else ""
