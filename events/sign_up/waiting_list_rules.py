"""The rule of the waiting list in words, as the settings make it: the same on every page that shows a rank."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models.settings import sign_up_settings


def rule_of_queue() -> list[str]:
    """Sentences that say who gets a seat that comes free, and for how long it is held; one query."""
    rules = sign_up_settings()
    held = ngettext(
        "You get a mail, and the seat is held for you for %(hours)d hour",
        "You get a mail, and the seat is held for you for %(hours)d hours",
        rules.offer_hours,
    ) % {"hours": rules.offer_hours}
    near = ngettext("(%(near)d in the last %(days)d day)", "(%(near)d in the last %(days)d days)", rules.near_days) % {
        "near": rules.near_offer_hours,
        "days": rules.near_days,
    }
    decides = ngettext(
        "In the last %(hours)d hour before the date the coordination decides.",
        "In the last %(hours)d hours before the date the coordination decides.",
        rules.manual_hours,
    ) % {"hours": rules.manual_hours}
    return [
        _("A seat that comes free goes first to organisations that have none at this date, then by time of asking."),
        f"{held} {near}. "
        + _("Saturdays, Sundays and public holidays do not count.")
        + " "
        + _("Without an answer it passes on: you go to the end of the list, and after a second time leave it."),
        _("A group larger than the free seats is offered what there is, and keeps its rank for the rest."),
        decides,
    ]
