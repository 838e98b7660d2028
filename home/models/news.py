"""News: an index and its articles."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.blocks import BodyBlock
from home.cache.remembered import remembered
from home.dates import validate_day
from home.models.images import SiteRendition
from home.models.pages import BasePage
from home.pages.canonical_urls import understood, with_page
from home.pages.listing_forms import PageNumberForm
from home.pages.navigation import path_below, with_addresses

PICTURE = "fill-640x400|format-webp"
"""Of the newest piece of news, beside it on the home page."""


class NewsIndexPage(BasePage):
    """All news, the newest first, ten a page."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    max_count_per_parent = 1
    template = "home/news_index_page.html"
    per_page = 10

    class Meta:
        verbose_name = _("news index")
        verbose_name_plural = _("news indexes")

    def news(self):
        """The published news of this language, newest first."""
        news = NewsPage.objects.child_of(self).live().defer_streamfields()
        return news.select_related("share_image").prefetch_related("share_image__renditions").order_by("-date", "-pk")

    def get_context(self, request, *args, **kwargs):
        number = PageNumberForm.number_in(request.GET)
        news = Paginator(self.news(), self.per_page).get_page(number)
        news.object_list = with_addresses(request, news.object_list)  # ty: ignore[invalid-assignment]
        return super().get_context(request, *args, **kwargs) | {"news": news}

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        return understood(response, with_page("", response.context_data["news"].number))


class NewsPage(BasePage):
    """One piece of news: a report, a campaign, a publication."""

    parent_page_types = ["home.NewsIndexPage"]
    subpage_types = []
    template = "home/news_page.html"

    date = models.DateField(_("date"), default=timezone.localdate, validators=[validate_day])
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("date"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.FilterField("date")]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("date", overridable=False),
    ]

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")


@dataclass(frozen=True)
class Headline:
    """A piece of news on the home page; ``language`` is that of its text, ``picture`` None where it has none."""

    title: str
    introduction: str
    day: dt.date
    address: str
    language: str
    picture: SiteRendition | None

    @property
    def index_address(self) -> str:
        """Path of the page with all news, above its own."""
        return self.address.rstrip("/").rpartition("/")[0] + "/"


@remembered
def latest_headlines(root: str, language: str, number: int = 3) -> list[Headline]:
    """The newest public news below ``root`` (an ``url_path``), as ``language``, the active one, shows them."""
    news = NewsPage.objects.live().filter(url_path__startswith=root).defer_streamfields()
    newest = news.select_related("locale", "share_image").order_by("-date", "-pk")[:number]
    return [
        Headline(
            title=page.title,
            introduction=page.introduction,
            day=page.date,
            address=path_below(root, page.url_path, language),
            language=page.content_language,
            picture=page.share_image and get_rendition_or_not_found(page.share_image, PICTURE),
        )
        for page in newest
    ]
