"""Form fields for the day and hours of a date, and what they check."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HoursMixin:
    """A form with ``start_time`` and ``end_time``: no end without a start."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("end_time") and not cleaned.get("start_time") and "start_time" not in self.errors:
            self.add_error("start_time", _("A date with an end also needs a start."))
        return cleaned


class ComingDateMixin(HoursMixin):
    """The same with a ``day``, which is not over."""

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day is over. Check the year."))
        return day
