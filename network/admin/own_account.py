"""The page on which people of the CMS change their own settings: neither their address nor a picture of themselves.

An address counts once it is proven (``network.accounts.email_addresses``), which the member space does. A picture of a
person would be one more file with an address of its own, and nobody asked for it.
"""

from django.utils.decorators import method_decorator
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel


@method_decorator(require_admin_access, name="dispatch")
class OwnAccountView(AccountView):
    """Wagtail's view without the panel of the picture."""

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, AvatarSettingsPanel)]
