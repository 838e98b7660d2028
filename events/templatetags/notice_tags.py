"""The convocation of a date, for its pages."""

from django import template
from django.utils import timezone

from events.dates.convocations import notice_of
from events.models import Occurrence

register = template.Library()


@register.inclusion_tag("events/admin/_notice.html")
def notice_for_office(date: Occurrence):
    """Whether the convocation of an assembly left, or by when it has to; nothing for other kinds. No query."""
    return notice_context(date)


@register.inclusion_tag("events/agenda/_notice.html")
def notice_for_readers(date: Occurrence):
    """“Convocation sent on …”, or when it leaves at the latest; nothing for other kinds or once that is over."""
    return notice_context(date)


def notice_context(date: Occurrence) -> dict:
    notice, today = notice_of(date), timezone.localdate()
    return {
        "notice": notice,
        "is_too_late": bool(notice) and notice.is_too_late(today),
        "is_due": bool(notice) and notice.is_due(today),
    }
