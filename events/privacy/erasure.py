"""Names are erased some months after a date, meals and access needs some days after; what is counted stays.

Each date is erased under its lock, in a transaction of its own, once however often this runs. All instants are aware.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from wagtail.models import ModelLogEntry

from events.dates import history
from events.mails.compose import reference_of
from events.models import Apology, AttendanceMark, Occurrence, Registration, Seat
from events.models.actors import Actor
from events.models.occurrences import lock_date
from events.models.settings import sign_up_settings
from events.stable_names import HistoryAction, host_reference
from home.jobs import one_by_one
from home.text.alphabet import folded
from network.models import OutgoingMail, Person
from network.outbox.queue import erase_sent

# What stands for the reason of an overbooking: the database wants one where a seat is beyond those of the date.
REASON_ERASED = "–"
# A shorter word of a name is often a word of the language.
SHORTEST_NAME = 3
# The reason of these entries is the name of an organisation.
ABOUT_ORGANISATIONS = (HistoryAction.PROXY, HistoryAction.PROXY_END)
ERASURES = (HistoryAction.ERASE, HistoryAction.ERASE_WISHES, HistoryAction.FORGET)
HAS_WISHES = ~Q(meal="") | ~Q(needs=[])


@dataclass(frozen=True)
class Due:
    """A date of which something is due: ``people`` whose names, or whose meals and needs, are still kept."""

    occurrence: Occurrence
    people: int


@dataclass(frozen=True)
class Plan:
    """What an erasure would do: dates and mails, never a name."""

    names: list[Due]
    wishes: list[Due]
    mails: int

    @property
    def is_empty(self) -> bool:
        return not (self.names or self.wishes or self.mails)


def names_before(now: datetime) -> datetime:
    """Dates over by then lose their names at ``now``."""
    return now - relativedelta(months=sign_up_settings().names_kept_months)


def wishes_before(now: datetime) -> datetime:
    """Dates over by then lose their meals and access needs at ``now``."""
    return now - timedelta(days=sign_up_settings().wishes_kept_days)


def plan(now: datetime) -> Plan:
    """What ``erase_due`` would do at ``now``; the number of queries does not grow with the dates."""
    names = dates_with_names(now).annotate(people=Count("seats", filter=Q(seats__erased_at=None)))
    wishes = dates_with_wishes(now).annotate(
        people=Count("seats", filter=~Q(seats__meal="") | ~Q(seats__needs=[]), distinct=True)
    )
    mails = erase_sent(names_before(now), dry_run=True)
    return Plan(as_due(names), as_due(wishes), mails)


def as_due(dates: Iterable) -> list[Due]:
    return [Due(date, date.people) for date in dates]


def dates_with_names(now: datetime):
    """Dates over for long whose sign-ups, seats or apologies still name somebody, the oldest first."""
    on_date = {"occurrence": OuterRef("pk")}
    named = (
        Exists(Registration.objects.filter(erased_at=None, **on_date))
        | Exists(Seat.objects.filter(erased_at=None, **on_date))
        | Exists(Apology.objects.exclude(note="").filter(**on_date))
    )
    return Occurrence.objects.filter(named, end__lte=names_before(now)).order_by("start", "pk")


def dates_with_wishes(now: datetime):
    """Dates over for some days of which meals or access needs are still kept, the oldest first."""
    kept = Exists(Seat.objects.filter(HAS_WISHES, occurrence=OuterRef("pk")))
    return Occurrence.objects.filter(kept, end__lte=wishes_before(now)).order_by("start", "pk")


def erase_due(now: datetime, *, actor: Actor | None = None) -> int:
    """Erase what is due at ``now``; returns of how many people, and mails, something was erased.

    One date that fails keeps no other waiting: ``SomeFailedError`` is raised at the end, with the mails done.
    """
    mails = erase_sent(names_before(now))
    jobs = [(pk, erase_wishes) for pk in dates_with_wishes(now).values_list("pk", flat=True)]
    jobs += [(pk, erase_names) for pk in dates_with_names(now).values_list("pk", flat=True)]
    return mails + one_by_one(
        jobs, lambda job: job[1](occurrence_id=job[0], now=now, actor=actor), name=lambda job: f"date {job[0]}"
    )


@transaction.atomic
def erase_wishes(*, occurrence_id: int, now: datetime, actor: Actor | None = None) -> int:
    """Forget what people ate and needed at one date that is due; returns of how many people."""
    occurrence = lock_date(occurrence_id)
    if occurrence.end > wishes_before(now):
        return 0
    people = Seat.objects.filter(HAS_WISHES, occurrence=occurrence).update(meal="", needs=[])
    if people:
        history.record(HistoryAction.ERASE_WISHES, occurrence, actor, count=people)
    return people


@transaction.atomic
def erase_names(*, occurrence_id: int, now: datetime, actor: Actor | None = None) -> int:
    """Erase who signed up for one date that is due, what they wrote and what was written to them.

    Returns of how many people. Organisations, statuses, numbers, attendance and the history stay.
    """
    occurrence = lock_date(occurrence_id)
    if occurrence.end > names_before(now):
        return 0
    organisations = set(
        Registration.objects.filter(occurrence=occurrence, organisation__isnull=False)
        .order_by()
        .values_list("organisation_id", flat=True)
    )
    people = erase_seats(Seat.objects.filter(occurrence=occurrence, erased_at=None), now)
    registrations = Registration.objects.filter(occurrence=occurrence, erased_at=None)
    registrations.update(contact_name="", email="", note="", erased_at=now)
    Apology.objects.filter(occurrence=occurrence).exclude(note="").update(note="")
    AttendanceMark.objects.filter(occurrence=occurrence).update(author=None, device="")
    erase_reasons(occurrence)
    erase_mails(occurrence, now)
    forget_unused_colleagues(organisations)
    history.record(HistoryAction.ERASE, occurrence, actor, count=people)
    return people


def erase_seats(seats, now: datetime) -> int:
    """Empty these seats of who sits there and why; how many."""
    seats.exclude(overbooking="").update(overbooking=REASON_ERASED)
    return seats.update(person=None, guest_name="", meal="", needs=[], erased_at=now)


def erase_reasons(occurrence: Occurrence) -> None:
    """The history stays, without what the coordination typed: a reason may name somebody."""
    blank(with_reasons(occurrence, besides=ABOUT_ORGANISATIONS))


def erase_reasons_about(occurrence: Occurrence, seats: Collection[int], names: Iterable[str]) -> None:
    """Blank what the coordination typed about these ``seats`` alone, or with one of these ``names`` in it.

    The reasons of other people stay, and what the site wrote itself.
    """
    keys = set(seats)
    words = {word for name in names for word in folded(name).split() if len(word) >= SHORTEST_NAME}

    def is_about_them(entry: ModelLogEntry) -> bool:
        about = set(entry.data.get("seats", ()))
        if about and about <= keys:
            return True
        return not words.isdisjoint(re.findall(r"[^\s,;:.!?()«»“”\"]+", folded(entry.data["reason"])))

    typed = with_reasons(occurrence, besides=(*ABOUT_ORGANISATIONS, HistoryAction.MOVE))
    blank([entry for entry in typed if is_about_them(entry)])


def with_reasons(occurrence: Occurrence, *, besides: Collection[str]) -> list[ModelLogEntry]:
    """The entries of the history that say why, ``besides`` those of some actions."""
    entries = history_of(occurrence).exclude(action__in=besides)
    return [entry for entry in entries if entry.data and entry.data.get("reason")]


def blank(entries: list[ModelLogEntry]) -> None:
    """Take the reason out of these entries, in one query."""
    for entry in entries:
        entry.data["reason"] = ""
    ModelLogEntry.objects.bulk_update(entries, ["data"])


def history_of(occurrence: Occurrence):
    kind = ContentType.objects.get_for_model(Occurrence)
    return ModelLogEntry.objects.filter(content_type=kind, object_id=str(occurrence.pk), action__in=history.ACTIONS)


def erase_mails(occurrence: Occurrence, now: datetime) -> None:
    """The mails about the date, whenever they were written: thanks and certificates are younger than it."""
    about = (reference_of(occurrence), host_reference(occurrence.uid))
    erase_sent(now, references=about)
    # What still waits after so long is of no use to anybody.
    Status = OutgoingMail.Status  # noqa: N806
    waiting = OutgoingMail.objects.filter(reference__in=about, status=Status.QUEUED)
    if waiting.update(status=Status.WITHDRAWN, problem=OutgoingMail.Problem.LATE, withdrawn_at=now):
        erase_sent(now, references=about)


def forget_unused_colleagues(organisations: Iterable[int]) -> None:
    """Delete the colleagues of these organisations who have no seat at any date any more."""
    unused = Person.objects.filter(organisation__in=organisations, seats=None)
    # Locked in one order before they are looked at again: whoever is being signed up at this instant stays.
    keys = list(unused.order_by("pk").values_list("pk", flat=True))
    locked = list(Person.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    Person.objects.filter(pk__in=locked, seats=None).delete()


def past_erasures(limit: int = 50):
    """The latest entries of the history about an erasure."""
    kind = ContentType.objects.get_for_model(Occurrence)
    done = ModelLogEntry.objects.filter(content_type=kind, action__in=ERASURES)
    return done.select_related("user").order_by("-timestamp", "-pk")[:limit]
