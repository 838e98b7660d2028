"""What an organisation offers and when its doors are open (permanences)."""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from home.dates import validate_day
from home.models import Community
from home.text.bilingual import Bilingual
from network.models.organisations import Location, Organisation


class Service(Orderable):
    """Something people can come for: a drop-in, homework support, a social grocery."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("open")
        PAUSED = "paused", _("closed for a time")
        ENDED = "ended", _("ended")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="services")
    title_fr = models.CharField(_("title in French"), max_length=100)
    title_nl = models.CharField(_("title in Dutch"), max_length=100, blank=True)
    conditions_fr = models.CharField(_("for whom, with which papers, in French"), max_length=300, blank=True)
    conditions_nl = models.CharField(_("for whom, with which papers, in Dutch"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.ACTIVE)
    status_until = models.DateField(
        _("closed until"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("The last day of a service that is closed for a time; its hours count again from the next day."),
    )

    title = Bilingual()
    conditions = Bilingual()

    class Meta(Orderable.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if self.status != self.Status.PAUSED:
            # The day of a pause that is over, or that became an end.
            self.status_until = None

    @property
    def is_paused(self) -> bool:
        return self.status == self.Status.PAUSED

    def runs_on(self, day: dt.date) -> bool:
        """Whether its hours count on ``day``: a pause ends by itself when its last day was told."""
        if self.is_paused and self.status_until:
            return day > self.status_until
        return self.status == self.Status.ACTIVE


class Weekday(models.IntegerChoices):
    """Days as ``date.weekday()`` numbers them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


MIDNIGHT = dt.time(0)


class OpeningSlot(models.Model):
    """Hours that come back, on the clock of the site's time zone, half-open: ``opens <= time < closes``.

    What closes at the hour it opens or before closes on the next day; from midnight to midnight is day and night.
    Hours with a first or a last day replace, for their service and that whole period, those without.
    """

    class Kind(models.TextChoices):
        DROP_IN = "drop_in", _("Without appointment")
        APPOINTMENT = "appointment", _("By appointment")

    class Weeks(models.TextChoices):
        """In which weeks; odd and even are numbers of ISO weeks, the others count the weekdays of a month."""

        EVERY = "", _("Every week")
        FIRST = "1", _("The first of the month")
        SECOND = "2", _("The second of the month")
        THIRD = "3", _("The third of the month")
        FOURTH = "4", _("The fourth of the month")
        LAST = "last", _("The last of the month")
        ODD = "odd", _("Odd weeks")
        EVEN = "even", _("Even weeks")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="opening_slots")
    service = models.ForeignKey(
        Service, verbose_name=_("service"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # Deleting an address must not move its hours to another; deleting the organisation deletes both.
    location = models.ForeignKey(
        Location, verbose_name=_("address"), null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))
    kind = models.CharField(_("how"), max_length=11, choices=Kind.choices, default=Kind.DROP_IN)
    weeks = models.CharField(_("weeks"), max_length=4, choices=Weeks.choices, default=Weeks.EVERY, blank=True)
    first_day = models.DateField(_("from the"), null=True, blank=True, validators=[validate_day])
    last_day = models.DateField(_("until the"), null=True, blank=True, validators=[validate_day])
    on_holidays = models.BooleanField(_("also on public holidays"), default=False)
    school = models.CharField(
        _("closed during the holidays of"), max_length=2, choices=Community.choices, default="", blank=True
    )
    note_fr = models.CharField(_("note in French"), max_length=120, blank=True)
    note_nl = models.CharField(_("note in Dutch"), max_length=120, blank=True)
    note = Bilingual()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ("weekday", "opens", "kind")
        constraints = [
            models.CheckConstraint(
                condition=~Q(closes=F("opens")) | Q(opens=MIDNIGHT, closes=MIDNIGHT), name="network_slot_lasts"
            ),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True) | Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="network_slot_period_in_order",
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    @property
    def ends_next_day(self) -> bool:
        return self.closes <= self.opens

    @property
    def is_dated(self) -> bool:
        """Whether it holds for a period, in which it replaces the hours without one."""
        return bool(self.first_day or self.last_day)

    def covers(self, day: dt.date) -> bool:
        """Whether ``day`` is in its period; every day is where it has none."""
        return (not self.first_day or self.first_day <= day) and (not self.last_day or day <= self.last_day)

    def clean(self):
        super().clean()
        if self.opens and self.opens == self.closes and self.opens != MIDNIGHT:
            raise ValidationError({"closes": _("The doors close at another time than they open.")})
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day comes after the first.")})


class Closure(models.Model):
    """Days an organisation is closed, or one service or address of it; both included.

    It concerns what opens on these days: a night that began before runs to its end.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="closures")
    service = models.ForeignKey(
        Service,
        verbose_name=_("only this service"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    location = models.ForeignKey(
        Location,
        verbose_name=_("only at this address"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    first_day = models.DateField(_("first day"), validators=[validate_day])
    last_day = models.DateField(_("last day"), validators=[validate_day])
    reason_fr = models.CharField(_("reason in French"), max_length=120, blank=True)
    reason_nl = models.CharField(_("reason in Dutch"), max_length=120, blank=True)
    reason = Bilingual()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ("first_day",)
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="network_closure_ends_after_start")
        ]

    def __str__(self):
        return f"{self.first_day} – {self.last_day}"

    def clean(self):
        super().clean()
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day comes after the first.")})
