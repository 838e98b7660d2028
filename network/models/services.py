"""What an organisation offers and when its doors are open (permanences)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from home.bilingual import Bilingual
from network.models.organisations import Location, Organisation


class Service(Orderable):
    """Something people can come for: a drop-in, homework support, a social grocery."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("open")
        PAUSED = "paused", _("closed for a time")
        ENDED = "ended", _("ended")

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="services")
    title_fr = models.CharField(_("title in French"), max_length=100)
    title_nl = models.CharField(_("title in Dutch"), max_length=100, blank=True)
    conditions_fr = models.CharField(_("for whom, with which papers, in French"), max_length=300, blank=True)
    conditions_nl = models.CharField(_("for whom, with which papers, in Dutch"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.ACTIVE)

    title = Bilingual()
    conditions = Bilingual()

    class Meta(Orderable.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self):
        return self.title

    @property
    def is_paused(self) -> bool:
        return self.status == self.Status.PAUSED


class Weekday(models.IntegerChoices):
    """Days as ``date.weekday()`` numbers them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningSlot(models.Model):
    """Hours of the week, in the site's time zone, half-open: ``opens <= time < closes``."""

    class Kind(models.TextChoices):
        DROP_IN = "drop_in", _("Without appointment")
        APPOINTMENT = "appointment", _("By appointment")

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="opening_slots")
    location = models.ForeignKey(
        Location, verbose_name=_("address"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))
    kind = models.CharField(_("how"), max_length=11, choices=Kind.choices, default=Kind.DROP_IN)
    note_fr = models.CharField(_("note in French"), max_length=120, blank=True)
    note_nl = models.CharField(_("note in Dutch"), max_length=120, blank=True)
    note = Bilingual()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ("weekday", "opens", "kind")
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="network_slot_closes_after_opens")
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self):
        super().clean()
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": _("The closing time comes after the opening time.")})


class Closure(models.Model):
    """Days an organisation is closed, both included."""

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="closures")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
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
