"""Mails filled with sample data, for the preview of the texts of mails."""

import re
import uuid
from datetime import datetime, time, timedelta
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.hosting import mails
from events.mails.compose import Facts, Line, compose
from events.mails.kinds import KINDS, TO_HOSTS, OwnWords
from events.mails.recipients import Addressee
from events.models import Apology, EventKind, HostOffer, Occurrence, Registration, Seat
from events.models.occurrences import Status
from events.models.registrations import Meal, Need
from events.seats.meals_and_needs import HostTotals
from events.stable_names import MailKind
from home.dates import local_instant
from home.text.bilingual import SOURCE_LANGUAGE
from network.models import Organisation, Person

Statuses = Seat.Status
# What the people of a sample are about to have; two seats held where nothing is said.
SEATS = {
    MailKind.REGISTRATION_PARTLY: (Statuses.CONFIRMED, Statuses.WAITING),
    MailKind.WAITING: (Statuses.WAITING, Statuses.WAITING),
    MailKind.TO_CONFIRM: (Statuses.PENDING,),
    MailKind.OFFER: (Statuses.OFFERED,),
    MailKind.OFFER_REMINDER: (Statuses.OFFERED,),
    MailKind.OFFER_LAPSED: (Statuses.WAITING,),
    MailKind.OFFER_ENDED: (Statuses.CANCELLED,),
    MailKind.CANCELLATION: (Statuses.CANCELLED,),
    MailKind.EXCUSED: (Statuses.EXCUSED, Statuses.EXCUSED),
    MailKind.APOLOGY_WITHDRAWN: (),
    MailKind.PROXY_GIVEN: (),
    MailKind.PROXY_ENDED: (),
    MailKind.PROXY_RETURNED: (),
}
NAMES = ("Nadia Benali", "Joris Claes")
# What a coordination asks of a host.
TASKS = {
    "fr": ["Ouvrir la salle une demi-heure avant", "Prévoir les tables pour le repas"],
    "nl": ["De zaal een half uur vooraf openen", "Tafels klaarzetten voor de maaltijd"],
}
# Kinds that only people from the public get.
PUBLIC = (MailKind.TO_CONFIRM, MailKind.WELCOME, MailKind.ASKED_AGAIN)


def sample(kind: str, language: str, own: OwnWords, *, now: datetime) -> dict[str, str]:
    """``subject`` and ``text`` of a mail of ``kind`` in ``language`` with ``own`` words; no query and nobody real."""
    date = sample_date(kind, now)
    if kind in TO_HOSTS:
        host = Addressee("hote@association.example", language, NAMES[0])
        context = host_context(kind, date, language)
        return mails.compose_for_host(kind, host, date, sample_organisation(), own, **context)
    seats = sample_seats(kind, date, now)
    ranks = {seat.pk: rank for rank, seat in enumerate(seats, start=3) if seat.status == Statuses.WAITING}
    facts = Facts(date=date, ranks=ranks, agendas={language: "https://www.coordination.example/agenda/"})
    person = Addressee("nadia@association.example", language, NAMES[0])
    statuses = {seat.status for seat in seats}
    context = sample_context(kind, date, now)
    return compose(person, seats, facts, kind=kind, own=own, statuses=statuses, context=context)


def sample_date(kind: str, now: datetime) -> Occurrence:
    """A midi in three weeks from 12:00 to 14:00; not saved."""
    day = timezone.localdate(now) + timedelta(days=21)
    date = Occurrence(
        uid=uuid.UUID(int=0),
        kind=EventKind(name_fr="Midi de la coordination", name_nl="Middag van de coördinatie"),
        texts={
            "fr": {"title": "Midi de la coordination"},
            "nl": {"title": "Middag van de coördinatie"},
        },
        start=local_instant(day, time(12)),
        end=local_instant(day, time(14)),
        closes_at=local_instant(day - timedelta(days=2), time(12)),
        place_fr="Maison du Peuple, parvis de Saint-Gilles 37",
        place_nl="Volkshuis, Sint-Gillisvoorplein 37",
    )
    if kind in (MailKind.DATE_CANCELLED, MailKind.DATE_PUT_OFF, MailKind.DATE_POSTPONED):
        date.status = {MailKind.DATE_CANCELLED: Status.CANCELLED, MailKind.DATE_PUT_OFF: Status.POSTPONED}.get(
            kind, Status.PLANNED
        )
        date.reason_fr, date.reason_nl = "La salle est inondée.", "De zaal staat onder water."
    return date


def sample_seats(kind: str, date: Occurrence, now: datetime) -> list[Seat]:
    """The seats of two people of an organisation, or of somebody from the public; not saved."""
    is_public = kind in PUBLIC
    organisation = None if is_public else sample_organisation()
    registration = Registration(
        pk=0, occurrence=date, organisation=organisation, contact_name=NAMES[0] if is_public else "", created_at=now
    )
    statuses = SEATS.get(kind, (Statuses.CONFIRMED, Statuses.CONFIRMED))
    seats = []
    for number, (name, status) in enumerate(zip(NAMES, statuses, strict=False), start=1):
        seat = Seat(pk=number, registration=registration, occurrence=date, status=status, queued_at=now)
        seat.number = number + 3 if status in (Statuses.CONFIRMED, Statuses.OFFERED, Statuses.PENDING) else None
        seat.held_until = now + timedelta(hours=48) if status in Seat.HELD_FOR_A_WHILE else None
        seat.guest_name = name
        if organisation:
            seat.guest_name, seat.person = "", Person(pk=number, organisation=organisation, name=name)
        seats.append(seat)
    return seats


def sample_organisation(name: str = "L’Escale du Canal") -> Organisation:
    return Organisation(pk=0, name_fr=name, name_nl=name)


def sample_context(kind: str, date: Occurrence, now: datetime) -> dict:
    """What the template of ``kind`` asks beside the date and the seats."""
    before = SimpleNamespace(
        start=date.start - timedelta(days=7),
        end=date.end - timedelta(days=7),
        all_day=False,
        title=date.title,
        place={"fr": "Centre culturel", "nl": "Cultuurcentrum"},
    )
    holder = sample_organisation("La Ruche aux Devoirs")
    return {
        "waits": kind in (MailKind.REGISTRATION_PARTLY, MailKind.WAITING),
        "holds": True,
        "not_added": ["Omar Saïd"] if kind == MailKind.ASKED_AGAIN else [],
        "takes_sign_ups": True,
        "limit": now + timedelta(hours=48),
        "before": before,
        "former": before,
        "following": before,
        "holder": holder,
        "apology": Apology(occurrence=date, organisation=sample_organisation(), proxy_holder=holder),
    } | ({"words": {SOURCE_LANGUAGE: ("", "(…)")}} if kind == MailKind.MESSAGE else {})


def host_context(kind: str, date: Occurrence, language: str) -> dict:
    """What the template of a mail to a host asks beside the date."""
    if kind == MailKind.HOST_CHECKLIST:
        return {"tasks": TASKS[language]}
    if kind == MailKind.HOST_TOTALS:
        date.asks_meal = date.asks_needs = True
        with override(language):
            meals = {str(Meal.ANY.label): 9, str(Meal.VEGETARIAN.label): 4}
            return {"totals": HostTotals(people=14, meals=meals, needs={str(Need.STEP_FREE.label): 1}, unsaid=1)}
    month = timezone.localdate(date.start).replace(day=1)
    return {"offer": HostOffer(pk=0, organisation=sample_organisation(), kind=date.kind, month=month)}


def product_words(kind: str, language: str, *, now: datetime) -> dict[str, str]:
    """The product's own ``subject``, ``opening`` and ``closing`` of ``kind`` in ``language``."""
    date = sample_date(kind, now)
    with override(language):
        lines = [Line(seat) for seat in sample_seats(kind, date, now)]
        context = host_context(kind, date, language) if kind in TO_HOSTS else sample_context(kind, date, now)
        words = context | {"date": date, "lines": lines, "base": "emails/_opening.txt"}
        opening = render_to_string(f"emails/{kind}.txt", words)
        return {
            "subject": KINDS[kind].subject_with_names,
            "opening": re.sub(r"\n{2,}", "\n", opening).strip(),
            "closing": _("Questions? Answer this mail: it reaches the coordination."),
        }
