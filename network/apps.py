from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = _("Network")

    def ready(self):
        from home.memory import forget_when_changed
        from network import models

        forget_when_changed(
            models.Closure,
            models.Commune,
            models.Location,
            models.Membership,
            models.OpeningSlot,
            models.Organisation,
            models.Organisation.themes.through,
            models.Service,
            models.Theme,
            models.WorkingGroup,
        )
