"""The panel that offers to follow the dates on screen."""

from django import template

from events.agenda.filters import Filters
from events.calendars.subscription import subscription
from network.models import Organisation, WorkingGroup

register = template.Library()
PANEL = "events/calendars/_subscribe.html"


@register.inclusion_tag(PANEL, takes_context=True)
def subscribe_panel(
    context,
    title: str,
    path: str,
    filters: Filters | None = None,
    *,
    once: str = "",
    is_private: bool = False,
) -> dict:
    """The panel for the feed at ``path``, narrowed by ``filters``; ``once`` is the path of a file to add by hand."""
    request = context["request"]
    return {
        "subscription": subscription(request, title=title, path=path, filters=filters, once=once, is_private=is_private)
    }


@register.inclusion_tag(PANEL, takes_context=True)
def subscribe_to_group(context, group: WorkingGroup) -> dict:
    """The panel for the feed of a working group, on its own page."""
    return panel_of(context, group.name, Filters(groupe=group))


@register.inclusion_tag(PANEL, takes_context=True)
def subscribe_to_host(context, organisation: Organisation) -> dict:
    """The panel for the feed of what an organisation hosts, on its own sheet."""
    return panel_of(context, organisation.name, Filters(organisation=organisation))


def panel_of(context, title: str, scope: Filters) -> dict:
    request = context["request"]
    path = f"{request.path}agenda.ics"
    return {"subscription": subscription(request, title=title, path=path, scope=scope)}
