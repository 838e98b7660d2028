"""What scripts of any site may read: public data, without a cookie (Fetch standard, section 3.3)."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
METHODS = ("GET", "HEAD", "OPTIONS")
PREFLIGHT = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": "GET, HEAD",
    # If-None-Match above all; no header of a request changes what anybody may read.
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


def forget_cookies(request: HttpRequest) -> None:
    """No cookie is read or set: a stale one would make two middlewares answer with a new one, in a public answer."""
    if hasattr(request, "session"):
        del request.session
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False


def open_to_any_origin(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let ``view`` be read only, and answer what browsers ask before a script of another site reads it.

    That answer is the same at every address: no browser follows a redirection there, and none asks whether it is found.
    """

    @require_http_methods(METHODS)
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        forget_cookies(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=ANY_ORIGIN | PREFLIGHT)
        return view(request, *args, **kwargs)

    return answer
