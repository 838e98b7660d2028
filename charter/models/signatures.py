"""Who signed which version of the charter."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from charter.models.versions import CharterVersion
from home.dates import date_in_words
from home.text.alphabet import by_name
from network.models import Organisation


def signatories(user) -> list["Signature"]:
    """Each organisation's latest signature, by name, among the organisations ``user`` may read; one query."""
    latest = {}
    signatures = Signature.objects.filter(organisation__in=Organisation.objects.visible_to(user))
    for signature in signatures.select_related("organisation", "version").order_by("version__number"):
        latest[signature.organisation_id] = signature
    return sorted(latest.values(), key=lambda signature: by_name(signature.organisation))


class Signature(models.Model):
    """An organisation's signature under a version of the charter."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="signatures"
    )
    version = models.ForeignKey(
        CharterVersion, verbose_name=_("version of the charter"), on_delete=models.PROTECT, related_name="signatures"
    )
    signed_on = models.DateField(_("signed on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ("organisation__name_fr",)
        constraints = [
            models.UniqueConstraint(fields=("organisation", "version"), name="charter_signature_once_per_version")
        ]

    def __str__(self):
        return f"{self.organisation} – {date_in_words(self.signed_on, with_weekday=False)}"
