"""The calendar file inside a mail: the same date and UID as the feed, addressed to one person (RFC 5546, RFC 6047)."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from events.calendars import ical
from events.mails.recipients import Addressee
from events.models import Occurrence
from home.sites import default_settings

REQUEST = "REQUEST"
CANCEL = "CANCEL"


def invitation(
    occurrence: Occurrence,
    *,
    person: Addressee,
    method: str,
    has_seat: bool,
    sequence: int,
    url: str,
    organizer: str,
    now: datetime,
) -> str:
    """An iCalendar file for ``person`` alone: REQUEST, tentative without a seat, or CANCEL.

    ``url`` is the absolute address of the date's page, ``organizer`` its line, ``now`` (aware) the instant of the
    message: of two with equal ``sequence`` calendars keep the later.
    """
    if method == CANCEL:
        status, answer = "CANCELLED", "DECLINED"
    else:
        status, answer = ("CONFIRMED", "ACCEPTED") if has_seat else ("TENTATIVE", "TENTATIVE")
    attendee = ical.mail_address(
        person.name, person.email, label="ATTENDEE", ROLE="REQ-PARTICIPANT", PARTSTAT=answer, RSVP="FALSE"
    )
    extra = [organizer, attendee]
    if has_seat and method == REQUEST and occurrence.conference_url and not occurrence.conference_is_public:
        # A link for those who come, never in a public file (RFC 7986, section 5.11).
        extra.append(f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{occurrence.conference_url}")
    lines = ical.vevent(
        occurrence,
        person.language,
        url=url,
        status=status,
        sequence=sequence,
        extra=extra,
    )
    # In a mail this is the instant of the message, in a feed that of the last change (RFC 5545, section 3.8.7.2).
    lines = [f"DTSTAMP:{ical.utc(now)}" if line.startswith("DTSTAMP:") else line for line in lines]
    return ical.calendar([lines], method=method).decode()


def organizer_line(language: str) -> str:
    """The coordination, at an address where answers are read."""
    coordination = default_settings()
    with override(language):
        name = coordination.name
    return ical.mail_address(name, coordination.email or settings.DEFAULT_FROM_EMAIL, label="ORGANIZER")
