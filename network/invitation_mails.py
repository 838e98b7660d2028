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
from network.outbox import queue_mail, withdraw_queued

INVITATION = "invitation"


def invitation_written(invitation: Invitation, token: str) -> None:
    """The link, to the person invited."""
    with override(invitation.language):
        context = {
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("network:invitation", args=[token]),
            "expires": f"{date_in_words(invitation.expires_at)}, {time_in_words(invitation.expires_at)}",
            "until": date_in_words(invitation.until, with_weekday=False) if invitation.until else "",
        }
    tell(
        INVITATION,
        recipient=invitation.email,
        language=invitation.language,
        subject=_("Invitation: the member space of %(organisation)s"),
        organisation=invitation.organisation,
        reference=about(invitation),
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
        "mandate",
        recipient=mandate.user.email,
        language=language,
        subject=_("You now represent %(organisation)s"),
        organisation=mandate.organisation,
        reference=f"mandate:{mandate.pk}",
        context=context,
    )


def invitation_overtaken(invitation: Invitation) -> None:
    """A link that opens nothing any more does not leave."""
    withdraw_queued(reference=about(invitation), kinds=[INVITATION])


def about(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}"


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
        line = subject % {"organisation": organisation.name}
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
