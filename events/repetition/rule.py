"""The rule an editor gives for dates that come back, and the days it yields. Calendars never see it, only its dates."""

import calendar
import functools
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from home.holidays import public_holidays, school_holidays_on

MOST_DATES = 200
MOST_MONTHS = 24
MOST_INTERVAL = 12
NTHS = (1, 2, 3, 4, 5, -1)
COMMUNITIES = ("fr", "nl")


class Frequency(StrEnum):
    WEEKLY = "weekly"
    BY_WEEKDAY = "weekday"
    BY_DAY = "day"


class Parity(StrEnum):
    """Which weeks of the year, by their number in ISO 8601: not every second one, for some years have 53."""

    ALL = ""
    EVEN = "even"
    ODD = "odd"


def latest_last_day(first_day: date) -> date:
    """The last day a rule from ``first_day`` may reach: the day two years later is not in it."""
    return first_day + relativedelta(months=MOST_MONTHS) - timedelta(days=1)


@dataclass(frozen=True)
class Repetition:
    """Days from ``first_day`` to ``last_day``, both included, in the site's time zone.

    ``weekdays`` count from Monday (0); ``nths`` say which of the month (-1 the last); ``month_day`` is 1 to 31, or -1
    for the last of the month. ``parity`` keeps weekly dates to weeks of even or odd number. Without ``months`` it is
    all year. ``removed`` are days that the editor took out.
    """

    frequency: Frequency
    first_day: date
    last_day: date
    interval: int = 1
    parity: Parity = Parity.ALL
    weekdays: tuple[int, ...] = ()
    nths: tuple[int, ...] = ()
    month_day: int | None = None
    months: tuple[int, ...] = ()
    start_time: time | None = None
    end_time: time | None = None
    skip_public_holidays: bool = False
    skip_school_holidays: tuple[str, ...] = ()
    removed: tuple[date, ...] = ()

    def __post_init__(self):
        """Bring equal rules to one form, so that they compare equal; raise ``ValidationError`` for what is none."""
        months = sorted(set(self.months))
        parity = Parity(self.parity) if self.frequency == Frequency.WEEKLY else Parity.ALL
        normal = {
            "frequency": Frequency(self.frequency),
            "parity": parity,
            "interval": 1 if parity else self.interval,
            "weekdays": tuple(sorted(set(self.weekdays))) if self.frequency != Frequency.BY_DAY else (),
            "nths": tuple(n for n in NTHS if n in self.nths) if self.frequency == Frequency.BY_WEEKDAY else (),
            "month_day": self.month_day if self.frequency == Frequency.BY_DAY else None,
            "months": tuple(months) if len(months) < 12 else (),
            "end_time": self.end_time if self.start_time else None,
            "skip_school_holidays": tuple(one for one in COMMUNITIES if one in self.skip_school_holidays),
            "removed": tuple(sorted(set(self.removed))),
        }
        for name, value in normal.items():
            object.__setattr__(self, name, value)
        check_rule(self)

    def days(self) -> list[date]:
        """The days it yields, in order; those taken out by the editor and holidays it keeps clear of are not there."""
        removed = set(self.removed)
        return [day for day in self.all_days() if day not in removed]

    def all_days(self) -> list[date]:
        """The same with those the editor took out."""
        found = rrule(
            WEEKLY if self.frequency == Frequency.WEEKLY else MONTHLY,
            dtstart=datetime.combine(self.first_day, time.min),
            until=datetime.combine(self.last_day, time.min),
            interval=self.interval,
            **self._by(),
        )
        days = (moment.date() for moment in found)
        return list(islice((day for day in days if self._is_asked(day) and not self.is_closed(day)), MOST_DATES))

    def _by(self) -> dict:
        if self.frequency == Frequency.BY_DAY:
            # With the last of each month beside it: a rule that never yields would be searched to the year 9999.
            return {"bymonthday": (self.month_day, -1)}
        if self.frequency == Frequency.WEEKLY:
            return {"byweekday": self.weekdays}
        return {"byweekday": [weekday(day, n) for day in self.weekdays for n in self.nths]}

    def _is_asked(self, day: date) -> bool:
        return self._is_in_a_month_asked(day) and self._is_in_a_week_asked(day)

    def _is_in_a_month_asked(self, day: date) -> bool:
        if self.month_day not in (None, -1, day.day):
            return False
        return not self.months or day.month in self.months

    def _is_in_a_week_asked(self, day: date) -> bool:
        return not self.parity or (day.isocalendar().week % 2 == 0) == (self.parity == Parity.EVEN)

    def is_closed(self, day: date) -> bool:
        """Whether ``day`` is a holiday that the rule keeps clear of."""
        if self.skip_public_holidays and day in public_holidays(day.year, "fr"):
            return True
        return bool(self.skip_school_holidays and school_holidays_on(day, self.skip_school_holidays))

    def is_cut_short(self) -> bool:
        """Whether it would give more dates than an event may carry."""
        return len(self.all_days()) == MOST_DATES

    def in_force(self) -> "Repetition":
        """The same without the removed days it does not give, which an earlier rule left behind."""
        if not self.removed:
            return self
        given = set(self.all_days())
        return replace(self, removed=tuple(day for day in self.removed if day in given))

    def to_json(self) -> dict:
        """What ``EventPage.repetition`` holds."""
        return {field.name: as_json(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, value: dict | None) -> "Repetition | None":
        """The rule of ``EventPage.repetition``; None where there is none, or none that can be read any more."""
        if not isinstance(value, dict):
            return None
        try:
            return cls(**{name: READERS[name](one) for name, one in value.items() if name in READERS})
        except (TypeError, ValueError, ValidationError):
            return None


def check_rule(rule: Repetition) -> None:
    """Raise ``ValidationError`` by field where ``rule`` says too little or too much."""
    errors = {}
    if not 1 <= rule.interval <= MOST_INTERVAL:
        errors["interval"] = _("Between 1 and 12.")
    if rule.frequency != Frequency.BY_DAY and not rule.weekdays:
        errors["weekdays"] = _("Tick at least one day of the week.")
    if rule.frequency == Frequency.BY_WEEKDAY and not rule.nths:
        errors["nths"] = _("Tick which of the month: the first, the second …")
    if rule.frequency == Frequency.BY_DAY and not (rule.month_day == -1 or 1 <= (rule.month_day or 0) <= 31):
        errors["month_day"] = _("Choose the day of the month.")
    if not set(rule.weekdays) <= set(range(7)) or not set(rule.months) <= set(range(1, 13)):
        errors["weekdays"] = _("Unknown day or month.")
    if rule.last_day < rule.first_day:
        errors["last_day"] = _("The last day comes after the first.")
    elif rule.last_day > latest_last_day(rule.first_day):
        errors["last_day"] = _("Two years at most. Prolong it when the time comes.")
    if errors:
        raise ValidationError(errors)


def ends_after(rule: Repetition, count: int) -> Repetition | None:
    """``rule`` until the day of its date number ``count``; None where two years hold fewer."""
    days = replace(rule, last_day=latest_last_day(rule.first_day)).days()
    return replace(rule, last_day=days[count - 1]) if len(days) >= count else None


@functools.singledispatch
def as_json(value):
    """``value`` as JSON holds it."""
    return value


@as_json.register(date)
@as_json.register(time)
def _iso(value):
    return value.isoformat()


@as_json.register(tuple)
def _list(value):
    return [as_json(one) for one in value]


def optional_time(value: str | None) -> time | None:
    return time.fromisoformat(value) if value else None


def tuple_of(read):
    return lambda values: tuple(read(one) for one in values)


READERS = {
    "frequency": Frequency,
    "first_day": date.fromisoformat,
    "last_day": date.fromisoformat,
    "interval": int,
    "parity": Parity,
    "weekdays": tuple_of(int),
    "nths": tuple_of(int),
    "month_day": lambda value: None if value is None else int(value),
    "months": tuple_of(int),
    "start_time": optional_time,
    "end_time": optional_time,
    "skip_public_holidays": bool,
    "skip_school_holidays": tuple_of(str),
    "removed": tuple_of(date.fromisoformat),
}


def proposal(day: date, start_time: time | None = None, end_time: time | None = None) -> Repetition:
    """What the form starts with for an event of ``day``: that weekday each month, until the end of the school year."""
    nth = -1 if day.day + 7 > calendar.monthrange(day.year, day.month)[1] else (day.day - 1) // 7 + 1
    summer = date(day.year, 6, 30)
    if summer < day + timedelta(days=90):
        summer = date(day.year + 1, 6, 30)
    return Repetition(
        frequency=Frequency.BY_WEEKDAY,
        first_day=day,
        last_day=summer,
        weekdays=(day.weekday(),),
        nths=(nth,),
        start_time=start_time,
        end_time=end_time,
        skip_public_holidays=True,
    )
