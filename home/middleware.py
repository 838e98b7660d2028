"""Security headers that depend on the part of the site."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.urls import reverse


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
