"""What can be wrong with an invitation, in words a person can act on."""

# These are refusals, not faults; their names say what is refused.

from django.utils.translation import gettext_lazy as _

from network.accounts.errors import AccountRefusal


class InvitationRefused(AccountRefusal):
    """An invitation the coordination may not send, or send again."""


class AlreadyRepresents(InvitationRefused):
    message = _("This person represents this organisation already.")


class AccountClosed(InvitationRefused):
    message = _("The account with this address is closed. Open it again first, in Network › Accounts.")


class MandateOver(InvitationRefused):
    message = _("The mandate would be over already. Choose a later day, or none.")


class AnsweredAlready(InvitationRefused):
    message = _("This invitation was accepted meanwhile. Nothing was changed.")


class InvitationUnusable(AccountRefusal):
    """A link that opens nothing. ``title`` and ``message`` are for whoever followed it, ``status`` for the machine."""

    title = _("This invitation does not work")
    status = 410


class InvitationUnknown(InvitationUnusable):
    title = _("There is no invitation at this address")
    message = _("The address may be cut or mistyped. Open the link of the mail again, or copy it whole.")
    status = 404


class InvitationExpired(InvitationUnusable):
    title = _("This invitation has expired")
    message = _("For your safety an invitation works for two weeks. Ask the coordination to send it again.")


class InvitationUsed(InvitationUnusable):
    title = _("This invitation was accepted already")
    message = _("You have your account: sign in with your address, and a code comes by mail.")


class InvitationWithdrawn(InvitationUnusable):
    title = _("This invitation was withdrawn")
    message = _("The coordination took it back. If you do represent the organisation, ask the coordination.")


class InvitedAccountClosed(InvitationUnusable):
    title = _("This account is closed")
    message = _("The coordination closed the account with this address. Ask the coordination to open it again.")
    status = 403
