from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Agenda")

    def ready(self):
        from wagtail.models import PageViewRestriction

        from events import receivers, serving  # noqa: F401
        from events.access.permissions import RIGHTS
        from events.models import EventKind, MailText, SignUpSettings
        from events.privacy.personal_data import add_to_personal_data
        from home.access.roles import declare_rights
        from home.cache.stamp import forget_when_changed

        forget_when_changed(EventKind, MailText, PageViewRestriction, SignUpSettings)
        declare_rights(RIGHTS)
        add_to_personal_data()
