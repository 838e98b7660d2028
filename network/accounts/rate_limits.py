"""How often one may try to get in, and the answer that says when to try again.

Each limit counts in a window that opens at the first attempt. Where ``failures_only``, an attempt that succeeds is
given back, so that an office behind one address may sign in as often as it likes. An address is refused only where it
was tried too often from the same network: from elsewhere its owner gets in. Counts stand in the default cache,
which Redis shares among processes; ``add`` and ``incr`` are atomic there. allauth's own limits stay behind these as a
net: wider, and without words (``ACCOUNT_RATE_LIMITS``).
"""

import hashlib
import ipaddress
import math
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from home.text.emails import normalize_email
from network.accounts.sessions import signing_in

FIVE_MINUTES = 300
# What a person typed and may type again: given back in the page that says when. Never a password or a code.
KEPT = ("email", "login")


@dataclass(frozen=True)
class Limit:
    """At most ``amount`` attempts in ``seconds`` for one ``per``: client, address from one client, or account."""

    amount: int
    per: str
    # Where the form holds the address.
    field: str = "email"
    seconds: int = FIVE_MINUTES
    failures_only: bool = True
    # Opening a link with a secret in it is an attempt as well.
    counts_reading: bool = False


BY_PASSWORD = (Limit(5, "address from client", field="login"), Limit(20, "client"))
BY_CODE = (Limit(5, "account"), Limit(20, "client"))
OWN_ACCOUNT = (Limit(5, "account"),)
# A mail leaves, so each one counts, also for an address that has no account (see ``network.accounts.mail_limits``).
MAILED = (Limit(3, "address from client", failures_only=False), Limit(30, "client", failures_only=False))
SECRET_LINK = (Limit(20, "client", counts_reading=True),)

LIMITS: dict[str, tuple[Limit, ...]] = {
    "account_login": BY_PASSWORD,
    "account_request_login_code": MAILED,
    "account_confirm_login_code": (Limit(20, "client"),),
    "account_reset_password": MAILED,
    "account_reset_password_from_key": SECRET_LINK,
    "account_reauthenticate": OWN_ACCOUNT,
    "account_change_password": OWN_ACCOUNT,
    "account_set_password": OWN_ACCOUNT,
    "account_email": (Limit(10, "account", failures_only=False),),
    "account_email_verification_sent": OWN_ACCOUNT,
    "mfa_authenticate": BY_CODE,
    "mfa_reauthenticate": OWN_ACCOUNT,
    "mfa_activate_totp": OWN_ACCOUNT,
    "mfa_login_webauthn": (Limit(20, "client"),),
    "network:invitation": SECRET_LINK,
    "members:link": SECRET_LINK,
    "members:link_add": SECRET_LINK,
    "members:link_cancel": SECRET_LINK,
    "members:link_name": SECRET_LINK,
    "members:link_excuse": SECRET_LINK,
}


@dataclass(frozen=True)
class Window:
    """The count of one limit for one person, until ``ends`` (seconds since 1970)."""

    key: str
    ends: float

    def count(self) -> int:
        """How many attempts there are with this one."""
        left = max(1, math.ceil(self.ends - time.time()))
        cache.add(self.key, 0, left)
        try:
            return cache.incr(self.key)
        except ValueError:
            # It closed between the two: this attempt is the first of the next.
            return 1

    def read(self) -> int:
        """How many attempts there were."""
        return cache.get(self.key, 0)

    def empty(self) -> None:
        """Forget the attempts there were."""
        cache.delete(self.key)

    def give_back(self) -> None:
        try:
            cache.decr(self.key)
        except ValueError:
            return


class ThrottleMiddleware:
    """Refuses what comes too often, before the view sees it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.attempts = []
        response = self.get_response(request)
        if request.attempts and has_succeeded(request, response):
            for window in request.attempts:
                window.give_back()
        return response

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        limits = LIMITS.get(name, ())
        waits = [
            count_attempt(request, name, limit) for limit in limits if request.method == "POST" or limit.counts_reading
        ]
        wait = max(waits, default=0)
        return too_many(request, wait=wait) if wait else None


def count_attempt(request: HttpRequest, view_name: str, limit: Limit) -> float:
    """Count this attempt; the seconds to wait where it is one too many, else 0."""
    whose = subject(request, limit)
    if not whose:
        return 0
    name = f"{view_name}|{limit.per}|{whose}"
    window = window_of(f"throttle:{hashlib.sha256(name.encode()).hexdigest()}", limit.seconds)
    count = window.count()
    if limit.failures_only:
        request.attempts.append(window)
    return max(1.0, window.ends - time.time()) if count > limit.amount else 0


def window_of(key: str, seconds: int) -> Window:
    """The open window under ``key``, or one that opens now."""
    now = time.time()
    ends = now + seconds
    if not cache.add(key, ends, seconds):
        standing = cache.get(key, 0)
        if standing > now:
            ends = standing
        else:
            # The cache forgets by its own clock, which may be behind ours.
            cache.set(key, ends, seconds)
    return Window(key=f"{key}:{ends}", ends=ends)


def subject(request: HttpRequest, limit: Limit) -> str:
    """Whom a limit counts for; empty where nobody can be named, and the limit then says nothing."""
    if limit.per == "client":
        return client_network(request)
    if limit.per == "address from client":
        email = normalize_email(request.POST.get(limit.field, ""))
        return f"{email} from {client_network(request)}" if email else ""
    if request.user.is_authenticated:
        return str(request.user.pk)
    # Between the first factor and the second.
    pending = signing_in(request.session)
    return f"pending {pending.get('user_pk')}" if pending else ""


def client_network(request: HttpRequest) -> str:
    """The visitor's address, as far as the proxies we trust tell it; of IPv6 the /64 that one household has."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, settings.ALLAUTH_RATE_LIMIT_IPV6_PREFIX), strict=False))
    return str(address)


def has_succeeded(request: HttpRequest, response: HttpResponse) -> bool:
    """A form that comes back, a refusal and a way back to the entrance are failures; the rest went well."""
    if response.status_code in {301, 302, 303}:
        entrances = (reverse("account_login"), reverse("account_request_login_code"))
        return response.url.partition("?")[0] not in entrances
    context = getattr(response, "context_data", None) or {}
    return request.method in {"GET", "HEAD"} and response.status_code < 400 and not context.get("token_fail")


def too_many(request: HttpRequest, *, wait: float) -> HttpResponse:
    """429 with the minutes to wait, in words and as ``Retry-After``, and what was typed, ready to be sent again."""
    minutes = math.ceil(wait / 60)
    kept = [(name, request.POST[name]) for name in (*KEPT, "next") if request.POST.get(name)]
    context = {
        "when": ngettext("Try again in %(count)d minute.", "Try again in %(count)d minutes.", minutes)
        % {"count": minutes},
        "kept": kept,
        "address": request.get_full_path(),
        "asks_password": any(name == "login" for name, _value in kept),
    }
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(math.ceil(wait))
    response["Cache-Control"] = "no-store"
    return response
