"""The page of the charter: its text. What was adopted and signed are records."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from charter.models.signatures import signatories
from charter.models.versions import CharterVersion
from home.blocks import TextBlock
from home.models import BasePage


class ArticleBlock(blocks.StructBlock):
    """An article of the charter; its number is its place in the list."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = TextBlock(label=_("Text"))

    class Meta:  # ty: ignore[incompatible-attribute-override]
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
