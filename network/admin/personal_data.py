"""Personal data from an account's page in the CMS: hand it over, or close the account for good."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button

from network.accounts.errors import AccountRefusal
from network.models import User
from network.personal_data import services as personal_data
from network.personal_data.views import export_of
from network.stable_names import Permission

EXPORT = Permission.CHANGE_USER
ERASE = Permission.DELETE_USER


def may_change(editor: User, account: User) -> bool:
    """An administrator's account is an administrator's to change: its address is its key."""
    return editor.is_superuser or not account.is_superuser


def account_editable_by(editor: User, pk: int, right: str) -> User:
    """The account, if ``editor`` has this right on it."""
    if not editor.has_perm(right):
        raise PermissionDenied
    account = get_object_or_404(User, pk=pk)
    if not may_change(editor, account):
        raise PermissionDenied
    return account


class ExportAccountView(View):
    """The file a person asked for at the desk."""

    http_method_names = ["get", "head"]

    def get(self, request, pk):
        return export_of(account_editable_by(request.user, pk, EXPORT))


class EraseAccountView(WagtailAdminTemplateMixin, TemplateView):
    """Asks once more, then erases."""

    template_name = "network/admin/erase_account.html"
    page_title = gettext_lazy("Erase an account")
    header_icon = "bin"

    def dispatch(self, request, *args, **kwargs):
        self.account = account_editable_by(request.user, kwargs["pk"], ERASE)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        index = {"url": reverse("wagtailusers_users:index"), "label": _("Accounts")}
        account = {"url": self.edit_url, "label": str(self.account)}
        return [*self.breadcrumbs_items, index, account, {"url": "", "label": self.page_title}]

    @property
    def edit_url(self) -> str:
        return reverse("wagtailusers_users:edit", args=[self.account.pk])

    def get_context_data(self, **kwargs):
        held = [(section.title, len(rows)) for section, rows in personal_data.held_about(self.account)]
        return super().get_context_data(**kwargs) | {"account": self.account, "held": held, "edit_url": self.edit_url}

    def post(self, request, *args, **kwargs):
        name = str(self.account)
        try:
            personal_data.erase(user=self.account)
        except AccountRefusal as refusal:
            messages.error(request, refusal.message)
            return redirect(self.edit_url)
        messages.success(request, _("The account of %(name)s is erased.") % {"name": name})
        return redirect("wagtailusers_users:index")


def data_buttons(editor: User, account: User) -> list[Button]:
    """For who has the right, on the account's page."""
    buttons = []
    if editor.has_perm(EXPORT):
        url = reverse("account_export", args=[account.pk])
        buttons.append(Button(_("Download the personal data"), url=url, icon_name="download", priority=40))
    if editor.has_perm(ERASE) and editor != account:
        url = reverse("account_erase", args=[account.pk])
        buttons.append(Button(_("Erase the personal data"), url=url, icon_name="bin", priority=50))
    return buttons
