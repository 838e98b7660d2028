"""Mails to the organisation that hosts: what became of its offer, what to prepare, how many people come."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Site

from events.addressees import Addressee, of_organisation
from events.models import HostNotice, HostOffer, Occurrence
from events.models.occurrences import Status
from events.models.rows import local_instant
from events.one_by_one import one_by_one
from events.wishes import host_totals
from home.models import SiteSettings
from network.models import Organisation
from network.outbox import queue_mail

# Mails to hosts leave in office hours, not at midnight.
LEAVES_AT = time(8)


def addressees(organisation: Organisation) -> list[Addressee]:
    """The organisation's representatives of today; where it has none, its public address; nobody where it has none."""
    people = of_organisation(organisation.pk)
    if not people and organisation.email:
        people = [Addressee(organisation.email, settings.LANGUAGE_CODE[:2], organisation.name)]
    return people


def offer_decided(offer: HostOffer) -> None:
    """Tell the organisation that its offer was accepted or declined."""
    accepted = offer.status == HostOffer.Status.ACCEPTED
    subject = _("Your month to host: accepted") if accepted else _("Your month to host: another time")
    for person in addressees(offer.organisation):
        with override(person.language):
            context = {"offer": offer, "accepted": accepted, "date": offer.occurrence}
            tell(person, kind="host_offer", subject=str(subject), context=context, reference=f"offer:{offer.pk}")


def send_checklists(now: datetime) -> int:
    """Write the checklist to the host of each date whose day for it has come; returns how many dates."""
    coordination = coordination_settings()
    if not coordination.host_checklist_fr:
        return 0
    return send_due(
        HostNotice.Kind.CHECKLIST, days=coordination.host_checklist_days, write=checklist_writer(coordination), now=now
    )


def send_totals(now: datetime) -> int:
    """Write the numbers of people, meals and access needs to the host of each date whose day has come."""
    return send_due(HostNotice.Kind.TOTALS, days=coordination_settings().host_totals_days, write=write_totals, now=now)


def due_dates(kind: str, *, days: int, now: datetime):
    """Dates to come with a host in turn whose mail of ``kind`` is due at ``now`` and was not sent for their start."""
    last_day = timezone.localdate(now) + timedelta(
        days=days if timezone.localtime(now).time() >= LEAVES_AT else days - 1
    )
    before = local_instant(last_day + timedelta(days=1), time.min)
    dates = Occurrence.objects.filter(
        kind__hosts_in_turn=True, host__isnull=False, status=Status.PLANNED, withdrawn_at=None
    )
    dates = dates.filter(start__gt=now, start__lt=before).order_by("start", "uid")
    sent = HostNotice.objects.filter(kind=kind, occurrence__in=dates).values_list("occurrence_id", "start")
    told = set(sent)
    return [date for date in dates.only("pk", "start", "uid") if (date.pk, date.start) not in told]


def send_due(kind: str, *, days: int, write: Callable[[Occurrence, list[Addressee]], None], now: datetime) -> int:
    """Send what is due, each date on its own; two runs at once send each mail once. Raises ``SomeFailedError``."""

    def send(found: Occurrence) -> int:
        return send_one(found, kind, write=write, now=now)

    return one_by_one(due_dates(kind, days=days, now=now), send, name=lambda found: f"date {found.uid}")


@transaction.atomic
def send_one(found: Occurrence, kind: str, *, write: Callable, now: datetime) -> bool:
    """Write one mail unless another run did, or the date was moved or called off since it was found."""
    date = Occurrence.objects.select_for_update(of=("self",)).select_related("host", "kind").get(pk=found.pk)
    people = addressees(date.host) if date.host else []
    if not people or not date.is_standing or date.start != found.start or date.start <= now:
        return False
    _notice, is_new = HostNotice.objects.get_or_create(
        occurrence=date, kind=kind, start=date.start, defaults={"sent_at": now}
    )
    if is_new:
        write(date, people)
    return is_new


def checklist_writer(coordination: SiteSettings) -> Callable[[Occurrence, list[Addressee]], None]:
    """What writes the checklist of ``coordination``, one thing to do per line."""

    def write(date: Occurrence, people: list[Addressee]) -> None:
        for person in people:
            text = SiteSettings.host_checklist.in_language(coordination, person.language)
            tasks = [line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t")]
            tell_of_date(person, date, "host_checklist", _("You host soon: %(title)s"), {"tasks": tasks})

    return write


def write_totals(date: Occurrence, people: list[Addressee]) -> None:
    for person in people:
        with override(person.language):
            totals = host_totals(date)
        tell_of_date(person, date, "host_totals", _("How many people come: %(title)s"), {"totals": totals})


def tell_of_date(person: Addressee, date: Occurrence, kind: str, subject: Promise, context: dict) -> None:
    with override(person.language):
        words = subject % {"title": date.title}
        tell(person, kind=kind, subject=words, context=context | {"date": date}, reference=f"host:{date.uid}")


def tell(person: Addressee, *, kind: str, subject: str, context: dict, reference: str) -> None:
    """Queue one mail in the language in force."""
    url = settings.WAGTAILADMIN_BASE_URL + reverse("members:hosting")
    text = render_to_string(f"emails/{kind}.txt", context | {"url": url})
    queue_mail(
        kind=kind,
        recipient=person.email,
        language=person.language,
        subject=subject,
        text=text,
        reference=reference,
    )


def coordination_settings() -> SiteSettings:
    """The settings of the coordination's site."""
    site = Site.objects.filter(is_default_site=True).first()
    return SiteSettings.for_site(site) if site else SiteSettings()
