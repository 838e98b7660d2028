"""The blocks editors compose pages with: two levels at most, each with its own template and preview."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    """A section heading, drawn under the ink rule."""

    class Meta:  # ty: ignore[incompatible-attribute-override]
        icon = "title"
        label = _("Heading")
        max_length = 120
        template = "blocks/heading.html"
        preview_value = "Une permanence près de chez vous"
        description = _("Starts a new section of the page.")


class TextBlock(blocks.RichTextBlock):
    """Running text."""

    class Meta:  # ty: ignore[incompatible-attribute-override]
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"
        preview_value = "<p>La coordination réunit chaque mois celles et ceux qui agissent sur le terrain.</p>"
        description = _("Paragraphs, lists and links.")

    def __init__(self, **kwargs):
        super().__init__(**{"features": TEXT_FEATURES} | kwargs)


class PictureBlock(blocks.StructBlock):
    """A picture and its caption."""

    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:  # ty: ignore[incompatible-attribute-override]
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"
        description = _("A picture over the full width of the text, with a caption.")


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock(label=_("Quotation"), max_length=600)
    source = blocks.CharBlock(label=_("Who says so"), required=False, max_length=120)

    class Meta:  # ty: ignore[incompatible-attribute-override]
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"
        preview_value = {"text": "Se connaître, s’orienter, proposer ensemble.", "source": "La charte"}
        description = _("Words of a person or of a document.")


class CalloutBlock(blocks.StructBlock):
    """What must not be missed."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = TextBlock(label=_("Text"))

    class Meta:  # ty: ignore[incompatible-attribute-override]
        icon = "info-circle"
        label = _("To remember")
        template = "blocks/callout.html"
        preview_value = {"title": "Sans rendez-vous", "text": "<p>Chaque mardi matin.</p>"}
        description = _("A tinted panel for what readers must not miss.")


class FactBlock(blocks.StructBlock):
    """A dated fact with its source."""

    text = blocks.TextBlock(label=_("Fact"), max_length=400)
    source = blocks.CharBlock(label=_("Source"), max_length=160)
    dated = blocks.CharBlock(label=_("Date or period"), max_length=40)

    class Meta:  # ty: ignore[incompatible-attribute-override]
        icon = "history"
        label = _("Sourced fact")
        template = "blocks/fact.html"
        preview_value = {"text": "Premier groupe de travail.", "source": "Archives", "dated": "2004"}
        description = _("A historical fact, always with its date and source.")


class QuestionBlock(blocks.StructBlock):
    """A question that opens on its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=160)
    answer = TextBlock(label=_("Answer"))

    class Meta:  # ty: ignore[incompatible-attribute-override]
        icon = "help"
        label = _("Question and answer")
        template = "blocks/question.html"
        preview_value = {"question": "Qui peut venir ?", "answer": "<p>Tout le monde.</p>"}
        description = _("A question readers can open.")


class DownloadBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)

    class Meta:  # ty: ignore[incompatible-attribute-override]
        icon = "doc-full"
        label = _("Document")
        template = "blocks/download.html"
        description = _("A file, with its type and size.")


class BodyBlock(blocks.StreamBlock):
    """The body of every editorial page."""

    heading = HeadingBlock()
    text = TextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    fact = FactBlock()
    question = QuestionBlock()
    download = DownloadBlock()

    class Meta:  # ty: ignore[incompatible-attribute-override]
        required = False
