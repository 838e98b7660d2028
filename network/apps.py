from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = _("Network")

    def ready(self):
        from home.memory import forget_when_changed
        from network.models import Location, Membership, Organisation, Theme, WorkingGroup

        forget_when_changed(Location, Membership, Organisation, Organisation.themes.through, Theme, WorkingGroup)
