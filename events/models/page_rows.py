"""What an editor types below an event: its dates, programme, stands and documents."""

import uuid
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from events.models.occurrences import Status
from home.dates import date_in_words, in_utc, local_instant, validate_day
from home.text.bilingual import Bilingual
from network.models import Organisation

# A session that starts after the first and ends before the second ends in the night that follows.
EVENING, MORNING = time(18), time(6)
# The rows that may name a day of their own.
DATED_ROWS = ("programme", "documents")
# No date lasts longer; a slip in the last day is refused elsewhere.
LONGEST_DATE = 366
# Beside the start it had before, which has a widget of its own.
NEVER_TYPED = ("key", "slot", "cancelled_there")


class HiddenInstantInput(HiddenInput):
    """An instant written in UTC: of the hour that comes twice, the clock alone does not say which is meant."""

    def format_value(self, value):
        if not isinstance(value, datetime):
            return super().format_value(value)
        # Form fields hand over what the clock shows, and which passage of the hour it was.
        zone = value.tzinfo or timezone.get_current_timezone()
        return in_utc(value.replace(tzinfo=zone)).isoformat()


class EventDate(Orderable):
    """A row of dates as the editor types it, in the site's time zone. Not a record: see ``Occurrence``.

    ``slot`` is the day the repetition gave it, whatever its ``day`` is now; ``previous_start`` when it was to start
    before it was postponed; ``cancelled_there`` that an import cancelled it, which may take that back. None is typed.
    """

    page = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="dates")
    key = models.UUIDField(default=uuid.uuid4)
    day = models.DateField(_("day"), validators=[validate_day])
    start_time = models.TimeField(_("from"), null=True, blank=True, help_text=_("Leave empty for a whole day."))
    end_time = models.TimeField(
        _("to"), null=True, blank=True, help_text=_("An hour before the start means the next morning.")
    )
    last_day = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("Only if it lasts several days."),
    )
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("other host"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Only if it is not the event's host."),
    )
    place_fr = models.CharField(
        _("other place, in French"), max_length=250, blank=True, help_text=_("Only if it is not the event's place.")
    )
    place_nl = models.CharField(_("other place, in Dutch"), max_length=250, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("other number of seats"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.PLANNED)
    reason_fr = models.CharField(
        _("reason in French"), max_length=200, blank=True, help_text=_("Shown where a date is cancelled or postponed.")
    )
    reason_nl = models.CharField(_("reason in Dutch"), max_length=200, blank=True)
    slot = models.DateField(null=True, blank=True)
    previous_start = models.DateTimeField(null=True, blank=True)
    # False of what older versions brought in: who cancelled it was not noted, and nothing is planned again unasked.
    cancelled_there = models.BooleanField(default=False)
    theme_fr = models.CharField(
        _("theme in French"), max_length=150, blank=True, help_text=_("Stands behind the title of the event.")
    )
    theme_nl = models.CharField(_("theme in Dutch"), max_length=150, blank=True)
    convoked_on = models.DateField(
        _("convocation sent on"), null=True, blank=True, validators=[validate_day], help_text=_("For assemblies.")
    )

    theme = Bilingual()

    panels = [
        *(FieldPanel(name, widget=HiddenInput(), classname="w-hidden") for name in NEVER_TYPED),
        FieldPanel("previous_start", widget=HiddenInstantInput(), classname="w-hidden"),
        FieldRowPanel([FieldPanel("day"), FieldPanel("start_time"), FieldPanel("end_time")]),
        FieldPanel("status"),
        MultiFieldPanel(
            [
                FieldPanel("last_day"),
                FieldPanel("capacity"),
                FieldPanel("host"),
                FieldRowPanel([FieldPanel("place_fr"), FieldPanel("place_nl")]),
                FieldRowPanel([FieldPanel("reason_fr"), FieldPanel("reason_nl")]),
                FieldRowPanel([FieldPanel("theme_fr"), FieldPanel("theme_nl")]),
                FieldPanel("convoked_on"),
            ],
            heading=_("More about this date"),
            classname="collapsed",
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        constraints = [models.UniqueConstraint(fields=("page", "key"), name="events_event_date_key_unique")]

    def __str__(self):
        return f"{self.day:%d/%m/%Y}"

    def clean(self):
        super().clean()
        if self.end_time and not self.start_time:
            raise ValidationError({"start_time": _("A date with an end also needs a start.")})
        if self.day and self.last_day and self.last_day < self.day:
            raise ValidationError({"last_day": _("The last day comes after the first.")})
        if self.status != Status.CANCELLED:
            # Whoever plans it again decides for themselves if they cancel it later.
            self.cancelled_there = False

    @property
    def all_day(self) -> bool:
        return self.start_time is None

    @property
    def days(self) -> list[date]:
        """Each day it lasts."""
        return [self.day + timedelta(days=n) for n in range(((self.last_day or self.day) - self.day).days + 1)]

    @property
    def starts_at(self) -> datetime:
        """Start as an instant in UTC; midnight for whole days."""
        return local_instant(self.day, self.start_time or time.min)

    @property
    def ends_at(self) -> datetime:
        """End as an instant in UTC, exclusive: midnight after whole days, two hours after a start without an end."""
        if self.start_time is None:
            return local_instant((self.last_day or self.day) + timedelta(days=1), time.min)
        if self.end_time is None:
            return self.starts_at + timedelta(hours=2)
        last_day = self.last_day or self.day
        if last_day == self.day and self.end_time <= self.start_time:
            last_day += timedelta(days=1)
        # In the night without an hour between 2 and 3, a start in that hour would come after an end at 3.
        return max(local_instant(last_day, self.end_time), self.starts_at + timedelta(minutes=15))


class ProgrammeItem(Orderable):
    """A session of the programme; those that start together are parallel workshops."""

    page = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="programme")
    key = models.UUIDField(default=uuid.uuid4)
    day = models.DateField(
        _("day"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("Only if it is not the same on each date of the event."),
    )
    start_time = models.TimeField(_("from"))
    end_time = models.TimeField(_("to"), null=True, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=150)
    title_nl = models.CharField(_("title in Dutch"), max_length=150, blank=True)
    room = models.CharField(_("room"), max_length=80, blank=True)
    speakers = models.CharField(_("speakers"), max_length=250, blank=True)
    text_fr = models.TextField(_("about it, in French"), max_length=600, blank=True)
    text_nl = models.TextField(_("about it, in Dutch"), max_length=600, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("seats of the workshop"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty where everybody of the date finds room."),
    )

    title = Bilingual()
    text = Bilingual()

    panels = [
        FieldPanel("key", widget=HiddenInput(), classname="w-hidden"),
        FieldRowPanel([FieldPanel("start_time"), FieldPanel("end_time"), FieldPanel("day")]),
        FieldRowPanel([FieldPanel("title_fr"), FieldPanel("title_nl")]),
        FieldRowPanel([FieldPanel("room"), FieldPanel("speakers"), FieldPanel("capacity")]),
        FieldRowPanel([FieldPanel("text_fr"), FieldPanel("text_nl")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("programme")
        constraints = [models.UniqueConstraint(fields=("page", "key"), name="events_programme_item_key_unique")]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if not self.start_time or not self.end_time:
            return
        ends_in_the_night = self.start_time >= EVENING and self.end_time <= MORNING
        if self.end_time <= self.start_time and not ends_in_the_night:
            raise ValidationError({"end_time": _("A session ends after it starts.")})


class Stand(Orderable):
    """Who stands where at a party or fair, and shows what."""

    page = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="stands")
    number = models.CharField(_("number on the map"), max_length=8, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("member organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stands",
    )
    name = models.CharField(_("or another name"), max_length=120, blank=True)
    offer_fr = models.CharField(_("what it offers, in French"), max_length=200, blank=True)
    offer_nl = models.CharField(_("what it offers, in Dutch"), max_length=200, blank=True)

    offer = Bilingual()

    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("organisation"), FieldPanel("name")]),
        FieldRowPanel([FieldPanel("offer_fr"), FieldPanel("offer_nl")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("stand")
        verbose_name_plural = _("stands")

    def __str__(self):
        return self.display_name

    def clean(self):
        super().clean()
        if not self.organisation_id and not self.name:
            raise ValidationError({"organisation": _("Choose a member, or write who stands there.")})

    @property
    def display_name(self) -> str:
        return self.name or (self.organisation.name if self.organisation else "")


class EventDocument(Orderable):
    """A file to read before or after; minutes reach the calendars of those who subscribe."""

    page = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        get_document_model_string(), verbose_name=_("document"), on_delete=models.CASCADE, related_name="+"
    )
    title_fr = models.CharField(_("title in French"), max_length=120, blank=True)
    title_nl = models.CharField(_("title in Dutch"), max_length=120, blank=True)
    day = models.DateField(
        _("day"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("Only if it belongs to one date of the event."),
    )
    is_minutes = models.BooleanField(_("minutes of the meeting"), default=False)

    panels = [
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("title_fr"), FieldPanel("title_nl")]),
        FieldRowPanel([FieldPanel("day"), FieldPanel("is_minutes")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self):
        return self.title_fr or str(self.document)


def check_rows_fit_the_dates(form: WagtailAdminPageForm) -> None:
    """Say beside each session and document whose day is not one of the event's which days there are."""
    days = days_of_rows(form)
    if not days:
        return
    for name in DATED_ROWS:
        if name not in form.formsets:
            continue
        form.formsets[name].is_valid()
        for row in form.formsets[name].forms:
            values = getattr(row, "cleaned_data", {})
            if not values.get("day") or values.get("DELETE") or values["day"] in days:
                continue
            message = gettext("%(day)s is not a day of this event. Leave the day empty, or choose one of its days.") % {
                "day": date_in_words(values["day"])
            }
            row.add_error("day", message)
            form.add_error(None, message)


def days_of_rows(form: WagtailAdminPageForm) -> set[date]:
    """Every day of the dates that stay, as they are typed."""
    days = set()
    for row in form.formsets["dates"].forms:
        values = getattr(row, "cleaned_data", {})
        if values.get("day") and not values.get("DELETE"):
            length = min(((values.get("last_day") or values["day"]) - values["day"]).days, LONGEST_DATE)
            days |= {values["day"] + timedelta(days=n) for n in range(max(length, 0) + 1)}
    return days
