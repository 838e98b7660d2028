from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Agenda")

    def ready(self):
        from wagtail.models import PageViewRestriction

        from events import signals  # noqa: F401
        from events.models import EventKind, MailText
        from events.sign_up_data import add_to_personal_data
        from home.memory import forget_when_changed

        forget_when_changed(EventKind, MailText, PageViewRestriction)
        add_to_personal_data()
