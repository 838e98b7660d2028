"""What the files about people hold: accounts, invitations, offers to host, sign-ups."""

from typing import NamedTuple

from .days import Day
from .words import Words


class DemoAccount(NamedTuple):
    """Somebody to sign in as; ``group`` is a role in the CMS, ``organisation`` a mandate."""

    email: str
    name: str
    role: str
    to_try: str
    group: str = ""
    organisation: str = ""
    language: str = "fr"


class AccountsText(NamedTuple):
    accounts: tuple[DemoAccount, ...]


class InvitationText(NamedTuple):
    """Whose address was invited, for which organisation, in which language and when."""

    email: str
    organisation: str
    language: str
    sent: Day
    withdrawn: bool = False


class InvitationsText(NamedTuple):
    invitations: tuple[InvitationText, ...]


class OfferText(NamedTuple):
    """An offer for the month so many months after that of the midi without a host."""

    organisation: str
    months_later: int
    note: str
    declined: bool = False


class OffersText(NamedTuple):
    offers: tuple[OfferText, ...]


class WalkersText(NamedTuple):
    """One form of the public: ``key`` stands before the @ of its address. Nobody is named, here as everywhere."""

    key: str
    people: tuple[str, ...]


class SignUpsText(NamedTuple):
    """``excuse`` and ``overbooking`` are what one person wrote; the mail confirms a seat in the house's words."""

    cancellation: Words
    excuse: str
    overbooking: str
    mail_subject: Words
    mail_opening: Words
    mail_closing: Words
    walkers: tuple[WalkersText, ...]
    to_confirm: WalkersText
    waiting: WalkersText
