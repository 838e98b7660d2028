"""Convocations: by when that of an assembly has to leave, and whether it did. Days are in the site's time zone."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from events.models import EventPage, Occurrence
from events.models.occurrences import Status
from events.models.settings import sign_up_settings
from home.cache.remembered import remembered
from home.dates import date_in_words, local_day

SOON = timedelta(days=14)
"""How long before the latest day the coordination is reminded."""


@dataclass(frozen=True)
class Notice:
    """The convocation of one date: ``latest`` is the last day on which it may leave, ``sent_on`` the day it did."""

    day: date
    latest: date
    sent_on: date | None = None

    def is_too_late(self, today: date) -> bool:
        """Whether it should have left before ``today`` and has not."""
        return self.sent_on is None and today > self.latest

    def is_due(self, today: date) -> bool:
        """Whether it is still to be sent, and in time on ``today``."""
        return self.sent_on is None and today <= self.latest

    @property
    def was_late(self) -> bool:
        return self.sent_on is not None and self.sent_on > self.latest


@remembered
def notice_days() -> timedelta:
    """The notice of an assembly, as the settings of the main site have it."""
    return timedelta(days=sign_up_settings().notice_days)


def notice_on(day: date, *, sent_on: date | None = None) -> Notice:
    """The convocation of an assembly on ``day``."""
    return Notice(day=day, latest=day - notice_days(), sent_on=sent_on)


def notice_of(occurrence: Occurrence) -> Notice | None:
    """The convocation of a date; None where its kind needs none or it does not take place."""
    if not occurrence.kind.needs_notice or not occurrence.is_standing:
        return None
    return notice_on(local_day(occurrence.start), sent_on=occurrence.convoked_on)


@dataclass(frozen=True)
class DueConvocation:
    """A date whose convocation is to be sent."""

    date: Occurrence
    notice: Notice


def convocations_to_send(*, user, today: date) -> list[DueConvocation]:
    """The dates to come ``user`` may see whose convocation has not left, and should within a fortnight or already.

    By start; one query.
    """
    latest = today + notice_days() + SOON
    dates = (
        Occurrence.objects.visible_to(user)
        .filter(kind__needs_notice=True, status=Status.PLANNED, convoked_on=None, start__date__lte=latest)
        .filter(start__date__gte=today)
        .select_related("kind")
        .order_by("start", "uid")
    )
    return [DueConvocation(one, notice_on(local_day(one.start))) for one in dates]


def warnings_for(page: EventPage, *, today: date) -> list[str]:
    """What to tell whoever saves ``page``: one sentence for each of its dates to come that is convoked too late."""
    if not page.kind_id or not page.kind.needs_notice:
        return []
    rows = [row for row in page.dates.all() if row.status == Status.PLANNED and row.day >= today]
    notices = [notice_on(row.day, sent_on=row.convoked_on) for row in rows]
    return [too_late_in_words(one) for one in notices if one.is_too_late(today)]


def too_late_in_words(notice: Notice) -> str:
    return _("Too late for %(day)s: its convocation should have left on %(latest)s at the latest.") % {
        "day": date_in_words(notice.day),
        "latest": date_in_words(notice.latest),
    }
