"""The menu Réseau of the CMS."""

from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from network.admin.groups import CommuneViewSet, MembershipViewSet, SynonymViewSet, ThemeViewSet, WorkingGroupViewSet
from network.admin.invitations import InvitationViewSet
from network.admin.mails import OutgoingMailViewSet
from network.admin.mandates import RepresentativeViewSet
from network.admin.organisations import OrganisationViewSet
from network.admin.personal_data import EraseAccountView, ExportAccountView
from network.models import User
from network.stable_names import Permission


class AccountsMenuItem(MenuItem):
    """Accounts stand with Wagtail's own views, so their link is added to our menu."""

    def is_shown(self, request):
        return request.user.has_perm(Permission.CHANGE_USER)


class NetworkGroup(ViewSetGroup):
    """Organisations, groups, mandates and accounts."""

    menu_label = _("Network")
    menu_name = "network"
    menu_icon = "group"
    menu_order = 120
    items = (
        OrganisationViewSet,
        WorkingGroupViewSet,
        MembershipViewSet,
        RepresentativeViewSet,
        InvitationViewSet,
        ThemeViewSet,
        SynonymViewSet,
        CommuneViewSet,
        OutgoingMailViewSet,
    )

    def get_submenu_items(self):
        accounts = AccountsMenuItem(
            _("Accounts"), reverse("wagtailusers_users:index"), name="accounts", icon_name="user", order=5
        )
        return [*super().get_submenu_items(), accounts]


@hooks.register("register_admin_viewset")
def register_network():
    return NetworkGroup()


@hooks.register("register_admin_urls")
def register_personal_data():
    return [
        path("reseau/comptes/<int:pk>/donnees/", ExportAccountView.as_view(), name="account_export"),
        path("reseau/comptes/<int:pk>/effacer/", EraseAccountView.as_view(), name="account_erase"),
    ]


@hooks.register("before_bulk_action")
def refuse_rights_to_many(request, action_type, objects, action):
    """Roles are an administrator's to give, one account or many."""
    if User in action.models and not request.user.is_superuser:
        raise PermissionDenied
