"""allauth's forms, with addresses as this site stores them: only a proven one finds an account.

Breaks when allauth compares codes otherwise than by ``compare_user_code``, or its view looks elsewhere than in
``form._user`` for whom to mail a code to: it promises to keep neither.
"""

from allauth.account import forms
from allauth.core.internal.cryptokit import compare_user_code
from django.forms import EmailInput
from django.utils.translation import gettext_lazy as _

from home.text.emails import NormalizedEmailFormField
from network.accounts.email_addresses import account_of


class NormalizedEmailMixin:
    """Reads the address as it is stored."""

    address_field = "email"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields[self.address_field]
        self.fields[self.address_field] = NormalizedEmailFormField(label=field.label, widget=field.widget)


class LoginForm(NormalizedEmailMixin, forms.LoginForm):
    address_field = "login"


class RequestLoginCodeForm(NormalizedEmailMixin, forms.RequestLoginCodeForm):
    def clean_email(self):
        email = super().clean_email()
        account = account_of(email)
        # Where allauth’s view looks for whom to mail the code to.
        self._user = account if account and account.is_active else None
        return email


class ConfirmLoginCodeForm(forms.ConfirmLoginCodeForm):
    """Takes the code of this browser, or the last one that was mailed, whichever browser asked for it."""

    def __init__(self, *args, code_in_force="", **kwargs):
        super().__init__(*args, **kwargs)
        self.code_in_force = code_in_force

    def clean_code(self):
        code = self.cleaned_data["code"]
        return code if compare_user_code(actual=code, expected=self.code_in_force) else super().clean_code()


class ResetPasswordForm(NormalizedEmailMixin, forms.ResetPasswordForm):
    def clean_email(self):
        email = super().clean_email()
        account = account_of(email)
        self.users = [account] if account and account.is_active else []
        return email


class ChangeAddressForm(NormalizedEmailMixin, forms.AddEmailForm):
    """The address that is to replace the account's own, once it is proven."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label, field.widget = _("New address"), EmailInput({"autocomplete": "email"})
        field.help_text = _("A code is mailed to it; nothing changes before you write it. Your former address is told.")
