"""What sign-ups tell people by mail. Each function writes to the outbox, in the transaction of the fact it tells."""


def registration_made(registration) -> None:
    """Confirmation, or place in the queue, to whoever signed up."""


def seats_cancelled(occurrence, seats, user) -> None:
    """Receipt for seats given up."""


def seats_promoted(occurrence, seats) -> None:
    """A seat came free for people who waited."""


def date_changed(occurrence, before) -> None:
    """A date moved, went elsewhere or was cancelled."""
