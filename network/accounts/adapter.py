"""How people get in: accounts are made by the coordination, never by strangers.

Breaks when allauth forgets a sign-in half way otherwise than by ``clear_login``, which it does not promise to keep.
"""

import ipaddress

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.text.emails import readable_email
from network.accounts import mail_limits
from network.accounts.email_addresses import account_of, change_address, is_own
from network.accounts.errors import AddressTaken
from network.accounts.mails import Outcome, is_waited_for, send_account_mail

# An address of no machine, for visitors who come without one (RFC 1122, section 3.2.1.3).
NOBODY = "0.0.0.0"  # noqa: S104

# What the person at the screen is told of a mail that has not left; the same whether the address has an account or not.
TOLD = {
    Outcome.ON_ITS_WAY: (
        messages.INFO,
        gettext_lazy("The mail is on its way. Nothing came after a few minutes? Ask for another one, or call us."),
    ),
    Outcome.TRIED_AGAIN: (
        messages.ERROR,
        gettext_lazy("The mail could not be sent just now; we go on trying. Nothing comes? Call us."),
    ),
    Outcome.REFUSED: (
        messages.ERROR,
        gettext_lazy("The mail could not be sent: the mail server refuses it. Check the address, or call us."),
    ),
    Outcome.UNCERTAIN: (
        messages.ERROR,
        gettext_lazy("We do not know whether the mail could be sent. Nothing comes? Ask for another one, or call us."),
    ),
}


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

    def pre_login(self, request, user, *, email, **kwargs):
        """Keep out whoever comes by an address that opens the account no longer, though a code was mailed to it."""
        if email and not is_own(user, email):
            clear_login(request)
            messages.error(request, _("This address opens no account any more. Use the one on which we write to you."))
            return redirect("account_login")
        return super().pre_login(request, user, email=email, **kwargs)

    def post_login(self, request, user, **kwargs):
        """Whoever got in owns the address: what others asked for in its name counts no longer."""
        mail_limits.forget(user)
        return super().post_login(request, user, **kwargs)

    def confirm_email(self, request, email_address):
        """Give the account the address that was just proven, in place of the one it had."""
        if request.user.pk != email_address.user_id:
            return False
        try:
            account = change_address(user_id=request.user.pk, email=email_address.email)
        except AddressTaken as refusal:
            messages.error(request, refusal.message)
            return False
        words = _("Your address is %(email)s from now on: sign in with it.")
        messages.success(request, words % {"email": readable_email(account.email)})
        return True

    def send_confirmation_mail(self, request, emailconfirmation, signup):
        """A code for an address that is free; of one that has an account its owner is told, and the asker nothing."""
        email = emailconfirmation.email_address.email
        owner = account_of(email)
        if owner and owner != request.user:
            self.send_mail("account/email/address_claimed", email, {"user": owner})
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def get_client_ip(self, request):
        """The visitor as our proxies name it; where they name nobody, whoever speaks to us, all under one name."""
        try:
            return super().get_client_ip(request)
        except (ImproperlyConfigured, PermissionDenied):
            return address_or_nobody(request.META.get("REMOTE_ADDR", ""))

    def send_mail(self, template_prefix, email, context):
        """By the outbox, at once; whoever waits for a code or a key is told what became of the mail."""
        outcome = send_account_mail(template_prefix, recipient=email, context=context)
        request = self.request
        if request is None or outcome is Outcome.SENT or not is_waited_for(template_prefix):
            return
        messages.add_message(request, *TOLD[outcome])
        request.mail_not_sent = True

    def add_message(self, request, level, *args, **kwargs):
        """Keep allauth from saying that a mail was sent in the breath in which we said that it was not."""
        if not (level == messages.SUCCESS and getattr(request, "mail_not_sent", False)):
            super().add_message(request, level, *args, **kwargs)
