"""Who asks for a change of seats: somebody who is signed in, or the holder of the link of one registration."""

from dataclasses import dataclass

from events.stable_names import Permission
from network.models import User

COORDINATION = Permission.CHANGE_REGISTRATION
"""What the coordination may do to everybody's sign-ups."""


@dataclass(frozen=True)
class LinkHolder:
    """Whoever came by the signed link of a mail: may do what the registration's author may, there and nowhere else.

    ``user`` is the account the mail went to; None for somebody from the public.
    """

    registration_id: int
    user: User | None = None

    is_authenticated = False

    def has_perm(self, permission: str) -> bool:
        """A link never gives the coordination's rights."""
        return False


Actor = User | LinkHolder


def account_of(actor: Actor) -> User | None:
    """The account behind ``actor``, if there is one."""
    return actor.user if isinstance(actor, LinkHolder) else actor
