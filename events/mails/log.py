"""What was mailed about sign-ups: to be read beside a date or a registration in the CMS."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.mails.kinds import KINDS
from events.models import Occurrence, Registration, RegistrationMail
from home.dates import date_in_words, time_in_words
from network.models import OutgoingMail

Status = OutgoingMail.Status
# More are found under “Mails”.
LATEST = 60
UNREAD = ("text", "html", "calendar")


@dataclass
class Entry:
    """One mail, and the sign-ups it tells of."""

    mail: OutgoingMail
    whose: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What kind of mail it is, in words."""
        kind = KINDS.get(self.mail.kind)
        return str(kind.label) if kind else self.mail.kind

    @property
    def written(self) -> str:
        return short_instant_in_words(self.mail.created_at)

    @property
    def is_trouble(self) -> bool:
        """Whether somebody may not have been told."""
        return self.mail.status in OutgoingMail.TROUBLE

    @property
    def state(self) -> str:
        """``sent, 21 novembre, 10 h 05``; of a mail in trouble, what is the matter and how often it was tried."""
        mail = self.mail
        parts = [mail.get_status_display()]
        if mail.status == Status.SENT and mail.sent_at:
            parts.append(short_instant_in_words(mail.sent_at))
        if mail.status == Status.QUEUED and mail.attempts:
            parts.append(_("next attempt %(moment)s") % {"moment": short_instant_in_words(mail.next_attempt_at)})
        if mail.attempts > 1 or (mail.attempts and mail.status != Status.SENT):
            words = ngettext("tried %(count)d time", "tried %(count)d times", mail.attempts)
            parts.append(words % {"count": mail.attempts})
        if mail.status != Status.SENT and mail.problem:
            parts.append(mail.get_problem_display())
        return ", ".join(map(str, parts))


def short_instant_in_words(instant) -> str:
    return f"{date_in_words(instant, with_weekday=False, with_year=False)}, {time_in_words(instant)}"


def mails_of_date(date: Occurrence) -> list[Entry]:
    """The latest mails about sign-ups for ``date``, the newest first; one query."""
    return entries(RegistrationMail.objects.filter(registration__occurrence=date))


def mails_of_registration(registration: Registration) -> list[Entry]:
    """The latest mails about one sign-up, the newest first; one query."""
    return entries(RegistrationMail.objects.filter(registration=registration))


def entries(links) -> list[Entry]:
    """One entry for each mail; a mail about several sign-ups names each organisation once."""
    links = links.select_related("mail", "registration__organisation").order_by("-mail_id", "registration_id")
    unread = [f"mail__{name}" for name in UNREAD]
    return grouped(links.defer(*unread)[: LATEST * 4])[:LATEST]


def grouped(links: Iterable[RegistrationMail]) -> list[Entry]:
    found: dict[int, Entry] = {}
    for link in links:
        entry = found.setdefault(link.mail_id, Entry(link.mail))
        if link.registration.whose not in entry.whose:
            entry.whose.append(link.registration.whose)
    return list(found.values())
