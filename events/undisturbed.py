"""The editor of an event is one transaction from the check of what was typed to its saving, and holds the dates in it.

Nobody calls a date off or signs up between the two: whoever wants to waits until it is saved, or was there before and
is seen by the check (``events.missed_actions``, ``events.admin_forms``).
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from events.models import EventPage
from events.synchronise import locked_dates, source_page
from home.memory import renew_stamp


def edit_undisturbed(request: HttpRequest, page) -> HttpResponse | None:
    """Hook of the editor: answer what is sent for an event by the same view, with its dates held; None for the rest."""
    if request.method != "POST" or not isinstance(page, EventPage) or getattr(request, "holds_dates", False):
        return None
    request.holds_dates = True
    view, args, kwargs = request.resolver_match
    with transaction.atomic():
        # In the order of every publication: nobody waits in a ring.
        renew_stamp()
        source_page(page.translation_key, lock=True)
        list(locked_dates(page.translation_key))
        return view(request, *args, **kwargs)
