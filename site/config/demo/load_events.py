"""Loads the kinds of event and the events, published as an editor would."""

from django.utils import timezone

from events.models import AgendaPage, EventDate, EventKind, EventPage
from network.models import Organisation, WorkingGroup

from .event_texts import KINDS, EventText, Row
from .gatherings import GATHERINGS
from .group_meetings import MEETINGS
from .load_pages import french, publish, stream
from .midis import MIDIS

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
            sign_up=source.sign_up,
            capacity=source.capacity,
            closes_days_before=source.closes_days_before,
        )
        page.dates = [event_date(row, order) for order, row in enumerate(source.rows(today))]
        publish(agenda, page, source.words, tags=source.tags, picture=source.picture)


def event_date(row: Row, order: int) -> EventDate:
    return EventDate(
        day=row.day,
        start_time=row.start,
        end_time=row.end,
        status=row.status,
        reason_fr=row.reason.fr,
        reason_nl=row.reason.nl,
        postponed_to=row.postponed_to,
        sort_order=order,
    )
