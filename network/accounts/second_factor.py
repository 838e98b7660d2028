"""Whoever may enter the CMS has a second factor: a passkey or an authenticator app.

allauth asks for it at each sign-in once it is there. Until then this middleware treats such an account as a visitor,
except on the pages where the factor is made; ``STAFF_SECOND_FACTOR = False`` turns it off.
"""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from network.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
NEXT = "second_factor_next"
# Pages of the account itself: there the factor is made, the address proven, and one signs out.
ACCOUNT_PAGES = ("account_", "mfa_", "network:second_factor")


def may_enter_the_cms(user: User) -> bool:
    return user.is_active and user.has_perm("wagtailadmin.access_admin")


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Whether ``user`` must make a second factor before anything else."""
    if not settings.STAFF_SECOND_FACTOR or not user.is_authenticated:
        return False
    return may_enter_the_cms(user) and not is_mfa_enabled(user, FACTORS)


class SecondFactorMiddleware:
    """Sends staff without a second factor to the page that makes one; elsewhere they read as visitors do.

    What is public stays readable, without any of their rights: no view has to think of it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.STAFF_SECOND_FACTOR:
            return None
        name = request.resolver_match.view_name or ""
        if name.startswith(ACCOUNT_PAGES) and name != "account_login":
            return None
        account = request.user
        if name == "account_login" or is_for_staff_or_members(request.path):
            return ask_for_second_factor(request, name) if lacks_second_factor(account) else None
        request.user = SimpleLazyObject(lambda: AnonymousUser() if lacks_second_factor(account) else account)
        return None


def is_for_staff_or_members(path: str) -> bool:
    return path.startswith((reverse("wagtailadmin_home"), reverse("members:home")))


def ask_for_second_factor(request: HttpRequest, name: str) -> HttpResponse:
    """To the page that makes one; what a script or a form sent is refused, since nobody would see where it went."""
    if not is_a_page_asked_for(request):
        return render(request, "network/accounts/second_factor_missing.html", status=403)
    came_from = "" if name == "account_login" else request.get_full_path()
    query = f"?{urlencode({'next': came_from})}" if came_from else ""
    return redirect(f"{reverse('network:second_factor')}{query}")


def is_a_page_asked_for(request: HttpRequest) -> bool:
    """Whether a person asked for a whole page by its address: not a script, a frame, a preview or a form."""
    is_script = request.headers.get("X-Requested-With") == "XMLHttpRequest" or "HX-Request" in request.headers
    is_framed = request.headers.get("Sec-Fetch-Dest", "document") not in {"document", "empty"}
    wants_data = request.headers.get("Accept", "").startswith("application/json")
    return request.method in {"GET", "HEAD"} and not (is_script or is_framed or wants_data)


@never_cache
@require_safe
@login_required
def second_factor(request):
    """Why a second factor is needed, and the ways to make one; with one, on to where the person was going."""
    wanted = request.GET.get("next", "")
    if wanted and get_adapter(request).is_safe_url(wanted):
        request.session[NEXT] = wanted
    if not lacks_second_factor(request.user):
        return redirect(request.session.pop(NEXT, None) or "members:home")
    return render(request, "network/accounts/second_factor.html")
