"""Invitations in each of their states, sent through ``network.invitations`` as the coordinator would."""

from django.db import transaction
from django.utils import timezone

from network.invitations import services as invitations
from network.models import Invitation, Organisation, OutgoingMail

from .accounts import coordination
from .texts.files import INVITATIONS


@transaction.atomic
def load_invitations() -> None:
    """Two wait, one has expired, one was withdrawn. Nothing where some exist."""
    if Invitation.objects.exists():
        return
    today = timezone.localdate()
    for source in INVITATIONS.read().invitations:
        invitation = invitations.invite(
            email=source.email,
            organisation=Organisation.objects.get(name_fr=source.organisation),
            language=source.language,
            invited_by=coordination(),
        )
        if source.withdrawn:
            invitations.withdraw_invitation(invitation_id=invitation.pk)
        sent_at = timezone.now() - (today - source.sent.around(today))
        Invitation.objects.filter(pk=invitation.pk).update(created_at=sent_at, expires_at=sent_at + invitations.LIFE)
    queued = OutgoingMail.objects.filter(status=OutgoingMail.Status.QUEUED, kind="invitation")
    queued.update(status=OutgoingMail.Status.SENT, sent_at=timezone.now(), attempts=1)
