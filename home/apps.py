from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")

    def ready(self):
        from taggit.models import Tag
        from wagtail.documents import get_document_model
        from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, Site
        from wagtail_localize.models import StringTranslation, Translation

        import home.pages.receivers  # noqa: F401
        from home.access.permissions import RIGHTS
        from home.access.roles import declare_rights, give_new_rights
        from home.admin.registers import make_exports_of_wagtail_safe
        from home.cache.stamp import forget_when_changed
        from home.models import PageTag, SchoolHoliday, SiteImage, SiteSettings
        from home.page_views import check_registered
        from home.text.rich_text import refuse_what_is_no_element

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
        make_exports_of_wagtail_safe()
        pre_save.connect(refuse_what_is_no_element, sender=StringTranslation)
        # This app stands below the others and is ready last: each has registered what its pages call.
        check_registered()
        declare_rights(RIGHTS)
        post_migrate.connect(give_new_rights)
