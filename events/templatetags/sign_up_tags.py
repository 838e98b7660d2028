"""The sign-up panel on the page of an event."""

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from events.models import Occurrence
from events.sign_up.panel import sign_up_panel as panel_for

register = template.Library()


@register.inclusion_tag("events/sign_up/_sign_up_panel.html", takes_context=True)
def sign_up_panel(context, date: Occurrence, *, is_one_of_several: bool = False) -> dict:
    """The panel of ``date`` (its kind and host need not be loaded): one query for a visitor.

    It says which date it is about where ``is_one_of_several``.
    """
    request = context.get("request")
    user = getattr(request, "user", None) or AnonymousUser()
    return {
        "panel": panel_for(date, user, now=timezone.now()),
        "coordination": context.get("coordination"),
        "path": request.path if request else "",
        "is_one_of_several": is_one_of_several,
    }
