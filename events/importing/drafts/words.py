"""Words of a partner's event on its page, field by field: taken over as long as nobody wrote others here.

A field is ``title``, ``text``, ``place`` or ``link``, or of one date ``place:<key of its row>`` or ``theme:<key>``.
Each comparison stands on what the page was last brought in line with: what differs from it here was written here, what
differs from it there is new there, and where both are so the coordination decides.
"""

import json
import re
import uuid
from collections.abc import Iterator
from html import unescape

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.translation import gettext as _

from events.importing.parser import LONGEST_INTRODUCTION, FoundEvent
from events.importing.texts import shortened
from events.models import EventDate, EventPage, ImportedEvent, ImportSource

OF_EVENT = ("title", "text", "place", "link")
LONGEST_THEME = EventDate._meta.get_field("theme_fr").max_length
# A paragraph that holds one link and nothing else: what the import writes, and what the editor saves of it.
LINK_ALONE = re.compile(r'\s*<p[^>]*>\s*<a\b[^>]*\bhref="([^"]*)"[^>]*>[^<]*</a>\s*</p>\s*')
PARAGRAPH_END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")


def words_of(event: FoundEvent, source: ImportSource) -> dict[str, str]:
    """What the partner says of its event, by field; one that is not certain says so in its title."""
    title = event.title or source.name
    if event.is_tentative:
        title = _("%(title)s (to be confirmed)") % {"title": title}
    return {"title": title, "text": event.text, "place": event.place, "link": event.url}


def words_on(page: EventPage, name: str) -> str:
    """What ``page`` says in the field ``name``, as plain text; nothing of a row it does not have."""
    if name == "title":
        return page.title
    if name == "text":
        return composed(page.introduction, plain(html for html in texts_on(page) if not LINK_ALONE.fullmatch(html)))
    if name == "place":
        return page.place_fr
    if name == "link":
        links = [found for html in texts_on(page) if (found := LINK_ALONE.fullmatch(html))]
        return unescape(links[-1][1]) if links else ""
    row = row_of_field(page, name)
    return getattr(row, row_attribute(name)) if row else ""


def as_on_page(name: str, words: str) -> str:
    """What ``words_on`` says once ``words`` of the partner were written."""
    if name == "text":
        return composed(introduction_of(words), plain(body_of(words)))
    return words[:LONGEST_THEME] if name.startswith("theme:") else words


def write_words(page: EventPage, name: str, words: str, source: ImportSource) -> None:
    """Write ``words`` of the partner into the field ``name`` of ``page``."""
    if name == "title":
        page.title = words
    elif name == "text":
        page.introduction = introduction_of(words)
        write_text_blocks(page, body_of(words), link_too=False)
    elif name == "place":
        page.place_fr = words
    elif name == "link":
        write_text_blocks(page, link_to(words, source), link_too=True)
    elif row := row_of_field(page, name):
        setattr(row, row_attribute(name), as_on_page(name, words))
        page.dates.add(row)


def bring_in_line(page: EventPage, there: dict[str, str], imported: ImportedEvent, source: ImportSource) -> bool:
    """Write what is new ``there`` into the fields nobody changed here, offer the others; whether ``page`` changed."""
    changed = False
    for name, words in there.items():
        here, known = words_on(page, name), imported.words.get(name)
        imported.offered.pop(name, None)
        if same(here, as_on_page(name, words)):
            imported.words[name] = words
        elif known is not None and same(as_on_page(name, words), as_on_page(name, known)):
            continue
        elif known is not None and same(here, as_on_page(name, known)):
            write_words(page, name, words, source)
            imported.words[name] = words
            changed = True
        else:
            imported.offered[name] = words
    return changed


def forget_rows(imported: ImportedEvent, keys: set[str]) -> None:
    """Drop what is known and offered of dates whose row is not among ``keys``."""
    for words in (imported.words, imported.offered):
        for name in [name for name in words if ":" in name and name.partition(":")[2] not in keys]:
            del words[name]


def same(one: str, other: str) -> bool:
    """Whether two texts have the same words; the editor of the CMS spaces them otherwise."""
    return one.split() == other.split()


def composed(introduction: str, body: str) -> str:
    return "\n".join(filter(None, (introduction, body)))


def introduction_of(text: str) -> str:
    return shortened(" ".join(text.split()), LONGEST_INTRODUCTION)


def body_of(text: str) -> list[str]:
    """Rich text: the description where the introduction does not hold it all."""
    if len(text) <= LONGEST_INTRODUCTION and "\n" not in text:
        return []
    paragraphs = ((" ".join(part.split()),) for part in text.split("\n") if part.strip())
    return [str(format_html_join("", "<p>{}</p>", paragraphs))]


def link_to(address: str, source: ImportSource) -> list[str]:
    """Rich text: where the event comes from."""
    told = _("More on the site of %(name)s") % {"name": source.name}
    return [str(format_html('<p><a href="{}">{}</a></p>', address, told))] if address else []


def texts_on(page: EventPage) -> Iterator[str]:
    """The rich text of each block of text on ``page``."""
    return (block["value"] for block in page.body.raw_data if block["type"] == "text")


def plain(texts) -> str:
    """Rich text as plain lines."""
    lines = [unescape(strip_tags(part)) for html in texts for part in PARAGRAPH_END.split(html)]
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def write_text_blocks(page: EventPage, texts: list[str], *, link_too: bool) -> None:
    """Put ``texts`` in the place of the link of ``page``, or of its other blocks of text; other kinds stay.

    A block keeps its key: translations know it by that.
    """
    blocks, waiting, place = [], list(texts), 0
    for block in page.body.raw_data:
        if block["type"] != "text" or bool(LINK_ALONE.fullmatch(block["value"])) != link_too:
            blocks.append(dict(block))
        elif waiting:
            blocks.append(dict(block) | {"value": waiting.pop(0)})
            place = len(blocks)
    place = len(blocks) if link_too else place
    blocks[place:place] = [{"type": "text", "value": html, "id": str(uuid.uuid4())} for html in waiting]
    page.body = json.dumps(blocks)


def row_of_field(page: EventPage, name: str) -> EventDate | None:
    key = name.partition(":")[2]
    return next((row for row in page.dates.all() if str(row.key) == key), None)


def row_attribute(name: str) -> str:
    return f"{name.partition(':')[0]}_fr"
