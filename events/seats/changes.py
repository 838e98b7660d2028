"""How every service changes seats: lock the date, check, write, and note at the end that the public sees another state.

A service is decorated with ``changes_seats`` and gets its date from ``lock_to_change``: neither works without the
other, so that no service can forget the note and leave a page kept that says “seats left” where there are none.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from events.models import Occurrence
from events.models.occurrences import lock_date
from home.cache.public_version import note_changes
from home.cache.stamp import lock_publishing

P = ParamSpec("P")
T = TypeVar("T")

# Dates locked by the service that runs, by key; None while none does.
_locked: ContextVar[set[int] | None] = ContextVar("locked", default=None)


def changes_seats(service: Callable[P, T]) -> Callable[P, T]:
    """Run ``service`` in one transaction, and note at its end that the dates it locked have other seats.

    Of services that call one another the outermost notes for all of them. It then holds the locks of all its dates,
    and takes those of the notes in one order: two services never deadlock over them.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        outer = _locked.get()
        with transaction.atomic(), locks_collected() as dates:
            result = service(*args, **kwargs)
            if outer is None:
                note_changes(dates)
        if outer is not None:
            outer |= dates
        return result

    return run


def changes_published_seats(service: Callable[P, T]) -> Callable[P, T]:
    """Run ``service``, which changes the page too, in one transaction that holds the lock of publishing.

    That lock renews the stamp, and all pages kept depend on it: the seats changed inside need no note.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic(), locks_collected():
            lock_publishing()
            return service(*args, **kwargs)

    return run


def lock_to_change(occurrence_id: int) -> Occurrence:
    """Lock a date until the transaction ends, to change its seats. Raises ``RuntimeError`` outside of such a service.

    Raises ``Occurrence.DoesNotExist``.
    """
    dates = _locked.get()
    if dates is None:
        raise RuntimeError("Decorate what changes seats with changes_seats, or the public sees the former ones.")
    date = lock_date(occurrence_id)
    dates.add(date.pk)
    return date


@contextmanager
def locks_collected() -> Generator[set[int]]:
    """Yields the set of dates that ``lock_to_change`` locks inside this block."""
    dates: set[int] = set()
    token = _locked.set(dates)
    try:
        yield dates
    finally:
        _locked.reset(token)
