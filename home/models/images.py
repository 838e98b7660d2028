"""The image model: Wagtail's own, with a description in each language, and files that tell nothing but pixels."""

import hashlib
import io

from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    SourceImageIOError,
    WagtailImageField,
    WagtailImageFieldFile,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)

from home.files.pictures import PictureRefused, check, opened, prepared, read
from home.text.bilingual import Bilingual


class OriginalFile(WagtailImageFieldFile):
    """The file a picture was given as: stored without place and camera, whichever way it came."""

    def save(self, name, content, save=True):
        kept = prepared(read(content))
        super().save(name, ContentFile(kept, name), save=False)
        # Wagtail's forms have counted what was sent.
        self.instance.file_size, self.instance.file_hash = len(kept), hashlib.sha1(kept).hexdigest()  # noqa: S324
        if save:
            self.instance.save()

    @property
    def url(self) -> str:
        """Where whoever may change the picture gets the file; no address of the public leads to it."""
        return reverse("original_picture", args=[self.instance.pk])


class OriginalField(WagtailImageField):
    attr_class = OriginalFile


class RenditionFile(WagtailImageFieldFile):
    """A resized copy: the libraries that write it repeat what an original told, if one still does."""

    def save(self, name, content, save=True):
        super().save(name, ContentFile(prepared(content.open().read()), name), save)


class RenditionField(WagtailImageField):
    attr_class = RenditionFile


class SiteImage(AbstractImage):
    """A picture with its text alternative in French and Dutch; an empty text marks a decorative picture."""

    file = OriginalField(_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
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

    def save(self, *args, **kwargs):
        # The file goes first: it decides width, height, bytes and hash, whose fields stand before it.
        self._meta.get_field("file").pre_save(self, add=False)
        super().save(*args, **kwargs)

    @property
    def default_alt_text(self):
        return self.alt

    def generate_rendition_file(self, filter, *, source=None):  # noqa: A002 - Wagtail's word
        """As Wagtail; a file that cannot be drawn, stored before such were refused, counts as one that is missing."""
        file = source or io.BytesIO(self.stored_bytes())
        try:
            opened(file)
            return super().generate_rendition_file(filter, source=file)
        except Exception as error:
            try:
                check(file)
            except PictureRefused as refusal:
                raise SourceImageIOError(refusal.messages[0]) from error
            raise

    def stored_bytes(self) -> bytes:
        """The file as it is stored; raises ``SourceImageIOError`` where it is missing."""
        with self.open_file() as file:
            return file.read()


class SiteRendition(AbstractRendition):
    """A resized copy of a picture."""

    file = RenditionField(
        upload_to=get_rendition_upload_to, storage=get_rendition_storage, width_field="width", height_field="height"
    )
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="home_rendition_unique")
        ]

    @property
    def alt(self):
        """Never the file's title: a picture without a description is decorative (WCAG 2.2, 1.1.1)."""
        return self.image.alt
