"""How people get in: accounts are made by the coordination, never by strangers."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from home.models import SiteSettings

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """allauth with the doors this site has: no open sign-up, and one door for the CMS and the member space."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Also keep who may not enter the CMS from being sent there: it would send them back here, without end."""
        user = getattr(self.request, "user", None)
        if url and user and user.is_authenticated and url.startswith(reverse("wagtailadmin_home")):
            return user.has_perm("wagtailadmin.access_admin") and super().is_safe_url(url)
        return super().is_safe_url(url)

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
