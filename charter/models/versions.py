"""The versions of the charter that assemblies adopted."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from home.text.bilingual import Bilingual


class CharterVersion(models.Model):
    """A text of the charter as an assembly adopted it."""

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    adopted_on = models.DateField(_("adopted on"))
    note_fr = models.CharField(_("what changed, in French"), max_length=250, blank=True)
    note_nl = models.CharField(_("what changed, in Dutch"), max_length=250, blank=True)
    note = Bilingual()

    class Meta:
        verbose_name = _("version of the charter")
        verbose_name_plural = _("versions of the charter")
        ordering = ("-number",)

    def __str__(self):
        return gettext("Version %(number)s") % {"number": self.number}
