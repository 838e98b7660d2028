from events.models.attendance import Apology, AttendanceMark
from events.models.feeds import FeedReading, FeedToken
from events.models.hosting import HostNotice, HostOffer
from events.models.imports import ImportedEvent, ImportSource, WaitingCalendar
from events.models.kinds import EventKind
from events.models.mails import MailText, RegistrationMail, Reminder
from events.models.occurrences import Occurrence
from events.models.page_rows import EventDate, EventDocument, ProgrammeItem, Stand
from events.models.pages import AgendaPage, EventPage
from events.models.registrations import Registration, Seat, WorkshopPlace
from events.models.settings import SignUpSettings
from events.models.workshops import Workshop

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
    "SignUpSettings",
    "Stand",
    "WaitingCalendar",
    "Workshop",
    "WorkshopPlace",
]
