"""The day itself: who was there, who sent apologies, who spoke for whom."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.occurrences import Occurrence
from events.models.registrations import Attendance, Seat
from events.stable_names import Permission
from network.models import Organisation, organisations_of


class ApologyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Apologies ``user``'s organisations sent or hold the proxy of; all for the coordination; none for visitors."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm(Permission.VIEW_REGISTRATION):
            return self
        own = organisations_of(user)
        return self.filter(Q(organisation__in=own) | Q(proxy_holder__in=own))


class Apology(models.Model):
    """An organisation excuses itself for a date, and at an assembly may let another member vote for it.

    A holder carries one proxy at most (the default of Belgian association law). Withdrawn, the row is gone; the date's
    history tells of it.
    """

    occurrence = models.ForeignKey(
        Occurrence, verbose_name=_("date"), on_delete=models.PROTECT, related_name="apologies"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="apologies"
    )
    proxy_holder = models.ForeignKey(
        Organisation,
        verbose_name=_("proxy given to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proxies_held",
    )
    note = models.CharField(_("a word to the coordination"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sent by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("sent on"), default=timezone.now)

    objects = ApologyQuerySet.as_manager()

    class Meta:
        verbose_name = _("apology")
        verbose_name_plural = _("apologies")
        ordering = ("created_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("occurrence", "organisation"), name="events_apology_once"),
            models.UniqueConstraint(fields=("occurrence", "proxy_holder"), name="events_apology_one_proxy_per_holder"),
            models.CheckConstraint(
                condition=Q(proxy_holder=None) | ~Q(proxy_holder=F("organisation")), name="events_apology_not_to_itself"
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.occurrence}"


class AttendanceMark(models.Model):
    """What somebody saw at the door or typed back from the sheet; never changed, so that two devices both keep theirs.

    ``key`` is chosen by the device, so that a mark sent again after a loss of network counts once. ``Seat.attendance``
    is the state of the latest mark by ``marked_at``.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="attendance_marks")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="marks")
    state = models.CharField(_("attendance"), max_length=11, choices=Attendance.choices, blank=True)
    marked_at = models.DateTimeField(_("noted on"))
    received_at = models.DateTimeField(_("received on"), default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("noted by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    device = models.CharField(_("device"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("attendance mark")
        verbose_name_plural = _("attendance marks")
        ordering = ("marked_at", "received_at")

    def __str__(self):
        return f"{self.seat} – {self.get_state_display()}"
