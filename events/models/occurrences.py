"""The dates people rely on. Written by publishing (``events.synchronise``) and by seats (``events.seats``) only."""

import uuid
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from home.bilingual import SOURCE_LANGUAGE, Bilingual, active_language
from home.dates import date_in_words
from network.models import Organisation, WorkingGroup

from .kinds import EventKind, SignUp


class Status(models.TextChoices):
    """What became of a date."""

    PLANNED = "planned", _("planned")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")


class OccurrenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Dates ``user`` may read: what is published, for everybody; a withdrawn date is nobody's to read."""
        return self.filter(withdrawn_at=None)

    def upcoming(self, now: datetime):
        """Dates that are not over at ``now`` (aware): with ``past``, each date exactly once."""
        return self.filter(end__gt=now).order_by("start", "uid")

    def past(self, now: datetime):
        """Dates over at ``now`` (aware), the latest first."""
        return self.filter(end__lte=now).order_by("-start", "uid")

    def in_calendars(self, now: datetime):
        """What public feeds hold at ``now`` (aware): twelve months back and everything ahead.

        A date cancelled or withdrawn stays until 30 days after it, as cancelled, so that subscribers hear of it.
        """
        stands = Q(withdrawn_at=None) & ~Q(status=Status.CANCELLED)
        lately = self.filter(stands | Q(end__gt=now - timedelta(days=30)), end__gt=now - relativedelta(months=12))
        return lately.order_by("start", "uid")

    def with_relations(self):
        """Kind, group and host in the same query; public lists have them remembered (``events.listing``)."""
        return self.select_related("kind", "group", "host")

    def with_seat_counts(self):
        """Adds ``confirmed_count`` and ``waiting_count``."""
        seats = self.model._meta.get_field("seats").related_model.objects.filter(occurrence=OuterRef("pk")).order_by()

        def number_of(status: str) -> Coalesce:
            counted = seats.filter(status=status).values("occurrence").annotate(count=Count("pk"))
            return Coalesce(Subquery(counted.values("count")), 0)

        return self.annotate(confirmed_count=number_of("confirmed"), waiting_count=number_of("waiting"))


class Occurrence(models.Model):
    """One date of an event: language-neutral, outlives every edit of the page, carries the seats."""

    uid = models.UUIDField(_("calendar identifier"), unique=True, default=uuid.uuid4, editable=False)
    event_key = models.UUIDField(_("event"), db_index=True, help_text=_("The translation key of its event's pages."))
    row = models.UUIDField(_("row of the page"))
    kind = models.ForeignKey(EventKind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="occurrences")
    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("working group"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="occurrences",
    )
    host = models.ForeignKey(
        Organisation, verbose_name=_("host"), null=True, blank=True, on_delete=models.SET_NULL, related_name="hosted"
    )
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))
    all_day = models.BooleanField(_("whole days"), default=False)
    place_fr = models.CharField(_("place in French"), max_length=250, blank=True)
    place_nl = models.CharField(_("place in Dutch"), max_length=250, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.PLANNED)
    reason_fr = models.CharField(_("reason in French"), max_length=200, blank=True)
    reason_nl = models.CharField(_("reason in Dutch"), max_length=200, blank=True)
    postponed_to = models.DateField(_("postponed to"), null=True, blank=True)
    texts = models.JSONField(_("published texts"), default=dict, help_text=_("Title and summary in each language."))

    sign_up = models.CharField(_("sign-up"), max_length=10, choices=SignUp.choices, default=SignUp.NONE)
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    closes_at = models.DateTimeField(_("sign-up closes"))

    first_published_at = models.DateTimeField(_("first published"))
    changed_at = models.DateTimeField(_("last change a calendar shows"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("sequence"), default=0)

    place = Bilingual()
    reason = Bilingual()

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ("start", "uid")
        constraints = [
            models.UniqueConstraint(fields=("event_key", "row"), name="events_occurrence_row_unique"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="events_occurrence_end_after_start"),
        ]
        indexes = [
            models.Index(fields=("start", "uid"), name="events_occurrence_start"),
            models.Index(fields=("end",), name="events_occurrence_end"),
        ]

    def __str__(self):
        return f"{date_in_words(self.start, with_weekday=False)} – {self.title}"

    def text(self, name: str, language: str | None = None) -> str:
        """The published ``title`` or ``summary`` in ``language``, and in the source language where it is missing."""
        for choice in (language or active_language(), SOURCE_LANGUAGE, *self.texts):
            if self.texts.get(choice, {}).get(name):
                return self.texts[choice][name]
        return ""

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def calendar_uid(self) -> str:
        """The UID of RFC 5545, 3.8.4.7: never changes, whatever happens to the page."""
        return f"{self.uid}@{settings.CALENDAR_UID_DOMAIN}"

    @property
    def is_standing(self) -> bool:
        """Whether the date takes place as announced."""
        return self.status == Status.PLANNED and self.withdrawn_at is None

    def is_past(self, now: datetime) -> bool:
        return self.end <= now

    def takes_sign_ups(self, now: datetime) -> bool:
        """Whether a representative may register at ``now`` (aware)."""
        return self.sign_up != SignUp.NONE and self.is_standing and now < self.closes_at
