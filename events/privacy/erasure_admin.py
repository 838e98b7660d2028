"""The CMS page “Erasure”: what is due, a button, and what was erased when. It counts people and names nobody."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import registry

from events.models import Occurrence
from events.models.actors import COORDINATION
from events.models.settings import sign_up_settings
from events.privacy import erasure
from home.jobs import SomeFailedError


class ErasureMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(COORDINATION)


def erasure_item() -> MenuItem:
    return ErasureMenuItem(_("Erasure"), reverse("erasure"), name="erasure", icon_name="bin", order=900)


class ErasureView(WagtailAdminTemplateMixin, TemplateView):
    """Looking is the dry run; the button does the same as the job of the night."""

    template_name = "events/privacy/admin/erasure.html"
    page_title = gettext_lazy("Erasure")
    header_icon = "bin"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(COORDINATION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        rules = sign_up_settings()
        return super().get_context_data(**kwargs) | {
            "plan": erasure.plan(timezone.now()),
            "history": history(),
            "months": rules.names_kept_months,
            "days": rules.wishes_kept_days,
        }

    def post(self, request, *args, **kwargs):
        try:
            done = erasure.erase_due(timezone.now(), actor=request.user)
        except SomeFailedError as error:
            messages.error(
                request,
                ngettext(
                    "%(count)d date could not be erased. It is tried again every quarter of an hour.",
                    "%(count)d dates could not be erased. They are tried again every quarter of an hour.",
                    len(error.failed),
                )
                % {"count": len(error.failed)},
            )
            return redirect("erasure")
        if done:
            messages.success(request, _("What was due is erased. Counts, attendance and the history stay."))
        else:
            messages.warning(request, _("Nothing was due: nothing is changed."))
        return redirect("erasure")


def history() -> list[dict]:
    """The latest erasures: when, by whom (empty for the job of the night), of which date, in words."""
    entries = list(erasure.past_erasures())
    dates = Occurrence.objects.in_bulk({int(entry.object_id) for entry in entries})
    return [
        {
            "entry": entry,
            "date": dates.get(int(entry.object_id)),
            "words": registry.get_formatter(entry).format_message(entry),
        }
        for entry in entries
    ]
