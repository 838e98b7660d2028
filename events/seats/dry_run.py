"""What a service would do, by doing it and taking it back: the same code, so that a preview never says otherwise."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.mails.letter import Letter
from events.mails.recipients import addressees_of
from events.models import Occurrence, Seat
from events.stable_names import date_reference
from network.models import Organisation, OutgoingMail


@dataclass(frozen=True)
class Sample:
    """One of ``count`` mails of a kind in a language, as it would leave."""

    mail: OutgoingMail
    count: int


@dataclass(frozen=True)
class Mailing:
    """Mails that would leave: a sample of each kind, date and language with their number, whom they are about, and
    ``unreached``, by name, whom none of them reaches.

    ``fingerprint`` tells whether what somebody confirms is what they saw.
    """

    samples: list[tuple[Letter, int]]
    mails: int
    people: int
    organisations: int
    unreached: list[str]
    fingerprint: str

    @classmethod
    def of(cls, letters: list[Letter], *, unreached: list[str], fingerprint: str) -> Self:
        alike = {}
        for letter in letters:
            alike.setdefault((letter.reference, letter.kind, letter.to.language), []).append(letter)
        told = {seat.pk: seat for letter in letters for seat in letter.seats}
        return cls(
            samples=[(found[0], len(found)) for _likeness, found in sorted(alike.items())],
            mails=len(letters),
            people=len(told),
            organisations=len({seat.registration.organisation_id for seat in told.values()}),
            unreached=unreached,
            fingerprint=fingerprint,
        )

    @classmethod
    def of_changes(cls, letters: list[Letter], dates: Iterable[Occurrence], *, fingerprint: str = "") -> Self:
        """What ``letters`` tell of a change of ``dates``; organisations signed up that none reaches are unreached."""
        told = {seat.pk for letter in letters for seat in letter.seats}
        active = Seat.objects.active().filter(occurrence__in=list(dates)).exclude(pk__in=told)
        silent = Organisation.objects.filter(registrations__seats__in=active).distinct()
        return cls.of(letters, unreached=sorted(one.name for one in silent), fingerprint=fingerprint)

    @property
    def words(self) -> str:
        """``12 mails, about 30 people of 11 organisations.``"""
        mails = ngettext("%(count)d mail", "%(count)d mails", self.mails) % {"count": self.mails}
        people = ngettext("%(count)d person signed up", "%(count)d people signed up", self.people)
        places = ngettext("%(count)d organisation", "%(count)d organisations", self.organisations)
        return _("%(mails)s, about %(people)s by %(organisations)s.") % {
            "mails": mails,
            "people": people % {"count": self.people},
            "organisations": places % {"count": self.organisations},
        }


@dataclass(frozen=True)
class Rehearsal:
    """``seats`` are what the service returned, ``others`` the seats it changed beside those, both as they would be.

    ``asked`` is what was chosen that the seats do not show.
    """

    seats: list[Seat]
    others: list[Seat]
    samples: list[Sample]
    mails: int
    unreached: list[str]
    asked: str = ""

    @property
    def fingerprint(self) -> str:
        """What tells whether what somebody confirms is what they saw."""
        facts = [(seat.display_name, seat.status, seat.is_overbooked) for seat in (*self.seats, *self.others)]
        return hashlib.sha256(repr((facts, self.asked)).encode()).hexdigest()[:16]

    @property
    def people(self) -> int:
        return len(self.seats)


def rehearse(act: Callable[[], list[Seat]], dates: Iterable[Occurrence], *, asked: str = "") -> Rehearsal:
    """Let ``act`` change seats of ``dates``, look, and undo it all. Raises what ``act`` raises."""
    dates = list(dates)
    before = states_of(dates)
    with transaction.atomic():
        newest = OutgoingMail.objects.aggregate(newest=Max("pk"))["newest"] or 0
        changed = act()
        mails = OutgoingMail.objects.filter(pk__gt=newest, reference__in=[date_reference(date.uid) for date in dates])
        mails = list(mails.order_by("pk"))
        after = states_of(dates)
        theirs = {seat.pk for seat in changed}
        keys = [pk for pk, state in after.items() if pk in before and state != before[pk] and pk not in theirs]
        others = list(loaded(keys))
        unreached = whom_no_mail_reaches(changed)
        transaction.set_rollback(True)
    return Rehearsal(changed, others, samples_of(mails), len(mails), unreached, asked)


def states_of(dates: list[Occurrence]) -> dict[int, str]:
    return dict(Seat.objects.filter(occurrence__in=dates).order_by("pk").values_list("pk", "status"))


def loaded(keys: Iterable[int]):
    """These seats with what their names need."""
    return Seat.objects.filter(pk__in=list(keys)).select_related("person", "registration__organisation").order_by("pk")


def samples_of(mails: Iterable[OutgoingMail]) -> list[Sample]:
    """The first mail of each kind in each language, with their number."""
    found = {}
    for mail in mails:
        found.setdefault((mail.kind, mail.language), []).append(mail)
    return [Sample(same[0], len(same)) for same in found.values()]


def whom_no_mail_reaches(seats: Iterable[Seat]) -> list[str]:
    """Those who signed ``seats`` up and have nobody to write to, by name."""
    registrations = {seat.registration_id: seat.registration for seat in seats}
    told = addressees_of(registrations.values())
    return sorted({one.whose for pk, one in registrations.items() if not told[pk]})
