"""What each answer carries: security headers by the part of the site, a length only where there is one."""

from http import HTTPStatus

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.urls import reverse
from django.utils import translation

from home.cache.stamp import one_reading

# By these alone a public page knows who reads it; “messages” is the cookie of Django's messages.
PERSONAL_COOKIES = frozenset({settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name})


class MemoryMiddleware:
    """Whether something has changed since it was remembered is asked once per request (see ``home.cache.stamp``)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with one_reading():
            return self.get_response(request)


class ReaderMiddleware:
    """Notes on each answer whether it may know its reader; without that note none is kept for others.

    It may, unless Django saw neither of the cookies and no session was begun: nothing read from an empty session tells
    one visitor from another.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session = request.session
        response = self.get_response(request)
        response.knows_reader = bool(PERSONAL_COOKIES & request.COOKIES.keys()) or not session.is_empty()
        return response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Strict everywhere; under the CMS path inline scripts and styles too, which Wagtail's admin needs."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path.startswith(reverse("wagtailadmin_home")):
            inline = [SELF, UNSAFE_INLINE]
            parts.replace = (parts.replace or {}) | {
                "script-src": inline,
                "style-src": inline,
                "img-src": [SELF, "data:", "blob:"],
            }
        return parts


class CmsLanguageMiddleware:
    """The CMS speaks the language of the account, and French to who has none, whatever the browser asks for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(reverse("wagtailadmin_home")):
            language = getattr(request.user, "language", "") or settings.LANGUAGE_CODE
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class NoLengthMiddleware:
    """A 304 says no length: none is allowed but that of the answer it stands for (RFC 9110, section 8.6), and some
    clients wait for as many bytes as they are told. Django writes the length of the empty body.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            response.headers.pop("Content-Length", None)
        return response
