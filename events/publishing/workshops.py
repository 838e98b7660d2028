"""Publishing brings the workshops of a date in line with its programme, by the key of each row."""

import uuid
from datetime import date, datetime

from events.dates.programme import session_of
from events.models import Occurrence, Workshop

FACTS = ("position", "day", "start", "end", "title_fr", "title_nl", "room", "capacity", "withdrawn_at")


def new_workshops(occurrence: Occurrence) -> list[Workshop]:
    """The workshops of a date that has none yet, not saved."""
    return [Workshop(occurrence=occurrence, key=key, **facts) for key, facts in facts_by_key(occurrence).items()]


def facts_by_key(occurrence: Occurrence) -> dict[uuid.UUID, dict]:
    """What the programme says of each session that people choose."""
    found = {}
    for position, item in enumerate(occurrence.workshop_sessions):
        session = session_of(item)
        found[uuid.UUID(item["key"])] = {
            "position": position,
            "day": date.fromisoformat(item["day"]) if item["day"] else None,
            "start": session.start,
            "end": session.end,
            "title_fr": item["title_fr"],
            "title_nl": item["title_nl"],
            "room": session.room,
            "capacity": session.capacity,
            "withdrawn_at": None,
        }
    return found


def synchronise_workshops(occurrence: Occurrence, *, now: datetime) -> None:
    """Update, add, and delete the workshops of the locked ``occurrence``.

    One that somebody holds or waits for a place in is withdrawn instead: its places come back with it.
    """
    facts = facts_by_key(occurrence)
    known = {one.key: one for one in occurrence.workshops.all()}
    added = [one for one in new_workshops(occurrence) if one.key not in known]
    kept = [known[key] for key in facts if key in known]
    for workshop in kept:
        for name in FACTS:
            setattr(workshop, name, facts[workshop.key][name])
    Workshop.objects.bulk_update(kept, FACTS)
    Workshop.objects.bulk_create(added)
    gone = Workshop.objects.filter(pk__in=[one.pk for key, one in known.items() if key not in facts])
    gone.filter(places=None).delete()
    gone.filter(withdrawn_at=None).update(withdrawn_at=now)
