"""Panels of the dashboard of the CMS that any app may show."""

from django.http import HttpRequest
from wagtail.admin.ui.components import Component


def request_of(parent_context) -> HttpRequest:
    """The request for which the dashboard is drawn."""
    return (parent_context or {})["request"]


class NoticePanel(Component):
    """A sentence with a number and a link, shown only while the number is not nought."""

    template_name = "home/admin/notice_panel.html"

    def count(self, request) -> int:
        """How many there are; with none, nothing is shown."""
        return 0

    def words(self, count: int) -> dict[str, str]:
        """``heading``, ``text``, ``url`` and ``link`` of the panel."""
        return {}

    def render_html(self, parent_context=None):
        self.found = self.count(request_of(parent_context))
        return super().render_html(parent_context) if self.found else ""

    def get_context_data(self, parent_context=None):
        return {"count": self.found, "name": self.name} | self.words(self.found)
