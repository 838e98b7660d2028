"""The CMS page “One person”: somebody of the public asks what is held about them, or to be erased.

The address is sent with the form alone: it stands in no address of a page, and in no log.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events.models.actors import COORDINATION
from events.privacy.personal_data import Held, address_table, export_address, forget_address, held_about
from home.files.spreadsheets import CONTENT_TYPES, spreadsheet
from network.invitations.services import account_of
from network.models import User
from network.stable_names import Permission


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=gettext_lazy("The one the person signed up with."),
    )


class OnePersonView(WagtailAdminTemplateMixin, FormView):
    """Looks, hands over, and erases after what would go was seen."""

    template_name = "events/privacy/admin/one_person.html"
    page_title = gettext_lazy("One person")
    header_icon = "bin"
    form_class = AddressForm
    # See ``events.middleware``.
    shows_its_mails = True

    held: Held | None = None
    account: User | None = None

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(COORDINATION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        erasure = {"url": reverse("erasure"), "label": _("Erasure")}
        return [*self.breadcrumbs_items, erasure, {"url": "", "label": self.page_title}]

    def form_valid(self, form):
        email = form.cleaned_data["email"]
        self.held, self.account = held_about(email, now=timezone.now()), account_of(email)
        asked = self.request.POST
        if "erase" in asked and self.held.is_empty:
            messages.warning(self.request, _("Nothing is held about this address: nothing was changed."))
            return redirect("one_person")
        if asked.get("export") in {"json", "csv"} and not self.held.is_empty:
            return export_of(email, asked["export"])
        if "erase" in asked and not self.account:
            if asked.get("seen") == self.held.fingerprint:
                forget_address(email, actor=self.request.user)
                messages.success(self.request, _("The person is erased. What is counted stays, without a name."))
                return redirect("one_person")
            form.add_error(None, _("Something changed since you saw this page. Read what happens now, then confirm."))
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        may_open = self.request.user.has_perm(Permission.CHANGE_USER)
        return super().get_context_data(**kwargs) | {
            "held": self.held,
            "account": self.account,
            "account_url": reverse("wagtailusers_users:edit", args=[self.account.pk])
            if self.account and may_open
            else "",
        }


def export_of(email: str, kind: str) -> HttpResponse:
    """What is held about ``email``, as a file."""
    if kind == "csv":
        content, content_type = spreadsheet(address_table(email), "csv"), CONTENT_TYPES["csv"]
    else:
        content, content_type = export_address(email), "application/json"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="donnees-{timezone.localdate():%Y-%m-%d}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response
