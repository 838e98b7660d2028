"""The outbox: a mail is a row of the transaction that causes it, and leaves after its commit."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.text.emails import NormalizedEmailField


class OutgoingMail(models.Model):
    """One message to one person: written with the fact it tells, and handed to the mail server once at most.

    Queued → sending → sent is the usual way. A server that says no puts it back to queued, later to failed. Where
    nobody can know whether the server took it, it is uncertain, and only a person sends it again. Withdrawn is what no
    longer holds, or came too late.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("leaving")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNCERTAIN = "uncertain", _("may have left")
        WITHDRAWN = "withdrawn", _("taken back")

    class Problem(models.TextChoices):
        UNREACHABLE = "unreachable", _("The mail server could not be reached.")
        LOGIN = "login", _("The mail server does not accept our name and password.")
        SENDER = "sender", _("The mail server does not accept our own address as the sender.")
        DEFERRED = "deferred", _("The mail server asked to try again later.")
        ADDRESS = "address", _("The mail server refuses this address: check how it is written.")
        REFUSED = "refused", _("The mail server refuses this mail for good.")
        UNWRITABLE = "unwritable", _("This mail cannot be put in the form of a mail.")
        BROKEN_OFF = "broken_off", _("The connection broke off while the mail was handed over: it may have arrived.")
        STOPPED = "stopped", _("The site was stopped while the mail was handed over: it may have arrived.")
        OVERTAKEN = "overtaken", _("What it said was no longer true before it could leave.")
        LATE = "late", _("It could not leave in time to be of use.")

    # What the coordination has to look at: somebody may not have been told.
    TROUBLE = (Status.FAILED, Status.UNCERTAIN)

    kind = models.CharField(_("kind"), max_length=40)
    recipient = NormalizedEmailField(_("recipient"), blank=True, help_text=_("Empty once it was erased."))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(_("calendar file"), blank=True)
    calendar_method = models.CharField(_("calendar method"), max_length=10, blank=True)
    calendar_sequence = models.PositiveIntegerField(_("calendar sequence"), null=True, blank=True)
    reference = models.CharField(_("about"), max_length=80, blank=True, help_text=_("The record this mail speaks of."))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_at = models.DateTimeField(
        _("last attempt"), null=True, blank=True, help_text=_("When a process last began to hand it over.")
    )
    not_after = models.DateTimeField(
        _("of use until"), null=True, blank=True, help_text=_("Not sent by then, it is withdrawn.")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=11, choices=Problem.choices, blank=True)
    last_error = models.TextField(_("words of the server"), blank=True)
    created_at = models.DateTimeField(_("written on"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=("reference", "recipient"), name="network_mail_about")]

    def __str__(self):
        return f"{self.recipient} – {self.subject}" if self.recipient else str(_("Erased mail"))
