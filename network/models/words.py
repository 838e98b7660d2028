"""Words readers use for what the site calls otherwise."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Synonym(models.Model):
    """Words that find others too: who looks for “loyer” finds “logement”. One way only."""

    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    words = models.CharField(_("who looks for"), max_length=60, help_text=_("A word or a few, as people type them."))
    means = models.CharField(
        _("also finds"),
        max_length=200,
        help_text=_("Words of the site: a need, a service. Separate several by commas."),
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ("language", "words")
        constraints = [models.UniqueConstraint(fields=("language", "words"), name="network_synonym_unique")]

    def __str__(self):
        return f"{self.words} → {self.means}"
