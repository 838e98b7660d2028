"""Texts in both languages, with the typography of each, and the blocks pages are composed of."""

import re
from typing import NamedTuple

NO_BREAK = "\u00a0"
BEFORE = re.compile(r" ([;:!?»€%])")
TIME = re.compile(r"(\d) (h|u\.)(?: (\d\d)\b)?")


class Words(NamedTuple):
    """A text in French and, where it is translated, in Dutch."""

    fr: str
    nl: str = ""


def typeset(text: str) -> str:
    """``text`` with curly apostrophes and without breaks before high punctuation or inside a time of day."""
    text = BEFORE.sub(NO_BREAK + r"\1", text.replace("'", "’")).replace("« ", "«" + NO_BREAK)
    return TIME.sub(lambda m: NO_BREAK.join(filter(None, m.groups())), text)


def w(fr: str, nl: str = "") -> Words:
    """Both texts, typeset."""
    return Words(typeset(fr), typeset(nl))


class Block(NamedTuple):
    """One block of a page's body: its type, its French value and the texts in it."""

    kind: str
    value: object
    words: tuple[Words, ...]


def pairs(texts) -> tuple[Words, ...]:
    """Each of ``texts`` is French alone, or French and Dutch."""
    return tuple(w(text) if isinstance(text, str) else w(*text) for text in texts)


def heading(fr: str, nl: str = "") -> Block:
    words = w(fr, nl)
    return Block("heading", words.fr, (words,))


def text(*paragraphs) -> Block:
    words = pairs(paragraphs)
    return Block("text", "".join(f"<p>{one.fr}</p>" for one in words), words)


def bullets(*items, ordered: bool = False) -> Block:
    words = pairs(items)
    tag = "ol" if ordered else "ul"
    return Block("text", f"<{tag}>{''.join(f'<li>{one.fr}</li>' for one in words)}</{tag}>", words)


def struct(kind: str, **texts) -> Block:
    """A block of several plain texts."""
    words = dict(zip(texts, pairs(texts.values()), strict=True))
    return Block(kind, {name: one.fr for name, one in words.items()}, tuple(words.values()))


def quote(said, source) -> Block:
    return struct("quote", text=said, source=source)


def fact(said, source, dated) -> Block:
    return struct("fact", text=said, source=source, dated=dated)


def callout(title, *paragraphs) -> Block:
    first, inner = pairs([title])[0], text(*paragraphs)
    return Block("callout", {"title": first.fr, "text": inner.value}, (first, *inner.words))


def question(asked, *paragraphs) -> Block:
    first, inner = pairs([asked])[0], text(*paragraphs)
    return Block("question", {"question": first.fr, "answer": inner.value}, (first, *inner.words))


def picture(name: str, caption="") -> Block:
    """A picture by its name in ``config.demo.pictures``."""
    words = pairs([caption]) if caption else ()
    return Block("picture", {"image": name, "caption": words[0].fr if words else ""}, words)


class PageText(NamedTuple):
    """An editorial page: Dutch where its texts have it. ``tags`` are separated by commas."""

    slug: str
    title: Words
    introduction: Words
    body: tuple[Block, ...]
    tags: str = ""
    picture: str = ""
    in_menu: bool = False

    @property
    def words(self) -> list[Words]:
        """Every text of the page."""
        return [self.title, self.introduction, *(one for block in self.body for one in block.words)]
