"""Dashboard panel: pages that are public in one language only."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from home.admin.panels import request_of
from home.pages.translation_groups import out_of_step

SHOWN = 8


class Row(NamedTuple):
    """A page to look at, and where: its translation where there is a draft of it."""

    title: str
    url: str


class OutOfStepPanel(Component):
    """Public pages whose translation is a draft or gone, for whoever may publish."""

    name = "out_of_step"
    template_name = "home/admin/out_of_step_panel.html"
    order = 390

    def render_html(self, parent_context=None):
        user = request_of(parent_context).user
        self.pages = out_of_step() if PagePermissionPolicy().user_has_permission(user, "publish") else []
        return super().render_html(parent_context) if self.pages else ""

    def get_context_data(self, parent_context=None):
        keys = [page.translation_key for page in self.pages[:SHOWN]]
        drafts = Page.objects.filter(translation_key__in=keys, live=False).values_list("translation_key", "pk")
        own = dict(drafts)
        rows = [
            Row(page.draft_title, reverse("wagtailadmin_pages:edit", args=[own.get(page.translation_key, page.pk)]))
            for page in self.pages[:SHOWN]
        ]
        return {"heading": _("Pages public in one language only"), "rows": rows, "more": len(self.pages) - len(rows)}
