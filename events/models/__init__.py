from .attendance import Apology, AttendanceMark
from .correspondence import MailText, RegistrationMail, Reminder
from .feeds import FeedReading, FeedToken
from .hosting import HostNotice, HostOffer
from .imports import ImportedEvent, ImportSource
from .kinds import EventKind
from .occurrences import Occurrence
from .pages import AgendaPage, EventPage
from .registrations import Registration, Seat, WorkshopPlace
from .rows import EventDate, EventDocument, ProgrammeItem, Stand

__all__ = [
    "AgendaPage",
    "Apology",
    "AttendanceMark",
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
    "MailText",
    "Occurrence",
    "ProgrammeItem",
    "Registration",
    "RegistrationMail",
    "Reminder",
    "Seat",
    "Stand",
    "WorkshopPlace",
]
