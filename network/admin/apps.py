"""Tells Wagtail which views manage accounts."""

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    user_viewset = "network.admin.accounts.AccountViewSet"
    group_viewset = "network.admin.accounts.RoleViewSet"
