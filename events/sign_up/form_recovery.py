"""What was typed into a form comes back where it could not be taken: signed out meanwhile, or an old form.

It waits in the session of that browser, for an hour at most, or is written into the answer at once. Nothing is done
with it until the person presses the button again.
"""

import time
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views import csrf

from events.sign_up.spam_protection import waits
from network.accounts.rate_limits import client_network

SESSION_KEY = "kept_form"
KEPT_FOR = 3600
# No form of ours is longer; whoever sends more often than this is no person.
LONGEST = 50_000
BY_CLIENT = (20, 600)
KEEPING = {
    "members:sign_up",
    "members:several",
    "members:name_person",
    "members:excuse",
    "public:sign_up",
    # Nothing is typed there; opened again, it says whether the invitation was accepted in another tab.
    "network:invitation",
}


def signed_in_or_kept(view):
    """``login_required`` for a page with a form: what was sent waits until the person has signed in."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if sent := request.POST or given_back(request):
            keep(request, sent)
        return redirect_to_login(request.get_full_path())

    return answer


def keep(request: HttpRequest, sent: QueryDict) -> None:
    """Let ``sent`` wait in the session of this browser."""
    fields = sent.copy()
    fields.pop("csrfmiddlewaretoken", None)
    typed = fields.urlencode()
    if len(typed) > LONGEST or waits("kept", client_network(request), *BY_CLIENT):
        return
    request.session[SESSION_KEY] = {"path": request.path, "typed": typed, "at": time.time()}
    request.session.set_expiry(KEPT_FOR)


@receiver(user_logged_in)
def last_as_sessions_do(request: HttpRequest, **_how) -> None:
    """The session in which something waited lasts as long as others once somebody has signed in."""
    if request and SESSION_KEY in request.session:
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What was typed into the form of this page and not taken; told once."""
    typed = given_back(request)
    if typed is None and request.session.get(SESSION_KEY, {}).get("path") == request.path:
        kept = request.session.pop(SESSION_KEY)
        typed = QueryDict(kept["typed"]) if time.time() - kept["at"] < KEPT_FOR else None
    return typed


def say_so(request: HttpRequest) -> None:
    """Tell that the form on the page is filled in, but not sent."""
    words = _("This was not sent yet. What you typed is here again: look at it, then press the button.")
    messages.warning(request, words)


def given_back(request: HttpRequest) -> QueryDict | None:
    """The form that this very request brought, where it was refused for its age."""
    return getattr(request, "given_back", None)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form comes back filled in where it is ours and was only too old; else the page that says what to do."""
    match = request.resolver_match
    if not match or match.view_name not in KEEPING or not is_from_here(request):
        return csrf.csrf_failure(request, reason)
    request.given_back = request.POST.copy()
    # The page as if it were opened: nothing that was sent is done.
    request.method = "GET"
    return match.func(request, *match.args, **match.kwargs)


def is_from_here(request: HttpRequest) -> bool:
    """Whether one of our own pages sent the form, and no other site, as the browser says."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
