"""Mails to the organisation that hosts: what became of its offer, what to prepare, how many people come."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from events.mails.kinds import KINDS, OwnWords, own_words, values_for_host
from events.mails.recipients import Addressee, of_organisation
from events.models import HostNotice, HostOffer, Occurrence
from events.models.occurrences import Status
from events.models.settings import SignUpSettings, sign_up_settings
from events.seats.meals_and_needs import host_totals
from events.stable_names import MailKind, host_reference, offer_reference
from home.dates import local_instant
from home.jobs import one_by_one
from home.sites import default_settings
from network.models import Organisation
from network.outbox import queue
from network.outbox.queue import queue_mails

# Mails to hosts leave in office hours, not at midnight.
LEAVES_AT = time(8)
# What the outbox calls both answers to an offer.
DECISIONS = dict.fromkeys((MailKind.HOST_ACCEPTED, MailKind.HOST_DECLINED), MailKind.HOST_OFFER)


def addressees(organisation: Organisation) -> list[Addressee]:
    """The organisation's representatives of today; where it has none, its public address; nobody where it has none."""
    people = of_organisation(organisation.pk)
    if not people and organisation.email:
        people = [Addressee(organisation.email, settings.LANGUAGE_CODE[:2], organisation.name)]
    return people


def offer_made(offer: HostOffer, *, date: Occurrence | None, tells_coordination: bool) -> None:
    """A receipt to the organisation that offers a month, with its ``date`` if any; a word to the coordination."""
    own, reference = own_words(MailKind.HOST_OFFERED), offer_reference(offer.pk)
    written = [
        letter(MailKind.HOST_OFFERED, person, date, offer.organisation, own, reference=reference, offer=offer)
        for person in addressees(offer.organisation)
    ]
    coordination = default_settings()
    if tells_coordination and coordination.email:
        office = Addressee(coordination.email, settings.LANGUAGE_CODE[:2], coordination.name)
        page = settings.WAGTAILADMIN_BASE_URL + reverse("hosts", args=[offer.kind.slug])
        kind, own = MailKind.HOST_TO_DECIDE, own_words(MailKind.HOST_TO_DECIDE)
        written.append(letter(kind, office, date, offer.organisation, own, reference=reference, offer=offer, url=page))
    queue_mails(written)


def offer_decided(offer: HostOffer) -> None:
    """Tell the organisation that its offer was accepted or declined."""
    accepted = offer.status == HostOffer.Status.ACCEPTED
    kind = MailKind.HOST_ACCEPTED if accepted else MailKind.HOST_DECLINED
    own = own_words(kind)
    queue_mails(
        letter(
            kind, person, offer.occurrence, offer.organisation, own, reference=offer_reference(offer.pk), offer=offer
        )
        for person in addressees(offer.organisation)
    )


def send_checklists(now: datetime) -> int:
    """Write the checklist to the host of each date whose day for it has come; returns how many dates."""
    rules = sign_up_settings()
    if not rules.host_checklist_fr:
        return 0
    return send_due(HostNotice.Kind.CHECKLIST, days=rules.host_checklist_days, write=checklist_writer(rules), now=now)


def send_totals(now: datetime) -> int:
    """Write the numbers of people, meals and access needs to the host of each date whose day has come."""
    return send_due(HostNotice.Kind.TOTALS, days=sign_up_settings().host_totals_days, write=write_totals, now=now)


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


def checklist_writer(rules: SignUpSettings) -> Callable[[Occurrence, list[Addressee]], None]:
    """What writes the checklist of ``rules``, one thing to do per line."""

    def write(date: Occurrence, people: list[Addressee]) -> None:
        kind, reference = MailKind.HOST_CHECKLIST, host_reference(date.uid)
        own, tasks = own_words(kind), {person.language: tasks_in(rules, person.language) for person in people}
        queue_mails(
            letter(kind, person, date, date.host, own, reference=reference, tasks=tasks[person.language])
            for person in people
        )

    return write


def tasks_in(rules: SignUpSettings, language: str) -> list[str]:
    lines = SignUpSettings.host_checklist.in_language(rules, language).splitlines()
    return [line.strip(" -•\t") for line in lines if line.strip(" -•\t")]


def write_totals(date: Occurrence, people: list[Addressee]) -> None:
    kind, reference = MailKind.HOST_TOTALS, host_reference(date.uid)
    own, totals = own_words(kind), {}
    for language in {person.language for person in people}:
        with override(language):
            totals[language] = host_totals(date)
    queue_mails(
        letter(kind, person, date, date.host, own, reference=reference, totals=totals[person.language])
        for person in people
    )


def letter(
    kind: str,
    person: Addressee,
    date: Occurrence | None,
    host: Organisation,
    own: OwnWords,
    *,
    reference: str,
    **context,
) -> queue.Letter:
    """A mail of ``kind`` as the outbox takes it; ``reference`` is what it is about."""
    return queue.Letter(
        kind=DECISIONS.get(kind, kind),
        recipient=person.email,
        language=person.language,
        reference=reference,
        **compose_for_host(kind, person, date, host, own, **context),
    )


def compose_for_host(
    kind: str, person: Addressee, date: Occurrence | None, host: Organisation, own: OwnWords, **context
) -> dict[str, str]:
    """Subject and text of a mail of ``kind`` in the language of ``person``; ``context`` is for its template."""
    offer, totals = context.get("offer"), context.get("totals")
    with override(person.language):
        more = {"mois": date_format(offer.month, "F Y")} if offer else {}
        values = values_for_host(date, person, host.name, **more | ({"nombre": str(totals.people)} if totals else {}))
        words = {"url": settings.WAGTAILADMIN_BASE_URL + reverse("members:hosting")} | context
        words |= {
            "date": date,
            "opening": own.opening(person.language, values),
            "closing": own.closing(person.language, values),
        }
        subject = own.subject(person.language, values) or str(KINDS[kind].subject) % {
            "title": date.title if date else ""
        }
        text = render_to_string(f"emails/{kind}.txt", words)
    return {"subject": subject, "text": re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"}
