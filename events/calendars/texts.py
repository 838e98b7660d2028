"""What calendars and readers of feeds are told of a date, in words and in one language at a time."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.calendars.content_lines import one_line
from events.dates.moves import Move, move_between, move_of
from events.models.kinds import EventKind, SignUp
from events.models.occurrences import Occurrence, Status
from home.dates import date_in_words, time_in_words
from network.models import Organisation, WorkingGroup


class Words(NamedTuple):
    """What stands before a title or a fact, in one language."""

    cancelled: str
    postponed: str
    host: str
    access: str
    closing: str
    from_afar: str


@lru_cache
def words(language: str) -> Words:
    """Looked up once per language: a feed needs them for each of its dates."""
    with override(language):
        return Words(
            cancelled=_("CANCELLED – %(title)s"),
            postponed=_("POSTPONED – %(title)s"),
            host=_("Host: %(name)s"),
            access=_("Access: %(words)s"),
            closing=_("Sign-up until %(day)s, %(time)s"),
            from_afar=_("Take part from afar"),
        )


def summary(occurrence: Occurrence, language: str) -> str:
    """The title, behind a word that says it does not take place as announced."""
    title = one_line(occurrence.text("title", language) or EventKind.name.in_language(occurrence.kind, language))
    if is_cancelled(occurrence):
        return words(language).cancelled % {"title": title}
    if occurrence.status == Status.POSTPONED:
        return words(language).postponed % {"title": title}
    return title


def paragraphs(occurrence: Occurrence, language: str, url: str) -> list[str]:
    """Plain text: what became of the date, what it is, who receives, how to get in, until when to sign up, the page."""
    texts = [change_words(occurrence, language), occurrence.text("summary", language)]
    if occurrence.host:
        texts.append(words(language).host % {"name": Organisation.name.in_language(occurrence.host, language)})
    if occurrence.is_standing:
        if access := Occurrence.access.in_language(occurrence, language):
            texts.append(words(language).access % {"words": access})
        if occurrence.convoked_on:
            texts.append(convocation_words(occurrence.convoked_on, language))
        if occurrence.sign_up != SignUp.NONE:
            texts.append(closing_words(occurrence.closes_at, language))
    texts.append(url)
    return list(filter(None, texts))


def change_words(occurrence: Occurrence, language: str) -> str:
    """Why a date does not take place as announced, or that it was moved from another day."""
    moved = move_of(occurrence) is not None
    if occurrence.is_standing and not moved:
        return ""
    reason = Occurrence.reason.in_language(occurrence, language)
    if moved:
        return f"{moved_words(occurrence.previous_start, occurrence.start, language)} {reason}".strip()
    return reason


def closing_words(closes_at: datetime, language: str) -> str:
    """Until when to sign up; a feed says so of each date, so days and hours are put in words once."""
    local = timezone.localtime(closes_at)
    return words(language).closing % {
        "day": day_in_words(local.date(), language),
        "time": hour_in_words(local.time(), language),
    }


@lru_cache(maxsize=32_768)
def day_in_words(day: date, language: str) -> str:
    with override(language):
        return date_in_words(day)


@lru_cache(maxsize=1024)
def hour_in_words(hour: time, language: str) -> str:
    with override(language):
        return time_in_words(hour)


@lru_cache(maxsize=256)
def moved_words(before: datetime, start: datetime, language: str) -> str:
    """A sentence on where a date stood before: another day, later or earlier, or another hour of its day."""
    with override(language):
        move = move_between(before, start)
        if move is Move.SAME_DAY:
            said = _("Moved: was at %(time)s") % {"time": time_in_words(before)}
            # In Dutch, an hour ends with the full stop of “12 u.” itself.
            return f"{said.removesuffix('.')}."
        if move is Move.EARLIER:
            return f"{_('Brought forward from %(day)s') % {'day': date_in_words(before)}}."
        return _("Postponed: it was to take place on %(day)s.") % {"day": date_in_words(before)}


@lru_cache(maxsize=256)
def convocation_words(day: date, language: str) -> str:
    with override(language):
        return _("Convocation sent on %(day)s.") % {"day": date_in_words(day)}


def is_cancelled(occurrence: Occurrence) -> bool:
    """Whether calendars must strike the date out: cancelled, or its page deleted or unpublished."""
    return occurrence.status == Status.CANCELLED or occurrence.withdrawn_at is not None


def place_in_words(occurrence: Occurrence, language: str) -> str:
    """The place on one line; empty where there is none."""
    return one_line(Occurrence.place.in_language(occurrence, language))


def categories(occurrence: Occurrence, language: str) -> list[str]:
    """Names of the kind and of the group."""
    names = [EventKind.name.in_language(occurrence.kind, language)]
    if occurrence.group:
        names.append(WorkingGroup.name.in_language(occurrence.group, language))
    return [one_line(name) for name in names]
