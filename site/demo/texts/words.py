"""Texts in both languages, with the typography of each."""

import re
from collections.abc import Iterator
from typing import NamedTuple

NO_BREAK = "\u00a0"
BEFORE = re.compile(r" ([;:!?»€%])")
TIME = re.compile(r"(\d) (h|u\.)(?: (\d\d)\b)?")


class Words(NamedTuple):
    """A text in French and, where it is translated, in Dutch."""

    fr: str = ""
    nl: str = ""

    def as_fields(self, name: str) -> dict[str, str]:
        """The two fields of a record that keep it, say ``title_fr`` and ``title_nl``."""
        return {f"{name}_fr": self.fr, f"{name}_nl": self.nl}


NO_WORDS = Words()


def typeset(text: str) -> str:
    """``text`` with curly apostrophes and without breaks before high punctuation or inside a time of day."""
    text = BEFORE.sub(NO_BREAK + r"\1", text.replace("'", "’")).replace("« ", "«" + NO_BREAK)
    return TIME.sub(lambda m: NO_BREAK.join(filter(None, m.groups())), text)


def words_in(content: object) -> Iterator[Words]:
    """Every text somewhere inside ``content``."""
    if isinstance(content, Words):
        yield content
    elif isinstance(content, tuple):
        for one in content:
            yield from words_in(one)
