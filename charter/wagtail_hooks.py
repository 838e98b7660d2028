"""The menu Charte of the CMS."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from charter.viewsets import CharterVersionViewSet, SignatureViewSet


class CharterGroup(ViewSetGroup):
    """Versions and signatures."""

    menu_label = _("Charter")
    menu_name = "charter"
    menu_icon = "doc-full"
    menu_order = 130
    items = (CharterVersionViewSet, SignatureViewSet)


@hooks.register("register_admin_viewset")
def register_charter():
    return CharterGroup()
