from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Site")

    def ready(self):
        from wagtail.documents import get_document_model
        from wagtail.models import Locale, Page, Site

        from home.memory import forget_when_changed
        from home.models import SiteImage, SiteSettings

        forget_when_changed(get_document_model(), Locale, Page, Site, SiteImage, SiteSettings)
