from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")

    def ready(self):
        from taggit.models import Tag
        from wagtail.documents import get_document_model
        from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, Site
        from wagtail_localize.models import StringTranslation, Translation

        from home.memory import forget_when_changed
        from home.models import PageTag, SchoolHoliday, SiteImage, SiteSettings

        forget_when_changed(
            Collection,
            CollectionViewRestriction,
            get_document_model(),
            Locale,
            Page,
            PageTag,
            SchoolHoliday,
            Site,
            SiteImage,
            SiteSettings,
            StringTranslation,
            Tag,
            Translation,
        )
