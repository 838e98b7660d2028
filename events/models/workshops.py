"""Workshops: what people choose of the programme of a date. ``events.publishing`` writes them, and no page edit."""

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from events.models.occurrences import Occurrence
from home.text.bilingual import Bilingual


class WorkshopQuerySet(models.QuerySet):
    def listed(self):
        """Workshops of the published programme, in its order."""
        return self.filter(withdrawn_at=None).order_by("position", "pk")

    def with_place_counts(self):
        """Adds ``taken_count``, the places held, and ``waiting_count``."""
        return self.annotate(
            taken_count=Count("places", filter=Q(places__number__isnull=False)),
            waiting_count=Count("places", filter=Q(places__number=None)),
        )


class Workshop(models.Model):
    """A session of one date that people choose: it may start with others, or have places of its own.

    ``key`` is that of the row of the page. One that left the programme while people held or waited for a place in it
    is withdrawn and stays: should the row come back, so do their places.
    """

    occurrence = models.ForeignKey(
        Occurrence, verbose_name=_("date"), on_delete=models.CASCADE, related_name="workshops"
    )
    key = models.UUIDField(_("row of the page"))
    position = models.PositiveSmallIntegerField(default=0)
    day = models.DateField(_("day"), null=True, blank=True)
    start = models.TimeField(_("from"))
    end = models.TimeField(_("to"), null=True, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=150)
    title_nl = models.CharField(_("title in Dutch"), max_length=150, blank=True)
    room = models.CharField(_("room"), max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats of the workshop"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    title = Bilingual()

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ("occurrence", "position", "pk")
        constraints = [
            models.UniqueConstraint(fields=("occurrence", "key"), name="events_workshop_key_once"),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gte=1), name="events_workshop_has_places"),
        ]

    def __str__(self):
        return self.title

    @property
    def hour(self) -> tuple:
        """Day, if it has one of its own, and start: workshops that have both in common are parallel."""
        return (self.day is not None, self.day, self.start)

    def places_left(self, held: int) -> int | None:
        """The places free where ``held`` are taken, never below zero; None where there is room for all."""
        return None if self.capacity is None else max(0, self.capacity - held)
