"""A partner's calendar, brought in from a file: two drafts that wait for the coordination, and two events left out."""

import datetime as dt

from django.utils import timezone

from events.importing import import_calendar
from events.importing_files import read_calendar
from events.models import AgendaPage, EventKind, ImportSource
from network.models import Organisation

from .days import SATURDAY, WEDNESDAY, weekday_after
from .load_pages import french

NAME = "Maison des Lampistes (partenaire)"
KIND, HOST = "Fête de quartier", "Maison de quartier des Lampistes"
FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Maison des Lampistes//Agenda//FR
METHOD:PUBLISH
BEGIN:VEVENT
UID:repair-cafe@lampistes.example
DTSTART;TZID=Romance Standard Time:{repair}T140000
DTEND;TZID=Romance Standard Time:{repair}T180000
RRULE:FREQ=WEEKLY;INTERVAL=4;COUNT=4
SUMMARY:Repair café des Lampistes
DESCRIPTION:Apportez ce qui est cassé\\, repartez avec ce qui remarche. Café et tartines sur place.
LOCATION:Atelier des Lampistes\\, square des Lampistes 18\\, 1060 Saint-Gilles
URL:https://lampistes.example/repair-cafe
END:VEVENT
BEGIN:VEVENT
UID:soupe@lampistes.example
DTSTART:{soup}T180000
DTEND:{soup}T203000
SUMMARY:La soupe du square
DESCRIPTION:Chacun apporte un légume\\, la marmite fait le reste.
LOCATION:Square des Lampistes\\, 1060 Saint-Gilles
END:VEVENT
BEGIN:VEVENT
UID:brocante@lampistes.example
DTSTART;VALUE=DATE:{past}
SUMMARY:Brocante des Lampistes
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:{soup}
SUMMARY:Réservé – montage du chapiteau
END:VEVENT
END:VCALENDAR
"""


def load_imports() -> None:
    """Import the file once; a source that is there already was loaded before."""
    if ImportSource.objects.filter(name=NAME).exists():
        return
    source = ImportSource.objects.create(
        name=NAME,
        kind=EventKind.objects.get(name_fr=KIND),
        host=Organisation.objects.filter(name_fr=HOST).first(),
    )
    now = timezone.now()
    today = timezone.localdate(now)
    text = FILE.format(
        repair=f"{weekday_after(today + dt.timedelta(days=9), SATURDAY):%Y%m%d}",
        soup=f"{weekday_after(today + dt.timedelta(days=24), WEDNESDAY):%Y%m%d}",
        past=f"{today - dt.timedelta(days=40):%Y%m%d}",
    )
    found = read_calendar(text.encode(), now=now)
    import_calendar(source=source, found=found, agenda=french(AgendaPage), user=None, now=now)
