"""Loads the kinds of event and the events, published as an editor would."""

import datetime as dt

from django.utils import timezone

from events.models import AgendaPage, EventDate, EventKind, EventPage
from events.models.page_rows import EventDocument, ProgrammeItem, Stand
from events.repetition.plan import Decisions
from events.repetition.rule import Frequency, Repetition
from events.repetition.services import apply_repetition
from network.models import Organisation, WorkingGroup

from .drawings.papers import paper
from .load_pages import french, publish, stream
from .texts.days import WEEKDAYS
from .texts.events import EventText, Row
from .texts.files import EVENTS, KINDS

# Rules as an editor would have written them, of events that have one.
RULES = {
    "insalubrite-suivi": {"frequency": Frequency.BY_WEEKDAY, "weekdays": (WEEKDAYS.index("tuesday"),), "nths": (2,)},
    "petits-dejeuners-du-samedi": {"frequency": Frequency.WEEKLY, "weekdays": (WEEKDAYS.index("saturday"),)},
}


def events() -> list[EventText]:
    """Every event of the demo."""
    return [event for file in EVENTS for event in file.read().events]


def load_kinds() -> dict[str, EventKind]:
    """The kinds of event by the key that events use; missing ones are created."""
    kinds = {}
    for order, source in enumerate(KINDS.read().kinds):
        defaults = {
            "name_nl": source.name.nl,
            **source.plural.as_fields("plural"),
            "colour": source.colour,
            "order": order,
            "hosts_in_turn": source.hosts_in_turn,
            "needs_notice": source.needs_notice,
            "takes_proxies": source.takes_proxies,
            **source.title.as_fields("default_title"),
            **source.introduction.as_fields("default_introduction"),
            "default_start": source.start,
            "default_end": source.end,
            "default_audience": source.audience,
            "default_asks_meal": source.asks_meal,
            "default_asks_needs": source.asks_needs,
            "default_sign_up": source.sign_up,
            "default_capacity": source.capacity,
            "default_closes_days_before": source.closes_days_before,
            "default_reminder_days": source.reminder_days,
        }
        kinds[source.key], _created = EventKind.objects.get_or_create(name_fr=source.name.fr, defaults=defaults)
    return kinds


def load_events() -> None:
    """Publish the events the agenda lacks."""
    kinds = load_kinds()
    agenda = french(AgendaPage)
    groups = {group.letter: group for group in WorkingGroup.objects.all()}
    hosts = {organisation.name_fr: organisation for organisation in Organisation.objects.all()}
    today = timezone.localdate()
    for source in events():
        kind = kinds[source.kind]
        page = EventPage(
            slug=source.slug,
            title=source.title.fr,
            introduction=source.introduction.fr,
            body=stream(source.body),
            kind=kind,
            group=groups.get(source.group),
            host=hosts.get(source.host),
            **source.place.as_fields("place"),
            access=source.access.fr,
            practical=source.practical.fr,
            audience=source.audience or kind.default_audience,
            spoken=source.spoken,
            conference_url=source.conference,
            conference_is_public=source.conference_is_public,
            sign_up=source.sign_up,
            capacity=source.capacity,
            opens_days_before=source.opens_days_before,
            closes_days_before=source.closes_days_before,
            organisation_cap=source.organisation_cap,
            cap_lifted_days_before=source.cap_lifted_days_before,
            quorum=source.quorum,
            asks_meal=kind.default_asks_meal,
            asks_needs=kind.default_asks_needs if source.asks_needs is None else source.asks_needs,
            reminder_days=kind.default_reminder_days if source.reminder_days is None else source.reminder_days,
        )
        page.dates = [event_date(row, order) for order, row in enumerate(source.rows(today))]
        give_rows(page, source, hosts)
        publish(agenda, page, source.words, tags=source.tags, picture=source.picture)
    load_repetitions()


def event_date(row: Row, order: int) -> EventDate:
    return EventDate(
        day=row.day,
        start_time=row.start,
        end_time=row.end,
        status=row.status,
        **row.reason.as_fields("reason"),
        previous_start=row.previous_start,
        last_day=row.last_day,
        **row.theme.as_fields("theme"),
        convoked_on=row.convoked_on,
        sort_order=order,
    )


def give_rows(page: EventPage, source: EventText, members: dict[str, Organisation]) -> None:
    """The programme, stands and documents of the event; the days of sessions count from its first date."""
    first = page.dates.first().day
    page.programme = [
        ProgrammeItem(
            day=first + dt.timedelta(days=one.on_day - 1) if one.on_day else None,
            start_time=one.start,
            end_time=one.end,
            **one.title.as_fields("title"),
            room=one.room,
            speakers=one.speakers,
            **one.text.as_fields("text"),
            capacity=one.capacity,
            sort_order=order,
        )
        for order, one in enumerate(source.sessions)
    ]
    page.stands = [
        Stand(
            number=one.number,
            organisation=members.get(one.organisation),
            name=one.name,
            **one.offer.as_fields("offer"),
            sort_order=order,
        )
        for order, one in enumerate(source.stands)
    ]
    page.documents = [
        EventDocument(
            document=paper(one),
            **one.title.as_fields("title"),
            is_minutes=one.is_minutes,
            sort_order=order,
        )
        for order, one in enumerate(source.documents)
    ]


def load_repetitions() -> None:
    """Give the events of ``RULES`` their rule, from tomorrow to their last date; days without a date are taken out."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    pages = EventPage.objects.filter(slug__in=RULES, alias_of=None, locale__language_code="fr")
    for page in pages.filter(repetition__isnull=True):
        rows = [row for row in page.dates.all() if row.day >= tomorrow]
        if not rows:
            continue
        days = {row.day for row in rows}
        hours = {"start_time": rows[0].start_time, "end_time": rows[0].end_time}
        rule = Repetition(first_day=min(days), last_day=max(days), **RULES[page.slug], **hours)
        removed = tuple(day for day in rule.all_days() if day not in days)
        rule = Repetition(first_day=min(days), last_day=max(days), removed=removed, **RULES[page.slug], **hours)
        apply_repetition(page=page, repetition=rule, decisions=Decisions({}), user=None, publish=True)
