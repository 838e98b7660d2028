"""A text of which patterns take what they understand, until only what nobody understands is left."""

import re
from collections.abc import Callable
from datetime import date

from events.repetition.vocabulary import FILLERS


class Reader:
    """The text, from which each pattern takes what it understands; what is left at the end was not understood.

    ``spans`` tells by field which words said it. Behind “sauf”, months and weekdays are ``not_months`` …
    """

    def __init__(self, left: str, today: date, values: dict, spans: dict[str, list[tuple[int, int]]], *, no: str = ""):
        self.left, self.today, self.values, self.spans, self.no = left, today, values, spans, no

    def take(self, name: str, pattern: str, read: Callable[[re.Match], object | None]) -> list:
        """What ``read`` makes of each match, which is then gone from the text; a match it makes nothing of stays."""
        found = []

        def replace(match: re.Match) -> str:
            result = read(match)
            if result is None:
                return match[0]
            found.append(result)
            self.spans.setdefault(name, []).append(match.span())
            return "¤" + " " * (len(match[0]) - 1) if match[0] else ""

        self.left = re.sub(pattern, replace, self.left)
        return found

    def take_one(self, name: str, pattern: str, read: Callable[[re.Match], object | None]) -> None:
        """The first match as the field ``name``, of which there can be only one: the others stay to be named."""

        def read_first(match):
            if name in self.values:
                return None
            value = read(match)
            if value is not None:
                self.values[name] = value
            return value

        self.take(name, pattern, read_first)

    def words_left(self) -> list[tuple[int, int]]:
        words = re.finditer(r"[^\s,;.:()¤-][^\s,;:()¤]*", self.left)
        return [word.span() for word in words if word[0].strip(".'’") not in FILLERS]
