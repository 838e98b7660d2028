"""What sign-ups tell people by mail. Each function writes to the outbox, in the transaction of the fact it tells."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.invitations import CANCEL, REQUEST, invitation
from events.models import AgendaPage, Occurrence, Registration, Seat
from events.models.occurrences import Status
from network.models import Representative, User
from network.outbox import last_calendar_sequence, queue_mail


def registration_made(registration: Registration, *, now: datetime) -> None:
    """Confirmation, or place in the queue, to whoever signed up."""
    seats = list(registration.seats.select_related("person").order_by("pk"))
    if all(seat.status == Seat.Status.CONFIRMED for seat in seats):
        subject = _("Signed up: %(title)s")
    elif any(seat.status == Seat.Status.CONFIRMED for seat in seats):
        subject = _("Signed up in part, others on the waiting list: %(title)s")
    else:
        subject = _("On the waiting list: %(title)s")
    for user in addressees(registration):
        tell(
            user,
            registration.occurrence,
            kind="registration",
            subject=subject,
            seats=seats,
            now=now,
            note=registration.note,
            waits=any(seat.status == Seat.Status.WAITING for seat in seats),
        )


def seats_promoted(occurrence: Occurrence, seats: Iterable[Seat], *, now: datetime) -> None:
    """A seat came free for people who waited."""
    for user, own in by_addressee(seats).items():
        tell(user, occurrence, kind="promotion", subject=_("A seat came free: %(title)s"), seats=own, now=now)


def seats_cancelled(occurrence: Occurrence, seats: Iterable[Seat], user: User, *, now: datetime) -> None:
    """Receipt for seats given up, to those who signed up and to ``user`` who cancelled."""
    told = by_addressee(seats)
    if user not in told and mandates_of(user) & {seat.registration.organisation_id for seat in seats}:
        told[user] = list(seats)
    for addressee, own in told.items():
        tell(addressee, occurrence, kind="cancellation", subject=_("Sign-up cancelled: %(title)s"), seats=own, now=now)


def date_changed(occurrence: Occurrence, before) -> None:
    """A date moved, went elsewhere, was cancelled or takes place after all; ``before`` has its former facts."""
    now = timezone.now()
    seats = Seat.objects.active().filter(occurrence=occurrence).select_related("person", "registration__created_by")
    if occurrence.withdrawn_at or occurrence.status == Status.CANCELLED:
        kind, subject = "date_cancelled", _("Cancelled: %(title)s")
    elif occurrence.status == Status.POSTPONED:
        kind, subject = "date_cancelled", _("Postponed: %(title)s")
    elif not before.is_standing:
        kind, subject = "date_changed", _("Takes place after all: %(title)s")
    else:
        kind, subject = "date_changed", _("Changed: %(title)s")
    for user, own in by_addressee(seats.order_by("pk")).items():
        tell(
            user,
            occurrence,
            kind=kind,
            subject=subject,
            seats=own,
            now=now,
            before=before,
            before_place=before.place[user.language],
        )


def tell(
    user: User, occurrence: Occurrence, *, kind: str, subject: Promise, seats: list[Seat], now: datetime, **context
) -> None:
    """Queue one mail of ``kind`` to ``user`` in their language, with the calendar file that goes with it."""
    reference = f"date:{occurrence.uid}"
    with override(user.language):
        url = settings.WAGTAILADMIN_BASE_URL + reverse("members:sign_up", args=[occurrence.uid])
        subject = subject % {"title": occurrence.title}
        text = render_to_string(
            f"emails/{kind}.txt",
            {
                "date": occurrence,
                "seats": numbered(seats),
                "url": url,
                "agenda_url": agenda_url(user.language),
                **context,
            },
        )
        html = render_to_string("emails/mail.html", {"language": user.language, "subject": subject, "text": text})
    queue_mail(
        kind=kind,
        recipient=user.email,
        language=user.language,
        subject=subject,
        text=text,
        html=html,
        reference=reference,
        **calendar_for(user, occurrence, reference=reference, url=url, now=now),
    )


def calendar_for(user: User, occurrence: Occurrence, *, reference: str, url: str, now: datetime) -> dict:
    """The fields of the outbox for the calendar file; none where ``user``'s calendar never heard of the date."""
    method, has_seat = standing_of(user, occurrence)
    last = last_calendar_sequence(recipient=user.email, reference=reference)
    if method == CANCEL and last is None:
        return {}
    sequence = sequence_after(last, occurrence, method=method)
    file = invitation(occurrence, user=user, method=method, has_seat=has_seat, sequence=sequence, url=url, now=now)
    return {"calendar": file, "calendar_method": method, "calendar_sequence": sequence}


def agenda_url(language: str) -> str:
    """The absolute address of the agenda in ``language``; of the member space where the site has no agenda."""
    agenda = AgendaPage.objects.live().filter(locale__language_code=language).first()
    return (agenda and agenda.full_url) or settings.WAGTAILADMIN_BASE_URL + reverse("members:home")


def standing_of(user: User, occurrence: Occurrence) -> tuple[str, bool]:
    """What the date is to ``user``'s calendar now: REQUEST while it stands and people of theirs are signed up."""
    if not occurrence.is_standing:
        return CANCEL, False
    statuses = set(
        Seat.objects.active()
        .filter(occurrence=occurrence, registration__created_by=user)
        .values_list("status", flat=True)
    )
    return (REQUEST if statuses else CANCEL), Seat.Status.CONFIRMED in statuses


def sequence_after(last: int | None, occurrence: Occurrence, *, method: str) -> int:
    """The SEQUENCE of the feed, or what outdoes the last one sent: a calendar ignores a lower one."""
    if last is None:
        return occurrence.sequence
    return max(occurrence.sequence, last + 1 if method == CANCEL else last)


def numbered(seats: list[Seat]) -> list[tuple[Seat, int]]:
    """Each seat with its rank in the queue, 0 for one that does not wait."""
    waits = any(seat.status == Seat.Status.WAITING for seat in seats)
    ranks = Seat.objects.ranks([seats[0].occurrence_id]) if waits else {}
    return [(seat, ranks.get(seat.pk, 0)) for seat in seats]


def by_addressee(seats: Iterable[Seat]) -> dict[User, list[Seat]]:
    """The seats each person must hear of."""
    registrations = {seat.registration_id: seat.registration for seat in seats}
    told = {pk: addressees(registration) for pk, registration in registrations.items()}
    grouped = defaultdict(list)
    for seat in seats:
        for user in told[seat.registration_id]:
            grouped[user].append(seat)
    return dict(grouped)


def addressees(registration: Registration) -> list[User]:
    """Whoever signed up; where that account is gone or closed, the organisation's representatives of today."""
    if registration.created_by and registration.created_by.is_active:
        return [registration.created_by]
    mandates = Representative.objects.current().filter(organisation=registration.organisation_id, user__is_active=True)
    return [mandate.user for mandate in mandates.select_related("user").order_by("pk")]


def mandates_of(user: User) -> set[int]:
    """Organisations ``user`` acts for today."""
    return set(Representative.objects.current().filter(user=user).values_list("organisation_id", flat=True))
