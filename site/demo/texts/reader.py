"""Reads the files of ``content/``, which translators write, and says in one sentence what is wrong with one."""

import tomllib
from datetime import date, time
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Generic, TypeVar, get_args, get_origin, get_type_hints

from .words import Words, typeset

FOLDER = Path(__file__).resolve().parents[1] / "content"
# By what a person finds an entry in its file.
NAMES = ("slug", "key", "name", "title", "email", "organisation")
PLAIN = {
    str: "a text between quotation marks",
    int: "a number",
    bool: "true or false",
    date: "a date, like 2026-12-21",
    time: "a time of day, like 18:00:00",
}

Content = TypeVar("Content")


class ContentError(ValueError):
    """What is wrong with a file of the demo's content: which file, which entry, and what to write."""


class ContentFile(Generic[Content]):
    """One file of ``content/``. ``schema`` is a named tuple: a table of the file has its fields and no others."""

    def __init__(self, name: str, schema: type[Content], folder: Path = FOLDER):
        self.name, self.schema, self.path = name, schema, folder / name
        self.found: Content | None = None

    def read(self) -> Content:
        """What the file holds, read once; ContentError where it cannot be understood."""
        if self.found is None:
            try:
                table = tomllib.loads(self.path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise ContentError(f"{self.name} cannot be read: {error}") from error
            self.found = read_table(self.schema, table, self.name)
        return self.found


def read_table(schema: type, table: object, where: str):
    """``table`` as a ``schema``; what has a default may be left out."""
    if not isinstance(table, dict):
        raise ContentError(f"{where}: “{table}” stands where a table is expected")
    kinds = kinds_of(schema)
    if unknown := sorted(set(table) - set(kinds)):
        raise ContentError(f"{where}: “{unknown[0]}” is not known here; known are {', '.join(kinds)}")
    if missing := [name for name in kinds if name not in table and name not in schema._field_defaults]:
        raise ContentError(f"{where}: “{missing[0]}” is missing")
    found = schema(**{name: read_value(kinds[name], value, f"{where}, {name}") for name, value in table.items()})
    if complaint := getattr(found, "complaint", ""):
        raise ContentError(f"{where}: {complaint}")
    return found


@cache
def kinds_of(schema: type) -> dict[str, type]:
    """The kind of each field of ``schema``."""
    return get_type_hints(schema)


def read_value(kind, value: object, where: str):
    """``value`` as a ``kind``: a plain value, a text in two languages, days, a table, or a tuple of one of these."""
    if isinstance(kind, UnionType):
        kind = next(one for one in get_args(kind) if one is not NoneType)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise ContentError(
                f"{where}: “{value}” stands where several are expected, each under [[…]] or between [ and ]"
            )
        return tuple(read_value(get_args(kind)[0], one, f"{where} {label(one, n)}") for n, one in enumerate(value, 1))
    if kind is Words:
        return read_words(value, where)
    if hasattr(kind, "parse"):
        try:
            return kind.parse(str(value))
        except ValueError as error:
            raise ContentError(f"{where}: {error}") from error
    if issubclass(kind, tuple):
        return read_table(kind, value, where)
    # True is an int for Python, not for a person.
    if type(value) is not kind:
        raise ContentError(f"{where}: “{value}” is not {PLAIN[kind]}")
    return value


def read_words(value: object, where: str) -> Words:
    """A text in French, in Dutch or in both, typeset."""
    words = read_table(Words, value, where)
    if not any(words):
        raise ContentError(f"{where}: the text is empty")
    return Words(*map(typeset, words))


def label(entry: object, number: int) -> str:
    """How a sentence calls one of several entries: its place, and its name where it has one."""
    named = [entry[name] for name in NAMES if name in entry] if isinstance(entry, dict) else []
    texts = [one.get("fr") if isinstance(one, dict) else one for one in named]
    return next((f"{number} (“{text}”)" for text in texts if isinstance(text, str)), str(number))
