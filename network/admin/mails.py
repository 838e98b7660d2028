"""The log of mails in the CMS: read only, but what was given up may be sent again."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from home.registers import DayColumn, ReadingInspectView, ReadingViewSet, RegisterIndexView
from network.models import OutgoingMail
from network.outbox import send_again

SEND = "network.change_outgoingmail"


class SendAgainView(View):
    """Puts a mail that failed back in the queue."""

    http_method_names = ["post"]

    def post(self, request, pk):
        if not request.user.has_perm(SEND):
            raise PermissionDenied
        mail = get_object_or_404(OutgoingMail, pk=pk)
        if send_again(mail):
            messages.success(
                request, gettext("The mail to %(recipient)s is sent again.") % {"recipient": mail.recipient}
            )
        else:
            messages.warning(request, gettext("Only a mail that failed can be sent again."))
        return redirect("mails:inspect", pk)


class MailIndexView(RegisterIndexView):
    """Mails pile up by the thousand: the database compares the words, not this process."""

    search_queryset = generic.IndexView.search_queryset


class MailInspectView(ReadingInspectView):
    """One mail, with a button where it failed."""

    template_name = "network/admin/mail.html"

    def get_context_data(self, **kwargs):
        may_send = self.object.status == OutgoingMail.Status.FAILED and self.request.user.has_perm(SEND)
        return super().get_context_data(**kwargs) | {"may_send_again": may_send}


class OutgoingMailFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        choices=OutgoingMail.Status.choices, label=_("Status"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = OutgoingMail
        fields = ()


class OutgoingMailViewSet(ReadingViewSet):
    """What was mailed to whom and when; the calendar files are left out."""

    model = OutgoingMail
    name = "mails"
    url_prefix = "reseau/mails"
    icon = "mail"
    menu_label = _("Mails sent")
    index_view_class = MailIndexView
    inspect_view_class = MailInspectView
    filterset_class = OutgoingMailFilterSet
    ordering = "-created_at"
    search_fields = ("recipient", "subject")
    list_display = (
        "subject",
        Column("recipient", label=_("Recipient"), sort_key="recipient"),
        Column("get_status_display", label=_("Status"), sort_key="status"),
        Column("attempts", label=_("Attempts"), sort_key="attempts"),
        DayColumn("created_at", label=_("Written on"), sort_key="created_at"),
        DayColumn("sent_at", label=_("Sent on"), sort_key="sent_at"),
    )
    inspect_view_fields = ["recipient", "subject", "text", "status", "attempts", "last_error", "created_at", "sent_at"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/send/", SendAgainView.as_view(), name="send_again")]
