"""allauth's pages of the account, where this site does otherwise.

Breaks when allauth keeps the steps of signing in by code otherwise: the flow is not part of what it promises to keep.
"""

from allauth.account import views
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import stash_login
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from network.accounts import mail_limits
from network.models import User


class RequestLoginCodeView(views.RequestLoginCodeView):
    """Mails a code, unless mailing to this address pauses: then the one mailed last is good."""

    def form_valid(self, form):
        # Breaks when allauth's form keeps the account it found elsewhere (see ``network.accounts.forms``).
        email, account = form.cleaned_data["email"], form._user
        is_mailed = mail_limits.may_mail("code", email)
        # Without a code to go on with, a pause would lock the owner out.
        if account and (is_mailed or not mail_limits.code_in_force(account)):
            response = super().form_valid(form)
            mail_limits.remember_code(account, pending(self.request).code)
            return response
        if account is None and is_mailed and mail_limits.may_mail_a_stranger():
            return super().form_valid(form)
        process = begin_without_mail(self.request, email, account)
        if is_mailed:
            process.add_sent_message({"email": email, "recipient": email})
        else:
            words = _("Several mails left for %(email)s just now. No other one leaves: the last code works.")
            messages.info(self.request, words % {"email": email})
        return redirect(self.get_success_url())


def pending(request: HttpRequest) -> LoginCodeVerificationProcess | None:
    """The sign-in by code that this browser is in the middle of."""
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return LoginCodeVerificationProcess.resume(stage) if stage else None


def begin_without_mail(request: HttpRequest, email: str, account: User | None) -> LoginCodeVerificationProcess:
    """Wait for a code, as allauth does once it has mailed one; a code this browser waits for already stays good."""
    process = pending(request)
    if process and process.state.get("email") == email:
        return process
    login = Login(user=account, email=email)
    login.state["stages"] = {"current": LoginByCodeStage.key}
    stage = LoginByCodeStage(LoginStageController(request, login), request, login)
    state = LoginCodeVerificationProcess.initial_state(user=account, email=email)
    stage.state.update(state | {"initiated_by_user": True})
    stash_login(request, login)
    return LoginCodeVerificationProcess(stage=stage)


class ConfirmLoginCodeView(views.ConfirmLoginCodeView):
    def get_form_kwargs(self):
        # Breaks when allauth's view keeps the sign-in it verifies elsewhere.
        account = self._process.user
        return super().get_form_kwargs() | {
            "code_in_force": mail_limits.code_in_force(account) if account else "",
        }


class PasswordResetView(views.PasswordResetView):
    """Mails a link, unless mailing to this address pauses: the one mailed last is good for days."""

    def form_valid(self, form):
        is_mailed = mail_limits.may_mail("reset", form.cleaned_data["email"])
        if is_mailed and (form.users or mail_limits.may_mail_a_stranger()):
            return super().form_valid(form)
        return redirect(self.get_success_url())


class AddressView(views.EmailView):
    """The account's one address, and another to put in its place; allauth's actions on several are refused in words."""

    def post(self, request, *args, **kwargs):
        if "action_add" in request.POST:
            return super().post(request, *args, **kwargs)
        messages.error(request, _("An account has one address. To change it, write the new one."))
        return redirect("account_email")

    def form_valid(self, form):
        is_mailed = mail_limits.may_prove_another(self.request.user)
        if is_mailed and mail_limits.may_mail("proof", form.cleaned_data["email"]):
            return super().form_valid(form)
        form.add_error("email", _("Too many codes were asked for. Use the last one, or try again tomorrow."))
        return self.form_invalid(form)
