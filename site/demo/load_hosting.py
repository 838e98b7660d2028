"""Offers to host the coming midis, made through ``events.hosting`` as members and the coordination would."""

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from events.hosting import services as hosting
from events.hosting.months import first_of_month
from events.models import EventPage, HostOffer
from network.models import OutgoingMail, Representative

from .accounts import coordination
from .texts.files import HOSTING_OFFERS
from .texts.words import typeset

WITHOUT_HOST = "midi-sans-hote"


def load_offers() -> None:
    """Two offers wait for the midi without a host, one for a later month; one was declined. Once only."""
    page = EventPage.objects.filter(slug=WITHOUT_HOST, locale__language_code="fr").first()
    if page is None or HostOffer.objects.exists():
        return
    first = first_of_month(timezone.localtime(page.dates.get().starts_at).date())
    with transaction.atomic():
        for source in HOSTING_OFFERS.read().offers:
            mandates = Representative.objects.current().select_related("user")
            mandate = mandates.filter(organisation__name_fr=source.organisation).first()
            if mandate is None:
                continue
            offer = hosting.offer_month(
                organisation=mandate.organisation,
                kind=page.kind,
                month=first + relativedelta(months=source.months_later),
                note=typeset(source.note),
                user=mandate.user,
            )
            if source.declined:
                hosting.decline_offer(offer_id=offer.pk, user=coordination())
        queued = OutgoingMail.objects.filter(status=OutgoingMail.Status.QUEUED, kind__startswith="host_")
        queued.update(status=OutgoingMail.Status.SENT, sent_at=timezone.now(), attempts=1)
