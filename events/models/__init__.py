from .kinds import EventKind
from .occurrences import Occurrence
from .pages import AgendaPage, EventDate, EventPage
from .registrations import Registration, Seat

__all__ = ["AgendaPage", "EventDate", "EventKind", "EventPage", "Occurrence", "Registration", "Seat"]
