"""What is mailed to people about their mandates, in their language, in the transaction of the fact."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from home.dates import date_in_words, time_in_words
from home.sites import default_settings
from network.models import Invitation, Organisation, Representative
from network.outbox.queue import queue_mail, settle, withdraw_queued
from network.stable_names import MailKind, invitation_reference, mandate_reference


def invitation_written(invitation: Invitation, token: str) -> None:
    """The link, to the person invited."""
    with override(invitation.language):
        context = {
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("network:invitation", args=[token]),
            "expires": f"{date_in_words(invitation.expires_at)}, {time_in_words(invitation.expires_at)}",
            "until": date_in_words(invitation.until, with_weekday=False) if invitation.until else "",
        }
    tell(
        MailKind.INVITATION,
        recipient=invitation.email,
        language=invitation.language,
        subject=_("Invitation: the member space of %(organisation)s"),
        organisation=invitation.organisation,
        reference=invitation_reference(invitation.pk),
        context=context,
        not_after=invitation.expires_at,
    )


def mandate_given(mandate: Representative) -> None:
    """To a person with an account who represents one organisation more."""
    language = mandate.user.language
    with override(language):
        context = {
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("members:home"),
            "until": date_in_words(mandate.until, with_weekday=False) if mandate.until else "",
        }
    tell(
        MailKind.MANDATE,
        recipient=mandate.user.email,
        language=language,
        subject=_("You now represent %(organisation)s"),
        organisation=mandate.organisation,
        reference=mandate_reference(mandate.pk),
        context=context,
    )


def invitation_overtaken(invitation: Invitation) -> None:
    """A link that opens nothing any more does not leave, and whether it arrived matters no longer."""
    withdraw_queued(reference=invitation_reference(invitation.pk), kinds=[MailKind.INVITATION])
    settle(reference=invitation_reference(invitation.pk), kinds=[MailKind.INVITATION])


def tell(
    kind: str,
    *,
    recipient: str,
    language: str,
    subject: Promise,
    organisation: Organisation,
    reference: str,
    context: dict,
    not_after: datetime | None = None,
) -> None:
    """Queue the mail ``templates/emails/<kind>.txt``, of use until ``not_after``."""
    with override(language):
        line = subject % {"organisation": organisation.name}  # ty: ignore[unsupported-operator]
        words = {"organisation": organisation, "coordination": default_settings(), **context}
        text = render_to_string(f"emails/{kind}.txt", words).strip() + "\n"
    queue_mail(
        kind=kind,
        recipient=recipient,
        language=language,
        subject=line,
        text=text,
        reference=reference,
        not_after=not_after,
    )
