"""The order of the waiting list: organisations without any seat first, then by time.

Pure: no query, no clock. A registration keeps its rank for the people still waiting when some of its own got a seat,
so only the seats of an organisation's *other* registrations put it behind. Each person from the public stands alone.
Who let an offer lapse stands by time among those behind, and asked when it lapsed: at the end of all who wait then.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import ClassVar


@dataclass(frozen=True)
class Standing:
    """A seat held or waited for; ``organisation`` is None for the public, ``queued_at`` (aware) when it was asked.

    ``lapses`` is how many offers of it nobody answered.
    """

    seat: int
    registration: int
    organisation: int | None
    queued_at: datetime
    lapses: int = 0

    COLUMNS: ClassVar[tuple[str, ...]] = (
        "pk",
        "registration_id",
        "registration__organisation_id",
        "queued_at",
        "lapses",
    )
    """The fields of a seat that make one, in this order."""


def in_order(waiting: Iterable[Standing], *, held: Iterable[Standing]) -> Iterator[Standing]:
    """``waiting`` in the order in which seats that come free one by one are given."""
    had = defaultdict(Counter)
    for one in held:
        had[one.organisation][one.registration] += 1

    def place(one: Standing) -> tuple[bool, datetime, int]:
        others = one.organisation is not None and had[one.organisation].keys() - {one.registration}
        return bool(others or one.lapses), one.queued_at, one.seat

    heap = [(place(one), index, one) for index, one in enumerate(waiting)]
    heapify(heap)
    while heap:
        key, index, one = heappop(heap)
        # Places only ever get worse, as the organisation is served: an outdated one is put back where it belongs now.
        if (now := place(one)) != key:
            heappush(heap, (now, index, one))
            continue
        yield one
        had[one.organisation][one.registration] += 1
