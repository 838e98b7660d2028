"""The words of a repetition, French and Dutch together: no word means two things in them where it matters here."""

import re
import unicodedata
from collections.abc import Iterable

from events.repetition.description import MONTHS, NTHS, WEEKDAYS


def without_accents(text: str) -> str:
    """``text`` without capitals and accents, each character where it was."""
    return "".join(map(plain_character, text))


def plain_character(character: str) -> str:
    if character.isspace():
        return " "
    return {"’": "'", "–": "-", "—": "-"}.get(character) or unicodedata.normalize("NFD", character)[0].lower()[:1]


def numbers_by_name(names: dict[str, Iterable[str]]) -> dict[str, int]:
    return {without_accents(name): index for listing in names.values() for index, name in enumerate(listing)}


def one_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


DAYS = numbers_by_name(WEEKDAYS)
MONTH_NUMBERS = {name: index + 1 for name, index in numbers_by_name(MONTHS).items()}
NTH_WORDS = {
    **{without_accents(name): n for names in NTHS.values() for n, name in names.items()},
    "1er": 1, "1ere": 1, "1e": 1, "1ste": 1, "premiere": 1, "second": 2, "seconde": 2, "2e": 2, "2eme": 2, "2de": 2,
    "3e": 3, "3eme": 3, "3de": 3, "4e": 4, "4eme": 4, "4de": 4, "5e": 5, "5eme": 5, "5de": 5, "derniere": -1,
}  # fmt: skip


FRENCH_NUMBERS = (
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt",
)  # fmt: skip
DUTCH_NUMBERS = (
    "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig",
)  # fmt: skip


def number_words() -> dict[str, int]:
    """The numbers to 31 as both languages write them, without accents."""
    found = {word: n + 1 for words in (FRENCH_NUMBERS, DUTCH_NUMBERS) for n, word in enumerate(words)}
    found |= {"une": 1, "trente": 30, "dertig": 30, "eenendertig": 31}
    for tens, word in ((20, "vingt"), (30, "trente")):
        found |= {f"{word}{join}{one}": tens + 1 for join in (" et ", "-et-") for one in ("un", "une")}
    found |= {f"vingt{join}{FRENCH_NUMBERS[n]}": 21 + n for n in range(1, 9) for join in ("-", " ")}
    found |= {f"{DUTCH_NUMBERS[n]}entwintig": 21 + n for n in range(9)}
    return found


NUMBER_WORDS = number_words()
MONTH, DAY = one_of(MONTH_NUMBERS), rf"(?:{one_of(DAYS)})(?:s|en)?"
NTH = rf"(?:{one_of(NTH_WORDS)})s?"
NUMBER = rf"(?:\d{{1,2}}|(?<![\w-]){one_of(NUMBER_WORDS)}(?!-?\w))"
DATE = (
    rf"(?<![\d./h:-])(?:\d{{1,2}}(?:er|e)? {MONTH}\b(?: \d{{4}})?|"
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{1,2}/\d{1,2})(?![\d/]|[.-]\d)"
)
MONTH_AND_YEAR = rf"{MONTH}\b(?: \d{{4}})?"
UNIT = r"(?:heures?|uur|h|u)(?![a-z])\.?"
_HOUR_AND_MINUTE = rf"{NUMBER} ?(?:heures?|uur|[hu:.]) ?\d{{2}}(?!\d|[./-]\d)(?: ?{UNIT})?"
_NOON = r"(?<![\w-])(?:midi(?! et)|minuit)\b"
TIME = rf"(?:{_HOUR_AND_MINUTE}|{NUMBER}(?: ?{UNIT})?|{_NOON})"
SURE_TIME = rf"(?:{_HOUR_AND_MINUTE}|{NUMBER} ?{UNIT}|{_NOON})"
EXCEPT = (
    r"\b(?:sauf|hors|hormis|excepte|a l'exception (?:de la|de l'|des|de|du)|behalve|uitgezonderd|met uitzondering van|"
    r"niet)(?!\w)"
)
OF_THE_MONTH = r"(?:(?:de|du|par|chaque|tous|les|van|elke|iedere|per) )+(?:mois|maand)\b"
# What says nothing by itself, once all around it is understood.
FILLERS = frozenset(
    """a au aux chaque d dans de des du elk elke en er et het ieder iedere alle in l la le les om on op pendant se
    tijdens tous toutes van""".split()  # noqa: SIM905
)


def number_in(words: str) -> int:
    """The number written as ``12`` or ``douze``."""
    return NUMBER_WORDS[words] if words in NUMBER_WORDS else int(words)


def day_named(words: str) -> int:
    """The number of a weekday, in the plural too: ``mardis``, ``dinsdagen``."""
    return next(DAYS[name] for name in (words, words.removesuffix("s"), words.removesuffix("en")) if name in DAYS)


def nth_named(words: str) -> int:
    return NTH_WORDS[words] if words in NTH_WORDS else NTH_WORDS[words.removesuffix("s")]


def months_between(first: str, last: str) -> list[int]:
    """``de septembre à juin``: over the new year too."""
    start, end = MONTH_NUMBERS[first], MONTH_NUMBERS[last]
    return [(start - 1 + n) % 12 + 1 for n in range((end - start) % 12 + 1)]
