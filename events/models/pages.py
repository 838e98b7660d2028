"""Event pages tell; their rows of dates are what an editor types, kept by a key that never changes."""

import uuid
from datetime import UTC, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from events.admin_forms import EventPageForm
from home.blocks import BodyBlock
from home.dates import validate_day
from home.memory import renew_stamp
from home.models import BasePage
from network.models import Organisation, WorkingGroup

from .kinds import EventKind, SignUp
from .occurrences import Status

CLOSING_TIME = time(18)


class AgendaPage(RoutablePageMixin, BasePage):
    """The agenda: upcoming and past dates, and the feed."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    template = "events/agenda_page.html"

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")

    def get_context(self, request, *args, **kwargs):
        from events.agenda import read_agenda

        agenda = read_agenda(request.GET, user=request.user, now=timezone.now())
        return super().get_context(request, *args, **kwargs) | {"agenda": agenda}

    @path("agenda.ics/", name="feed")
    def feed(self, request):
        """``/<lang>/agenda/agenda.ics``; Wagtail looks for its routes with a slash behind."""
        from events.feeds import agenda_feed

        return agenda_feed(request, self)


class EventPage(BasePage):
    """An event with one or several dates. Saving it while it is live brings the records up to date."""

    parent_page_types = ["events.AgendaPage"]
    subpage_types = []
    template = "events/event_page.html"

    kind = models.ForeignKey(EventKind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="pages")
    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("working group"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        help_text=_("The group that meets or organises; its badge is shown with the date."),
    )
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        help_text=_("The member that receives. Its address is the place, unless you write another one."),
    )
    place_fr = models.CharField(
        _("place in French"),
        max_length=250,
        blank=True,
        help_text=_("On one line: Maison du Peuple, parvis 37, 1060 Saint-Gilles."),
    )
    place_nl = models.CharField(_("place in Dutch"), max_length=250, blank=True)
    access = models.TextField(
        _("access"), max_length=500, blank=True, help_text=_("Tram stop, step-free entrance, sign language on request.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    sign_up = models.CharField(_("sign-up"), max_length=10, choices=SignUp.choices, default=SignUp.MEMBERS)
    capacity = models.PositiveSmallIntegerField(
        _("seats"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("For each date. Leave empty where there is room for all."),
    )
    closes_days_before = models.PositiveSmallIntegerField(
        _("sign-up closes, days before"),
        default=2,
        help_text=_("At 18:00 on that day; 0 closes it when the date starts."),
    )
    shows_participants = models.BooleanField(
        _("show which organisations come"), default=True, help_text=_("Organisations only, never a person's name.")
    )

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("group")]),
        InlinePanel("dates", heading=_("Dates"), label=_("Date"), min_num=1),
        MultiFieldPanel(
            [FieldPanel("host"), FieldRowPanel([FieldPanel("place_fr"), FieldPanel("place_nl")]), FieldPanel("access")],
            heading=_("Place"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("sign_up"),
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("closes_days_before")]),
                FieldPanel("shows_participants"),
            ],
            heading=_("Sign-up"),
        ),
        FieldPanel("body"),
    ]
    base_form_class = EventPageForm
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("access"),
        index.SearchField("place_fr"),
        index.SearchField("place_nl"),
        index.FilterField("kind"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                "kind",
                "group",
                "host",
                "place_fr",
                "place_nl",
                "sign_up",
                "capacity",
                "closes_days_before",
                "shows_participants",
                "dates",
            )
        ),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def get_context(self, request, *args, **kwargs):
        from events.event_dates import participants, previewed_dates, published_dates
        from events.listing import give_hosts, give_relations

        give_relations([self])
        give_hosts([self])
        now, is_preview = timezone.now(), getattr(request, "is_preview", False)
        dates = previewed_dates(self, now=now) if is_preview else published_dates(self, user=request.user, now=now)
        shown = dates.standing or dates.first
        comes = participants(shown) if self.shows_participants and shown and shown.pk else []
        return super().get_context(request, *args, **kwargs) | {
            "dates": dates,
            "participants": comes,
            "is_preview": is_preview,
        }

    def save(self, *args, **kwargs):
        """Save, and in the same transaction bring the dates people rely on up to date.

        Every way a page is published, unpublished, copied or translated ends here, so nothing else needs to know.
        A save of named fields is a draft being recorded: it publishes nothing.
        """
        from events.synchronise import keep_held_dates, synchronise

        if kwargs.get("update_fields") is not None:
            return super().save(*args, **kwargs)
        with transaction.atomic():
            # First what every such change writes anyway: two of them wait here, and never for each other in a ring.
            renew_stamp()
            if self.live:
                keep_held_dates(self)
            result = super().save(*args, **kwargs)
            synchronise(self)
        return result


class EventDate(Orderable):
    """A row of dates as the editor types it, in the site's time zone. Not a record: see ``Occurrence``."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="dates")
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
    postponed_to = models.DateField(
        _("postponed to"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("Leave empty while the new date is not known."),
    )

    panels = [
        FieldPanel("key", widget=HiddenInput(), classname="w-hidden"),
        FieldRowPanel([FieldPanel("day"), FieldPanel("start_time"), FieldPanel("end_time")]),
        FieldPanel("status"),
        MultiFieldPanel(
            [
                FieldPanel("last_day"),
                FieldPanel("capacity"),
                FieldPanel("host"),
                FieldRowPanel([FieldPanel("place_fr"), FieldPanel("place_nl")]),
                FieldRowPanel([FieldPanel("reason_fr"), FieldPanel("reason_nl")]),
                FieldPanel("postponed_to"),
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
        if self.postponed_to and self.status != Status.POSTPONED:
            raise ValidationError({"postponed_to": _("Choose “postponed” as status, or leave this day empty.")})

    @property
    def all_day(self) -> bool:
        return self.start_time is None

    @property
    def starts_at(self) -> datetime:
        """Start as an aware instant; midnight for whole days."""
        return local_instant(self.day, self.start_time or time.min)

    @property
    def ends_at(self) -> datetime:
        """End as an aware instant, exclusive: the midnight after whole days, two hours after a start without an end."""
        if self.start_time is None:
            return local_instant((self.last_day or self.day) + timedelta(days=1), time.min)
        if self.end_time is None:
            return self.starts_at + timedelta(hours=2)
        last_day = self.last_day or self.day
        if last_day == self.day and self.end_time <= self.start_time:
            last_day += timedelta(days=1)
        # In the night without an hour between 2 and 3, a start in that hour would come after an end at 3.
        earliest = self.starts_at.astimezone(UTC) + timedelta(minutes=15)
        return timezone.localtime(max(local_instant(last_day, self.end_time).astimezone(UTC), earliest))


def local_instant(day, at: time) -> datetime:
    """``day`` at ``at`` in the site's time zone, as an aware datetime."""
    return timezone.make_aware(datetime.combine(day, at))
