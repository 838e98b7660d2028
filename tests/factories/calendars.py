"""Calendar files of partners, as bytes."""


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
