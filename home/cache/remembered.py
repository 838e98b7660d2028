"""What changes seldom and every page needs, kept in this process for as long as the stamp stands.

Settings, menu, addresses, kinds and the plan of the network then cost no query but that of the stamp.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from home.cache.stamp import is_uncommitted, present_stamp

T = TypeVar("T")

# More than a site has pages, languages and lists; a bound all the same.
MOST_ENTRIES = 10_000
# The value of the stamp, and what was remembered under it; replaced as a whole, so that threads never see half of it.
_remembered: tuple[uuid.UUID | None, dict] = (None, {})


def remembered(function: Callable[..., T]) -> Callable[..., T]:
    """Remember what ``function`` returns for its (hashable, positional) arguments until something watched changes.

    The result is shared by all requests of this process: nobody may change it. None is not remembered. What depends
    on the language, the day or the reader takes it as an argument. A transaction that renewed the stamp remembers
    nothing until it is committed: it may have read before it wrote.
    """

    @wraps(function)
    def recall(*args):
        stamp = present_stamp()
        if is_uncommitted(stamp):
            return function(*args)
        known = known_under(stamp)
        key = (function, args)
        value = known.get(key)
        if value is None:
            value = function(*args)
            if len(known) >= MOST_ENTRIES:
                known.clear()
            if value is not None:
                known[key] = value
        return value

    return recall


def known_under(stamp: uuid.UUID) -> dict:
    """What is remembered under ``stamp``, the present one."""
    global _remembered  # noqa: PLW0603 - the memory of the process
    kept, known = _remembered
    if kept != stamp:
        known = {}
        _remembered = (stamp, known)
    return known
