"""A protected address stays out of what a sheet says, whichever field somebody types it in."""

from collections.abc import Iterable

from network.words.stems import words_in

Street = tuple[str, ...]


def streets_in(texts: Iterable[str]) -> list[Street]:
    """The folded words of each street, without its number: ``rue des Zibelines 3`` is told by its name already."""
    found = []
    for text in texts:
        words = words_in(text)
        while words and words[-1][0].isdecimal():
            words.pop()
        if words:
            found.append(tuple(words))
    return found


def betrays(text: str, streets: Iterable[Street]) -> bool:
    """Whether ``text`` names one of ``streets``, whatever its capitals, accents and hyphens."""
    words = words_in(text)
    return any(street == tuple(words[place : place + len(street)]) for street in streets for place in range(len(words)))
