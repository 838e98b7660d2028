"""Calendars in the shapes that programs write: right days, hours and words, and a word on what is not understood.

Each file is small and made up here. ``dates`` are written as an editor reads them, ``codes`` are those of the report.
"""

import datetime as dt
import json
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from factories.calendar_programs import needs_ical_js, run_ical_js
from factories.events import EventKindFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from events.importing.parser import CalendarFile, read_calendar
from events.importing.services import REASONS, import_calendar
from events.importing.times import FoundDate
from events.models import EventPage, ImportSource

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Brussels"))
HEAD = "UID:a@partenaire.example\nDTSTAMP:20261101T000000Z\nSUMMARY:Atelier\n"
BRUSSELS = "DTSTART;TZID=Europe/Brussels:20261203T140000\nDTEND;TZID=Europe/Brussels:20261203T160000\n"
WEEKLY = BRUSSELS + "RRULE:FREQ=WEEKLY;COUNT=3\n"
AT_14 = ["2026-12-03 14:00-16:00"]
THREE = ["2026-12-03 14:00-16:00", "2026-12-10 14:00-16:00", "2026-12-17 14:00-16:00"]


def summer_time(name: str, *, winter: str = "+0100", summer: str = "+0200", at: int = 2, **lines: str) -> str:
    """A VTIMEZONE as Outlook writes it: from 1601 on, by rules."""
    own = "".join(f"{key.replace('_', '-')}:{value}\n" for key, value in lines.items())
    return (
        f"BEGIN:VTIMEZONE\nTZID:{name}\n{own}BEGIN:STANDARD\nDTSTART:16010101T{at + 1:02}0000\n"
        f"TZOFFSETFROM:{summer}\nTZOFFSETTO:{winter}\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"
        f"BEGIN:DAYLIGHT\nDTSTART:16010101T{at:02}0000\nTZOFFSETFROM:{winter}\nTZOFFSETTO:{summer}\n"
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
    )


LONDON = {"winter": "+0000", "summer": "+0100", "at": 1}


def vevent(*lines: str, head: str = HEAD) -> str:
    return f"BEGIN:VEVENT\n{head}{''.join(lines)}END:VEVENT\n"


def vcalendar(*parts: str) -> str:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Partenaire//FR\n{''.join(parts)}END:VCALENDAR\n"


@dataclass(frozen=True)
class Shape:
    """A file, and what it says; ``is_plain`` where ical.js reads the same."""

    file: str | bytes
    dates: list[str]
    codes: tuple[str, ...] = ()
    is_plain: bool = True

    @property
    def data(self) -> bytes:
        return self.file if isinstance(self.file, bytes) else self.file.replace("\n", "\r\n").encode()


def one(*lines: str, **options) -> Shape:
    """A file with one event, and the dates it has."""
    *told, dates = lines
    return Shape(vcalendar(vevent(*told)), dates, **options)


def in_zone(tzid: str, zone: str, dates: list[str], **options) -> Shape:
    lines = f"DTSTART;TZID={tzid}:20261203T140000\nDTEND;TZID={tzid}:20261203T160000\n"
    return Shape(vcalendar(zone, vevent(lines)), dates, **options)


ZONES = {
    "database": in_zone("Europe/Brussels", "", AT_14),
    "small letters": in_zone("europe/brussels", "", AT_14, is_plain=False),
    "windows": in_zone("Romance Standard Time", "", AT_14, is_plain=False),
    "windows, as Exchange describes it": in_zone("Romance Standard Time", summer_time("Romance Standard Time"), AT_14),
    "copy of Outlook": in_zone(
        "GMT Standard Time 1", summer_time("GMT Standard Time 1", **LONDON), ["2026-12-03 15:00-17:00"]
    ),
    "copy of Outlook that is not described": in_zone(
        "GMT Standard Time 1", "", ["2026-12-03 15:00-17:00"], is_plain=False
    ),
    "shown name": in_zone(
        '"(UTC) Dublin, Edinburgh, Lisbon, London"',
        summer_time("(UTC) Dublin, Edinburgh, Lisbon, London", **LONDON),
        ["2026-12-03 15:00-17:00"],
    ),
    "shown name that is not described": in_zone(
        '"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"', "", AT_14, is_plain=False
    ),
    "custom of Microsoft": in_zone(
        "tzone://Microsoft/Custom",
        summer_time("tzone://Microsoft/Custom", winter="+0200", summer="+0300", at=3),
        ["2026-12-03 13:00-15:00"],
        is_plain=False,
    ),
    "custom of Microsoft, in quotes": in_zone(
        '"tzone://Microsoft/Custom"',
        summer_time("tzone://Microsoft/Custom", winter="+0200", summer="+0300", at=3),
        ["2026-12-03 13:00-15:00"],
    ),
    "custom of Microsoft, not described": in_zone(
        "tzone://Microsoft/Custom", "", AT_14, codes=("zone",), is_plain=False
    ),
    "UTC of Microsoft": in_zone("tzone://Microsoft/Utc", "", ["2026-12-03 15:00-17:00"], is_plain=False),
    "manual offset of WordPress": in_zone("UTC+0", "", ["2026-12-03 15:00-17:00"], is_plain=False),
    "offset with minutes": in_zone("GMT+05:30", "", ["2026-12-03 09:30-11:30"], is_plain=False),
    "Mozilla": in_zone("/mozilla.org/20050126_1/Europe/London", "", ["2026-12-03 15:00-17:00"], is_plain=False),
    "private name, described": in_zone(
        "Zone perso",
        summer_time("Zone perso", X_LIC_LOCATION="Europe/London", **LONDON),
        ["2026-12-03 15:00-17:00"],
    ),
    "private name with a place only": in_zone(
        "Zone perso",
        "BEGIN:VTIMEZONE\nTZID:Zone perso\nX-LIC-LOCATION:Europe/London\nEND:VTIMEZONE\n",
        ["2026-12-03 15:00-17:00"],
        is_plain=False,
    ),
    "listed changes": in_zone(
        "Liste",
        "BEGIN:VTIMEZONE\nTZID:Liste\nBEGIN:STANDARD\nDTSTART:20251026T030000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0200\n"
        "RDATE:20261025T030000,20271031T030000\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20260329T020000\n"
        "TZOFFSETFROM:+0200\nTZOFFSETTO:+0300\nEND:DAYLIGHT\nEND:VTIMEZONE\n",
        ["2026-12-03 13:00-15:00"],
    ),
    "described by a rule by the second": in_zone(
        "Hostile",
        "BEGIN:VTIMEZONE\nTZID:Hostile\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\n"
        "RRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\n",
        AT_14,
        codes=("zone",),
        is_plain=False,
    ),
    "unknown": in_zone("Nulle/Part", "", AT_14, codes=("zone",), is_plain=False),
    "hours without zone": one("DTSTART:20261203T140000\nDTEND:20261203T160000\n", AT_14),
    "hours without zone in a calendar with one": Shape(
        vcalendar("X-WR-TIMEZONE:Europe/London\n", vevent("DTSTART:20261203T140000\nDURATION:PT2H\n")),
        ["2026-12-03 15:00-17:00"],
        is_plain=False,
    ),
    "hours without zone in a calendar with an unknown one": Shape(
        vcalendar("X-WR-TIMEZONE:Ailleurs\n", vevent("DTSTART:20261203T140000\nDURATION:PT2H\n")), AT_14, ("zone",)
    ),
    "UTC": one("DTSTART:20261203T130000Z\nDTEND:20261203T150000Z\n", AT_14),
    "hour that comes twice": one(
        "DTSTART:20271031T013000Z\nDURATION:PT3H\n", ["2027-10-31 02:30-05:30"], codes=("twice",), is_plain=False
    ),
    "end in an hour that comes twice": one(
        "DTSTART:20271031T005000Z\nDTEND:20271031T010500Z\n", ["2027-10-31 02:50"], codes=("twice",), is_plain=False
    ),
    "two zones": one("DTSTART;TZID=Europe/Brussels:20261203T140000\nDTEND;TZID=Europe/London:20261203T150000\n", AT_14),
    "summer in a described zone": Shape(
        vcalendar(
            summer_time("Perso"),
            vevent("DTSTART;TZID=Perso:20270324T140000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2\n"),
        ),
        ["2027-03-24 14:00-15:00", "2027-03-31 14:00-15:00"],
    ),
    "each calendar its own": Shape(
        vcalendar(summer_time("Perso"), vevent("DTSTART;TZID=Perso:20261203T140000\nDURATION:PT2H\n"))
        + vcalendar(
            summer_time("Perso", **LONDON),
            vevent("DTSTART;TZID=Perso:20261204T140000\nDURATION:PT2H\n", head="UID:b\nSUMMARY:Bal\n"),
        ),
        [*AT_14, "Bal: 2026-12-04 15:00-17:00"],
        is_plain=False,
    ),
}

DAY = "DTSTART;VALUE=DATE:20261203\n"
ALL_DAY = "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\n"
DAYS = {
    "day": one(DAY, ["2026-12-03"]),
    "day without its parameter": one(
        "DTSTART:20261203\nDTEND:20261205\n", ["2026-12-03 to 2026-12-04"], is_plain=False
    ),
    "day with an hour": one("DTSTART;VALUE=DATE:20261203T000000\n", ["2026-12-03"], is_plain=False),
    "flag of Outlook": one(
        "DTSTART;TZID=Romance Standard Time:20261203T000000\nDTEND;TZID=Romance Standard Time:20261205T000000\n"
        + ALL_DAY,
        ["2026-12-03 to 2026-12-04"],
        is_plain=False,
    ),
    "flag of Outlook in UTC": one(
        "DTSTART:20261202T230000Z\nDTEND:20261203T230000Z\n" + ALL_DAY, ["2026-12-03"], is_plain=False
    ),
    "midnights": one("DTSTART:20261203T000000\nDTEND:20261204T000000\n", ["2026-12-03"], is_plain=False),
    "midnights that are none": one(
        "DTSTART:20261203T000000\nDTEND:20261204T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:FALSE\n",
        ["2026-12-03 00:00-00:00"],
    ),
    "flag with hours": one(
        "DTSTART:20261203T140000\nDTEND:20261203T160000\n" + ALL_DAY, AT_14, codes=("whole_day",), is_plain=False
    ),
    "series of midnights": one(
        "DTSTART;TZID=Europe/Brussels:20261203T000000\nDTEND;TZID=Europe/Brussels:20261204T000000\n",
        "RRULE:FREQ=WEEKLY;UNTIL=20261216T230000Z\nEXDATE;TZID=Europe/Brussels:20261210T000000\n" + ALL_DAY,
        ["2026-12-03", "2026-12-17"],
        is_plain=False,
    ),
    "night": one("DTSTART:20261203T200000\nDTEND:20261204T020000\n", ["2026-12-03 20:00-02:00"]),
    "end of another kind": one(
        "DTSTART:20261203T140000\nDTEND;VALUE=DATE:20261204\n", ["2026-12-03 14:00"], codes=("end",), is_plain=False
    ),
    "day as ISO 8601 writes it": one("DTSTART:2026-12-03T14:00:00+01:00\nDURATION:PT2H\n", AT_14, is_plain=False),
    "birthday of Outlook": one(
        "DTSTART;VALUE=DATE:16041203\nDTEND;VALUE=DATE:16041204\nRRULE:FREQ=YEARLY\n",
        ["2026-12-03"],
        codes=("horizon",),
    ),
}

RULES = {
    "weekly": one(WEEKLY, THREE),
    "hour that repeats the start": one(BRUSSELS, "RRULE:FREQ=WEEKLY;COUNT=3;BYHOUR=14;BYMINUTE=0;BYSECOND=0\n", THREE),
    "another hour": one(BRUSSELS, "RRULE:FREQ=DAILY;BYHOUR=9,14\n", [], codes=("rule",), is_plain=False),
    "week number": one(BRUSSELS, "RRULE:FREQ=YEARLY;BYWEEKNO=49\n", [], codes=("rule",), is_plain=False),
    "old rule of vCalendar": one(BRUSSELS, "RRULE:W1 TH #3\n", [], codes=("rule",), is_plain=False),
    "end as a day": one(BRUSSELS, "RRULE:FREQ=WEEKLY;UNTIL=20261217\n", THREE, is_plain=False),
    "end in the year 9999": one(
        BRUSSELS, "RRULE:FREQ=YEARLY;UNTIL=99991231T235959Z\n", AT_14, codes=("horizon",), is_plain=False
    ),
    "rule in small letters": one(BRUSSELS, "rrule:freq=weekly;count=3\n", THREE, is_plain=False),
    "no end": one(
        BRUSSELS,
        "RRULE:FREQ=MONTHLY;INTERVAL=6\n",
        ["2026-12-03 14:00-16:00", "2027-06-03 14:00-16:00"],
        codes=("horizon",),
    ),
    "beyond the horizon": Shape(
        vcalendar(vevent("DTSTART:20201203T140000\nRRULE:FREQ=YEARLY;INTERVAL=8\n")), [], is_plain=False
    ),
    "first day outside": one(
        BRUSSELS,
        "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=1\n",
        ["2026-12-03 14:00-16:00", "2026-12-07 14:00-16:00"],
        codes=("first",),
        is_plain=False,
    ),
    "old rule that takes out": one(
        WEEKLY, "EXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2\n", THREE[1:2], codes=("exrule",), is_plain=False
    ),
    "taken out by its day": one(WEEKLY, "EXDATE;VALUE=DATE:20261210\n", [THREE[0], THREE[2]], is_plain=False),
    "taken out at midnight": one(
        WEEKLY, "EXDATE;TZID=Europe/Brussels:20261210T000000\n", [THREE[0], THREE[2]], is_plain=False
    ),
    "taken out in UTC": one(WEEKLY, "EXDATE:20261210T130000Z\n", [THREE[0], THREE[2]], is_plain=False),
    "taken out without a zone": one(WEEKLY, "EXDATE:20261210T140000\n", [THREE[0], THREE[2]], is_plain=False),
    "taken out at another hour": one(
        WEEKLY, "EXDATE;TZID=Europe/Brussels:20261210T130000\n", THREE, codes=("exdate",), is_plain=False
    ),
    "taken out as vCalendar lists": one(
        WEEKLY, "EXDATE:20261203T130000Z;20261210T130000Z\n", THREE[2:], is_plain=False
    ),
    "period": one(
        BRUSSELS,
        "RDATE;VALUE=PERIOD:20261205T080000Z/PT90M,20261206T080000Z/20261206T120000Z\n",
        [*AT_14, "2026-12-05 09:00-10:30", "2026-12-06 09:00-13:00"],
        is_plain=False,
    ),
    "added by its day": one(
        BRUSSELS, "RDATE;VALUE=DATE:20261205\n", [*AT_14, "2026-12-05 14:00-16:00"], is_plain=False
    ),
    "twice a month": one(
        "DTSTART;TZID=Europe/Brussels:20261201T180000\nDURATION:PT1H30M\n",
        "RRULE:FREQ=MONTHLY;BYDAY=1TU,3TU;COUNT=4\n",
        ["2026-12-01 18:00-19:30", "2026-12-15 18:00-19:30", "2027-01-05 18:00-19:30", "2027-01-19 18:00-19:30"],
    ),
    "every day": Shape(
        vcalendar(vevent("DTSTART:20261203T140000\nRRULE:FREQ=DAILY;COUNT=101\n")),
        [f"{dt.date(2026, 12, 3) + dt.timedelta(days=number)} 14:00" for number in range(100)],
        ("cut",),
        is_plain=False,
    ),
}

OF_10 = "RECURRENCE-ID;TZID=Europe/Brussels:20261210T140000\n"
ON_11 = "DTSTART;TZID=Europe/Brussels:20261211T100000\nDTEND;TZID=Europe/Brussels:20261211T110000\n"
MOVED = [THREE[0], "2026-12-11 10:00-11:00", THREE[2]]
METHOD = "METHOD:{}\n"
CANCELLED_10 = "2026-12-10 14:00-16:00 cancelled"
SAME_HOUR = BRUSSELS.replace("20261203", "20261210")
CHANGES = {
    "one date behind its series": Shape(vcalendar(vevent(WEEKLY), vevent(OF_10, ON_11)), MOVED),
    "one date before its series": Shape(vcalendar(vevent(OF_10, ON_11), vevent(WEEKLY)), MOVED),
    "one date in another calendar": Shape(
        vcalendar(vevent(OF_10, ON_11)) + vcalendar(vevent(WEEKLY)), MOVED, is_plain=False
    ),
    "one date alone": Shape(
        vcalendar(vevent(OF_10, ON_11)), ["part of Atelier: 2026-12-11 10:00-11:00 (Atelier)"], is_plain=False
    ),
    "one date asked for": Shape(
        vcalendar(METHOD.format("REQUEST"), vevent(OF_10, ON_11)),
        ["part of Atelier: 2026-12-11 10:00-11:00 (Atelier)"],
        is_plain=False,
    ),
    "one date cancelled": Shape(
        vcalendar(METHOD.format("CANCEL"), vevent(OF_10, SAME_HOUR)),
        [f"part of Atelier: {CANCELLED_10}"],
        is_plain=False,
    ),
    "one date cancelled without its hours": Shape(
        vcalendar(METHOD.format("CANCEL"), vevent(OF_10)),
        ["part of Atelier: 2026-12-10 14:00 cancelled"],
        is_plain=False,
    ),
    "one date cancelled in a calendar of its own": Shape(
        vcalendar(METHOD.format("PUBLISH"), vevent(WEEKLY))
        + vcalendar(METHOD.format("CANCEL"), vevent(OF_10, SAME_HOUR)),
        [THREE[0], CANCELLED_10, THREE[2]],
        is_plain=False,
    ),
    "all cancelled without a day": Shape(
        vcalendar(METHOD.format("CANCEL"), vevent("STATUS:CANCELLED\nSEQUENCE:2\n")),
        ["cancelled Atelier:"],
        is_plain=False,
    ),
    "one date added": Shape(
        vcalendar(METHOD.format("ADD"), vevent(ON_11)),
        ["part of Atelier: 2026-12-11 10:00-11:00 (Atelier)"],
        is_plain=False,
    ),
    "answer": Shape(vcalendar(METHOD.format("REPLY"), vevent(BRUSSELS)), [], is_plain=False),
    "later version first": Shape(
        vcalendar(vevent(BRUSSELS, "SEQUENCE:1\n"), vevent(ON_11, "SEQUENCE:0\n")), AT_14, ("older",), is_plain=False
    ),
    "later version last": Shape(
        vcalendar(vevent(ON_11), vevent(BRUSSELS, "SEQUENCE:1\n")), AT_14, ("older",), is_plain=False
    ),
    "later stamp": Shape(
        vcalendar(
            vevent(BRUSSELS, head="UID:a\nDTSTAMP:20261102T000000Z\nSUMMARY:Nouveau\n"),
            vevent(BRUSSELS, head="UID:a\nDTSTAMP:20261101T000000Z\nSUMMARY:Vieux\n"),
        ),
        [f"Nouveau: {AT_14[0]}"],
        is_plain=False,
    ),
    "later stamp at another hour": Shape(
        vcalendar(vevent(BRUSSELS, head=HEAD.replace("1101T", "1103T")), vevent(ON_11)),
        AT_14,
        ("older",),
        is_plain=False,
    ),
    "later stamp at the same hour": Shape(
        vcalendar(vevent(BRUSSELS, head=HEAD.replace("1101T", "1103T")), vevent(SAME_HOUR)),
        THREE[:2],
        ("one_uid",),
        is_plain=False,
    ),
    "series moved to another day": Shape(
        vcalendar(
            vevent(BRUSSELS, "RRULE:FREQ=WEEKLY;COUNT=2\n", head=HEAD.replace("1101T", "1103T")),
            vevent(ON_11, "RRULE:FREQ=WEEKLY;COUNT=2\n"),
        ),
        THREE[:2],
        ("older",),
        is_plain=False,
    ),
    "later version of one date": Shape(
        vcalendar(
            vevent(WEEKLY),
            vevent(OF_10, ON_11, "SEQUENCE:2\n"),
            vevent(OF_10, ON_11.replace("T1", "T2"), "SEQUENCE:1\n"),
        ),
        MOVED,
        is_plain=False,
    ),
    "one identifier for all dates": Shape(
        vcalendar(vevent(BRUSSELS), vevent(ON_11, "LOCATION:Ailleurs\n")),
        [*AT_14, "2026-12-11 10:00-11:00 @Ailleurs"],
        is_plain=False,
    ),
    "one identifier for several events": Shape(
        vcalendar(vevent(BRUSSELS), vevent(ON_11, head=HEAD.replace("Atelier", "Bal"))),
        [*AT_14, "Bal: 2026-12-11 10:00-11:00"],
        ("same_uid",),
        is_plain=False,
    ),
    "one date by its day": Shape(
        vcalendar(vevent(WEEKLY), vevent("RECURRENCE-ID;VALUE=DATE:20261210\n", ON_11)), MOVED, is_plain=False
    ),
    "one date by its midnight": Shape(
        vcalendar(vevent(WEEKLY), vevent("RECURRENCE-ID;TZID=Europe/Brussels:20261210T000000\n", ON_11)),
        MOVED,
        is_plain=False,
    ),
    "one date in UTC": Shape(
        vcalendar(vevent(WEEKLY), vevent("RECURRENCE-ID:20261210T130000Z\n", ON_11)), MOVED, is_plain=False
    ),
    "one date and all that follow": Shape(
        vcalendar(vevent(WEEKLY), vevent(OF_10.replace("ID;", "ID;RANGE=THISANDFUTURE;"), ON_11)),
        [THREE[0], "2026-12-11 10:00-11:00", "2026-12-18 10:00-11:00"],
    ),
    "one date and all that follow, cancelled": Shape(
        vcalendar(
            vevent(WEEKLY), vevent(OF_10.replace("ID;", "ID;RANGE=THISANDFUTURE;"), SAME_HOUR, "STATUS:CANCELLED\n")
        ),
        [THREE[0], CANCELLED_10, "2026-12-17 14:00-16:00 cancelled"],
        is_plain=False,
    ),
    "all that follow, of a series the file lacks": Shape(
        vcalendar(vevent(OF_10.replace("ID;", "ID;RANGE=THISANDFUTURE;"), ON_11)),
        ["part of Atelier: 2026-12-11 10:00-11:00 (Atelier)"],
        ("range",),
        is_plain=False,
    ),
    "a date that the series has not": Shape(
        vcalendar(vevent(WEEKLY), vevent(OF_10.replace("20261210", "20261212"), ON_11)),
        [*THREE[:2], "2026-12-11 10:00-11:00", THREE[2]],
        ("extra",),
        is_plain=False,
    ),
    "a date of its own name": Shape(
        vcalendar(vevent(WEEKLY), vevent(OF_10, SAME_HOUR, head=HEAD.replace("Atelier", "Atelier vélo"))),
        [THREE[0], "2026-12-10 14:00-16:00 (Atelier vélo)", THREE[2]],
    ),
    "a date cancelled in its title": Shape(
        vcalendar(
            vevent(WEEKLY),
            vevent(OF_10, SAME_HOUR, "STATUS:CANCELLED\n", head=HEAD.replace("SUMMARY:", "SUMMARY:Annulé : ")),
        ),
        [THREE[0], CANCELLED_10, THREE[2]],
        is_plain=False,
    ),
    "a private date": Shape(
        vcalendar(vevent(WEEKLY), vevent(OF_10, ON_11, "CLASS:PRIVATE\n")), [THREE[0], THREE[2]], is_plain=False
    ),
    "tentative": one(BRUSSELS, "STATUS:TENTATIVE\n", [f"tentative Atelier: {AT_14[0]}"]),
    "task": Shape(
        vcalendar("BEGIN:VTODO\nUID:t\nSUMMARY:Ranger\nEND:VTODO\n", vevent(BRUSSELS)), AT_14, is_plain=False
    ),
}

SHAPES = {
    f"{group}: {name}": shape
    for group, shapes in {
        "zone": ZONES,
        "day": DAYS,
        "rule": RULES,
        "change": CHANGES,
    }.items()
    for name, shape in shapes.items()
}


def written(date: FoundDate) -> str:
    """A date as an editor reads it."""
    text = date.day.isoformat()
    if date.start_time:
        text += f" {date.start_time:%H:%M}"
    if date.end_time:
        text += f"-{date.end_time:%H:%M}"
    if date.last_day:
        text += f" to {date.last_day}"
    text += f" @{date.place}" * bool(date.place) + f" ({date.theme})" * bool(date.theme)
    return text + " cancelled" * date.is_cancelled


def told(found: CalendarFile) -> list[str]:
    """All dates of a file; the title is told but for the usual one, and whatever is unusual."""
    lines = []
    for event in found.events:
        marks = ["part of"] * (not event.is_whole) + ["tentative"] * event.is_tentative
        marks += ["cancelled"] * (event.is_cancelled and not event.dates)
        prefix = f"{' '.join([*marks, event.title])}: " if marks or event.title != "Atelier" else ""
        lines += [prefix + written(date) for date in event.dates] or [prefix.strip()]
    return lines


@pytest.mark.parametrize("name", SHAPES)
def test_calendar_comes_in_right_or_says_why_not_when_a_program_wrote_it(name):
    shape = SHAPES[name]
    found = read_calendar(shape.data, now=NOW)
    assert told(found) == shape.dates
    assert {code for _title, code, _line in found.warnings} == set(shape.codes)
    assert all(line for _title, _code, line in found.warnings)
    assert {code for _title, code, _line in found.warnings} | {code for _title, code in found.left_out} <= set(REASONS)
    # Nothing is passed over in silence.
    assert found.events or found.left_out
    # The same file says the same again.
    assert read_calendar(shape.data, now=NOW) == found


# What all files here say of time, to be shuffled.
LINES = sorted(
    {
        f"{line}\n"
        for shape in SHAPES.values()
        for line in shape.data.decode().split("\r\n")
        if line.startswith(("DT", "DURATION", "R", "EX", "STATUS", "CLASS", "SEQUENCE", "X-M"))
    }
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.sampled_from(LINES), max_size=6), min_size=1, max_size=3))
def test_each_event_is_read_or_left_out_when_its_lines_make_no_sense(events):
    found = read_calendar(Shape(vcalendar(*(vevent(*lines) for lines in events)), []).data, now=NOW)
    assert found.events or found.left_out or found.private


MOVABLE = [
    "zone: copy of Outlook",
    "zone: custom of Microsoft",
    "zone: hours without zone in a calendar with one",
    "rule: weekly",
    "rule: taken out by its day",
    "rule: taken out without a zone",
    "change: one date behind its series",
    "change: one date before its series",
    "change: one date and all that follow",
    "change: one identifier for all dates",
]


@pytest.mark.django_db
def test_same_dates_move_when_a_calendar_comes_in_twice_and_then_an_hour_later(agenda, organisation, clock):
    kind = EventKindFactory()
    for name in MOVABLE:
        source = ImportSource.objects.create(name=name, kind=kind, host=organisation)
        bring_in = partial(outcomes_of, source=source, agenda=agenda, user=None, now=clock)
        data = SHAPES[name].data
        assert bring_in(data) == ["created"], name
        before = rows_of(source)
        assert bring_in(data) == ["unchanged"], name
        later = data.replace(b"T16", b"T17").replace(b"T14", b"T15").replace(b"T11", b"T12").replace(b"T10", b"T11")
        assert "updated" in bring_in(later), name
        assert rows_of(source) == {key: start + dt.timedelta(hours=1) for key, start in before.items()}, name
        assert len(before) == len(SHAPES[name].dates)


def outcomes_of(data: bytes, **options) -> list[str]:
    """What became of each event of a file that is brought in."""
    report = import_calendar(found=read_calendar(data, now=options["now"]), **options)
    return [entry["outcome"] for entry in report.entries]


def rows_of(source: ImportSource) -> dict:
    """The start of each row in the draft of a source's only event, by its key."""
    key = source.imported_events.get().event_key
    page = EventPage.objects.get(translation_key=key, locale__language_code="fr")
    return {row.key: row.starts_at for row in page.get_latest_revision_as_object().dates.all()}


INSTANTS = """
import fs from "node:fs";
const { default: ICAL } = await import(process.argv[1]);
const instants = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const found = [];
  for (const one of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(one);
    if (event.isRecurrenceException()) continue;
    const walk = event.iterator();
    for (let next = walk.next(), count = 0; next && count < 500; next = walk.next(), count += 1) {
      const { startDate, endDate } = event.getOccurrenceDetails(next);
      found.push([startDate, endDate].map((time) => time.toUnixTime()));
    }
  }
  return found;
};
const files = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify(files.map(instants)));
"""


@needs_ical_js
def test_ical_js_reads_the_same_hours_when_it_understands_a_file():
    names = [name for name, shape in SHAPES.items() if shape.is_plain]
    # It knows no zone but those of the file, and takes an hour without one for UTC.
    brussels = summer_time("Europe/Brussels")
    texts = [SHAPES[name].file.replace("BEGIN:VEVENT", f"{brussels}BEGIN:VEVENT", 1) for name in names]
    read = run_ical_js(INSTANTS, json.dumps(texts).encode())
    assert len(read) == len(names) > 20
    for name, instants in zip(names, read, strict=True):
        rows = [date.as_row() for event in read_calendar(SHAPES[name].data, now=NOW).events for date in event.dates]
        ours = sorted((row.starts_at, row.ends_at if row.end_time else None) for row in rows)
        theirs = [moments for moments in sorted(instants) if in_window(moments)]
        assert len(ours) == len(theirs), name
        for (start, end), moments in zip(ours, theirs, strict=True):
            assert moments[0] in either(start), name
            assert end is None or moments[1] in either(end), name


def either(moment: dt.datetime) -> set[float]:
    """A moment as an instant, and as ical.js reads an hour without a zone."""
    return {moment.timestamp(), timezone.localtime(moment).replace(tzinfo=dt.UTC).timestamp()}


def in_window(moments: list[int]) -> bool:
    return NOW.timestamp() < moments[1] < dt.datetime(2027, 12, 1, tzinfo=dt.UTC).timestamp()
