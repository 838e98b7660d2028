"""What every page shares, the home page and the plain page."""

from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.blocks import BodyBlock
from home.cache.stamp import lock_publishing
from home.pages.forms import PageForm
from home.pages.navigation import root_of, with_addresses
from home.pages.translation_groups import begun_only, hold_back, take_slug_of_source
from home.text.bilingual import SOURCE_LANGUAGE, active_language


class PageTag(TaggedItemBase):
    """A free tag on a page, of whatever type."""

    content_object = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta(ItemBase.Meta):
        verbose_name = _("tag of a page")
        verbose_name_plural = _("tags of pages")


class BasePage(Page):
    """What each of our page types has: an introduction, tags, a sharing picture, the same slug in both languages."""

    introduction = models.TextField(
        _("introduction"),
        max_length=500,
        blank=True,
        help_text=_("Two or three lines that open the page; also shown in lists, in search results and on sharing."),
    )
    share_image = models.ForeignKey(
        "home.SiteImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown at the top of the page and when it is shared: no need to put it in the text again."),
    )
    tags = ClusterTaggableManager(
        verbose_name=_("tags"),
        through=PageTag,
        blank=True,
        help_text=_("Free words, separated by commas. Each leads to everything that carries it."),
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("show_in_menus"),
            ],
            heading=_("Address and search engines"),
        ),
        FieldPanel("tags"),
        FieldPanel("share_image"),
    ]
    base_form_class = PageForm
    # Dates, seats and feeds rely on a page being public or not; who may read what is decided by records.
    private_page_options = []
    # Relations fetched together with a page that is served.
    shown_with = ("locale", "share_image")
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("share_image"),
        SynchronizedField("show_in_menus"),
    ]

    class Meta:
        abstract = True

    @cached_property
    def is_untranslated(self) -> bool:
        """Whether the reader's language is missing, so that the page shows its source text instead."""
        if self.is_borrowed or self.alias_of_id is not None:
            return True
        return (self.translation_key, self.locale_id) in begun_only()

    @property
    def is_borrowed(self) -> bool:
        """Whether it is read at an address of the other language, which has no public page of its own."""
        return bool(self.url_path) and not self.url_path.startswith(root_of(None, active_language()))

    @property
    def content_language(self) -> str:
        """Language the page's own text is written in: an alias repeats the source language."""
        if self.is_borrowed:
            return self.locale.language_code
        return SOURCE_LANGUAGE if self.is_untranslated else active_language()

    @property
    def description(self) -> str:
        """What search engines and sharing show: the editor's own text, else the introduction."""
        return self.search_description or self.introduction

    def save(self, *args, **kwargs):
        """Save with the slug of the page it translates, and as a draft while what it hangs on is not public.

        A save of named fields is a draft being recorded: it publishes nothing.
        """
        if kwargs.get("update_fields") is not None:
            return super().save(*args, **kwargs)
        with transaction.atomic():
            # Whoever changes another page waits here, so that what is asked next is true until this is saved.
            lock_publishing()
            take_slug_of_source(self)
            waiting = hold_back(self)
            result = super().save(*args, **kwargs)
            if waiting:
                waiting.page = self
                waiting.save()
        return result

    def copy_for_translation(self, locale, copy_parents=False, alias=False, exclude_fields=None):
        """The copy in ``locale``; where only an alias is asked for, the page that is there already."""
        if alias and (page := self.get_translation_or_none(locale)):
            return page
        return super().copy_for_translation(locale, copy_parents, alias, exclude_fields)

    def get_view_restrictions(self):
        """None: no page of ours can be made private, so that no reader waits for the question."""
        return PageViewRestriction.objects.none()


class HomePage(BasePage):
    """The first page; its lists come from template tags, so that this app knows no other."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "home.NewsIndexPage",
        "network.DirectoryPage",
        "network.GroupsPage",
        "events.AgendaPage",
        "charter.CharterPage",
    ]
    max_count_per_parent = 1
    template = "home/home_page.html"

    headline = models.CharField(
        _("large title"),
        max_length=120,
        help_text=_("The sentence that opens the site. {organisations} is replaced by the number of members."),
        default="{organisations} associations et services, un même quartier.",
    )
    body = StreamField(BodyBlock(), verbose_name=_("text below the news"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    # The two home pages are neighbours in the tree, so their slugs must differ; no address shows them.
    override_translatable_fields = [
        field for field in BasePage.override_translatable_fields if field.field_name != "slug"
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class StandardPage(BasePage):
    """A plain page: history, contact, accessibility, privacy, a campaign."""

    parent_page_types = ["home.HomePage", "home.StandardPage", "network.WorkingGroupPage", "charter.CharterPage"]
    subpage_types = ["home.StandardPage"]
    template = "home/standard_page.html"

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def get_context(self, request, *args, **kwargs):
        below = StandardPage.objects.child_of(self).live().defer_streamfields() if self.pk else []
        return super().get_context(request, *args, **kwargs) | {"children": with_addresses(request, below)}
