"""How people get in: accounts are made by the coordination, never by strangers."""

import ipaddress
import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.models import SiteSettings

# An address of no machine, for visitors who come without one (RFC 1122, section 3.2.1.3).
NOBODY = "0.0.0.0"  # noqa: S104

logger = logging.getLogger(__name__)


def address_or_nobody(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return NOBODY


class AccountAdapter(DefaultAccountAdapter):
    """allauth with the doors this site has: no open sign-up, and one door for the CMS and the member space."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": gettext_lazy("Too many attempts. Ask for a new code, or try again in five minutes."),
        "rate_limited": gettext_lazy("Too many attempts. Try again in five minutes."),
    }

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Also keep who may not enter the CMS from being sent there: it would send them back here, without end."""
        user = getattr(self.request, "user", None)
        if url and user and user.is_authenticated and url.startswith(reverse("wagtailadmin_home")):
            return user.has_perm("wagtailadmin.access_admin") and super().is_safe_url(url)
        return super().is_safe_url(url)

    def get_client_ip(self, request):
        """The visitor as our proxies name it; where they name nobody, whoever speaks to us, all under one name."""
        try:
            return super().get_client_ip(request)
        except (ImproperlyConfigured, PermissionDenied):
            return address_or_nobody(request.META.get("REMOTE_ADDR", ""))

    def send_mail(self, template_prefix, email, context):
        """Send at once, past the outbox: a sign-in code must arrive now. A dead mail server is said, not a 500."""
        request = self.request
        context = {"coordination": SiteSettings.for_request(request), **context}
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            logger.warning("account mail %s not sent: %s", template_prefix, type(error).__name__)
            messages.error(request, _("The mail could not be sent just now. Try again in a few minutes, or call us."))
            request.mail_not_sent = True

    def add_message(self, request, level, *args, **kwargs):
        """Keep allauth from saying that a mail is on its way in the breath in which we said that it is not."""
        if not (level == messages.SUCCESS and getattr(request, "mail_not_sent", False)):
            super().add_message(request, level, *args, **kwargs)
