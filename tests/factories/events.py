"""Event pages as editors publish them, and the kinds they are of."""

import datetime as dt

from django.utils import timezone
from factory.django import DjangoModelFactory

from config.foundation import add_page
from events.models import AgendaPage, EventDate, EventKind, EventPage, Occurrence
from events.publishing.synchronise import synchronise, update
from factories.pages import put_online


class EventKindFactory(DjangoModelFactory):
    class Meta:
        model = EventKind
        django_get_or_create = ("name_fr",)

    name_fr = "Midi de la coordination"
    name_nl = "Middag van de coördinatie"
    plural_fr = "Midis de la coordination"
    plural_nl = "Middagen van de coördinatie"


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def new_event(*, title: str = "Midi chez L’Escale du Canal", days=(20,), dates=(), **fields) -> EventPage:
    """An event, not saved, on each of ``days`` from today, 12:00 to 14:00; or with the rows ``dates``."""
    fields = {
        "introduction": "Un partenaire ouvre ses portes.",
        "capacity": 10,
        "place_fr": "Maison du Peuple",
    } | fields
    page = EventPage(title=title, kind=fields.pop("kind", None) or EventKindFactory(), **fields)
    page.dates = dates or [
        EventDate(day=in_days(n), start_time=dt.time(12), end_time=dt.time(14), sort_order=i)
        for i, n in enumerate(days)
    ]
    return page


def event_page(*, publish: bool = True, with_revision: bool = False, **fields) -> EventPage:
    """An event as ``new_event`` has it, below the French agenda.

    A published one has neither revision nor history, for they take most of the time, unless a test needs what the
    CMS leaves.
    """
    page = new_event(**fields)
    agenda = AgendaPage.objects.get(locale__language_code="fr")
    if with_revision or not publish:
        return add_page(agenda, page, publish=publish)
    put_online(agenda, page)
    synchronise(page)
    return page


def occurrence(**fields) -> Occurrence:
    """The only date of a new published event."""
    return Occurrence.objects.get(event_key=event_page(**fields).translation_key)


def dates_of(page: EventPage) -> list[Occurrence]:
    """The records of ``page``'s event, by start."""
    return list(Occurrence.objects.filter(event_key=page.translation_key).order_by("start"))


def date_of(page: EventPage) -> Occurrence:
    """The only record of ``page``'s event."""
    return Occurrence.objects.get(event_key=page.translation_key)


def fresh(page: EventPage) -> EventPage:
    """``page`` as the database holds it."""
    return EventPage.objects.get(pk=page.pk)


def row(days: int = 20, **fields) -> EventDate:
    """A row as an editor types it, ``days`` from today, 12:00 to 14:00."""
    return EventDate(**{"day": in_days(days), "start_time": dt.time(12), "end_time": dt.time(14)} | fields)


def give_programme(date: Occurrence, sessions: list[dict], **facts) -> Occurrence:
    """``date`` as publishing leaves it when its page has these sessions (and ``facts``): workshops among them too."""
    date = Occurrence.objects.get(pk=date.pk)
    update(date, {"programme": sessions} | facts, now=timezone.now())
    return date
