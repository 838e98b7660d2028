"""The outbox: a mail is a row of the transaction that causes it, and leaves after its commit."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingMail(models.Model):
    """One message to one person: written with the fact it tells, sent once, tried again when the server is down."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.EmailField(_("recipient"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(_("calendar file"), blank=True)
    calendar_method = models.CharField(_("calendar method"), max_length=10, blank=True)
    calendar_sequence = models.PositiveIntegerField(_("calendar sequence"), null=True, blank=True)
    reference = models.CharField(_("about"), max_length=80, blank=True, help_text=_("The record this mail speaks of."))
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.QUEUED, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("written on"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=("reference", "recipient"), name="network_mail_about")]

    def __str__(self):
        return f"{self.recipient} – {self.subject}"
