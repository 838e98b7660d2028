from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CharterConfig(AppConfig):
    name = "charter"
    verbose_name = _("Charter")

    def ready(self):
        from charter.models import CharterVersion, Signature
        from charter.permissions import RIGHTS
        from home.access.roles import declare_rights
        from home.cache.stamp import forget_when_changed

        forget_when_changed(CharterVersion, Signature)
        declare_rights(RIGHTS)
