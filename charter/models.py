"""The charter: its text is a page; its versions and signatures are records."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.bilingual import Bilingual
from home.blocks import TextBlock
from home.dates import date_in_words
from home.models import BasePage
from network.alphabet import by_name
from network.models import Organisation


class ArticleBlock(blocks.StructBlock):
    """An article of the charter; its number is its place in the list."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = TextBlock(label=_("Text"))

    class Meta:
        icon = "list-ol"
        label = _("Article")
        template = "charter/article_block.html"
        preview_value = {"title": "Objet", "text": "<p>La coordination réunit les associations.</p>"}
        description = _("A numbered article; moving it renumbers the charter.")


class CharterPage(BasePage):
    """The charter's numbered articles and the organisations that signed it."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.StandardPage"]
    max_count_per_parent = 1
    template = "charter/charter_page.html"

    articles = StreamField(blocks.StreamBlock([("article", ArticleBlock())]), verbose_name=_("articles"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("articles")]
    search_fields = [*BasePage.search_fields, index.SearchField("articles")]

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")

    def get_context(self, request, *args, **kwargs):
        versions = list(CharterVersion.objects.filter(adopted_on__lte=timezone.localdate()))
        return super().get_context(request, *args, **kwargs) | {
            "version": versions[0] if versions else None,
            "has_versions": len(versions) > 1,
            "signatures": signatories(request.user),
        }


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
