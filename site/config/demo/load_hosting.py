"""Offers to host the coming midis, made through ``events.hosting`` as members and the coordination would."""

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from events import hosting
from events.hosting_months import first_of_month
from events.models import EventPage, HostOffer
from network.models import OutgoingMail, Representative, User

from .accounts import ACCOUNTS
from .midis import OFFERS, WITHOUT_HOST


def load_offers() -> None:
    """Two offers wait for the midi without a host, one for a later month, one was declined. Nothing where some exist."""
    page = EventPage.objects.filter(slug=WITHOUT_HOST, locale__language_code="fr").first()
    if page is None or HostOffer.objects.exists():
        return
    first = first_of_month(timezone.localtime(page.dates.get().starts_at).date())
    coordination = User.objects.get(email=ACCOUNTS[0].email)
    with transaction.atomic():
        for name, months, note, status in OFFERS:
            mandate = Representative.objects.current().select_related("user").filter(organisation__name_fr=name).first()
            if mandate is None:
                continue
            offer = hosting.offer_month(
                organisation=mandate.organisation,
                kind=page.kind,
                month=first + relativedelta(months=months),
                note=note.nl or note.fr,
                user=mandate.user,
            )
            if status == HostOffer.Status.DECLINED:
                hosting.decline_offer(offer_id=offer.pk, user=coordination)
        queued = OutgoingMail.objects.filter(status=OutgoingMail.Status.QUEUED, kind="host_offer")
        queued.update(status=OutgoingMail.Status.SENT, sent_at=timezone.now(), attempts=1)
