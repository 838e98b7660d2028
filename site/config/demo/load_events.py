"""Loads the kinds of event and the events, published as an editor would."""

import datetime as dt

from django.utils import timezone

from events.models import AgendaPage, EventDate, EventKind, EventPage
from events.models.rows import EventDocument, ProgrammeItem, Stand
from network.models import Organisation, WorkingGroup

from .event_texts import KINDS, EventText, Row
from .gathering_details import DETAILS, NOTHING, RULES, Details
from .gatherings import GATHERINGS
from .group_meetings import MEETINGS
from .load_pages import french, publish, stream
from .midis import MIDIS
from .papers import paper
from .repetitions import load_repetitions

EVENTS: tuple[EventText, ...] = (*MIDIS, *GATHERINGS, *MEETINGS)


def load_kinds() -> dict[str, EventKind]:
    """The kinds of event by the key the data modules use; missing ones are created."""
    kinds = {}
    for order, fields in enumerate(KINDS):
        defaults = {name: value for name, value in fields.items() if name not in ("key", "name_fr")} | {"order": order}
        kinds[fields["key"]], _created = EventKind.objects.get_or_create(name_fr=fields["name_fr"], defaults=defaults)
    return kinds


def load_events() -> None:
    """Publish the events the agenda lacks."""
    kinds = load_kinds()
    agenda = french(AgendaPage)
    groups = {group.letter: group for group in WorkingGroup.objects.all()}
    hosts = {organisation.name_fr: organisation for organisation in Organisation.objects.all()}
    today = timezone.localdate()
    for source in EVENTS:
        details = DETAILS.get(source.slug, NOTHING)
        page = EventPage(
            slug=source.slug,
            title=source.title.fr,
            introduction=source.introduction.fr,
            body=stream(source.body),
            kind=kinds[source.kind],
            group=groups.get(source.group),
            host=hosts.get(source.host),
            place_fr=source.place.fr,
            place_nl=source.place.nl,
            access=source.access.fr,
            practical=details.practical.fr,
            audience=details.audience or kinds[source.kind].default_audience,
            spoken=details.spoken,
            conference_url=details.conference,
            conference_is_public=details.conference_is_public,
            sign_up=source.sign_up,
            capacity=source.capacity,
            closes_days_before=source.closes_days_before,
            **asked_of_people(kinds[source.kind], source.slug),
        )
        page.dates = [event_date(row, order) for order, row in enumerate(source.rows(today))]
        give_details(page, details, hosts)
        publish(agenda, page, [*source.words, *details.words], tags=source.tags, picture=source.picture)
    load_repetitions()


def asked_of_people(kind: EventKind, slug: str) -> dict:
    """What the kind asks and when it reminds, unless the event has rules of its own."""
    usual = {
        "asks_meal": kind.default_asks_meal,
        "asks_needs": kind.default_asks_needs,
        "reminder_days": kind.default_reminder_days,
    }
    return usual | RULES.get(slug, {})


def event_date(row: Row, order: int) -> EventDate:
    return EventDate(
        day=row.day,
        start_time=row.start,
        end_time=row.end,
        status=row.status,
        reason_fr=row.reason.fr,
        reason_nl=row.reason.nl,
        previous_start=row.previous_start,
        last_day=row.last_day,
        theme_fr=row.theme.fr,
        theme_nl=row.theme.nl,
        convoked_on=row.convoked_on,
        sort_order=order,
    )


def give_details(page: EventPage, details: Details, members: dict[str, Organisation]) -> None:
    """The programme, stands and documents of the event; the days of sessions count from its first date."""
    first = page.dates.first().day
    page.programme = [
        ProgrammeItem(
            day=None if one.after is None else first + dt.timedelta(days=one.after),
            start_time=one.start,
            end_time=one.end,
            title_fr=one.title.fr,
            title_nl=one.title.nl,
            room=one.room,
            speakers=one.speakers,
            text_fr=one.text.fr,
            text_nl=one.text.nl,
            capacity=one.capacity,
            sort_order=order,
        )
        for order, one in enumerate(details.sessions)
    ]
    page.stands = [
        Stand(
            number=one.number,
            organisation=members.get(one.organisation),
            name=one.name,
            offer_fr=one.offer.fr,
            offer_nl=one.offer.nl,
            sort_order=order,
        )
        for order, one in enumerate(details.stands)
    ]
    page.documents = [
        EventDocument(
            document=paper(one),
            title_fr=one.title.fr,
            title_nl=one.title.nl,
            is_minutes=one.is_minutes,
            sort_order=order,
        )
        for order, one in enumerate(details.documents)
    ]
