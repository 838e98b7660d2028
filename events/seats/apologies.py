"""An organisation does not come: it is excused, and where the kind of date allows lets another member vote for it.

All functions are atomic, lock the date before they check, take aware datetimes as ``now`` and raise the errors of
``events.errors``.
"""

from datetime import datetime

from django.utils import timezone

from events import errors
from events.dates import history
from events.mails import notifications
from events.models import Apology, Occurrence, Registration, Seat
from events.models.actors import COORDINATION, Actor, LinkHolder, account_of
from events.seats.allocation import give_up, offer_free_seats
from events.seats.changes import changes_seats, lock_to_change
from events.stable_names import HistoryAction
from network.models import Organisation, organisations_of

LONGEST_NOTE = Apology._meta.get_field("note").max_length


@changes_seats
def excuse(
    *,
    occurrence_id: int,
    organisation: Organisation,
    user: Actor,
    proxy_holder: Organisation | None = None,
    note: str = "",
    now: datetime | None = None,
) -> Apology:
    """Excuse ``organisation``: its seats and places in the queue end, and the freed seats are offered on.

    ``proxy_holder`` is the member that votes for it. Sent again, the apology takes the new holder (none: the proxy
    ends) and the new ``note``. A proxy that ``organisation`` held for another one ends too, and that one hears of it.
    """
    occurrence = lock_to_change(occurrence_id)
    now = now or timezone.now()
    check_changeable(occurrence, organisation, user, now=now)
    check_holder(occurrence, organisation, proxy_holder)
    apology = apology_of(occurrence, organisation) or Apology(occurrence=occurrence, organisation=organisation)
    is_new, before = apology.pk is None, apology.proxy_holder
    apology.proxy_holder, apology.note = proxy_holder, note.strip()[:LONGEST_NOTE]
    if is_new:
        apology.created_by, apology.created_at = account_of(user), now
    apology.save()

    seats = Seat.objects.active().filter(occurrence=occurrence, registration__organisation=organisation)
    seats = list(seats.with_people())
    give_up(seats, status=Seat.Status.EXCUSED, now=now)
    if is_new or seats:
        history.record(HistoryAction.EXCUSE, occurrence, user, seats=seats, whose=organisation.name)
    if is_new or seats or before != proxy_holder:
        notifications.excused(apology, seats, user, now=now)
    change_proxy(apology, before, user, now=now)
    release_proxy_held(occurrence, organisation, user, now=now)
    offer_free_seats(occurrence, now=now)
    return apology


@changes_seats
def withdraw_apology(
    *, occurrence_id: int, organisation: Organisation, user: Actor, now: datetime | None = None
) -> Apology | None:
    """Take the apology of ``organisation`` back, and its proxy with it; None where there is none.

    Its seats do not come back: whoever comes after all signs up, if sign-up is still open.
    """
    occurrence = lock_to_change(occurrence_id)
    now = now or timezone.now()
    check_changeable(occurrence, organisation, user, now=now)
    apology = apology_of(occurrence, organisation)
    if apology:
        end(apology, user, now=now)
        notifications.apology_withdrawn(apology, user, now=now)
    return apology


def comes_after_all(occurrence: Occurrence, organisation: Organisation, user: Actor, *, now: datetime) -> None:
    """Withdraw the apology of an organisation that signs up again. The date is locked; the receipt tells of it."""
    # Nearly always there is none, and asking only that is quick.
    if Apology.objects.filter(occurrence=occurrence, organisation=organisation).exists():
        end(apology_of(occurrence, organisation), user, now=now)


def end(apology: Apology, user: Actor, *, now: datetime) -> None:
    """Delete ``apology``; whoever held its proxy hears that it ended."""
    Apology.objects.filter(pk=apology.pk).delete()
    history.record(HistoryAction.RETURN, apology.occurrence, user, whose=apology.organisation.name)
    if apology.proxy_holder:
        notifications.proxy_ended(apology, apology.proxy_holder, now=now)


def change_proxy(apology: Apology, before: Organisation | None, user: Actor, *, now: datetime) -> None:
    """Tell the new holder of the proxy, and the one it was taken from."""
    if apology.proxy_holder == before:
        return
    if before:
        history.record(
            HistoryAction.PROXY_END, apology.occurrence, user, whose=apology.organisation.name, reason=before.name
        )
        notifications.proxy_ended(apology, before, now=now)
    if holder := apology.proxy_holder:
        history.record(
            HistoryAction.PROXY, apology.occurrence, user, whose=apology.organisation.name, reason=holder.name
        )
        notifications.proxy_given(apology, now=now)


def release_proxy_held(occurrence: Occurrence, holder: Organisation, user: Actor, *, now: datetime) -> None:
    """End the proxy that ``holder``, who does not come, held for another; the other may give it again."""
    held = proxy_held(occurrence, holder)
    if not held:
        return
    held.proxy_holder = None
    held.save(update_fields=["proxy_holder"])
    history.record(HistoryAction.PROXY_END, occurrence, user, whose=held.organisation.name, reason=holder.name)
    notifications.proxy_returned(held, holder, now=now)


def apology_of(occurrence: Occurrence, organisation: Organisation) -> Apology | None:
    """What ``organisation`` sent for this date."""
    found = Apology.objects.filter(occurrence=occurrence, organisation=organisation)
    return found.select_related("occurrence", "organisation", "proxy_holder", "created_by").first()


def proxy_held(occurrence: Occurrence, holder: Organisation) -> Apology | None:
    """The apology whose proxy ``holder`` carries at this date."""
    found = Apology.objects.filter(occurrence=occurrence, proxy_holder=holder)
    return found.select_related("occurrence", "organisation", "proxy_holder", "created_by").first()


def possible_holders(occurrence: Occurrence, organisation: Organisation):
    """The members that may vote for ``organisation`` at this date: not excused themselves, with no other proxy."""
    others = Apology.objects.filter(occurrence=occurrence).exclude(organisation=organisation)
    excused = others.values("organisation")
    holders = others.exclude(proxy_holder=None).values("proxy_holder")
    return Organisation.objects.members().exclude(pk=organisation.pk).exclude(pk__in=excused).exclude(pk__in=holders)


def may_speak_for(user: Actor, organisation: Organisation) -> bool:
    """Whether ``user`` may speak for ``organisation``: by mandate, for the coordination, by the link of its sign-up."""
    if isinstance(user, LinkHolder):
        return Registration.objects.filter(pk=user.registration_id, organisation=organisation).exists()
    return user.has_perm(COORDINATION) or organisations_of(user).filter(pk=organisation.pk).exists()


def check_changeable(occurrence: Occurrence, organisation: Organisation, user: Actor, *, now: datetime) -> None:
    if not may_speak_for(user, organisation):
        raise errors.NotYourOrganisation
    if occurrence.is_past(now):
        raise errors.DatePast
    if not occurrence.is_standing:
        raise errors.DateCancelled


def check_holder(occurrence: Occurrence, organisation: Organisation, holder: Organisation | None) -> None:
    """Refuse a proxy where the kind of date takes none, and a ``holder`` who may not vote for ``organisation``."""
    if holder is None:
        return
    if not occurrence.kind.takes_proxies:
        raise errors.NoProxies
    if holder == organisation:
        raise errors.ProxyToItself
    if not Organisation.objects.members().filter(pk=holder.pk).exists():
        raise errors.HolderNotMember
    if Apology.objects.filter(occurrence=occurrence, organisation=holder).exists():
        raise errors.HolderExcused(holder.name)
    carried = proxy_held(occurrence, holder)
    if carried and carried.organisation != organisation:
        raise errors.HolderCarriesOne(holder.name)
