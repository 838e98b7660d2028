from .feeds import FeedReading, FeedToken
from .hosting import HostNotice, HostOffer
from .imports import ImportedEvent, ImportSource
from .kinds import EventKind
from .occurrences import Occurrence
from .pages import AgendaPage, EventPage
from .registrations import Registration, Seat
from .rows import EventDate, EventDocument, ProgrammeItem, Stand

__all__ = [
    "AgendaPage",
    "EventDate",
    "EventDocument",
    "EventKind",
    "EventPage",
    "FeedReading",
    "FeedToken",
    "HostNotice",
    "HostOffer",
    "ImportSource",
    "ImportedEvent",
    "Occurrence",
    "ProgrammeItem",
    "Registration",
    "Seat",
    "Stand",
]
