"""The blocks that bodies of pages are composed of, and what Wagtail keeps of each."""

from typing import NamedTuple

from .words import NO_WORDS, Words


class Quote(NamedTuple):
    text: Words
    source: Words


class Fact(NamedTuple):
    text: Words
    source: Words
    dated: Words


class Callout(NamedTuple):
    title: Words
    paragraphs: tuple[Words, ...]


class Question(NamedTuple):
    question: Words
    answer: tuple[Words, ...]


class CaptionedPicture(NamedTuple):
    """A picture by its name in ``pictures.toml``."""

    name: str
    caption: Words = NO_WORDS


class Block(NamedTuple):
    """One block of a page's body: one of these."""

    heading: Words | None = None
    paragraphs: tuple[Words, ...] = ()
    bullets: tuple[Words, ...] = ()
    numbered: tuple[Words, ...] = ()
    quote: Quote | None = None
    fact: Fact | None = None
    callout: Callout | None = None
    question: Question | None = None
    picture: CaptionedPicture | None = None

    @property
    def complaint(self) -> str:
        """What is wrong with the block, in a sentence; empty where nothing is."""
        return "" if sum(bool(one) for one in self) == 1 else f"a block is exactly one of {', '.join(self._fields)}"

    @property
    def french(self) -> tuple[str, str | dict[str, str]]:
        """The name of Wagtail's block and its French value; of a picture, which only the library knows, the caption."""
        match self:
            case Block(heading=Words() as one):
                return "heading", one.fr
            case Block(quote=Quote() as one) | Block(fact=Fact() as one):
                return type(one).__name__.lower(), {name: words.fr for name, words in one._asdict().items()}
            case Block(callout=Callout() as one):
                return "callout", {"title": one.title.fr, "text": paragraphs(one.paragraphs)}
            case Block(question=Question() as one):
                return "question", {"question": one.question.fr, "answer": paragraphs(one.answer)}
            case Block(picture=CaptionedPicture() as one):
                return "picture", {"caption": one.caption.fr}
        return "text", paragraphs(self.paragraphs) + items("ul", self.bullets) + items("ol", self.numbered)


def paragraphs(texts: tuple[Words, ...]) -> str:
    """Rich text of one paragraph each."""
    return "".join(f"<p>{one.fr}</p>" for one in texts)


def items(tag: str, texts: tuple[Words, ...]) -> str:
    """Rich text of a list, ``ul`` or ``ol``; nothing where there are no texts."""
    return f"<{tag}>{''.join(f'<li>{one.fr}</li>' for one in texts)}</{tag}>" if texts else ""
