"""Who did what to the sign-ups of a date: entries of Wagtail's log, read as the history of the date in the CMS.

An entry names seats by key and people never: names are erased, the history stays.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.log_actions import LogFormatter, get_active_log_context
from wagtail.models import ModelLogEntry

from events.models import Occurrence, Seat
from events.models.actors import Actor, LinkHolder, account_of
from events.stable_names import HistoryAction
from home.dates import when_in_words
from home.text.bilingual import LANGUAGES, active_language

ACTIONS = {
    HistoryAction.REGISTER: (pgettext_lazy("history", "Signed up"), _("Signed up %(count)s for %(whose)s")),
    HistoryAction.CONFIRM: (_("E-mail confirmed"), _("Confirmed the e-mail of a sign-up of %(count)s")),
    HistoryAction.CANCEL: (_("Cancelled"), _("Cancelled %(count)s of %(whose)s")),
    HistoryAction.SWAP: (_("Somebody else comes"), _("Put another name on a seat of %(whose)s")),
    HistoryAction.CHOOSE: (_("Workshops chosen"), _("Changed the workshops of %(whose)s")),
    HistoryAction.OFFER: (_("Seat offered"), _("Offered %(count)s to %(whose)s")),
    HistoryAction.ACCEPT: (_("Offer accepted"), _("Accepted %(count)s for %(whose)s")),
    HistoryAction.DECLINE: (_("Offer declined"), _("Declined %(count)s for %(whose)s")),
    HistoryAction.LAPSE: (_("Offer lapsed"), _("Passed on %(count)s that nobody of %(whose)s answered for")),
    HistoryAction.GRANT: (_("Seat given by hand"), _("Gave %(count)s to %(whose)s by hand. %(reason)s")),
    HistoryAction.MOVE: (_("Moved"), _("Moved %(count)s of %(whose)s to another date: %(reason)s")),
    HistoryAction.ARRIVE: (_("Moved here"), _("Brought %(count)s of %(whose)s from another date. %(reason)s")),
    HistoryAction.CAPACITY: (_("Seats changed"), _("Changed the number of seats: %(number)s. %(reason)s")),
    HistoryAction.EXCUSE: (_("Excused"), _("Excused %(whose)s")),
    HistoryAction.PROXY: (_("Proxy given"), _("Gave the proxy of %(whose)s to %(reason)s")),
    HistoryAction.PROXY_END: (_("Proxy ended"), _("Ended the proxy that %(reason)s held for %(whose)s")),
    HistoryAction.RETURN: (_("Comes after all"), _("Withdrew the apology of %(whose)s")),
    HistoryAction.ATTENDANCE: (_("Attendance"), _("Noted the attendance of %(count)s")),
    HistoryAction.MESSAGE: (_("Message"), _("Sent a message about %(count)s: “%(reason)s”")),
    HistoryAction.ERASE: (_("Names erased"), _("Erased the names of %(count)s")),
    HistoryAction.FORGET: (_("Erased on request"), _("Erased %(count)s on request")),
    HistoryAction.ERASE_WISHES: (_("Meals and needs erased"), _("Erased the meals and access needs of %(count)s")),
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


# What became of a date, by the word that ``record_change`` stores.
BECAME = {
    "withdrawn": _("Took the date out of the agenda"),
    "cancelled": _("Cancelled the date"),
    "postponed": _("Postponed the date, to a day not known yet"),
    "planned": _("Let the date take place after all"),
}
CHANGE = HistoryAction.CHANGE


class ChangeFormatter(LogFormatter):
    """Writes in words when and where a date takes place now, and what it was before."""

    label = _("Date changed")

    def format_message(self, log_entry) -> str:
        data = log_entry.data or {}
        words = [str(BECAME[data["became"]])] if data.get("became") in BECAME else []
        if "moment" in data:
            before, after = map(moment_of_change, data["moment"])
            words.append(_("Moved the date: %(before)s → %(after)s") % {"before": before, "after": after})
        if "place" in data:
            before, after = data["place"].get(active_language()) or data["place"]["fr"]
            words.append(
                _("Changed the place: %(before)s → %(after)s")
                % {"before": before or _("none"), "after": after or _("none")}
            )
        return ". ".join(words) or str(self.label)


def moment_of_change(stored: list) -> str:
    """Start and end (ISO 8601) and whether it is whole days, in words."""
    start, end, all_day = stored
    return when_in_words(datetime.fromisoformat(start), datetime.fromisoformat(end), all_day=all_day, with_year=True)


def stored_moment(one) -> list:
    """When a date takes place, as ``moment_of_change`` reads it."""
    return [one.start.isoformat(), one.end.isoformat(), one.all_day]


def record_change(occurrence: Occurrence, before, changed: Collection[str]) -> None:
    """Write down that the date takes place otherwise, or no more; by whom is known of the request, if of any.

    ``before`` is what it was (``events.publishing.synchronise.Before``), ``changed`` names the facts that differ.
    """
    told = {}
    if {"status", "withdrawn_at"} & set(changed):
        told["became"] = "withdrawn" if occurrence.withdrawn_at else occurrence.status
    if {"start", "end", "all_day"} & set(changed):
        told["moment"] = [stored_moment(before), stored_moment(occurrence)]
    if {f"place_{language}" for language in LANGUAGES} & set(changed):
        told["place"] = {
            language: [before.place[language], getattr(occurrence, f"place_{language}")] for language in LANGUAGES
        }
    write(CHANGE, occurrence, None, {"seats": [], "count": 0, "whose": "", "reason": ""} | told)


def formatters() -> Iterator[tuple[str, type[LogFormatter]]]:
    """Each action, with what writes it in words."""
    yield CHANGE, ChangeFormatter
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
    write(action, occurrence, actor, data)


def write(action: str, occurrence: Occurrence, actor: Actor | None, data: dict) -> None:
    """One entry of the history of ``occurrence``; where no ``actor`` is named, by who makes this request.

    As Wagtail's ``log`` does, but that also asks the database whether our own kind of record and account exist. Breaks
    when Wagtail puts more into an entry than stands here.
    """
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
    ModelLogEntry.objects.bulk_create([entry])
