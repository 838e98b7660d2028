"""Invitations in each of their states, sent through ``network.invitations`` as the coordinator would."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from network import invitations
from network.models import Invitation, Organisation, OutgoingMail, User

from .accounts import ACCOUNTS

# Whose address, for which organisation, in which language, and how many days ago.
INVITED = (
    ("accueil@escale-du-canal.example", "L’Escale du Canal", "fr", 2),
    ("onthaal@de-sluiswachter.example", "De Sluiswachter", "nl", 5),
    ("ancienne-equipe@escale-du-canal.example", "L’Escale du Canal", "fr", 20),
    ("erreur-de-frappe@escale-du-canal.example", "L’Escale du Canal", "fr", 6),
)
WITHDRAWN = INVITED[3][0]


@transaction.atomic
def load_invitations() -> None:
    """Two wait, one has expired, one was withdrawn. Nothing where some exist."""
    if Invitation.objects.exists():
        return
    coordination = User.objects.get(email=ACCOUNTS[0].email)
    for email, organisation, language, days in INVITED:
        invitation = invitations.invite(
            email=email,
            organisation=Organisation.objects.get(name_fr=organisation),
            language=language,
            invited_by=coordination,
        )
        if email == WITHDRAWN:
            invitations.withdraw_invitation(invitation_id=invitation.pk)
        sent_at = timezone.now() - dt.timedelta(days=days)
        Invitation.objects.filter(pk=invitation.pk).update(created_at=sent_at, expires_at=sent_at + invitations.LIFE)
    queued = OutgoingMail.objects.filter(status=OutgoingMail.Status.QUEUED, kind="invitation")
    queued.update(status=OutgoingMail.Status.SENT, sent_at=timezone.now(), attempts=1)
