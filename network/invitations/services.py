"""Inviting people to act for an organisation, and what becomes of it. Every function is one transaction.

The token of a link is random and only its hash is kept, rather than a signed value: an invitation is renewed,
withdrawn and used by changing its own row, and a new secret key of the site does not break the links on their way.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction
from django.utils import timezone

from home.dates import local_instant
from home.text.emails import normalize_email
from network.accounts.email_addresses import account_for, account_of
from network.invitations import mails
from network.invitations.errors import (
    AccountClosed,
    AlreadyRepresents,
    AnsweredAlready,
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    InvitationWithdrawn,
    InvitedAccountClosed,
    MandateOver,
)
from network.models import Invitation, Organisation, Representative, User
from network.models.invitations import hash_of

LIFE = timedelta(days=14)
# Two clicks on one button are one wish; what is asked again later is meant.
SAME_CLICK = timedelta(minutes=1)


@dataclass(frozen=True)
class Acceptance:
    """Whose account it is, and whether the link may sign in: it proves a mailbox, which is not enough for everybody."""

    user: User
    may_sign_in: bool


@transaction.atomic
def invite(
    *,
    email: str,
    organisation: Organisation,
    language: str,
    invited_by: User | None,
    until: date | None = None,
    first_name: str = "",
    last_name: str = "",
) -> Invitation:
    """Ask ``email`` to act for ``organisation`` until the day ``until``; a mail leaves with the link.

    A new account gets the name, if there is one.

    A person who has an account gets the mandate at once, and a mail that says so. An invitation that still waits is
    renewed, and one just sent stays as it is: a double click invites once.
    Raises AlreadyRepresents, AccountClosed, MandateOver.
    """
    now, email = timezone.now(), normalize_email(email)
    check_until(until)
    # Whoever invites for the same organisation waits here.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if account := account_of(email):
        return give_at_once(account, email, organisation, until=until, invited_by=invited_by, now=now)
    waiting = Invitation.objects.filter(email=email, organisation=organisation, accepted_at=None, withdrawn_at=None)
    invitation = waiting.select_for_update().first() or Invitation(email=email, organisation=organisation)
    if invitation.pk and now - invitation.created_at < SAME_CLICK:
        return invitation
    invitation.language, invitation.until, invitation.invited_by = language, until, invited_by
    if first_name or last_name:
        invitation.first_name, invitation.last_name = first_name, last_name
    return send_invitation(invitation, now=now)


@transaction.atomic
def invite_again(*, invitation_id: int, invited_by: User | None) -> Invitation:
    """Send a new link for an invitation that waits, has expired or was withdrawn; the old link opens nothing.

    Raises AnsweredAlready, AlreadyRepresents, AccountClosed, MandateOver.
    """
    invitation = Invitation.objects.get(pk=invitation_id)
    if invitation.accepted_at:
        raise AnsweredAlready
    withdraw_invitation(invitation_id=invitation_id)
    return invite(
        email=invitation.email,
        organisation=invitation.organisation,
        language=invitation.language,
        until=invitation.until,
        invited_by=invited_by,
        first_name=invitation.first_name,
        last_name=invitation.last_name,
    )


@transaction.atomic
def withdraw_invitation(*, invitation_id: int) -> Invitation:
    """Take an invitation back: its link opens nothing. A second time changes nothing. Raises AnsweredAlready."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    if invitation.accepted_at:
        raise AnsweredAlready
    if not invitation.withdrawn_at:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        mails.invitation_overtaken(invitation)
    return invitation


def find_invitation(token: str) -> Invitation:
    """The invitation that ``token`` opens. Raises InvitationUnknown, InvitationUsed, -Withdrawn or -Expired."""
    invitation = Invitation.objects.filter(token_hash=hash_of(token)).select_related("organisation", "invited_by")
    return usable(invitation.first())


@transaction.atomic
def accept_invitation(*, token: str) -> Acceptance:
    """Make or find the account and give the mandate: only the mailbox of this address had the link.

    Raises what ``find_invitation`` raises, and InvitedAccountClosed.
    """
    invitation = Invitation.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    invitation = usable(invitation)
    account = account_of(invitation.email)
    if account and not account.is_active:
        raise InvitedAccountClosed
    name = {"first_name": invitation.first_name, "last_name": invitation.last_name}
    user = account or account_for(invitation.email, language=invitation.language, **name)
    mandate(user, invitation.organisation, until=invitation.until)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    is_guarded = user.has_perm("wagtailadmin.access_admin") or is_mfa_enabled(user)
    return Acceptance(user=user, may_sign_in=not is_guarded)


def usable(invitation: Invitation | None) -> Invitation:
    """``invitation`` if it waits for its answer, else the refusal that says why it does not."""
    if invitation is None:
        raise InvitationUnknown
    refusals = {
        Invitation.State.ACCEPTED: InvitationUsed,
        Invitation.State.WITHDRAWN: InvitationWithdrawn,
        Invitation.State.EXPIRED: InvitationExpired,
    }
    if refusal := refusals.get(invitation.state()):
        raise refusal
    return invitation


def give_at_once(
    account: User,
    email: str,
    organisation: Organisation,
    *,
    until: date | None,
    invited_by: User | None,
    now: datetime,
) -> Invitation:
    """The mandate for a person who signs in already, kept as an invitation that needs no answer."""
    if not account.is_active:
        raise AccountClosed
    if Representative.objects.current().filter(user=account, organisation=organisation).exists():
        raise AlreadyRepresents
    waiting = Invitation.objects.filter(email=email, organisation=organisation, accepted_at=None, withdrawn_at=None)
    for invitation in waiting:
        withdraw_invitation(invitation_id=invitation.pk)
    given = mandate(account, organisation, until=until)
    invitation = Invitation(
        email=email,
        organisation=organisation,
        language=account.language,
        until=until,
        invited_by=invited_by,
        created_at=now,
        expires_at=now,
        accepted_at=now,
    )
    invitation.new_token()
    invitation.save()
    mails.mandate_given(given)
    return invitation


def mandate(user: User, organisation: Organisation, *, until: date | None) -> Representative:
    """A mandate from today; one that had ended begins anew, one in force keeps its first day."""
    today = timezone.localdate()
    given, is_new = Representative.objects.get_or_create(
        user=user, organisation=organisation, defaults={"since": today, "until": until}
    )
    if not is_new:
        is_current = given.since <= today and (given.until is None or given.until > today)
        given.since, given.until = given.since if is_current else today, until
        given.save(update_fields=["since", "until"])
    return given


def send_invitation(invitation: Invitation, *, now: datetime) -> Invitation:
    """Give ``invitation`` a new token and a new fortnight, no longer than its mandate, and mail the link."""
    if invitation.pk:
        mails.invitation_overtaken(invitation)
    token = invitation.new_token()
    invitation.created_at, invitation.expires_at = now, now + LIFE
    if invitation.until:
        invitation.expires_at = min(invitation.expires_at, local_instant(invitation.until, time.min))
    invitation.save()
    mails.invitation_written(invitation, token)
    return invitation


def check_until(until: date | None) -> None:
    if until and until <= timezone.localdate():
        raise MandateOver
