"""What can be wrong with a sign-up, in words a person can act on."""

# These are refusals, not faults; their names say what is refused.
# ruff: noqa: N818

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class SignUpError(Exception):
    """A refused change of seats; ``message`` is for the person who asked."""

    message = _("This sign-up cannot be made.")

    def __init__(self, message=None):
        self.message = message or self.message
        super().__init__(str(self.message))


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
