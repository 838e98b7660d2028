"""The buttons of the CMS that lead to the poster of an event, its drafts included."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from events.models import EventPage, Occurrence

OFFERED = (
    (_("Poster A4 (PDF)"), {"format": "a4"}),
    (_("Poster A3 (PDF)"), {"format": "a3"}),
    (_("Poster A3 in both languages (PDF)"), {"format": "a3", "langue": "fr-nl"}),
)


def poster_buttons(page, user, view_name, next_url=None):
    """Under the three dots beside the title of an event, for whoever may edit it."""
    if not isinstance(page, EventPage) or not page.pk or not page.permissions_for_user(user).can_edit():
        return
    language = page.locale.language_code
    for priority, (label, parameters) in enumerate(OFFERED, start=60):
        query = urlencode({"langue": language} | parameters)
        address = f"{reverse('draft_poster', args=[page.pk])}?{query}"
        yield Button(label, address, icon_name="download", priority=priority)


def date_poster_buttons(date: Occurrence, page: EventPage, request) -> list[Button]:
    """The posters of one published date, beside its seats; none where its event is not to be read."""
    if date.withdrawn_at or not page.live:
        return []
    address, language = f"{page.get_url(request)}affiche.pdf", page.locale.language_code
    return [
        Button(
            label,
            f"{address}?{urlencode({'langue': language} | parameters | {'date': date.uid})}",
            icon_name="download",
            priority=priority,
        )
        for priority, (label, parameters) in enumerate(OFFERED, start=60)
    ]
