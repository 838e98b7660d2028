"""Publishing brings the records of dates in line with the page, by the key of each row; it never loses a sign-up."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from events.dates import history
from events.dates.page_facts import facts_of, published_texts, shared_facts
from events.mails import announcements, notifications
from events.models import EventDate, EventPage, HostOffer, Occurrence, Workshop
from events.models.kinds import SignUp
from events.publishing.workshops import new_workshops, synchronise_workshops
from events.seats import offers, workshops
from events.seats import services as seats
from events.seats.allocation import offer_free_seats
from events.seats.changes import changes_published_seats
from home.cache.stamp import lock_publishing
from home.dates import in_utc
from home.page_views import after_save, before_save
from home.text.bilingual import LANGUAGES

# A change of one of these makes calendars ask their reader again (RFC 5546, section 2.1.4).
SEQUENCED = ("start", "end", "all_day", "place_fr", "place_nl", "status", "withdrawn_at")
SHOWN = (
    *SEQUENCED,
    "kind_id",
    "group_id",
    "host_id",
    "texts",
    "reason_fr",
    "reason_nl",
    "previous_start",
    "latitude",
    "longitude",
    "conference_url",
    "conference_is_public",
    "image",
    "documents",
    "access_fr",
    "access_nl",
    "convoked_on",
    "closes_at",
    "sign_up",
    "opens_at",
)


@dataclass(frozen=True)
class Before:
    """A date as it stood before a change, for the mail that tells people."""

    start: datetime
    end: datetime
    all_day: bool
    place: dict[str, str]
    is_standing: bool
    is_called_off: bool


def source_page(event_key: uuid.UUID, *, lock: bool = False) -> EventPage | None:
    """The page whose rows decide the dates: the first made of its translations. The others only lend their words.

    With ``lock``, two languages published in the same moment come one after the other.
    """
    pages = EventPage.objects.filter(translation_key=event_key).order_by("pk")
    return (pages.select_for_update(of=("self",)) if lock else pages).first()


def locked_dates(event_key: uuid.UUID) -> QuerySet[Occurrence]:
    """The event's dates, locked until the transaction ends: always in the same order, so that there is no deadlock.

    Whoever takes a seat locks one of them and no page, whoever publishes has locked the page before.
    """
    return Occurrence.objects.select_for_update(of=("self",)).filter(event_key=event_key).order_by("pk")


@after_save(EventPage)
def synchronise(page: EventPage, *, now: datetime | None = None) -> None:
    """Bring the dates of ``page``'s event up to date with its published translations."""
    synchronise_event(page.translation_key, now=now)


@changes_published_seats
def synchronise_event(key: uuid.UUID, *, now: datetime | None = None) -> None:
    """Bring the dates of an event, by its translation key, up to date with its published translations.

    Adds, updates in place and withdraws; a date people hold seats for is never removed, and its seats never fall
    below the people confirmed. Does nothing for drafts, whose event has no date yet.
    """
    now = now or timezone.now()
    source = source_page(key, lock=True)
    dates = {date.row: date for date in locked_dates(key)}
    if source is None or not source.live:
        for date in dates.values():
            update(date, facts_without_page(date, now=now), now=now)
        return
    rows = {row.key: row for row in source.dates.all()}
    shared = shared_facts(source, rows.values(), published_texts(key))
    stamps = {"first_published_at": now, "changed_at": now}
    added = []
    for row_key, row in rows.items():
        facts = facts_of(source, row, shared) | {"withdrawn_at": None, "unlisted": False}
        capacity = row.capacity or source.capacity
        if row_key in dates:
            update(dates[row_key], facts, now=now)
            resize(dates[row_key], capacity, now=now)
        else:
            added.append(Occurrence(event_key=key, row=row_key, capacity=capacity, **stamps, **facts))
    Occurrence.objects.bulk_create(added)
    Workshop.objects.bulk_create(one for date in added for one in new_workshops(date))
    HostOffer.objects.link_to([*added, *(dates[row_key] for row_key in rows.keys() & dates.keys())])
    for row_key in dates.keys() - rows.keys():
        update(dates[row_key], facts_without_page(dates[row_key], now=now), now=now)


def facts_without_page(date: Occurrence, *, now: datetime) -> dict:
    """What becomes of a date whose page, or whose row of it, is published no more.

    One to come is withdrawn. One that is over took place: calendars and figures keep it as it was. That one withdrawn
    only after its end comes back to them, for earlier versions did so.
    """
    if not date.is_past(now):
        return {"withdrawn_at": date.withdrawn_at or now}
    withdrawn_before = date.withdrawn_at if date.withdrawn_at and date.withdrawn_at < date.end else None
    return {"withdrawn_at": withdrawn_before, "unlisted": True}


def synchronise_hosted(organisation_id: int, *, past_too: bool = False, now: datetime | None = None) -> None:
    """Bring dates up to date with the addresses of the organisation that receives: those to come, or ``past_too``."""
    hosted = Occurrence.objects.filter(host=organisation_id)
    if not past_too:
        hosted = hosted.filter(end__gt=now or timezone.now())
    for key in sorted(set(hosted.values_list("event_key", flat=True))):
        if page := source_page(key):
            synchronise(page, now=now)


@transaction.atomic
def name_again(*, now: datetime | None = None, **chosen: int) -> None:
    """A kind, group or host (``kind=``, ``group=``, ``host=``) has a new name, which calendars and the search show."""
    lock_publishing()
    named = Occurrence.objects.filter(**chosen)
    keys = sorted(set(named.values_list("event_key", flat=True)))
    named.update(changed_at=now or timezone.now())
    for key in keys:
        if page := source_page(key):
            synchronise(page, now=now)


@transaction.atomic
def note_changed(keys: Collection[uuid.UUID], *, now: datetime | None = None) -> None:
    """Calendars show something else of all dates of these events, by translation key, although no fact has changed."""
    lock_publishing()
    Occurrence.objects.filter(event_key__in=keys).update(changed_at=now or timezone.now())


def before_change(date: Occurrence) -> Before:
    """What the mail about a change compares with; to be taken before it."""
    place = {language: getattr(date, f"place_{language}") for language in LANGUAGES}
    return Before(date.start, date.end, date.all_day, place, date.is_standing, date.is_called_off)


def take_facts(date: Occurrence, facts: dict, *, now: datetime) -> set[str]:
    """Set the facts that differ, with the stamps and the sequence that calendars read; returns their names.

    Nothing is saved: a preview of what a change would tell people takes the same way.
    """
    # In UTC on both sides: a form gives instants of our zone, and one in the hour that comes twice equals no other.
    facts = {name: in_utc(value) for name, value in facts.items()}
    changed = {name for name, value in facts.items() if in_utc(getattr(date, name)) != value}
    for name in changed:
        setattr(date, name, facts[name])
    if changed & set(SHOWN):
        date.changed_at = now
    if changed & set(SEQUENCED):
        date.sequence += 1
    return changed


def update(date: Occurrence, facts: dict, *, now: datetime) -> None:
    """Write the facts that differ, and tell who is signed up."""
    before = before_change(date)
    changed = take_facts(date, facts, now=now)
    if not changed:
        return
    date.save()
    if "programme" in changed:
        synchronise_workshops(date, now=now)
    if "host_id" in changed:
        # Whoever hosts now has had no mail yet.
        date.host_notices.all().delete()
    if changed & set(SEQUENCED):
        history.record_change(date, before, changed)
    if changed & set(SEQUENCED) and not date.is_past(now):
        if not (before.is_called_off and date.is_called_off):
            announcements.note_changed(date)
        offers.follow_date(date, before, now=now)
        notifications.date_changed(date, before, now=now)
        # Whose offer is over with that hears of it, and the seat passes on.
        offers.lapse(occurrence_id=date.pk, now=now)
        offer_free_seats(date, now=now)
    elif "programme" in changed:
        # A workshop with more places has some for those who wait.
        workshops.give_places(date)


def resize(date: Occurrence, capacity: int | None, *, now: datetime) -> None:
    """Give the date its number of seats, but never fewer than are held, which the form refuses beforehand.

    Seats held for a reason are beyond the number already: they raise it by none.
    """
    if capacity is not None and capacity != date.capacity:
        capacity = max(capacity, date.seats.held().filter(overbooking="").count())
    if capacity == date.capacity:
        return
    seats.set_capacity(occurrence_id=date.pk, capacity=capacity, now=now)


@before_save(EventPage)
def keep_held_dates(page: EventPage) -> None:
    """Put back the rows that an older draft lacks although people are signed up for them.

    The form refuses to remove such a row; a draft written before the date existed, and published after, cannot know.
    """
    key = page.translation_key
    if page.pk is None or source_page(key, lock=True) not in (None, page):
        return
    # Locked before the seats are looked at: nobody signs up between this look and the withdrawal of the date.
    dates = {date.pk for date in locked_dates(key) if date.withdrawn_at is None}
    present = {row.key for row in page.dates.all()}
    held = (
        Occurrence.objects.filter(pk__in=dates, seats__status__in=("confirmed", "offered", "pending", "waiting"))
        .exclude(row__in=present)
        .distinct()
    )
    if page.sign_up == SignUp.NONE and held:
        page.sign_up = held[0].sign_up if held[0].sign_up != SignUp.NONE else SignUp.MEMBERS
    rows = {row.key: row for row in EventDate.objects.filter(page=page.pk, key__in=[date.row for date in held])}
    for date in held:
        # The row that is published still says what a record does not: which facts are the event's.
        page.dates.add(rows.get(date.row) or row_for(date))


def row_for(date: Occurrence) -> EventDate:
    """The row an editor would type for ``date``."""
    start, end = timezone.localtime(date.start), timezone.localtime(date.end)
    last_day = (end - timedelta(days=1)).date() if date.all_day else end.date()
    return EventDate(
        key=date.row,
        day=start.date(),
        start_time=None if date.all_day else start.time(),
        end_time=None if date.all_day else end.time(),
        last_day=last_day if last_day != start.date() else None,
        host_id=date.host_id,
        place_fr=date.place_fr,
        place_nl=date.place_nl,
        capacity=date.capacity,
        status=date.status,
        reason_fr=date.reason_fr,
        reason_nl=date.reason_nl,
        previous_start=date.previous_start,
        theme_fr=date.theme_fr,
        theme_nl=date.theme_nl,
        convoked_on=date.convoked_on,
        sort_order=1000,
    )
