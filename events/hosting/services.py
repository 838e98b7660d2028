"""Hosts take turns: offering a month, withdrawing, accepting, declining. Nothing else writes an offer.

All functions are atomic and lock the kind of event before they look at its months: two decisions about one month come
one after the other, and the second sees the first. The kind is locked before publishing and the page, as everywhere.
They raise the errors of ``events.errors``; ``now`` is aware.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from events import errors
from events.dates.page_facts import first_addresses
from events.hosting import mails
from events.hosting.months import AHEAD, Month, first_of_month, months_from, read_month, this_month
from events.models import EventKind, HostOffer, Occurrence
from events.publishing.date_actions import change_row
from events.publishing.synchronise import source_page
from events.stable_names import Permission
from home.cache.stamp import lock_publishing
from network.models import Organisation, User, organisations_of

DECIDE = Permission.CHANGE_HOSTOFFER
OFFERED, ACCEPTED = HostOffer.Status.OFFERED, HostOffer.Status.ACCEPTED


def lock_kind(kind_id: int) -> EventKind:
    """The kind, locked until the transaction ends; dates may still be added to it meanwhile."""
    return EventKind.objects.select_for_update(no_key=True).get(pk=kind_id)


@transaction.atomic
def offer_month(
    *,
    organisation: Organisation,
    kind: EventKind,
    month: dt.date,
    note: str = "",
    user: User,
    now: dt.datetime | None = None,
) -> HostOffer:
    """Propose that ``organisation`` hosts in ``month`` (any day of it). Offering again gives the offer made before."""
    now = now or timezone.now()
    kind, month = lock_kind(kind.pk), first_of_month(month)
    check_may_speak_for(organisation, user)
    if not kind.hosts_in_turn:
        raise errors.NoTurns
    if month not in months_from(this_month(now), AHEAD):
        raise errors.MonthOutOfReach
    made = HostOffer.objects.active().filter(organisation=organisation, kind=kind, month=month).first()
    if made:
        return made
    wanted = read_month(kind, month, user=user, now=now)
    check_free(wanted)
    offer = HostOffer.objects.create(
        organisation=organisation, kind=kind, month=month, note=note, created_by=user, created_at=now
    )
    mails.offer_made(offer, date=wanted.date, tells_coordination=not user.has_perm(DECIDE))
    return offer


@transaction.atomic
def withdraw_offer(*, offer_id: int, user: User, now: dt.datetime | None = None) -> HostOffer:
    """Take back an offer nobody has decided about; one withdrawn before stays so."""
    offer = locked_offer(offer_id)
    check_may_speak_for(offer.organisation, user, error=errors.NotYourOffer)
    if offer.status == ACCEPTED:
        raise errors.OfferAccepted
    if offer.status == OFFERED:
        decide(offer, HostOffer.Status.WITHDRAWN, now=now)
    return offer


@transaction.atomic
def accept_offer(
    *, offer_id: int, user: User, place_fr: str = "", place_nl: str = "", now: dt.datetime | None = None
) -> HostOffer:
    """Let the organisation host: the date of that month takes its name, address and access, and is published.

    ``place_fr`` and ``place_nl`` are where it takes place instead of at the organisation's address; one whose address
    is not shown needs them. While the month has no date, the offer waits for it (``HostOfferQuerySet.link_to``).
    Accepting twice does no harm; of two offers for one month the second is refused with ``MonthTaken``.
    """
    now = now or timezone.now()
    offer = locked_offer(offer_id)
    check_may_decide(user)
    if offer.status == ACCEPTED:
        return offer
    if offer.status != OFFERED:
        raise errors.OfferDecided
    # Whoever publishes waits here too: the month is read once nobody can give it a date or a host meanwhile.
    lock_publishing()
    month = read_month(offer.kind, offer.month, user=user, now=now)
    check_free(month)
    if month.date:
        give_host(month.date, offer.organisation, user=user, place_fr=place_fr, place_nl=place_nl)
        offer.occurrence = month.date
    decide(offer, ACCEPTED, now=now)
    mails.offer_decided(offer)
    return offer


@transaction.atomic
def decline_offer(*, offer_id: int, user: User, now: dt.datetime | None = None) -> HostOffer:
    """Say no to an offer, or let an accepted one go whose date names another host. Declining twice does no harm."""
    now = now or timezone.now()
    offer = locked_offer(offer_id)
    check_may_decide(user)
    if offer.status == HostOffer.Status.DECLINED:
        return offer
    if offer.status == HostOffer.Status.WITHDRAWN:
        raise errors.OfferDecided
    if offer.status == ACCEPTED:
        date = read_month(offer.kind, offer.month, user=user, now=now).date
        if date and date.host_id == offer.organisation_id:
            raise errors.HostNamed
    decide(offer, HostOffer.Status.DECLINED, now=now)
    mails.offer_decided(offer)
    return offer


def locked_offer(offer_id: int) -> HostOffer:
    """The offer as it stands once its kind is locked. Raises ``HostOffer.DoesNotExist``."""
    offers = HostOffer.objects.select_related("organisation", "kind", "created_by")
    lock_kind(HostOffer.objects.values_list("kind_id", flat=True).get(pk=offer_id))
    return offers.get(pk=offer_id)


def decide(offer: HostOffer, status: str, *, now: dt.datetime | None) -> None:
    offer.status, offer.decided_at = status, now or timezone.now()
    offer.save(update_fields=["status", "decided_at", "occurrence"])


def give_host(date: Occurrence, organisation: Organisation, *, user: User, place_fr: str, place_nl: str) -> None:
    """Write the host into the row of ``date``, with a place of its own only where one is given, and publish it."""
    page = source_page(date.event_key)
    if page is None or not page.permissions_for_user(user).can_publish():
        raise errors.MayNotPublish
    if not place_fr and not has_address(organisation):
        raise errors.PlaceNeeded
    changes = {"host_id": organisation.pk, "place_fr": place_fr, "place_nl": place_nl}
    change_row(occurrence=date, changes=changes, user=user)
    date.refresh_from_db()


def has_address(organisation: Organisation) -> bool:
    """Whether the organisation's sheet gives a place that may be shown."""
    return organisation.pk in first_addresses([organisation.pk])


def check_may_speak_for(organisation: Organisation, user: User, error=errors.NotYourOrganisation) -> None:
    if not user.has_perm(DECIDE) and not organisations_of(user).filter(pk=organisation.pk).exists():
        raise error


def check_may_decide(user: User) -> None:
    if not user.has_perm(DECIDE):
        raise errors.NotYourOffer


def check_free(month: Month) -> None:
    if month.is_over:
        raise errors.MonthOutOfReach
    if month.host:
        raise errors.MonthTaken(month.host.name)
