"""A mail about a date as it leaves, before the outbox has it."""

from dataclasses import dataclass
from datetime import datetime

from events.mails.recipients import Addressee
from events.models import Seat
from network.outbox import queue

CALENDAR_FIELDS = ("calendar", "calendar_method", "calendar_sequence")


@dataclass(frozen=True)
class Letter:
    """A mail as it leaves: ``to`` somebody, about ``seats``, with the calendar file that goes with it, if any."""

    to: Addressee
    seats: list[Seat]
    kind: str
    subject: str
    text: str
    reference: str
    not_after: datetime | None = None
    calendar: str = ""
    calendar_method: str = ""
    calendar_sequence: int | None = None

    def to_send(self) -> queue.Letter:
        """As the outbox takes it."""
        fields = ("kind", "subject", "text", "reference", "not_after")
        words = {name: getattr(self, name) for name in (*fields, *CALENDAR_FIELDS)}
        return queue.Letter(recipient=self.to.email, language=self.to.language, **words)
