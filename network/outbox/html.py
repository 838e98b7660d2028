"""The HTML of a mail, made from its plain text: the two always say the same.

A text is paragraphs with an empty line between them. What a line looks like says what it is; all of it also reads well
as it stands, in a program that shows plain text only::

    Your seats                      a heading: a line of three dashes or more under it
    ----------
    | Midi de la coordination       a panel, for what the mail is about (a date and its place)
    | mardi 12 janvier 2027, 12 h – 14 h

    - Nadia: confirmed, seat 4      a list
    [ ] Switch the heating on       a list of things to do
    Change a name or cancel:        a button: a line that is only an address, with its words in the line above,
    https://www.example.be/…        60 characters at most and a colon at their end; the first is the main one

An address without such words above it, or with longer ones, is a plain link; so is an address inside a sentence. All
text is escaped: a name with ``<`` in it shows as it was typed. What others typed about themselves goes through
``as_words`` first, so that it is read as none of these.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from home.sites import default_settings
from home.text.telephones import first_to_dial

LONGEST_LABEL = 60
LONGEST_PREVIEW = 120

ADDRESS = re.compile(r"https?://\S+")
UNDERLINE = re.compile(r"[-=]{3,}")
COLON = re.compile(r"\s*:$")
# Takes no room and joins nothing to an address: to the reader the words stay the same.
WORD_JOINER = "\u2060"
# What mail programs make links of, ours and the reader's: scheme, path, mailbox, and a domain by its last dot.
JOINTS = re.compile(r"[:/@\\]+(?=\S)|\.(?=\w{2})")
# The kinds of lines that a mark at their beginning tells.
MARKS = {"| ": "panel", "- ": "list", "[ ] ": "tasks"}


@dataclass(frozen=True)
class Part:
    """A piece of a mail: ``kind`` (heading, text, panel, list, tasks, button, link), its lines, its address if any."""

    kind: str
    lines: list[str]
    url: str = ""
    is_main: bool = False


@dataclass(frozen=True)
class Contact:
    """The coordination at the foot of a mail, in the reader's language; what it has not told is empty."""

    name: str
    address: str
    phone: str
    email: str
    hours: str
    colour: str

    @property
    def dial(self) -> str:
        """The first number as ``tel:`` wants it; empty where none can be read."""
        return first_to_dial(self.phone)

    @property
    def change_url(self) -> str:
        """Where a reader says that another address is right from now on; in the active language."""
        return f"mailto:{self.email}?subject={quote(_('My contact details change'))}" if self.email else ""


def as_words(typed: str) -> str:
    """``typed`` on one line that nothing reads as an address, nor as a mark of this convention: for people's names."""
    words = JOINTS.sub(lambda joint: f"{WORD_JOINER}{joint[0]}{WORD_JOINER}", " ".join(typed.split()))
    return words if not words or words[0].isalnum() else WORD_JOINER + words


def as_html(text: str, *, subject: str, language: str, sender: Contact | None = None) -> str:
    """The HTML of a mail whose plain text is ``text``; ``sender`` where it was read before (see ``contact``)."""
    with override(language):
        words = {"language": language, "subject": subject, "text": text, "sender": sender or contact()}
        return render_to_string("emails/mail.html", words)


def signed(text: str, *, language: str, sender: Contact | None = None) -> str:
    """``text`` with the coordination's name, address and telephone under it, as in the foot of the HTML."""
    with override(language):
        sender = sender or contact()
        lines = [sender.name, sender.address, " · ".join(filter(None, (sender.phone, sender.email))), sender.hours]
        lines.append(_("Your contact details change? Answer this mail."))
    return "\n".join([text.rstrip(), "", "-- ", *filter(None, lines), ""])


def contact_in(language: str) -> Contact:
    """The coordination as readers of ``language`` know it."""
    with override(language):
        return contact()


def contact() -> Contact:
    """The coordination of the default site in the active language."""
    settings = default_settings()
    town = " ".join(filter(None, (settings.postal_code, settings.commune)))
    return Contact(
        name=settings.name,
        address=", ".join(filter(None, (settings.street, town))),
        phone=settings.phone,
        email=settings.email,
        hours=settings.desk_hours,
        colour=settings.primary_colour,
    )


def split_parts(text: str) -> list[Part]:
    """The parts of ``text``, by the convention above."""
    has_main = False
    parts = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        for part in parts_of_paragraph([line.strip() for line in paragraph.splitlines()]):
            if part.kind == "button":
                parts.append(Part(part.kind, part.lines, part.url, is_main=not has_main))
                has_main = True
            else:
                parts.append(part)
    return parts


def parts_of_paragraph(lines: list[str]) -> Iterator[Part]:
    """The parts of lines without an empty one between them."""
    for kind, run in groupby(lines, key=kind_of):
        same = list(run)
        if kind in MARKS.values():
            mark = next(mark for mark, name in MARKS.items() if name == kind)
            yield Part(kind, [line.removeprefix(mark).strip() for line in same])
        else:
            yield from plain_parts(same)


def kind_of(line: str) -> str:
    """``panel``, ``list`` or ``tasks`` by the mark a line begins with, else ``text``."""
    return next((kind for mark, kind in MARKS.items() if line.startswith(mark)), "text")


def plain_parts(lines: list[str]) -> Iterator[Part]:
    """Sentences, headings, buttons and links, from lines without a mark."""
    waiting: list[str] = []
    for line in lines:
        if UNDERLINE.fullmatch(line) and waiting:
            heading = waiting.pop()
            yield from sentences(waiting)
            yield Part("heading", [heading])
        elif ADDRESS.fullmatch(line):
            has_label = waiting and len(waiting[-1]) <= LONGEST_LABEL and COLON.search(waiting[-1])
            label = COLON.sub("", waiting.pop()) if has_label else ""
            yield from sentences(waiting)
            yield Part("button", [label], line) if label else Part("link", [line], line)
        else:
            waiting.append(line)
            continue
        waiting = []
    yield from sentences(waiting)


def sentences(lines: list[str]) -> Iterator[Part]:
    if lines:
        yield Part("text", lines)


def preview_of(parts: list[Part]) -> str:
    """What a list of mails shows after the subject: the first sentences that are not the greeting."""
    texts = [" ".join(part.lines) for part in parts if part.kind in ("text", "panel")]
    if len(texts) > 1 and texts[0].endswith(","):
        texts = texts[1:]
    words = texts[0] if texts else ""
    return words if len(words) <= LONGEST_PREVIEW else words[:LONGEST_PREVIEW].rsplit(" ", 1)[0] + " …"
