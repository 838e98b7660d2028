"""Many things that are due, each done on its own: one that fails keeps nobody else waiting, and is told of."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction

T = TypeVar("T")

logger = logging.getLogger(__name__)


class SomeFailedError(Exception):
    """``done`` things were done, and those ``failed`` were not: what each of them is, with its error."""

    def __init__(self, done: int, failed: list[str]):
        self.done, self.failed = done, failed
        super().__init__("; ".join(failed))


def one_by_one(things: Iterable[T], do: Callable[[T], int], *, name: Callable[[T], str] = str) -> int:
    """How many things ``do`` did, each in a transaction of its own; ``name`` says which one it is.

    What ``do`` raises is logged with that name and undone; the others are done, and ``SomeFailedError`` is raised
    at the end.
    """
    done, failed = 0, []
    for thing in things:
        try:
            with transaction.atomic():
                done += do(thing)
        # Whatever it raises, the others have their own people waiting.
        except Exception as error:
            logger.exception("due thing failed", extra={"thing": name(thing)})
            failed.append(f"{name(thing)}: {type(error).__name__}: {error}")
    if failed:
        raise SomeFailedError(done, failed)
    return done
