"""School holidays: data of the coordinator, for the two Communities of Brussels set them each for itself."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.dates import validate_day
from home.text.bilingual import Bilingual


class Community(models.TextChoices):
    """Whose schools."""

    FRENCH = "fr", _("French-speaking schools")
    FLEMISH = "nl", _("Dutch-speaking schools")


class SchoolHoliday(models.Model):
    """Days without school, ``first_day`` and ``last_day`` included."""

    name_fr = models.CharField(_("name in French"), max_length=60)
    name_nl = models.CharField(_("name in Dutch"), max_length=60, blank=True)
    community = models.CharField(_("schools"), max_length=2, choices=Community.choices, default=Community.FRENCH)
    first_day = models.DateField(_("first day"), validators=[validate_day])
    last_day = models.DateField(_("last day"), validators=[validate_day])

    name = Bilingual()

    class Meta:
        verbose_name = _("school holiday")
        verbose_name_plural = _("school holidays")
        ordering = ("first_day", "community")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="home_school_holiday_days_in_order"
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day comes after the first.")})
