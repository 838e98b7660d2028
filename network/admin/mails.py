"""The log of mails in the CMS: read only, but what failed or may have left may be sent again."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from home.admin.registers import DayColumn, ReadingInspectView, ReadingViewSet, RegisterIndexView
from home.dates import date_in_words, time_in_words
from home.text.emails import readable_email
from network.models import OutgoingMail
from network.outbox.message import message_id
from network.outbox.queue import may_be_sent_again, send_again
from network.outbox.secret_kinds import is_secret
from network.stable_names import Permission

SEND = Permission.CHANGE_OUTGOINGMAIL
Status = OutgoingMail.Status


class SendAgainView(View):
    """Puts a mail in trouble back in the queue; pressed twice, it leaves once."""

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
            messages.warning(
                request, gettext("This mail is not sent again: it is on its way, has left, or is no longer of use.")
            )
        return redirect("mails:inspect", pk)


class MailIndexView(RegisterIndexView):
    """Mails pile up by the thousand: the database compares the words, not this process."""

    search_queryset = generic.IndexView.search_queryset

    def get_base_queryset(self):
        return super().get_base_queryset().defer("text", "html", "calendar")

    @property
    def columns(self):  # ty: ignore[incompatible-property-override]
        first = self.title_column(
            "subject",
            label=_("Subject"),
            accessor=lambda mail: mail.subject or _("Erased mail"),
            sort_key="subject",
            get_url=self.get_inspect_url,
        )
        return [first, *self.list_display]


class MailInspectView(ReadingInspectView):
    """One mail as it left, with a button where it is in trouble."""

    template_name = "network/admin/mail.html"

    def get_field_display_value(self, field_name, field):
        if field_name == "next_attempt_at" and self.object.status != Status.QUEUED:
            return "–"
        if field_name == "recipient":
            return readable_email(self.object.recipient)
        return super().get_field_display_value(field_name, field)

    def get_context_data(self, **kwargs):
        mail = self.object
        asks = mail.status in OutgoingMail.TROUBLE and self.request.user.has_perm(SEND)
        again = OutgoingMail.objects.filter(may_be_sent_again(timezone.now()), pk=mail.pk)
        return super().get_context_data(**kwargs) | {
            "may_send_again": asks and again.exists(),
            "is_uncertain": mail.status == Status.UNCERTAIN,
            "newer": newer_mail(mail) if asks else None,
            "message_id": message_id(mail),
            "is_key": is_secret(mail.kind),
            "is_in_trouble": mail.status in OutgoingMail.TROUBLE,
        }


def newer_mail(mail: OutgoingMail) -> OutgoingMail | None:
    """The last mail to the same person on the same matter that was written after ``mail``: it may say otherwise."""
    if not mail.reference:
        return None
    row = OutgoingMail.objects.filter(reference=mail.reference, recipient=mail.recipient, pk__gt=mail.pk)
    return row.exclude(status=Status.WITHDRAWN).order_by("-pk").only("pk", "subject").first()


class OutgoingMailFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        choices=Status.choices, label=_("Status"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = OutgoingMail
        fields = ()


class NextAttemptColumn(Column):
    """When a mail that waits is tried next; nothing for the others."""

    def get_value(self, instance):
        if instance.status != Status.QUEUED:
            return ""
        at = instance.next_attempt_at
        return f"{date_in_words(at, with_weekday=False, with_year=False)}, {time_in_words(at)}"


class OutgoingMailViewSet(ReadingViewSet):
    """What was mailed to whom and when."""

    model = OutgoingMail
    name = "mails"
    url_prefix = "reseau/mails"
    icon = "mail"
    menu_label = _("Mails")
    index_view_class = MailIndexView
    index_results_template_name = "network/admin/mail_results.html"
    inspect_view_class = MailInspectView
    filterset_class = OutgoingMailFilterSet
    ordering = "-created_at"
    search_fields = ("recipient", "subject")
    list_display = (
        Column(
            "recipient",
            label=_("Recipient"),
            sort_key="recipient",
            accessor=lambda mail: readable_email(mail.recipient),
        ),
        Column("get_status_display", label=_("Status"), sort_key="status"),
        Column("get_problem_display", label=_("Problem"), sort_key="problem"),
        Column("attempts", label=_("Attempts"), sort_key="attempts"),
        NextAttemptColumn("next_attempt_at", label=_("Next attempt"), sort_key="next_attempt_at"),
        DayColumn("created_at", label=_("Written on"), sort_key="created_at"),
    )
    inspect_view_fields = [
        "recipient",
        "subject",
        "status",
        "problem",
        "last_error",
        "attempts",
        "next_attempt_at",
        "created_at",
        "claimed_at",
        "sent_at",
        "not_after",
        "withdrawn_at",
    ]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/send/", SendAgainView.as_view(), name="send_again")]
