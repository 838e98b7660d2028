"""The dates people rely on. Only ``events.publishing`` and ``events.seats`` write them."""

import uuid
from collections import Counter
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from events.models.kinds import Audience, EventKind, SignUp, Spoken
from events.stable_names import calendar_uid
from home.dates import date_in_words
from home.text.bilingual import SOURCE_LANGUAGE, Bilingual, active_language
from network.models import Organisation, WorkingGroup


class Status(models.TextChoices):
    """What became of a date."""

    PLANNED = "planned", _("planned")
    POSTPONED = "postponed", _("postponed, no new date yet")
    CANCELLED = "cancelled", _("cancelled")


class OccurrenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Dates ``user`` may read: what is published, for everybody; a withdrawn date is nobody's to read."""
        return self.listed()

    def listed(self):
        """Dates that stand on a published page."""
        return self.filter(withdrawn_at=None, unlisted=False)

    def upcoming(self, now: datetime):
        """Dates that are not over at ``now`` (aware): with ``past``, each date exactly once."""
        return self.filter(end__gt=now).order_by("start", "uid")

    def past(self, now: datetime):
        """Dates over at ``now`` (aware), the latest first."""
        return self.filter(end__lte=now).order_by("-start", "uid")

    def moved_away(self, first: datetime, last: datetime):
        """Dates that take place, and were to start in [``first``, ``last``) (aware) before they were moved."""
        moved = self.filter(previous_start__gte=first, previous_start__lt=last, status=Status.PLANNED)
        return moved.exclude(previous_start=F("start")).listed().order_by("previous_start", "uid")

    def in_calendars(self, now: datetime):
        """What public feeds hold at ``now`` (aware): twelve months back and everything ahead.

        A date cancelled or withdrawn stays until 30 days after it, as cancelled, so that subscribers hear of it.
        """
        stands = Q(withdrawn_at=None) & ~Q(status=Status.CANCELLED)
        lately = self.filter(stands | Q(end__gt=now - timedelta(days=30)), end__gt=now - relativedelta(months=12))
        return lately.order_by("start", "uid")

    def with_relations(self):
        """Kind, group and host in the same query; public lists have them remembered (``events.dates.listing``)."""
        return self.select_related("kind", "group", "host")

    def with_seat_counts(self):
        """Adds ``taken_count``, the seats held, and ``waiting_count``."""
        seats = self.model._meta.get_field("seats").related_model.objects.filter(occurrence=OuterRef("pk")).order_by()

        def number_of(**which) -> Coalesce:
            counted = seats.filter(**which).values("occurrence").annotate(count=Count("pk"))
            return Coalesce(Subquery(counted.values("count")), 0)

        return self.annotate(taken_count=number_of(number__isnull=False), waiting_count=number_of(status="waiting"))


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
    previous_start = models.DateTimeField(
        _("postponed from"), null=True, blank=True, help_text=_("When it was to start before it was postponed.")
    )
    place_slug = models.SlugField(_("address of the place"), max_length=80, blank=True)
    access_fr = models.CharField(_("access in French"), max_length=500, blank=True)
    access_nl = models.CharField(_("access in Dutch"), max_length=500, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    audience = models.CharField(_("for whom"), max_length=7, choices=Audience.choices, default=Audience.MEMBERS)
    spoken = models.CharField(_("spoken language"), max_length=5, choices=Spoken.choices, default=Spoken.FRENCH)
    programme = models.JSONField(_("programme"), default=list, help_text=_("Sessions and workshops of this date."))
    documents = models.JSONField(_("documents"), default=list)
    conference_url = models.URLField(_("link to take part from afar"), blank=True)
    conference_is_public = models.BooleanField(_("the link is public"), default=False)
    image = models.CharField(_("picture"), max_length=255, blank=True)
    convoked_on = models.DateField(_("convocation sent on"), null=True, blank=True)
    asks_meal = models.BooleanField(_("ask about the meal"), default=False)
    asks_needs = models.BooleanField(_("ask about access needs"), default=False)
    search_text = models.TextField(_("words to search in"), blank=True)
    texts = models.JSONField(_("published texts"), default=dict, help_text=_("Title and summary in each language."))
    theme_fr = models.CharField(_("theme in French"), max_length=150, blank=True)
    theme_nl = models.CharField(_("theme in Dutch"), max_length=150, blank=True)

    sign_up = models.CharField(_("sign-up"), max_length=10, choices=SignUp.choices, default=SignUp.NONE)
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    closes_at = models.DateTimeField(_("sign-up closes"))
    opens_at = models.DateTimeField(_("sign-up opens"), null=True, blank=True)
    organisation_cap = models.PositiveSmallIntegerField(_("seats for each organisation"), null=True, blank=True)
    cap_lifted_at = models.DateTimeField(_("then open to all without that limit"), null=True, blank=True)
    reminder_days = models.JSONField(_("reminders, days before"), default=list)
    quorum = models.PositiveSmallIntegerField(_("quorum"), null=True, blank=True)

    first_published_at = models.DateTimeField(_("first published"))
    changed_at = models.DateTimeField(_("last change a calendar shows"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    unlisted = models.BooleanField(
        _("on no page any more"), default=False, help_text=_("It took place; calendars keep it, the site shows it not.")
    )
    sequence = models.PositiveIntegerField(_("sequence"), default=0)

    place = Bilingual()
    reason = Bilingual()
    access = Bilingual()
    theme = Bilingual()

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
            models.Index(fields=("previous_start",), name="events_occurrence_previous"),
            models.Index(fields=("kind", "start"), name="events_occurrence_kind"),
            models.Index(fields=("group", "start"), name="events_occurrence_group"),
            models.Index(fields=("host", "start"), name="events_occurrence_host"),
            models.Index(fields=("place_slug", "start"), name="events_occurrence_place"),
        ]

    def __str__(self):
        return f"{date_in_words(self.start, with_weekday=False)} – {self.title}"

    def text(self, name: str, language: str | None = None) -> str:
        """The published ``title`` or ``summary`` in ``language``, and in the source language where it is missing."""
        for choice in (language or active_language(), SOURCE_LANGUAGE, *self.texts):
            if self.texts.get(choice, {}).get(name):
                return self.texts[choice][name]
        return ""

    def text_language(self, name: str, language: str) -> str:
        """The language of ``text(name, language)``: the source language where the event is not translated."""
        return language if self.texts.get(language, {}).get(name) else SOURCE_LANGUAGE

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def calendar_uid(self) -> str:
        """The UID of RFC 5545, 3.8.4.7: never changes, whatever happens to the page."""
        return calendar_uid(self.uid)

    @property
    def is_standing(self) -> bool:
        """Whether the date takes place as announced."""
        return self.status == Status.PLANNED and self.withdrawn_at is None

    @property
    def is_called_off(self) -> bool:
        """Whether people were told that it does not take place; one put off waits for its day."""
        return self.status == Status.CANCELLED or self.withdrawn_at is not None

    def is_past(self, now: datetime) -> bool:
        return self.end <= now

    def takes_sign_ups(self, now: datetime) -> bool:
        """Whether a representative may register at ``now`` (aware)."""
        is_open = now < self.closes_at and (self.opens_at is None or self.opens_at <= now)
        return self.sign_up != SignUp.NONE and self.is_standing and is_open

    def cap_at(self, now: datetime) -> int | None:
        """The seats one organisation may ask at ``now`` (aware); None where there is no such limit, or no more."""
        is_lifted = self.cap_lifted_at is not None and self.cap_lifted_at <= now
        return None if is_lifted else self.organisation_cap

    def seats_left(self, held: int) -> int | None:
        """The seats free where ``held`` are taken, never below zero; None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - held)

    @property
    def workshop_sessions(self) -> list[dict]:
        """The sessions of the programme that publishing makes workshops of, which people choose: parallel ones, and
        those with places of their own.
        """
        starts = Counter((item["day"], item["start"]) for item in self.programme)
        return [item for item in self.programme if item["capacity"] or starts[item["day"], item["start"]] > 1]

    @property
    def has_workshops(self) -> bool:
        """Whether there is something to choose: the programme tells, so that no query is needed to know."""
        return bool(self.workshop_sessions)


def lock_date(occurrence_id: int) -> Occurrence:
    """The date, locked until the transaction ends; on SQLite the IMMEDIATE transaction is the lock."""
    return Occurrence.objects.select_for_update(of=("self",)).get(pk=occurrence_id)
