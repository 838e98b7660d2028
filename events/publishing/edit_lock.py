"""The dates of an event are locked from the check of the page editor's form until the page is saved.

Nobody calls a date off or signs up between the two: whoever wants to waits until it is saved, or was there before and
is seen by the check (``events.models.missed_actions``, ``events.models.page_form``).
"""

from django.http import HttpRequest

from events.models import EventPage
from events.publishing.synchronise import locked_dates, source_page
from home.cache.stamp import lock_publishing


def hold_dates(request: HttpRequest, page) -> None:
    """Hook of the editor: lock the dates in the transaction that each POST of the CMS is (``events.middleware``)."""
    if request.method == "POST" and isinstance(page, EventPage):
        lock_publishing()
        source_page(page.translation_key, lock=True)
        list(locked_dates(page.translation_key))
