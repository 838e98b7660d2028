"""Beside the dates in the form of an event: the rule that made them, and the way to change it."""

from django.urls import reverse
from wagtail.admin.panels import Panel

from events.repetition import Repetition
from home.bilingual import active_language


class RepetitionPanel(Panel):
    """Reads the draft's rule; shows nothing while the page is not saved yet."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/repetition_panel.html"

        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            rule = Repetition.from_json(self.instance.repetition)
            return super().get_context_data(parent_context) | {
                "rule": rule.describe(active_language()) if rule else "",
                "repetition_url": reverse("event_repetition", args=[self.instance.pk]),
                "duplicate_url": reverse("event_duplicate", args=[self.instance.pk]),
            }
