"""What is written to people about their sign-ups: the coordinator's words, what was sent, what was reminded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.occurrences import Occurrence
from events.models.registrations import Registration
from home.text.bilingual import Bilingual
from network.models import OutgoingMail


class MailText(models.Model):
    """The coordinator's own words for one kind of mail; what is left empty is written as the product writes it."""

    kind = models.CharField(_("mail"), max_length=40, unique=True)
    subject_fr = models.CharField(_("subject in French"), max_length=150, blank=True)
    subject_nl = models.CharField(_("subject in Dutch"), max_length=150, blank=True)
    opening_fr = models.TextField(_("first lines in French"), max_length=2000, blank=True)
    opening_nl = models.TextField(_("first lines in Dutch"), max_length=2000, blank=True)
    closing_fr = models.TextField(_("last lines in French"), max_length=2000, blank=True)
    closing_nl = models.TextField(_("last lines in Dutch"), max_length=2000, blank=True)

    subject = Bilingual()
    opening = Bilingual()
    closing = Bilingual()

    class Meta:
        verbose_name = _("text of a mail")
        verbose_name_plural = _("texts of the mails")
        ordering = ("kind",)

    def __str__(self):
        return self.kind


class RegistrationMail(models.Model):
    """A mail of the outbox that tells of a registration, so that it can be read beside it."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="mails")
    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("mail about a registration")
        verbose_name_plural = _("mails about registrations")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=("registration", "mail"), name="events_registration_mail_once")]

    def __str__(self):
        return f"{self.registration} – {self.mail}"


class Reminder(models.Model):
    """A reminder that was written: once for a date, the start it then had, and the number of days before."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="reminders_written")
    planned_start = models.DateTimeField(_("start as it was planned"))
    days_before = models.PositiveSmallIntegerField(_("days before"))
    written_at = models.DateTimeField(_("written on"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=("occurrence", "planned_start", "days_before"), name="events_reminder_written_once"
            )
        ]

    def __str__(self):
        return f"{self.occurrence} – {self.days_before}"
