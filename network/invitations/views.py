"""The page that an invitation's link opens: who invites, for which organisation, and one button."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from network.invitations import services as invitations
from network.invitations.errors import InvitationUnusable, InvitationUsed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Reading changes nothing, so that scanners of mails accept nothing; the button accepts."""
    try:
        if request.method == "POST":
            return accept(request, token)
        return show(request, token)
    except InvitationUnusable as refusal:
        context = {"refusal": refusal, "has_account": isinstance(refusal, InvitationUsed)}
        return render(request, "network/invitations/invitation_unusable.html", context, status=refusal.status)


def show(request: HttpRequest, token: str) -> HttpResponse:
    invited = invitations.find_invitation(token)
    is_somebody_else = request.user.is_authenticated and request.user.email != invited.email
    return render(
        request, "network/invitations/invitation.html", {"invitation": invited, "is_somebody_else": is_somebody_else}
    )


def accept(request: HttpRequest, token: str) -> HttpResponse:
    accepted = invitations.accept_invitation(token=token)
    if request.user.is_authenticated and request.user.pk == accepted.user.pk:
        messages.success(request, _("The mandate is yours."))
        return redirect("members:home")
    if request.user.is_authenticated:
        logout(request)
    if not accepted.may_sign_in:
        messages.success(request, _("The mandate is yours. Sign in as usual: your account has a second lock."))
        return redirect("account_login")
    # allauth's own way in: whatever it checks of a sign-in by code, it checks here too.
    response = perform_login(request, accepted.user, redirect_url=reverse("members:home"), email=accepted.user.email)
    messages.info(request, _("Welcome. Next time, write your address and a code comes by mail."))
    return response
