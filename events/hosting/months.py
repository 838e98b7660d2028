"""The months of a kind of event whose hosts take turns: their dates, who hosts, who offered."""

import datetime as dt
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from events.models import EventKind, HostOffer, Occurrence
from events.models.occurrences import Status
from events.publishing.synchronise import source_page
from events.repetition.rule import Repetition
from home.dates import local_instant
from home.holidays import public_holidays
from home.text.bilingual import SOURCE_LANGUAGE
from network.models import Organisation

AHEAD = 12
"""How many months from this one members may offer."""


def first_of_month(day: dt.date) -> dt.date:
    return day.replace(day=1)


def this_month(now: dt.datetime) -> dt.date:
    """The first day of the month of ``now`` in the site's time zone."""
    return first_of_month(timezone.localdate(now))


def months_from(first: dt.date, count: int) -> list[dt.date]:
    """``count`` months from ``first``, each by its first day."""
    return [first + relativedelta(months=n) for n in range(count)]


@dataclass
class Month:
    """One month (``first``: its first day) with its ``dates`` by start and the ``offers`` made or accepted."""

    first: dt.date
    now: dt.datetime
    dates: list[Occurrence] = field(default_factory=list)
    offers: list[HostOffer] = field(default_factory=list)

    @property
    def date(self) -> Occurrence | None:
        """The date the month is about: one that takes place and has no host yet, else the first that takes place."""
        standing = [date for date in self.dates if date.status == Status.PLANNED]
        free = [date for date in standing if date.host_id is None and not date.is_past(self.now)]
        return next(iter([*free, *standing]), None)

    @property
    def shown(self) -> Occurrence | None:
        """The date to show, even one that was called off."""
        return self.date or next(iter(self.dates), None)

    @property
    def accepted(self) -> HostOffer | None:
        return next((offer for offer in self.offers if offer.status == HostOffer.Status.ACCEPTED), None)

    @property
    def waiting(self) -> list[HostOffer]:
        return [offer for offer in self.offers if offer.status == HostOffer.Status.OFFERED]

    @property
    def host(self) -> Organisation | None:
        """Who hosts the date, or was accepted for it while there is no date or no host."""
        if self.date and self.date.host:
            return self.date.host
        return self.accepted.organisation if self.accepted else None

    @property
    def is_over(self) -> bool:
        """Whether nobody can host it any more: the month is over, or its date is."""
        month_over = self.first < this_month(self.now)
        return month_over or (self.date is not None and self.date.is_past(self.now))

    @property
    def is_free(self) -> bool:
        return self.host is None and not self.is_over

    @property
    def lacks_date(self) -> bool:
        """Whether an accepted host still waits for a date."""
        return self.accepted is not None and self.date is None and not self.is_over


def read_months(kind: EventKind, first: dt.date, count: int, *, user, now: dt.datetime) -> list[Month]:
    """``count`` months of ``kind`` from ``first``, with the dates ``user`` may see; two queries, whatever the count.

    The offers are everybody's, without those declined or withdrawn: who may read them is the page's to decide.
    """
    months = {day: Month(first=day, now=now) for day in months_from(first, count)}
    limits = local_instant(first, dt.time.min), local_instant(first + relativedelta(months=count), dt.time.min)
    dates = Occurrence.objects.visible_to(user).filter(kind=kind, start__gte=limits[0], start__lt=limits[1])
    for date in dates.select_related("host").order_by("start", "uid"):
        months[first_of_month(timezone.localtime(date.start).date())].dates.append(date)
    offers = HostOffer.objects.active().filter(kind=kind, month__in=months).select_related("organisation")
    for offer in offers.order_by("created_at", "pk"):
        months[offer.month].offers.append(offer)
    return list(months.values())


def read_month(kind: EventKind, first: dt.date, *, user, now: dt.datetime) -> Month:
    return read_months(kind, first, 1, user=user, now=now)[0]


def usual_day(kind: EventKind, month: dt.date) -> dt.date:
    """The day of ``month`` that the last date of ``kind`` suggests, like its second Thursday; else the first day.

    Where that is a public holiday, or a school holiday that the rule of those dates keeps clear of, the nearest of the
    same weekday in that month.
    """
    last = Occurrence.objects.filter(kind=kind, withdrawn_at=None, status=Status.PLANNED).order_by("-start").first()
    if last is None:
        return month
    day = timezone.localtime(last.start).date()
    suggested = month + dt.timedelta(days=(day.weekday() - month.weekday()) % 7, weeks=(day.day - 1) // 7)
    if suggested.month != month.month:
        suggested -= dt.timedelta(weeks=1)
    nearest = [suggested + dt.timedelta(weeks=n) for n in (0, 1, -1, 2, -2, 3, -3, 4, -4)]
    page = source_page(last.event_key)
    rule = Repetition.from_json(page.repetition) if page else None
    return next((day for day in nearest if day.month == month.month and not is_holiday(day, rule)), suggested)


def is_holiday(day: dt.date, rule: Repetition | None) -> bool:
    """Whether ``day`` is a public holiday, or one that ``rule`` keeps clear of."""
    return day in public_holidays(day.year, SOURCE_LANGUAGE) or (rule is not None and rule.is_closed(day))
