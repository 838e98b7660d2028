"""Calendar files of partners, as bytes and as they are read."""

import datetime as dt

from events.importing.parser import FoundEvent
from events.importing.times import FoundDate


def event(*lines: str, uid: str = "un@partenaire.example", start: str = "20261203T120000", **properties: str) -> str:
    """A VEVENT in Brussels time; ``lines`` replace nothing, ``properties`` are added by name."""
    told = [f"UID:{uid}"] if uid else []
    if start:
        told.append(f"DTSTART;TZID=Europe/Brussels:{start}")
    told += [f"{name}:{value}" for name, value in {"SUMMARY": "Goûter des voisins", **properties}.items()]
    return "\r\n".join(["BEGIN:VEVENT", *told, *lines, "END:VEVENT"])


def calendar(*events: str, method: str = "PUBLISH") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Partenaire//FR", f"METHOD:{method}", *events]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def found_date(day: dt.date, hour: int | None = 12, *, recurrence: str | None = None, **facts) -> FoundDate:
    """A date of two hours as it is read, or a whole day where ``hour`` is None, named by its moment."""
    start = None if hour is None else dt.time(hour)
    name = f"{day:%Y%m%d}" + ("" if hour is None else f"T{hour:02}0000Z")
    facts = {"last_day": None, "end_time": None if hour is None else dt.time(hour + 2)} | facts
    return FoundDate(recurrence=name if recurrence is None else recurrence, day=day, start_time=start, **facts)


def found_event(*dates: FoundDate, uid: str = "un@partenaire.example", **facts) -> FoundEvent:
    """An event as it is read; what ``facts`` do not name is plain. Its fingerprint tells all of it."""
    facts = {"title": "Goûter des voisins", "text": "", "place": "", "url": "", "is_cancelled": False} | facts
    return FoundEvent(uid=uid, dates=dates, fingerprint=str(hash((dates, tuple(facts.items()))) % 10**12), **facts)
