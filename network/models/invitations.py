"""An invitation: the coordination asks a person, by mail, to act for an organisation."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from home.text.emails import NormalizedEmailField, readable_email
from home.text.names import NameField


def hash_of(token: str) -> str:
    """What is kept of a token: 64 hexadecimal digits, from which nobody finds the token back."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def in_state(self, state: str, *, now: datetime | None = None):
        """Invitations in this state at ``now``; the four states part all invitations among them."""
        now = now or timezone.now()
        unanswered = Q(accepted_at=None, withdrawn_at=None)
        return self.filter(
            {
                Invitation.State.WAITING: unanswered & Q(expires_at__gt=now),
                Invitation.State.EXPIRED: unanswered & Q(expires_at__lte=now),
                Invitation.State.ACCEPTED: Q(accepted_at__isnull=False),
                Invitation.State.WITHDRAWN: Q(accepted_at=None, withdrawn_at__isnull=False),
            }[Invitation.State(state)]
        )


class Invitation(models.Model):
    """One person, one organisation. The link's token is random and kept hashed: a copy of this table opens nothing."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("invitation", "waiting for an answer")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
        EXPIRED = "expired", pgettext_lazy("invitation", "expired")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "withdrawn")

    email = NormalizedEmailField(_("e-mail"))
    first_name = NameField(_("first name"), max_length=150, blank=True)
    last_name = NameField(_("last name"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        "network.Organisation", verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="invitations"
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    until = models.DateField(_("mandate until"), null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("invited on"), default=timezone.now)
    expires_at = models.DateTimeField(pgettext_lazy("invitation", "works until"))
    accepted_at = models.DateTimeField(pgettext_lazy("invitation", "accepted on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(pgettext_lazy("invitation", "withdrawn on"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("email", "organisation"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="network_invitation_unanswered_once",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gte=F("created_at")), name="network_invitation_expires_after_it_is_made"
            ),
        ]

    def __str__(self):
        return f"{readable_email(self.email)} – {self.organisation}"

    @property
    def full_name(self) -> str:
        """The name that stood with the address, if any."""
        return f"{self.first_name} {self.last_name}".strip()

    def state(self, *, now: datetime | None = None) -> str:
        """One of ``State`` at ``now`` (aware; this moment when left out)."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.WAITING if self.expires_at > (now or timezone.now()) else self.State.EXPIRED

    def state_in_words(self) -> str:
        return self.State(self.state()).label

    def new_token(self) -> str:
        """A fresh token, of which this row keeps the hash; the links sent before open nothing any more."""
        token = secrets.token_urlsafe(32)
        self.token_hash = hash_of(token)
        return token
