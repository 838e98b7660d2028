"""What can be wrong with an account, in words a person can act on."""

# These are refusals, not faults; their names say what is refused.
# ruff: noqa: N818

from django.utils.translation import gettext_lazy as _


class AccountRefusal(Exception):
    """Something refused; ``message`` is for the person who asked."""

    message = _("This cannot be done.")

    def __init__(self, message=None):
        self.message = message or self.message
        super().__init__(str(self.message))


class LastCoordinator(AccountRefusal):
    message = _(
        "This is the last account that manages the others: without it nobody could. Give another person the role first."
    )


class AddressTaken(AccountRefusal):
    message = _("This address has an account already.")
