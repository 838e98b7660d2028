"""What the coordinator sees first: the next dates with their seats, mails that failed, pages without Dutch."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from events.models import EventPage, Occurrence
from events.notice import convocations_to_send
from network.models import OutgoingMail

SHOWN_DATES = 6


class NextDatesPanel(Component):
    """The next dates, with people confirmed against seats, and the waiting list."""

    name = "next_dates"
    template_name = "events/admin/next_dates_panel.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        user = parent_context["request"].user
        dates = list(
            Occurrence.objects.visible_to(user)
            .upcoming(timezone.now())
            .with_relations()
            .with_seat_counts()[:SHOWN_DATES]
        )
        give_edit_urls(dates)
        sees_seats = user.has_perm("events.view_occurrence")
        for date in dates:
            date.seats_url = reverse("dates:inspect", args=[date.pk]) if sees_seats else ""
        return {"dates": dates, "heading": _("Next dates"), "all_url": reverse("dates:index") if sees_seats else ""}


def give_edit_urls(dates: Collection[Occurrence]) -> None:
    """Put the address of its event's form on each date as ``edit_url``, empty where the page is gone; one query."""
    keys = {date.event_key for date in dates}
    pages = dict(
        EventPage.objects.filter(translation_key__in=keys).order_by("-pk").values_list("translation_key", "pk")
    )
    for date in dates:
        page = pages.get(date.event_key)
        date.edit_url = reverse("wagtailadmin_pages:edit", args=[page]) if page else ""


class ConvocationsPanel(Component):
    """Assemblies whose convocation should leave within a fortnight, or should have left."""

    name = "convocations"
    template_name = "events/admin/convocations_panel.html"
    order = 90

    def render_html(self, parent_context=None):
        today = timezone.localdate()
        self.dates = convocations_to_send(user=parent_context["request"].user, today=today)
        for date in self.dates:
            date.is_too_late = date.notice.is_too_late(today)
        return super().render_html(parent_context) if self.dates else ""

    def get_context_data(self, parent_context):
        give_edit_urls(self.dates)
        return {"dates": self.dates, "heading": _("Convocations to send")}


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
        self.found = self.count(parent_context["request"])
        return super().render_html(parent_context) if self.found else ""

    def get_context_data(self, parent_context):
        return {"count": self.found, "name": self.name} | self.words(self.found)


class MailTroublePanel(NoticePanel):
    """Mails that could not be sent, or that nobody can be sure of."""

    name = "mail_trouble"
    order = 110

    def count(self, request) -> int:
        if not request.user.has_perm("network.view_outgoingmail"):
            return 0
        return OutgoingMail.objects.filter(status__in=OutgoingMail.TROUBLE).count()

    def words(self, count):
        return {
            "heading": _("Mails that failed"),
            "text": _("These people may not know what they should. Call them, or correct their address."),
            "url": reverse("mails:index") + "?" + urlencode({"status": OutgoingMail.TROUBLE}, doseq=True),
            "link": _("See these mails"),
        }


class UntranslatedPanel(NoticePanel):
    """Pages that show French to readers of Dutch."""

    name = "untranslated"
    order = 400

    def count(self, request) -> int:
        return Page.objects.filter(alias_of__isnull=False, locale__language_code="nl", live=True).count()

    def words(self, count):
        return {
            "heading": _("Pages without Dutch"),
            "text": _("Dutch readers see the French text with a notice. Open a page and choose “Translate”."),
            "url": reverse("wagtailadmin_explore_root"),
            "link": _("See the pages"),
        }
