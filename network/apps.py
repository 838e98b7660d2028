from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = _("Network")

    def ready(self):
        from home.access.roles import declare_rights
        from home.cache.stamp import forget_when_changed
        from network import models, serving  # noqa: F401
        from network.permissions import RIGHTS

        declare_rights(RIGHTS)

        forget_when_changed(
            models.Closure,
            models.Commune,
            models.Location,
            models.Membership,
            models.OpeningSlot,
            models.Organisation,
            models.Organisation.themes.through,
            models.Service,
            models.Synonym,
            models.Theme,
            models.WorkingGroup,
        )
