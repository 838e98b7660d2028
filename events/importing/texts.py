"""The words of a partner's event as plain text: without markup, but with everything that was said.

Each expression reads a text once, whatever stands in it: ``django.utils.html.strip_tags`` takes minutes for “<!--” ×
75,000.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

LONGEST_ADDRESS = 2000
# What a browser would take for markup: “<jean@asso.example>”, “<https://…>” and “<3” are words.
TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "big", "blockquote", "body", "br", "button", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption",
    "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i",
    "iframe", "img", "input", "ins", "kbd", "label", "li", "link", "main", "mark", "meta", "nav", "o:p", "ol",
    "option", "p", "picture", "pre", "q", "s", "samp", "script", "section", "select", "small", "source", "span",
    "strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "textarea", "tfoot", "th",
    "thead", "time", "title", "tr", "tt", "u", "ul", "var", "video", "wbr",
}  # fmt: skip
MARKUP = re.compile(r"<!--.*?-->|<!--.*|<[!?][^<>]*>|<(/?)([a-zA-Z][a-zA-Z0-9:]*)((?:[\s/][^<>]*)?)>", re.DOTALL)
ADDRESS = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
LINES = {
    "br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "hr",
    "section", "article", "header", "footer", "dt", "dd",
}  # fmt: skip
UNSEEN = {"script", "style", "head", "title"}
# Only what ends with “;”: in an address “&region=1” is no “®”. No character has so long a number.
ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
NUMBERLESS = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")
SENTENCE_END = re.compile(r"[.!?…](?=\s)")
# Accents on one letter: sorting a thousand of them takes as long as reading a book.
MOST_MARKS = 16
UNPRINTABLE = {"Cc", "Cs", "Co", "Cn"}


def without_markup(text: str) -> str:
    """``text`` without markup and without characters that cannot be printed; lines stay lines, links keep theirs."""
    text = ENTITY.sub(lambda found: html.unescape(found[0]), NUMBERLESS.sub("", without_tags(text)))
    text = unicodedata.normalize("NFC", "".join(printable(text)))
    lines = "\n".join(map(one_line, text.splitlines()))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def without_tags(text: str) -> str:
    """``text`` with lines in place of blocks, dashes in place of points, and the address behind the words of a link."""
    pieces, end, unseen, link = [], 0, "", None
    for found in MARKUP.finditer(text):
        name = (found[2] or "").lower()
        if name and name not in TAGS:
            continue
        is_end = bool(found[1])
        if unseen:
            # What nothing closes is no script: the text goes on behind it.
            unseen, end = ("", found.end()) if is_end and name == unseen else (unseen, end)
            continue
        told = [text[end : found.start()]]
        end = found.end()
        if name in UNSEEN:
            unseen = "" if is_end else name
        elif name == "a":
            if link is not None:
                told.append(address_behind("".join([*pieces[link[1] :], *told]), link[0]))
            link = None if is_end else (address_in(found[3]), len(pieces) + sum(map(bool, told)))
        elif name in LINES:
            told.append(line_break(name, is_end=is_end, begins_line=begins_line([*pieces[-1:], *told])))
        # Only what says something: the last piece tells whether a line begins.
        pieces += filter(None, told)
    return "".join([*pieces, MARKUP.sub("", text[end:]) if unseen else text[end:]])


def begins_line(pieces: list[str]) -> bool:
    """Whether what comes next stands at the beginning of a line."""
    last = next((piece for piece in reversed(pieces) if piece), "\n")
    return last.rstrip(" \t").endswith("\n")


def line_break(name: str, *, is_end: bool, begins_line: bool) -> str:
    """What a tag becomes: one new line before and after a block, an empty one between paragraphs, dashes for points."""
    if name == "br":
        return "\n"
    return "\n" * (not begins_line) + "\n" * (is_end and name == "p") + "- " * (name == "li" and not is_end)


def address_in(attributes: str) -> str:
    found = ADDRESS.search(attributes)
    return html.unescape(found[1] or found[2] or found[3] or "").strip() if found else ""


def address_behind(words: str, address: str) -> str:
    """`` (https://…)`` for a link whose ``words`` do not say its ``address`` already; nothing for what is no page."""
    scheme, _colon, rest = address.partition(":")
    if scheme.lower() not in {"http", "https", "mailto", "tel"} or len(address) > LONGEST_ADDRESS:
        return ""
    shown = rest if scheme.lower() in {"mailto", "tel"} else address
    said = html.unescape(words) if len(words) <= LONGEST_ADDRESS else words
    bare = shown.partition("//")[2].rstrip("/") or shown
    return "" if bare in said else f" ({shown})"


def printable(text: str) -> Iterator[str]:
    """The characters of ``text`` that can be printed, with a few marks on each letter at most."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS and (character in "\n\t" or unicodedata.category(character) not in UNPRINTABLE):
            yield character


def one_line(text: str) -> str:
    return " ".join(text.split())


def shortened(text: str, longest: int) -> str:
    """``text``, or as much of it as ends with a sentence, or with a word and “…”."""
    if len(text) <= longest:
        return text
    start = text[:longest]
    ends = [found.end() for found in SENTENCE_END.finditer(start)]
    if ends and ends[-1] > longest // 3:
        return start[: ends[-1]]
    return f"{start[: longest - 1].rsplit(' ', 1)[0].rstrip(' ,;:–-')}…"


def web_address(text: str) -> str:
    """``text`` where it is an address of the web, else nothing: no other kind is ever linked."""
    text = ENTITY.sub(lambda found: html.unescape(found[0]), text.strip())
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return ""
    return text if len(text) <= LONGEST_ADDRESS else ""
