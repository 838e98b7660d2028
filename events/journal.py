"""Who did what to the sign-ups of a date: entries of Wagtail's log, read as the history of the date in the CMS.

An entry names seats by key and people never: names are erased, the history stays.
"""

from collections.abc import Iterable, Iterator

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import LogFormatter, get_active_log_context
from wagtail.models import ModelLogEntry

from events.actors import Actor, LinkHolder, account_of
from events.models import Occurrence, Seat

ACTIONS = {
    "events.register": (_("Signed up"), _("Signed up %(count)s for %(whose)s")),
    "events.confirm": (_("E-mail confirmed"), _("Confirmed the e-mail of a sign-up of %(count)s")),
    "events.cancel": (_("Cancelled"), _("Cancelled %(count)s of %(whose)s")),
    "events.swap": (_("Somebody else comes"), _("Put another name on a seat of %(whose)s")),
    "events.choose": (_("Workshops chosen"), _("Changed the workshops of %(whose)s")),
    "events.offer": (_("Seat offered"), _("Offered %(count)s to %(whose)s")),
    "events.accept": (_("Offer accepted"), _("Accepted %(count)s for %(whose)s")),
    "events.decline": (_("Offer declined"), _("Declined %(count)s for %(whose)s")),
    "events.lapse": (_("Offer lapsed"), _("Passed on %(count)s that nobody of %(whose)s answered for")),
    "events.grant": (_("Seat given by hand"), _("Gave %(count)s to %(whose)s by hand. %(reason)s")),
    "events.move": (_("Moved"), _("Moved %(count)s of %(whose)s to another date: %(reason)s")),
    "events.arrive": (_("Moved here"), _("Brought %(count)s of %(whose)s from another date. %(reason)s")),
    "events.capacity": (_("Seats changed"), _("Changed the number of seats: %(number)s. %(reason)s")),
    "events.excuse": (_("Excused"), _("Excused %(whose)s")),
    "events.proxy": (_("Proxy given"), _("Gave the proxy of %(whose)s to %(reason)s")),
    "events.proxy_end": (_("Proxy ended"), _("Ended the proxy that %(reason)s held for %(whose)s")),
    "events.return": (_("Comes after all"), _("Withdrew the apology of %(whose)s")),
    "events.attendance": (_("Attendance"), _("Noted the attendance of %(count)s")),
    "events.message": (_("Message"), _("Sent a message about %(count)s: “%(reason)s”")),
    "events.erase": (_("Names erased"), _("Erased the names of %(count)s")),
    "events.forget": (_("Erased on request"), _("Erased %(count)s on request")),
    "events.erase_wishes": (_("Meals and needs erased"), _("Erased the meals and access needs of %(count)s")),
}
"""Label of each action, and its sentence with what ``record`` was told."""


class Formatter(LogFormatter):
    """Writes one action of ``ACTIONS`` in words."""

    def format_message(self, log_entry) -> str:
        data = {"count": 0, "whose": "", "reason": ""} | (log_entry.data or {})
        people = ngettext("%(count)d person", "%(count)d people", data["count"]) % {"count": data["count"]}
        whose = data["whose"] or _("the public")
        number = data["count"] or _("no limit")
        told = {"count": people, "whose": whose, "reason": data["reason"], "number": number}
        words = str(self.sentence % told).strip()
        return words + (" " + str(_("(by the link of a mail)")) if data.get("by_link") else "")


def formatters() -> Iterator[tuple[str, type[LogFormatter]]]:
    """Each action, with what writes it in words."""
    for action, (label, sentence) in ACTIONS.items():
        yield action, type("Formatter", (Formatter,), {"label": label, "sentence": sentence})


def record(
    action: str,
    occurrence: Occurrence,
    actor: Actor | None,
    *,
    seats: Iterable[Seat] = (),
    count: int | None = None,
    whose: str = "",
    reason: str = "",
    token: str = "",
) -> None:
    """Write down ``action`` (a key of ``ACTIONS``) by ``actor``: None where nobody asked, as when an offer lapses.

    ``whose`` is the name of an organisation, never of a person; ``count`` the number of people where it is not that of
    ``seats``. ``token`` identifies the form sent, where the entry is what tells that it was carried out.
    """
    keys = [seat.pk for seat in seats]
    data = {"seats": keys, "count": len(keys) if count is None else count, "whose": whose, "reason": reason}
    if token:
        data["token"] = token
    if isinstance(actor, LinkHolder):
        data["by_link"] = True
    context = get_active_log_context()
    entry = ModelLogEntry(
        content_type=ContentType.objects.get_for_model(occurrence),
        object_id=str(occurrence.pk),
        label=str(occurrence),
        action=action,
        data=data,
        timestamp=timezone.now(),
        user=(actor and account_of(actor)) or context.user,
        uuid=context.uuid,
    )
    # As Wagtail's ``log`` does, but that also asks the database whether our own kind of record and account exist.
    ModelLogEntry.objects.bulk_create([entry])
