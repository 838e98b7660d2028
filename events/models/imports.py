"""Calendars of partners that the coordinator brings in, and what each of their events became here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, WorkingGroup

from .kinds import EventKind


class ImportSource(models.Model):
    """A partner's calendar: an address to fetch again, or files given by hand."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    url = models.URLField(_("address of the calendar"), max_length=500, blank=True)
    kind = models.ForeignKey(EventKind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The member whose calendar this is."),
    )
    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("working group"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    last_run_at = models.DateTimeField(_("last import"), null=True, blank=True, editable=False)
    last_report = models.JSONField(_("report of the last import"), default=list, editable=False)

    class Meta:
        verbose_name = _("calendar to import")
        verbose_name_plural = _("calendars to import")
        ordering = ("name",)

    def __str__(self):
        return self.name


class ImportedEvent(models.Model):
    """Which event a UID of a source became, so that the next import finds it again."""

    source = models.ForeignKey(
        ImportSource, verbose_name=_("calendar"), on_delete=models.CASCADE, related_name="imported_events"
    )
    uid = models.CharField(_("identifier in that calendar"), max_length=255)
    event_key = models.UUIDField(_("event"), db_index=True)
    fingerprint = models.CharField(_("what it was then"), max_length=64)
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("imported event")
        verbose_name_plural = _("imported events")
        constraints = [models.UniqueConstraint(fields=("source", "uid"), name="events_imported_event_unique")]

    def __str__(self):
        return self.uid
