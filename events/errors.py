"""What can be wrong with a sign-up or an offer to host, in words a person can act on."""

# These are refusals, not faults; their names say what is refused.
# ruff: noqa: N818

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from home.dates import moment_in_words


class Refusal(Exception):
    """Something refused; ``message`` is for the person who asked."""

    message = _("This cannot be done.")

    def __init__(self, message=None):
        self.message = message or self.message
        super().__init__(str(self.message))


class SignUpError(Refusal):
    """A refused change of seats."""

    message = _("This sign-up cannot be made.")


class NotYourOrganisation(SignUpError):
    message = _("You do not represent this organisation. Ask the coordination to add you as its representative.")


class NoSignUp(SignUpError):
    message = _("This date needs no sign-up: just come.")


class DateCancelled(SignUpError):
    message = _("This date is cancelled. See the agenda for the next ones.")


class DatePast(SignUpError):
    message = _("This date is over. See the agenda for the next ones.")


class SignUpClosed(SignUpError):
    message = _("Sign-up for this date is closed. Call the coordination: a seat may still be found.")


class NobodyNamed(SignUpError):
    message = _("Tick a colleague, write a name, or add a seat to be named later.")


class NobodyTicked(SignUpError):
    message = _("Tick at least one person: nothing was changed.")


class NotForPublic(SignUpError):
    message = _("Member organisations sign up for this date. Call the coordination if you would like to come.")


class TooManyPeople(SignUpError):
    """More people than one may sign up at once; ``most`` is how many."""

    def __init__(self, most: int):
        words = ngettext(
            "You can sign up %(count)d person here. Call us if you come with a group.",
            "You can sign up %(count)d people here, yourself included. Call us if you come with a group.",
            most,
        )
        super().__init__(words % {"count": most})


class ConfirmFirst(SignUpError):
    message = _("Confirm your sign-up first, by the button of the page before. Then add people.")


class NameUnusable(SignUpError):
    message = _("A name is too long, or holds a character that cannot be printed. Write a first and a last name.")


class FormSentBefore(SignUpError):
    message = _("This form was sent before, for another sign-up. Open the date again and fill in a new one.")


class AlreadySignedUp(SignUpError):
    def __init__(self, names: list[str]):
        message = ngettext(
            "%(names)s already has a seat or waits for one. Untick this name.",
            "%(names)s already have a seat or wait for one. Untick these names.",
            len(names),
        )
        super().__init__(message % {"names": ", ".join(names)})


class NotOpenYet(SignUpError):
    """Sign-up opens later, at ``opens_at`` (aware)."""

    def __init__(self, opens_at: datetime):
        self.opens_at = opens_at
        words = {"moment": moment_in_words(opens_at)}
        super().__init__(_("Sign-up for this date opens on %(moment)s. Come back then.") % words)


class CapReached(SignUpError):
    """More seats asked for than the ``cap`` of one organisation; ``left`` it may still ask, until ``lifted_at``."""

    def __init__(self, cap: int, *, left: int, lifted_at: datetime | None):
        self.left = left
        words = ngettext(
            "Each organisation may have %(cap)d seat at this date, and yours may still ask %(left)d.",
            "Each organisation may have %(cap)d seats at this date, and yours may still ask %(left)d.",
            cap,
        ) % {"cap": cap, "left": left}
        if lifted_at:
            words += " " + _("From %(moment)s on, what is left is for everybody.") % {
                "moment": moment_in_words(lifted_at)
            }
        super().__init__(words)


class WorkshopUnknown(SignUpError):
    message = _("One of the workshops is no longer in the programme. Choose again.")


class WorkshopsAtOnce(SignUpError):
    """Two workshops that overlap: ``workshops`` are both in words, ``whose`` choice it is may be empty."""

    def __init__(self, workshops: list[str], *, whose: str = ""):
        words = _("“%(first)s” and “%(second)s” overlap: nobody can be at both. Choose one of them.")
        message = words % dict(zip(("first", "second"), workshops, strict=True))
        super().__init__(f"{whose} – {message}" if whose else message)


class NoProxies(SignUpError):
    message = _("No proxy is given for a date of this kind. Your apologies can be sent without one.")


class ProxyToItself(SignUpError):
    message = _("An organisation cannot hold its own proxy. Choose another member.")


class HolderNotMember(SignUpError):
    message = _("Only a member of the network can hold a proxy. Choose one of the list.")


class HolderExcused(SignUpError):
    """The organisation chosen for a proxy, ``name``, does not come itself."""

    def __init__(self, name: str):
        super().__init__(_("%(name)s is excused for this date too. Choose another member.") % {"name": name})


class HolderCarriesOne(SignUpError):
    """The organisation chosen for a proxy, ``name``, votes for another one already."""

    def __init__(self, name: str):
        words = _("%(name)s already holds the proxy of another member, and nobody may hold two. Choose another member.")
        super().__init__(words % {"name": name})


class OfferGone(SignUpError):
    message = _("This offer is over: the seat was declined, or has passed on to whoever waited next.")


class SeatsHeld(SignUpError):
    """Fewer seats asked for than people confirmed; ``names`` would lose theirs."""

    def __init__(self, names: list[str]):
        self.names = names
        message = ngettext(
            "%(count)d confirmed person would lose the seat: %(names)s.",
            "%(count)d confirmed people would lose their seats: %(names)s.",
            len(names),
        )
        super().__init__(message % {"count": len(names), "names": ", ".join(names)})


class CoordinationOnly(SignUpError):
    message = _("Only the coordination does this.")


class SameDate(SignUpError):
    message = _("These people are at this date already. Choose another one.")


class NoSeatFree(SignUpError):
    message = _("There are fewer free seats than people ticked. Tick fewer, or give them seats with a reason.")


class OverbookingReasonNeeded(SignUpError):
    """More seats to be given than are free: ``beyond`` of them need a reason."""

    def __init__(self, beyond: int):
        self.beyond = beyond
        message = ngettext(
            "%(count)d seat more than the date has: write why, and it is given.",
            "%(count)d seats more than the date has: write why, and they are given.",
            beyond,
        )
        super().__init__(message % {"count": beyond})


class MessageChanged(SignUpError):
    message = _("The message changed, or who gets it did. Read it below, then send.")


class MessageSentBefore(SignUpError):
    message = _("This message was sent already. Nothing was sent a second time.")


class GuestNameNeeded(SignUpError):
    message = _("Write the name of each person from the public.")


class AddressSignedUp(SignUpError):
    message = _("Somebody is signed up for this date with that address already.")


class LinkError(Refusal):
    """The signed link of a mail that opens nothing; ``status`` is the HTTP answer."""

    status = 410


class LinkBroken(LinkError):
    message = _("This link is not complete. Open it from the mail again, or copy all of it into the address bar.")
    status = 404


class LinkOver(LinkError):
    message = _("This date is over, and the link with it.")


class SignUpGone(LinkError):
    message = _("This sign-up no longer exists: it was not confirmed in time, or its names were erased.")


class MandateEnded(LinkError):
    message = _("This link was for somebody who no longer acts for the organisation. Its representatives may sign in.")


class HostingError(Refusal):
    """A refused offer to host, or a refused decision about one."""


class NotYourOffer(HostingError):
    message = _("Only the organisation that made this offer, or the coordination, may change it.")


class NoTurns(HostingError):
    message = _("Members do not take turns to host this kind of event.")


class MonthOutOfReach(HostingError):
    message = _("Choose a month of the list: from this one to a year from now.")


class MonthTaken(HostingError):
    """Another organisation hosts that month; ``host`` is its name."""

    def __init__(self, host: str):
        self.host = host
        super().__init__(_("This month is taken: %(host)s hosts. Nothing was changed.") % {"host": host})


class OfferDecided(HostingError):
    message = _("This offer was withdrawn or declined meanwhile. Nothing was changed.")


class OfferAccepted(HostingError):
    message = _("This offer is accepted, and people count on it. Call the coordination.")


class HostNamed(HostingError):
    message = _("The date of that month names this host. Change the host of the date first.")


class PlaceNeeded(HostingError):
    message = _("This host has no address that may be shown. Write where the date takes place.")


class MayNotPublish(HostingError):
    message = _("Accepting publishes the date, and you may not publish events.")


class DateActionError(Refusal):
    """A refused change of one date; ``message`` is for the coordinator who asked."""

    message = _("This date cannot be changed so.")


class DateNotPublished(DateActionError):
    message = _("This date is not in the agenda: its event or its row was taken out. Publish it first.")


class DateOver(DateActionError):
    message = _("This date is over: nothing can be announced about it any more.")


class CancelledAlready(DateActionError):
    message = _("This date is cancelled already. Nothing was sent a second time.")


class PostponedAlready(DateActionError):
    message = _("This date is postponed already, without a new day. Nothing was sent a second time.")


class AtThatMomentAlready(DateActionError):
    message = _("The date stands at that day and hour already. Nothing was sent.")


class SameMoment(DateActionError):
    message = _("That is the day and hour it had. To keep them, choose “Takes place after all”.")


class TakesPlaceAlready(DateActionError):
    message = _("This date takes place as announced already. Nothing was sent a second time.")


class DayOver(DateActionError):
    message = _("That day and hour are over. Choose a moment to come.")


class DayImpossible(DateActionError):
    message = _("Check the year: a day between 2000 and 2100 is expected.")


class DateTwice(DateActionError):
    message = _("The event has another date at that day and hour.")


class ChangedMeanwhile(DateActionError):
    message = _("Somebody changed this date since you opened this page. Look again at what would leave, then confirm.")


class SeatsNeeded(DateActionError):
    """The event limits the seats of each date to ``seats``, so that one date alone cannot be without limit."""

    def __init__(self, seats: int):
        words = _("Write a number: the event has %(seats)d seats at each date. To lift the limit, edit the event.")
        super().__init__(words % {"seats": seats})


class CalendarRefused(Refusal):
    """A partner's calendar that cannot be fetched or read; nothing was imported."""

    message = _("This calendar cannot be read.")


class WordsChanged(Refusal):
    """Words to decide on are no longer those that were looked at."""

    message = _("These words have changed since you looked. Read them again.")


class PageLocked(Refusal):
    """A draft that nobody may write."""

    message = _("This page is locked: unlock it first.")
