"""Panels of the coordinator's dashboard: next dates with their seats, failed mails, pages without Dutch."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from events.dates.convocations import convocations_to_send
from events.models import EventPage, Occurrence
from events.stable_names import Permission
from home.admin.panels import NoticePanel, request_of
from network.models import OutgoingMail
from network.stable_names import ACCOUNT
from network.stable_names import Permission as NetworkPermission

SHOWN_DATES = 6


class NextDatesPanel(Component):
    """The next dates, with people confirmed against seats, and the waiting list."""

    name = "next_dates"
    template_name = "events/admin/next_dates_panel.html"
    order = 100

    def get_context_data(self, parent_context=None):
        user = request_of(parent_context).user
        dates = list(
            Occurrence.objects.visible_to(user)
            .upcoming(timezone.now())
            .with_relations()
            .with_seat_counts()[:SHOWN_DATES]
        )
        edit_urls = edit_urls_of(dates)
        sees_seats = user.has_perm(Permission.VIEW_OCCURRENCE)
        rows = [
            NextDate(date, edit_urls[date], reverse("dates:inspect", args=[date.pk]) if sees_seats else "")
            for date in dates
        ]
        return {"rows": rows, "heading": _("Next dates"), "all_url": reverse("dates:index") if sees_seats else ""}


def edit_urls_of(dates: Collection[Occurrence]) -> dict[Occurrence, str]:
    """The address of the form of each date's event, empty where the page is gone; one query."""
    keys = {date.event_key for date in dates}
    pages = dict(
        EventPage.objects.filter(translation_key__in=keys).order_by("-pk").values_list("translation_key", "pk")
    )
    forms = {key: reverse("wagtailadmin_pages:edit", args=[page]) for key, page in pages.items()}
    return {date: forms.get(date.event_key, "") for date in dates}


@dataclass(frozen=True)
class NextDate:
    """A date to come; the addresses of its event's form and of its people are empty where there is none to open."""

    date: Occurrence
    edit_url: str
    seats_url: str


@dataclass(frozen=True)
class ConvocationRow:
    """A date whose convocation is to be sent by the day ``latest``; ``edit_url`` is its event's form, if any."""

    date: Occurrence
    edit_url: str
    latest: dt.date
    is_too_late: bool


class ConvocationsPanel(Component):
    """Assemblies whose convocation should leave within a fortnight, or should have left."""

    name = "convocations"
    template_name = "events/admin/convocations_panel.html"
    order = 90

    def render_html(self, parent_context=None):
        today = timezone.localdate()
        self.due = convocations_to_send(user=request_of(parent_context).user, today=today)
        return super().render_html(parent_context) if self.due else ""

    def get_context_data(self, parent_context=None):
        today, edit_urls = timezone.localdate(), edit_urls_of([due.date for due in self.due])
        rows = [
            ConvocationRow(due.date, edit_urls[due.date], due.notice.latest, due.notice.is_too_late(today))
            for due in self.due
        ]
        return {"rows": rows, "heading": _("Convocations to send")}


class MailTroublePanel(NoticePanel):
    """Mails that could not be sent, or that nobody can be sure of."""

    name = "mail_trouble"
    order = 110

    def count(self, request) -> int:
        if not request.user.has_perm(NetworkPermission.VIEW_OUTGOINGMAIL):
            return 0
        # Whoever asks for a code is told at once what became of it.
        mails = OutgoingMail.objects.filter(status__in=OutgoingMail.TROUBLE).exclude(kind__startswith=ACCOUNT)
        return mails.count()

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
