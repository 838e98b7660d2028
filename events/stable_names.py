"""Names that outlive the code: databases, mails already sent and people's calendars hold them.

A module moves, a class is renamed; none of these values ever changes. ``tests/test_stable_names.py`` pins each of them,
and finds the places that write one out instead of naming it.
"""

import uuid

from django.conf import settings

LINK_SALT = "events.links"
"""Salt of the signature in the link of a mail."""
FORM_SALT = "events.robots"
"""Salt of the signature that a form of the public carries."""
DOOR_SALT = "events.door"
"""Salt of the code of a seat at the door, printed in mails and on badges."""


class HistoryAction:
    """Actions in the history of a date (``events.dates.history``) and, from ``CANCEL_DATE`` on, of an event's page."""

    REGISTER = "events.register"
    CONFIRM = "events.confirm"
    CANCEL = "events.cancel"
    SWAP = "events.swap"
    CHOOSE = "events.choose"
    OFFER = "events.offer"
    ACCEPT = "events.accept"
    DECLINE = "events.decline"
    LAPSE = "events.lapse"
    GRANT = "events.grant"
    MOVE = "events.move"
    ARRIVE = "events.arrive"
    CAPACITY = "events.capacity"
    EXCUSE = "events.excuse"
    PROXY = "events.proxy"
    PROXY_END = "events.proxy_end"
    RETURN = "events.return"
    ATTENDANCE = "events.attendance"
    MESSAGE = "events.message"
    ERASE = "events.erase"
    FORGET = "events.forget"
    ERASE_WISHES = "events.erase_wishes"
    CHANGE = "events.change"

    CANCEL_DATE = "events.cancel_date"
    POSTPONE_DATE = "events.postpone_date"
    RESTORE_DATE = "events.restore_date"
    CHANGE_DATE = "events.change_date"
    CHANGE_SEATS = "events.change_seats"
    IMPORT_CHANGES = "events.import_changes"


class MailKind:
    """Kinds of mails about dates: names of ``templates/emails/<kind>.txt``, of a ``MailText`` and in the outbox."""

    REGISTRATION = "registration"
    REGISTRATION_PARTLY = "registration_partly"
    WAITING = "waiting"
    TO_CONFIRM = "to_confirm"
    WELCOME = "welcome"
    ASKED_AGAIN = "asked_again"
    OFFER = "offer"
    ACCEPTED = "accepted"
    GRANTED = "granted"
    OFFER_REMINDER = "offer_reminder"
    OFFER_LAPSED = "offer_lapsed"
    OFFER_ENDED = "offer_ended"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"
    DATE_CHANGED = "date_changed"
    DATE_POSTPONED = "date_postponed"
    DATE_PUT_OFF = "date_put_off"
    DATE_CANCELLED = "date_cancelled"
    DATE_RESTORED = "date_restored"
    MOVED = "moved"
    MOVED_AWAY = "moved_away"
    EXCUSED = "excused"
    APOLOGY_WITHDRAWN = "apology_withdrawn"
    PROXY_GIVEN = "proxy_given"
    PROXY_ENDED = "proxy_ended"
    PROXY_RETURNED = "proxy_returned"
    HOST_OFFERED = "host_offered"
    HOST_TO_DECIDE = "host_to_decide"
    HOST_ACCEPTED = "host_accepted"
    HOST_DECLINED = "host_declined"
    HOST_CHECKLIST = "host_checklist"
    HOST_TOTALS = "host_totals"
    MESSAGE = "message"

    # In the outbox only.
    HOST_OFFER = "host_offer"
    """What the outbox calls both answers to an offer to host."""
    TEST = "mail_text_test"
    """A mail that the coordination sends to itself to read its own words."""


class Permission:
    """Permissions that the code asks for; groups hold them."""

    VIEW_OCCURRENCE = "events.view_occurrence"
    VIEW_REGISTRATION = "events.view_registration"
    CHANGE_REGISTRATION = "events.change_registration"
    VIEW_HOSTOFFER = "events.view_hostoffer"
    CHANGE_HOSTOFFER = "events.change_hostoffer"
    CHANGE_IMPORTSOURCE = "events.change_importsource"
    VIEW_MAILTEXT = "events.view_mailtext"
    CHANGE_MAILTEXT = "events.change_mailtext"


def date_reference(uid: uuid.UUID) -> str:
    """What the outbox knows the mails about a date by: those that its order and its withdrawal concern."""
    return f"date:{uid}"


def host_reference(uid: uuid.UUID) -> str:
    """What the outbox knows the mails to the host of a date by."""
    return f"host:{uid}"


def offer_reference(pk: int) -> str:
    """What the outbox knows the mails about an offer to host by."""
    return f"offer:{pk}"


def calendar_uid(uid: uuid.UUID) -> str:
    """The identifier of a date or notice in calendars: another one would stand there a second time."""
    return f"{uid}@{settings.CALENDAR_UID_DOMAIN}"


def is_own_calendar_uid(text: str) -> bool:
    """Whether an identifier of a calendar is one of ``calendar_uid``."""
    return text.endswith(f"@{settings.CALENDAR_UID_DOMAIN}")


def imported_date_uid(source_id: int, event_uid: str, recurrence: str) -> uuid.UUID:
    """The UUID of a date read in another calendar: the same at every import."""
    return uuid.uuid5(uuid.UUID("0c2f3c0e-5d0c-4c6f-9a0b-6b1c1a2f7d55"), f"{source_id}|{event_uid}|{recurrence}")


def deadline_uid(date_uid: uuid.UUID) -> uuid.UUID:
    """The UUID of the last day to sign up for a date, a day of its own in private calendars."""
    return uuid.uuid5(date_uid, "deadline")


def replaced_feed_uid(token_id: int) -> uuid.UUID:
    """The UUID of the notice in a private calendar whose address was replaced."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"feed-token-{token_id}")


def walk_in_mark_key(form_key: uuid.UUID) -> uuid.UUID:
    """The key of the mark “present” of a form at the door, which a telephone may send again days later."""
    return uuid.uuid5(form_key, "present")
