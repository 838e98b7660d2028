"""Hosts take turns: members offer a month, the coordination accepts, and the host hears what to prepare."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.kinds import EventKind
from events.models.occurrences import Occurrence
from events.stable_names import Permission
from network.models import Organisation, organisations_of


def validate_first_of_month(day) -> None:
    if day.day != 1:
        raise ValidationError(_("A month is named by its first day."))


class HostOfferQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Offers of ``user``'s own organisations; all of them for the coordination; none for visitors."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm(Permission.VIEW_HOSTOFFER):
            return self
        return self.filter(organisation__in=organisations_of(user))

    def active(self):
        """Offers made or accepted."""
        return self.filter(status__in=(HostOffer.Status.OFFERED, HostOffer.Status.ACCEPTED))

    def link_to(self, dates: Iterable[Occurrence]) -> None:
        """Tie accepted offers that waited for a date to the one of their month and host, now that it is published."""
        hosted = {
            (date.kind_id, date.host_id, timezone.localtime(date.start).date().replace(day=1)): date for date in dates
        }
        waiting = self.filter(
            status=HostOffer.Status.ACCEPTED,
            occurrence=None,
            organisation__in={host for _kind, host, _month in hosted if host},
        )
        for offer in waiting:
            if date := hosted.get((offer.kind_id, offer.organisation_id, offer.month)):
                offer.occurrence = date
                offer.save(update_fields=["occurrence"])


class HostOffer(models.Model):
    """An organisation proposes to receive the members in a month. ``events.hosting`` alone writes it."""

    class Status(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("offer to host", "withdrawn")

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="host_offers"
    )
    kind = models.ForeignKey(EventKind, verbose_name=_("kind"), on_delete=models.CASCADE, related_name="host_offers")
    month = models.DateField(_("month"), validators=[validate_first_of_month])
    note = models.CharField(_("message to the coordination"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.OFFERED)
    occurrence = models.ForeignKey(
        Occurrence, verbose_name=_("date"), null=True, blank=True, on_delete=models.SET_NULL, related_name="host_offers"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("offered by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("offered on"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    objects = HostOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer to host")
        verbose_name_plural = _("offers to host")
        ordering = ("month", "created_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("organisation", "kind", "month"),
                condition=Q(status__in=("offered", "accepted")),
                name="events_host_offer_once",
            )
        ]

    def __str__(self):
        return f"{self.organisation} – {self.month:%m/%Y}"


class HostNotice(models.Model):
    """A mail the host of a date was sent, so that it is sent once; one for each start the date was planned for."""

    class Kind(models.TextChoices):
        CHECKLIST = "checklist", _("checklist")
        TOTALS = "totals", _("number of meals")

    occurrence = models.ForeignKey(
        Occurrence, verbose_name=_("date"), on_delete=models.CASCADE, related_name="host_notices"
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    start = models.DateTimeField(_("start as planned then"))
    sent_at = models.DateTimeField(_("sent on"), default=timezone.now)

    class Meta:
        verbose_name = _("mail to a host")
        verbose_name_plural = _("mails to hosts")
        ordering = ("-sent_at",)
        constraints = [
            models.UniqueConstraint(fields=("occurrence", "kind", "start"), name="events_host_notice_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} – {self.occurrence}"
