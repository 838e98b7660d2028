"""An organisation's private calendar: who holds its address, and what it tells.

The address holds a secret, since calendar programs cannot sign in. Services are atomic and lock the organisation
first, so that it never has two addresses in force; they raise the errors of ``events.errors``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import errors
from events.calendars import ical
from events.calendars.texts import closing_words
from events.dates.listing import event_paths, give_hosts, with_kinds
from events.models import FeedToken, Occurrence, Seat
from events.models.kinds import SignUp
from events.models.occurrences import Status
from events.stable_names import deadline_uid, replaced_feed_uid
from home.dates import date_in_words
from network.models import Membership, Organisation, User, organisations_of

# How long an address that was replaced still says so.
NOTICE_DAYS = 30


def lock_addresses(*, organisation: Organisation, user: User) -> None:
    """Wait until nobody else changes the addresses of ``organisation``; ``NotYourOrganisation`` for other people."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisations_of(user).filter(pk=organisation.pk).exists():
        raise errors.NotYourOrganisation


def token_in_force(organisation: Organisation) -> FeedToken | None:
    """The address that answers for ``organisation`` today."""
    return FeedToken.objects.filter(organisation=organisation, revoked_at=None).first()


@transaction.atomic
def issue_token(*, organisation: Organisation, user: User) -> FeedToken:
    """The address of the organisation's calendar, made now if it has none."""
    lock_addresses(organisation=organisation, user=user)
    return token_in_force(organisation) or FeedToken.objects.create(organisation=organisation, created_by=user)


@transaction.atomic
def replace_token(
    *, organisation: Organisation, user: User, token_id: int | None, now: datetime | None = None
) -> FeedToken:
    """A new address; the one with ``token_id`` holds nothing from ``now`` on.

    Where another one is in force meanwhile (a button pressed twice, a colleague), it stays and is returned.
    """
    lock_addresses(organisation=organisation, user=user)
    current = token_in_force(organisation)
    if current and current.pk != token_id:
        return current
    revoke(current, now=now)
    return FeedToken.objects.create(organisation=organisation, created_by=user)


@transaction.atomic
def revoke_token(
    *, organisation: Organisation, user: User, token_id: int | None, now: datetime | None = None
) -> FeedToken | None:
    """Close the address with ``token_id`` without making another; the address in force afterwards, most often None."""
    lock_addresses(organisation=organisation, user=user)
    current = token_in_force(organisation)
    if current and current.pk != token_id:
        return current
    revoke(current, now=now)
    return None


def revoke(token: FeedToken | None, *, now: datetime | None) -> None:
    if token:
        token.revoked_at = now or timezone.now()
        token.save(update_fields=["revoked_at"])


def is_forgotten(token: FeedToken, *, now: datetime) -> bool:
    """Whether a replaced address is gone for good at ``now`` (aware): it has said so for long enough."""
    return token.revoked_at is not None and now >= token.revoked_at + timedelta(days=NOTICE_DAYS)


@dataclass(frozen=True)
class OwnSeats:
    """Seats of one organisation at one date, and when they last changed."""

    confirmed: int
    waiting: int
    changed_at: datetime


def group_keys(organisation: Organisation, now: datetime) -> QuerySet:
    """Keys of the groups ``organisation`` belongs to at ``now``, for use in a query."""
    return Membership.objects.current(timezone.localdate(now)).filter(organisation=organisation).values("group")


def held_by(organisation: Organisation) -> Exists:
    """Whether ``organisation`` holds or waits for a seat at a date."""
    return Exists(Seat.objects.active().filter(registration__organisation=organisation, occurrence=OuterRef("pk")))


def own_dates(organisation: Organisation, *, now: datetime) -> list[Occurrence]:
    """Dates with a seat of ``organisation``, and meetings of its groups; in the window of the public feeds."""
    concerned = Q(group__in=group_keys(organisation, now)) | held_by(organisation)
    return list(Occurrence.objects.in_calendars(now).filter(concerned))


def own_seats(organisation: Organisation) -> dict[int, OwnSeats]:
    """What ``organisation`` holds and waits for, by date; one query."""
    rows = (
        Seat.objects.active()
        .filter(registration__organisation=organisation)
        .order_by()
        .values("occurrence")
        .annotate(
            confirmed=Count("pk", filter=Q(status=Seat.Status.CONFIRMED)),
            waiting=Count("pk", filter=Q(status=Seat.Status.WAITING)),
            asked=Max("queued_at"),
            given=Max("confirmed_at"),
        )
    )
    return {
        row["occurrence"]: OwnSeats(row["confirmed"], row["waiting"], max(filter(None, (row["asked"], row["given"]))))
        for row in rows
    }


def open_dates(organisation: Organisation, *, now: datetime) -> list[Occurrence]:
    """Dates of everybody and of its own groups that ``organisation`` can still sign up for, and has not."""
    dates = Occurrence.objects.filter(
        Q(group=None) | Q(group__in=group_keys(organisation, now)),
        withdrawn_at=None,
        status=Status.PLANNED,
        sign_up__in=(SignUp.MEMBERS, SignUp.PUBLIC),
        closes_at__gt=now,
    )
    return list(dates.exclude(held_by(organisation)).order_by("closes_at", "uid"))


def private_calendar(
    organisation: Organisation, language: str, *, base: str, heading: ical.Heading, now: datetime
) -> bytes:
    """The calendar of ``organisation`` at ``now`` (aware), in ``language``, the active one; names nobody.

    Its dates with the identifiers they have in the public feeds, tentative while it only waits, and the last day to
    sign up for each of those it has not; four queries.
    """
    dates = with_kinds(own_dates(organisation, now=now))
    to_decide = with_kinds(open_dates(organisation, now=now))
    give_hosts([*dates, *to_decide])
    seats, siblings, paths = own_seats(organisation), ical.neighbours(dates), event_paths(language)
    urls = {
        date: ical.absolute(base, paths[date.event_key]) if date.event_key in paths else ""
        for date in (*dates, *to_decide)
    }
    events = [
        (
            date.start,
            date.calendar_uid,
            own_event(date, seats.get(date.pk), language, base, url=urls[date], siblings=siblings.get(date.uid, ())),
        )
        for date in dates
    ]
    events += [(date.closes_at, date.calendar_uid, deadline(date, language, url=urls[date])) for date in to_decide]
    events.sort(key=lambda event: event[:2])
    return ical.calendar((lines for _start, _uid, lines in events), heading=heading)


def own_event(
    date: Occurrence, seats: OwnSeats | None, language: str, base: str, *, url: str, siblings: Iterable[str]
) -> list[str]:
    """A date as the organisation's calendar shows it."""
    status, note = "", ""
    if seats and date.is_standing:
        status = "CONFIRMED" if seats.confirmed else "TENTATIVE"
        note = own_seats_in_words(seats)
    if seats:
        # A calendar looks at this stamp to see that something is new; the record itself stays as it is.
        date.changed_at = max(date.changed_at, seats.changed_at)
    return ical.vevent(
        date,
        language,
        url=url,
        base=base,
        siblings=siblings,
        status=status,
        note=note,
    )


def own_seats_in_words(seats: OwnSeats) -> str:
    """``2 seats for your organisation. 1 person on the waiting list.``"""
    sentences = []
    if seats.confirmed:
        words = ngettext(
            "%(count)d seat for your organisation.", "%(count)d seats for your organisation.", seats.confirmed
        )
        sentences.append(words % {"count": seats.confirmed})
    if seats.waiting:
        words = ngettext(
            "%(count)d person on the waiting list.", "%(count)d people on the waiting list.", seats.waiting
        )
        sentences.append(words % {"count": seats.waiting})
    return " ".join(sentences)


def deadline(date: Occurrence, language: str, *, url: str) -> list[str]:
    """The last day to sign up for ``date``, as a day of its own: an alarm set on it outlives every reading."""
    title = _("Last day to sign up: %(title)s") % {"title": date.text("title", language)}
    takes_place = _("Takes place on %(day)s.") % {"day": date_in_words(date.start)}
    return ical.whole_day(
        uid=deadline_uid(date.uid),
        day=date.closes_at,
        changed_at=date.changed_at,
        title=title,
        texts=[closing_words(date.closes_at, language), takes_place],
        url=url,
    )


def replaced_calendar(token: FeedToken, *, page_url: str, heading: ical.Heading) -> bytes:
    """What an address that was replaced answers: one event, thirty days long, that says so."""
    event = ical.whole_day(
        uid=replaced_feed_uid(token.pk),
        day=token.revoked_at,
        days=NOTICE_DAYS,
        changed_at=token.revoked_at,
        title=_("This calendar address is no longer in use"),
        texts=[
            _("It was replaced on %(day)s and holds no dates any more.") % {"day": date_in_words(token.revoked_at)},
            _("Remove this calendar, and subscribe to the new address: it stands in the member space."),
        ],
        url=page_url,
    )
    return ical.calendar([event], heading=heading)
