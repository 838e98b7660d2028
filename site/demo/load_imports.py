"""A partner's calendar, brought in from a file: two drafts that wait for the coordination, and two events left out."""

from django.utils import timezone

from events.importing.parser import read_calendar
from events.importing.services import import_calendar
from events.models import AgendaPage, EventKind, ImportSource
from network.models import Organisation

from .load_pages import french
from .texts.files import IMPORTED_CALENDAR


def load_imports() -> None:
    """Import the file once; a source that is there already was loaded before."""
    partner = IMPORTED_CALENDAR.read()
    if ImportSource.objects.filter(name=partner.name).exists():
        return
    source = ImportSource.objects.create(
        name=partner.name,
        kind=EventKind.objects.get(name_fr=partner.kind),
        host=Organisation.objects.filter(name_fr=partner.host).first(),
    )
    now = timezone.now()
    days = {"repair_cafe": partner.repair_cafe, "soup": partner.soup, "past_market": partner.past_market}
    today = timezone.localdate(now)
    text = partner.calendar.format(**{name: f"{day.around(today):%Y%m%d}" for name, day in days.items()})
    found = read_calendar(text.encode(), now=now)
    import_calendar(source=source, found=found, agenda=french(AgendaPage), user=None, now=now)
