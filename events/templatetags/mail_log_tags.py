"""The log of mails beside a date or a sign-up in the CMS."""

from django import template

from events.mails import log
from events.models import Occurrence, Registration
from network.stable_names import Permission

register = template.Library()


@register.inclusion_tag("events/mails/admin/_mail_log.html", takes_context=True)
def mail_log(context, date: Occurrence | None = None, registration: Registration | None = None) -> dict:
    """``{% mail_log date=date %}`` or ``{% mail_log registration=registration %}``; one query."""
    request = context.get("request")
    return {
        "entries": log.mails_of_registration(registration) if registration else log.mails_of_date(date),
        "latest": log.LATEST,
        "is_of_date": registration is None,
        "may_read": bool(request and request.user.has_perm(Permission.VIEW_OUTGOINGMAIL)),
    }
