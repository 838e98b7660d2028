"""What the member space says of an account."""

from django import template
from django.utils import timezone

from home.text.emails import readable_email
from network.accounts.second_factor import NEXT, may_enter_the_cms
from network.models import Representative

register = template.Library()
register.filter(readable_email)


@register.simple_tag
def former_mandates(user) -> list[Representative]:
    """The mandates of ``user`` that have ended, the last one first."""
    ended = user.mandates.filter(until__lte=timezone.localdate())
    return list(ended.select_related("organisation").order_by("-until", "-pk"))


@register.simple_tag(takes_context=True)
def way_on(context) -> str:
    """Where staff was going before a second factor was asked for, or empty; for the pages that make one."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated or not may_enter_the_cms(request.user):
        return ""
    return request.session.get(NEXT, "")
