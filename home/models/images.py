"""The image model: Wagtail's own, with a description in each language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from home.bilingual import Bilingual


class SiteImage(AbstractImage):
    """A picture with its text alternative in French and Dutch; an empty text marks a decorative picture."""

    alt_fr = models.CharField(
        _("description in French"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows, for people who do not see it. Leave empty for a decorative picture."),
    )
    alt_nl = models.CharField(_("description in Dutch"), max_length=250, blank=True)
    alt = Bilingual()

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "alt_fr",
        "alt_nl",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def default_alt_text(self):
        return self.alt


class SiteRendition(AbstractRendition):
    """A resized copy of a picture."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="home_rendition_unique")
        ]

    @property
    def alt(self):
        """Never the file's title: a picture without a description is decorative (WCAG 2.2, 1.1.1)."""
        return self.image.alt
