"""Calendars of partners that the coordinator brings in, and what each of their events became here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.kinds import EventKind
from network.models import Organisation, WorkingGroup


class ImportSource(models.Model):
    """A partner's calendar: an address to fetch again, or files given by hand."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    # No URLField: that would refuse webcal:, which says how it is fetched. The form checks it.
    url = models.CharField(_("address of the calendar"), max_length=500, blank=True)
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


class WaitingCalendar(models.Model):
    """A file whose import would make many dates disappear: nothing of it is done before the coordinator says so."""

    source = models.OneToOneField(
        ImportSource, verbose_name=_("calendar"), on_delete=models.CASCADE, related_name="waiting_calendar"
    )
    data = models.BinaryField(_("file"))
    is_upload = models.BooleanField(_("given by hand"))
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("calendar that waits for an answer")
        verbose_name_plural = _("calendars that wait for an answer")

    def __str__(self):
        return str(self.source)


class ImportedEvent(models.Model):
    """Which event a UID of a source became, so that the next import finds it again, and what it said then.

    ``sequence`` and ``stamp`` are the version (RFC 5546, section 2.1.5). ``words`` are the partner's, by field, that
    the page was last brought in line with; ``offered`` are later ones that wait for the coordination, because it wrote
    its own. ``dates`` tell by recurrence which row stands for it and what the partner said of it; nothing of these is
    known of what older versions of the site brought in.
    """

    source = models.ForeignKey(
        ImportSource, verbose_name=_("calendar"), on_delete=models.CASCADE, related_name="imported_events"
    )
    uid = models.CharField(_("identifier in that calendar"), max_length=255)
    event_key = models.UUIDField(_("event"), db_index=True)
    fingerprint = models.CharField(_("what it was then"), max_length=64)
    seen_at = models.DateTimeField(_("last seen"))
    sequence = models.BigIntegerField(_("version"), default=0)
    stamp = models.DateTimeField(_("version of"), null=True, blank=True)
    words = models.JSONField(_("words there"), default=dict)
    offered = models.JSONField(_("words to decide on"), default=dict)
    dates = models.JSONField(_("dates there"), default=dict)

    class Meta:
        verbose_name = _("imported event")
        verbose_name_plural = _("imported events")
        constraints = [models.UniqueConstraint(fields=("source", "uid"), name="events_imported_event_unique")]

    def __str__(self):
        return self.uid
