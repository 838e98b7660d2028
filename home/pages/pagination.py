"""Pages of a list that is never counted: one row more than is shown tells whether there is another page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")


@dataclass(frozen=True)
class Stretch(Generic[T]):
    """One page of rows: its ``number`` from 1, and ``beyond``, the first row of the next page or None."""

    rows: list[T]
    number: int
    beyond: T | None

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.beyond is not None

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)


def stretch(rows: QuerySet, number: int, *, per_page: int) -> Stretch:
    """Page ``number`` (from 1) of the ordered ``rows``, in one query; empty where the list ends before it."""
    offset = (number - 1) * per_page
    found = list(rows[offset : offset + per_page + 1])
    return Stretch(rows=found[:per_page], number=number, beyond=found[per_page] if len(found) > per_page else None)
