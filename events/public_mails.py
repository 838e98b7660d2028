"""What the public reads by mail before an address is confirmed, and when it signs up a second time.

No calendar file goes along: nobody has confirmed that it belongs there.
"""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.links import sign_up_link
from events.models import Registration, RegistrationMail, Seat
from network.outbox import queue_mail


def confirmation_asked(registration: Registration) -> None:
    """The link that confirms the address, and until when; of no use after that, it then leaves no more."""
    pending = list(registration.seats.filter(status=Seat.Status.PENDING).order_by("pk"))
    until = min(seat.held_until for seat in pending)
    write(
        registration,
        kind="confirmation_asked",
        subject=_("Confirm your sign-up: %(title)s"),
        seats=pending,
        until=until,
        is_held=any(seat.number for seat in pending),
        not_after=until,
    )


def signed_up_already(registration: Registration) -> None:
    """Asked again: where things stand, to the only one who may know it; where nothing is confirmed yet, the link."""
    seats = list(registration.seats.active().order_by("pk"))
    if all(seat.status == Seat.Status.PENDING for seat in seats):
        confirmation_asked(registration)
        return
    ranks = Seat.objects.ranks([registration.occurrence_id])
    write(
        registration,
        kind="signed_up_already",
        subject=_("You are signed up already: %(title)s"),
        seats=[(seat, ranks.get(seat.pk, 0)) for seat in seats],
        not_after=registration.occurrence.end,
    )


def write(registration: Registration, *, kind: str, subject: Promise, not_after: datetime, **context) -> None:
    """Queue the mail ``kind`` to the address of ``registration``, in its language."""
    occurrence, language = registration.occurrence, registration.language
    with override(language):
        words = {
            "date": occurrence,
            "registration": registration,
            "url": sign_up_link(registration.pk, None, language),
            **context,
        }
        mail = queue_mail(
            kind=kind,
            recipient=registration.email,
            language=language,
            subject=str(subject % {"title": occurrence.title}),
            text=render_to_string(f"emails/{kind}.txt", words).strip() + "\n",
            reference=f"date:{occurrence.uid}",
            not_after=not_after,
        )
    RegistrationMail.objects.create(registration=registration, mail=mail)
