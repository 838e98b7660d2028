"""Invitations in the CMS: who was invited and what became of it; inviting, inviting again, taking back."""

from dataclasses import asdict

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput, Button

from home.admin.registers import (
    DayColumn,
    ReadingInspectView,
    ReadingPermissionPolicy,
    ReadingViewSet,
    RegisterIndexView,
)
from home.text.emails import readable_email
from network.invitations import services as invitations
from network.invitations.errors import AlreadyRepresents, InvitationRefused
from network.invitations.pasted_addresses import Pasted, read_addresses
from network.models import Invitation, Organisation, User
from network.stable_names import Permission

INVITE = Permission.ADD_INVITATION
# A list of addresses, not a mailing: nobody represents an organisation with a hundred people.
MOST_AT_ONCE = 20


class InviteForm(forms.Form):
    """One or several addresses for one organisation."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.order_by("name_fr")
    )
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        max_length=6000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy(
            "One per line, or as a mail program writes them: “Name <address>; address”. "
            "Whoever has an account gets the mandate at once, and a mail that says so."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    until = forms.DateField(
        label=gettext_lazy("Mandate until"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("From this day on the person no longer acts for the organisation. Empty: without end."),
    )

    def clean_emails(self) -> list[Pasted]:
        people, wrong = read_addresses(self.cleaned_data["emails"])
        if wrong:
            raise ValidationError(_("Not an address: %(lines)s.") % {"lines": ", ".join(line[:80] for line in wrong)})
        if not people:
            raise ValidationError(_("Write at least one address."))
        if len(people) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(count)d addresses at once.") % {"count": MOST_AT_ONCE})
        return people

    def clean_until(self):
        until = self.cleaned_data["until"]
        try:
            invitations.check_until(until)
        except InvitationRefused as refusal:
            raise ValidationError(refusal.message) from None
        return until


class InviteView(WagtailAdminTemplateMixin, FormView):
    """The form; all its invitations leave, or none."""

    form_class = InviteForm
    template_name = "network/admin/invite.html"
    page_title = gettext_lazy("Invite representatives")
    header_icon = "mail"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(INVITE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        # From the sheet of an organisation; what is no number chooses none.
        chosen = self.request.GET.get("organisation", "")
        return super().get_initial() | ({"organisation": chosen} if chosen.isdecimal() and len(chosen) < 10 else {})

    def get_breadcrumbs_items(self):
        index = {"url": reverse("invitations:index"), "label": capfirst(Invitation._meta.verbose_name_plural)}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def form_valid(self, form):
        values = form.cleaned_data
        try:
            sent = invite_all(
                values["emails"],
                organisation=values["organisation"],
                language=values["language"],
                until=values["until"],
                invited_by=self.request.user,
            )
        except InvitationRefused as refusal:
            form.add_error("emails", refusal.message)
            return self.form_invalid(form)
        tell_what_left(self.request, sent)
        return redirect("invitations:index")


@transaction.atomic
def invite_all(people: list[Pasted], **how) -> list[Invitation]:
    """Invite each; who represents the organisation already is passed over, unless nobody else is left."""
    sent = []
    for person in people:
        try:
            sent.append(invitations.invite(**asdict(person), **how))
        except AlreadyRepresents:
            if len(people) == 1:
                raise
        except InvitationRefused as refusal:
            raise InvitationRefused(f"{readable_email(person.email)}: {refusal.message}") from None
    if not sent:
        raise AlreadyRepresents(_("All these people represent this organisation already."))
    return sent


def tell_what_left(request, sent: list[Invitation]) -> None:
    at_once = sum(bool(invitation.accepted_at) for invitation in sent)
    if invited := len(sent) - at_once:
        words = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", invited)
        messages.success(request, words % {"count": invited})
    if at_once:
        words = ngettext(
            "%(count)d person had an account: the mandate is given, and told by mail.",
            "%(count)d people had an account: the mandates are given, and told by mail.",
            at_once,
        )
        messages.success(request, words % {"count": at_once})


class InvitationAction(View):
    """A button beside one invitation."""

    http_method_names = ["post"]
    done = ""

    def post(self, request, pk):
        if not request.user.has_perm(INVITE):
            raise PermissionDenied
        invitation = get_object_or_404(Invitation, pk=pk)
        try:
            self.act(request, invitation)
        except InvitationRefused as refusal:
            messages.error(request, refusal.message)
            return redirect("invitations:inspect", pk)
        messages.success(request, self.done % {"email": readable_email(invitation.email)})
        return redirect("invitations:index")


class InviteAgainView(InvitationAction):
    done = gettext_lazy("A new link is on its way to %(email)s; the old one opens nothing.")

    def act(self, request, invitation):
        invitations.invite_again(invitation_id=invitation.pk, invited_by=request.user)


class WithdrawView(InvitationAction):
    done = gettext_lazy("The invitation of %(email)s is withdrawn: its link opens nothing.")

    def act(self, request, invitation):
        invitations.withdraw_invitation(invitation_id=invitation.pk)


class InvitationPolicy(ReadingPermissionPolicy):
    """Invitations are sent, never edited."""

    def user_has_permission(self, user, action):
        return user.has_perm(INVITE) if action == "add" else super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class InvitationFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        method="filter_state", choices=Invitation.State.choices, label=gettext_lazy("State")
    )
    organisation = django_filters.ModelChoiceFilter(
        queryset=Organisation.objects.order_by("name_fr"), label=gettext_lazy("Organisation")
    )

    class Meta:
        model = Invitation
        fields = ()

    def filter_state(self, queryset, name, value):
        return queryset.in_state(value)


class InvitationIndexView(RegisterIndexView):
    add_item_label = gettext_lazy("Invite")

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("organisation", "invited_by")


class InvitationInspectView(ReadingInspectView):
    """One invitation, with what may still be done."""

    template_name = "network/admin/invitation.html"

    def get_state_display_value(self):
        return capfirst(self.object.state_in_words())

    def get_field_label(self, field_name, field):
        return _("State") if field_name == "state" else super().get_field_label(field_name, field)

    def get_context_data(self, **kwargs):
        state = self.object.state()
        may_invite = self.request.user.has_perm(INVITE) and state != Invitation.State.ACCEPTED
        return super().get_context_data(**kwargs) | {
            "may_invite_again": may_invite,
            "may_withdraw": may_invite and state != Invitation.State.WITHDRAWN,
        }


class InvitationViewSet(ReadingViewSet):
    """Who was invited for which organisation."""

    model = Invitation
    name = "invitations"
    url_prefix = "reseau/invitations"
    icon = "mail"
    menu_label = gettext_lazy("Invitations")
    index_view_class = InvitationIndexView
    inspect_view_class = InvitationInspectView
    filterset_class = InvitationFilterSet
    ordering = "-created_at"
    search_fields = ("email", "first_name", "last_name", "organisation__name_fr")
    list_display = (
        "email",
        Column("full_name", label=gettext_lazy("Name")),
        Column("organisation", label=gettext_lazy("Organisation"), sort_key="organisation__name_fr"),
        Column("state", label=gettext_lazy("State"), accessor=lambda row: capfirst(row.state_in_words())),
        Column("invited_by", label=gettext_lazy("Invited by")),
        DayColumn("created_at", label=gettext_lazy("Invited on"), sort_key="created_at"),
        DayColumn("expires_at", label=gettext_lazy("Works until"), sort_key="expires_at"),
        DayColumn("until", label=gettext_lazy("Mandate until"), sort_key="until"),
    )
    list_export = (
        "email",
        "full_name",
        "organisation",
        "state_in_words",
        "created_at",
        "expires_at",
        "accepted_at",
        "until",
    )
    export_headings = {"full_name": gettext_lazy("Name"), "state_in_words": gettext_lazy("State")}
    export_filename = "invitations"
    inspect_view_fields = [
        "email",
        "first_name",
        "last_name",
        "organisation",
        "state",
        "language",
        "until",
        "invited_by",
        "created_at",
        "expires_at",
        "accepted_at",
        "withdrawn_at",
    ]

    @property
    def permission_policy(self):
        return InvitationPolicy(self.model)

    def get_urlpatterns(self):
        return [
            path("inviter/", InviteView.as_view(), name="add"),
            path("<int:pk>/renvoyer/", InviteAgainView.as_view(), name="again"),
            path("<int:pk>/retirer/", WithdrawView.as_view(), name="withdraw"),
            *super().get_urlpatterns(),
        ]


def invite_button(user: User, organisation: Organisation | None = None) -> list[Button]:
    """The way to the form, from a sheet or a listing; none for who may not invite."""
    if not user.has_perm(INVITE):
        return []
    query = f"?organisation={organisation.pk}" if organisation else ""
    return [
        Button(_("Invite a representative"), url=f"{reverse('invitations:add')}{query}", icon_name="mail", priority=5)
    ]
