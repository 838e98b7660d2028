"""What an editor writes about dates that come back, in French or Dutch, read into the fields of a ``Repetition``.

Both languages share one vocabulary: no word means two things in them where it matters here. What is not understood is
named, never guessed at in silence.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time
from difflib import get_close_matches

from dateutil.relativedelta import relativedelta

from events.repetition import COMMUNITIES, Frequency
from events.repetition_description import MONTHS, NTHS, WEEKDAYS


@dataclass
class Understood:
    """``values`` by name of field of ``Repetition``; ``unknown`` are the words that were not understood, as written."""

    values: dict = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    guesses: dict[str, str] = field(default_factory=dict)


def plain(text: str) -> str:
    """``text`` without capitals and accents, each character where it was."""
    return "".join(map(plain_character, text))


def plain_character(character: str) -> str:
    if character.isspace():
        return " "
    return {"’": "'", "–": "-", "—": "-"}.get(character) or unicodedata.normalize("NFD", character)[0].lower()[:1]


def words_of(names: dict[str, Iterable[str]]) -> dict[str, int]:
    return {plain(name): index for listing in names.values() for index, name in enumerate(listing)}


DAYS = words_of(WEEKDAYS)
MONTH_NUMBERS = {name: index + 1 for name, index in words_of(MONTHS).items()}
NTH_WORDS = {
    **{plain(name): n for names in NTHS.values() for n, name in names.items()},
    "1er": 1, "1e": 1, "1ste": 1, "second": 2, "2e": 2, "2eme": 2, "2de": 2, "3e": 3, "3eme": 3, "3de": 3, "4e": 4,
    "4eme": 4, "4de": 4,
}  # fmt: skip
NUMBERS = {
    "deux": 2, "trois": 3, "quatre": 4, "six": 6, "twee": 2, "drie": 3, "vier": 4, "zes": 6,
}  # fmt: skip


def one_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


MONTH, DAY, NTH = one_of(MONTH_NUMBERS), rf"(?:{one_of(DAYS)})s?", rf"(?:{one_of(NTH_WORDS)})s?"
NUMBER = rf"(?:\d{{1,2}}|{one_of(NUMBERS)})"
DATE = rf"(?<![\d.h:])(?:\d{{1,2}}(?:er|e)? {MONTH}(?: \d{{4}})?|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}})(?!\d)"
UNIT = r"(?:heures?|uur|h|u)(?![a-z])\.?"
TIME = rf"(?:\d{{1,2}}(?: ?(?:heures?|uur|[hu:.]) ?\d{{2}}(?!\d))?(?: ?{UNIT})?|midi(?! et)|minuit)"
SURE_TIME = rf"(?:\d{{1,2}} ?(?:heures?|uur|[hu:.]) ?\d{{2}}(?!\d)(?: ?{UNIT})?|\d{{1,2}} ?{UNIT}|midi|minuit)"
EXCEPT = r"\b(?:sauf|hors|hormis|excepte|behalve|uitgezonderd|niet)\b"
OF_THE_MONTH = r"(?:(?:de|du|par|chaque|tous|les|van|elke|iedere|per) )+(?:mois|maand)\b"
FILLERS = frozenset(
    """a au aux chaque d dans de des du en er et het iedere elke alle in le les l la om on op pendant se tijdens
    tous toutes van voor met""".split()  # noqa: SIM905
)


class Reader:
    """The text, from which each pattern takes what it understands; what is left at the end was not understood."""

    def __init__(self, text: str, today: date):
        self.text = unicodedata.normalize("NFC", text)
        self.left = plain(self.text)
        self.today = today
        self.values: dict = {}

    def take(self, pattern: str, read: Callable[[re.Match], object | None]) -> list:
        """What ``read`` makes of each match, which is then gone from the text; a match it makes nothing of stays."""
        found = []

        def replace(match: re.Match) -> str:
            result = read(match)
            if result is None:
                return match[0]
            found.append(result)
            return "¤" + " " * (len(match[0]) - 1) if match[0] else ""

        self.left = re.sub(pattern, replace, self.left)
        return found


def understand(text: str, *, today: date) -> Understood:
    """Read ``text`` as far as possible; a day without its year is the next one from ``today``."""
    reader = Reader(text, today)
    for read in (read_bounds, read_times, read_exceptions, read_interval, read_which, read_months):
        read(reader)
    settle(reader.values)
    unknown = [
        reader.text[word.start() : word.end()]
        for word in re.finditer(r"[^\s,;.:()¤-][^\s,;:()¤]*", reader.left)
        if word[0].strip(".'’") not in FILLERS
    ]
    known = {*DAYS, *MONTH_NUMBERS, *NTH_WORDS}
    guesses = {word: close[0] for word in unknown if (close := get_close_matches(plain(word), known, 1, 0.75))}
    return Understood(reader.values, list(dict.fromkeys(unknown)), guesses)


def read_bounds(reader: Reader) -> None:
    def first(match):
        return read_day(match["first"], reader.today)

    def both(match):
        start = first(match)
        end = start and read_day(match["last"], start)
        return (start, end) if end else None

    until = r"(?:jusqu'au|au|tot en met|tot|t/m|-)"
    for start, end in reader.take(
        rf"(?:\b(?:du|entre le|van|vanaf) )?(?P<first>{DATE}) ?{until} ?(?:le )?(?P<last>{DATE})", both
    ):
        reader.values |= {"first_day": start, "last_day": end}
    starts = rf"\b(?:a partir du|des le|depuis le|vanaf|a compter du) (?P<first>{DATE})"
    for start in reader.take(starts, first):
        reader.values["first_day"] = start
    after = reader.values.get("first_day", reader.today)
    for end in reader.take(
        rf"\b(?:jusqu'au|jusque|tot en met|tot|t/m) (?P<last>{DATE})", lambda match: read_day(match["last"], after)
    ):
        reader.values["last_day"] = end


def read_day(words: str, after: date) -> date | None:
    """The day written as ``3 mars 2027``, ``3/3/2027`` or ``3 mars``, then the first from ``after``; None for none."""
    if number := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", words):
        day, month, year = map(int, number.groups())
    else:
        number = re.fullmatch(rf"(\d{{1,2}})(?:er|e)? ({MONTH})(?: (\d{{4}}))?", words)
        day, month, year = int(number[1]), MONTH_NUMBERS[number[2]], int(number[3] or 0)
    try:
        found = date(year or after.year, month, day)
        return found if year or found >= after else found + relativedelta(years=1)
    except ValueError:
        return None


def read_times(reader: Reader) -> None:
    def both(match):
        if not re.search(SURE_TIME, match[0]):
            return None
        start, end = read_time(match["start"]), read_time(match["end"])
        return (start, end) if start and end else None

    joined = (
        rf"(?:\b(?:de|van|entre|tussen) )?(?<![\d.])(?P<start>{TIME}) ?(?:a|et|jusqu'a|tot|en|-) ?(?P<end>{TIME})(?!\d)"
    )
    for start, end in reader.take(joined, both):
        reader.values |= {"start_time": start, "end_time": end}
    if "start_time" not in reader.values:
        alone = rf"(?:\b(?:a|om|vers|des|vanaf) )?(?<![\d.])(?P<start>{SURE_TIME})"
        for start in reader.take(alone, lambda match: read_time(match["start"])):
            reader.values["start_time"] = start


def read_time(words: str) -> time | None:
    """``12 h``, ``9 h 30``, ``9.30 uur``, ``midi``; None for an hour that does not exist."""
    if words in ("midi", "minuit"):
        return time(12 if words == "midi" else 0)
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    try:
        return time(*numbers)
    except ValueError:
        return None


def read_exceptions(reader: Reader) -> None:
    """Everything behind “sauf”, until a stretch of months begins behind a comma."""
    found = re.search(EXCEPT, reader.left)
    if found is None:
        return
    start, end = found.start(), len(reader.left)
    # “sauf jours fériés, de septembre à juin”: a stretch of months behind a comma says when, not when not.
    if again := re.compile(rf", ?(?:de|van) {MONTH}").search(reader.left, start):
        end = again.start()
    clause = Reader("", reader.today)
    clause.left = reader.left[start:end]
    clause.take(EXCEPT, lambda match: True)
    if clause.take(r"\b(?:(?:op|les|aux|in) )*(?:jours? )?(?:feries?|feestdag(?:en)?)\b", lambda match: True):
        reader.values["skip_public_holidays"] = True
    for one in clause.take(
        r"\b(?:(?:les|pendant|des|in|de|tijdens) )*(?:franstalige |nederlandstalige )?"
        r"(?:vacances(?: scolaires?)?|conges scolaires|(?:school)?vakanties?)(?: francophones?| neerlandophones?)?",
        lambda match: "nl" if "neerl" in match[0] or "nederl" in match[0] else "fr" if "fran" in match[0] else "both",
    ):
        skipped = reader.values.get("skip_school_holidays", ())
        reader.values["skip_school_holidays"] = (*skipped, *(COMMUNITIES if one == "both" else (one,)))
    after = reader.values.get("first_day", reader.today)
    if removed := clause.take(rf"(?:\b(?:le|les|op) )?{DATE}", lambda match: read_day(bare_date(match[0]), after)):
        reader.values["removed"] = tuple(removed)
    if excluded := clause.take(rf"\b{MONTH}\b", lambda match: MONTH_NUMBERS[match[0]]):
        reader.values["months"] = tuple(month for month in range(1, 13) if month not in excluded)
    reader.left = reader.left[:start] + clause.left + reader.left[end:]


def bare_date(words: str) -> str:
    return re.search(DATE, words)[0]


def read_interval(reader: Reader) -> None:
    def number(match) -> int:
        words = match["n"]
        return NUMBERS.get(words) or int(words)

    fortnight = (
        r"\btous les (?:15|quinze) jours\b|\b(?:une|1) semaine sur (?:deux|2)\b|\bom de (?:14|veertien) dagen\b|"
        r"\btweewekelijkse?\b|\bom de week\b|\bom de andere week\b"
    )
    if reader.take(fortnight, lambda match: 2):
        reader.values |= {"frequency": Frequency.WEEKLY, "interval": 2}
    every = r"\b(?:toutes les|tous les|om de|elke|iedere|alle)"
    for n in reader.take(rf"{every} (?P<n>{NUMBER}) (?:semaines|weken)\b", number):
        reader.values |= {"frequency": Frequency.WEEKLY, "interval": n}
    for n in reader.take(rf"{every} (?P<n>{NUMBER}) (?:mois|maanden)\b", number):
        reader.values |= {"monthly": True, "interval": n}
    if reader.take(r"\bun mois sur (?:deux|2)\b|\bom de maand\b", lambda match: 2):
        reader.values |= {"monthly": True, "interval": 2}
    for day in reader.take(rf"\bun (?P<day>{DAY}) sur (?:deux|2)\b", lambda match: (DAYS[singular(match["day"])],)):
        reader.values |= {"frequency": Frequency.WEEKLY, "interval": 2, "weekdays": day}
    if reader.take(
        r"\b(?:chaque|toutes les|elke|iedere|par|per) (?:semaines?|week)\b|\bhebdomadaire\b", lambda m: True
    ):
        reader.values["frequency"] = Frequency.WEEKLY


def singular(day: str) -> str:
    return day if day in DAYS else day.removesuffix("s")


def read_which(reader: Reader) -> None:
    if reader.take(r"\b(?:le )?dernier jour (?:du|de chaque) mois\b", lambda match: True) or reader.take(
        r"\b(?:de )?laatste dag van (?:de|elke) maand\b", lambda match: True
    ):
        reader.values |= {"frequency": Frequency.BY_DAY, "month_day": -1}
    month_day = r"(?:\b(?:le|de) )(?P<n>\d{1,2})(?:er|e|ste|de)? (?:du mois|de chaque mois|van (?:de|elke) maand)\b"
    for n in reader.take(month_day, lambda match: int(match["n"]) if 1 <= int(match["n"]) <= 31 else None):
        reader.values |= {"frequency": Frequency.BY_DAY, "month_day": n}
    if reader.take(rf"\b{OF_THE_MONTH}|\bmensuel(?:le)?s?\b|\bmaandelijkse?\b", lambda match: True):
        reader.values["monthly"] = True
    weekdays = list(reader.values.get("weekdays", ()))
    between = rf"\b(?:du|van) (?P<a>{DAY}) (?:au|tot(?: en met)?) (?P<b>{DAY})\b"
    for first, last in reader.take(between, lambda m: (DAYS[singular(m["a"])], DAYS[singular(m["b"])])):
        weekdays += [(first + n) % 7 for n in range((last - first) % 7 + 1)]
    if reader.take(r"\b(?:chaque jour|tous les jours|elke dag|dagelijks)\b", lambda match: True):
        weekdays += range(7)
    weekdays += reader.take(rf"\b{DAY}\b", lambda match: DAYS[singular(match[0])])
    if weekdays:
        reader.values["weekdays"] = tuple(sorted(set(weekdays)))
    if nths := reader.take(rf"\b{NTH}(?![\w])", lambda match: NTH_WORDS.get(match[0]) or NTH_WORDS.get(match[0][:-1])):
        reader.values["nths"] = tuple(nths)


def read_months(reader: Reader) -> None:
    def stretch(match) -> list[int]:
        first, last = MONTH_NUMBERS[match["a"]], MONTH_NUMBERS[match["b"]]
        return [(first - 1 + n) % 12 + 1 for n in range((last - first) % 12 + 1)]

    months = []
    for some in reader.take(
        rf"\b(?:(?:de|van) )?(?P<a>{MONTH}) ?(?:a|jusqu'en|tot en met|tot|t/m|-) ?(?P<b>{MONTH})\b", stretch
    ):
        months += some
    if reader.take(r"\b(?:(?:pendant|durant|in|tijdens) )?(?:l'annee scolaire|het schooljaar)\b", lambda match: True):
        months += [9, 10, 11, 12, 1, 2, 3, 4, 5, 6]
    months += reader.take(rf"\b{MONTH}\b", lambda match: MONTH_NUMBERS[match[0]])
    if months:
        reader.values["months"] = tuple(sorted(set(months)))


def settle(values: dict) -> None:
    """Decide what the words leave open: “le deuxième mardi” is of the month, “le mardi” is each week."""
    is_monthly = values.pop("monthly", False)
    if "frequency" not in values:
        if values.get("nths") and values.get("weekdays"):
            values["frequency"] = Frequency.BY_WEEKDAY
        elif values.get("weekdays") and not is_monthly:
            values["frequency"] = Frequency.WEEKLY
        elif is_monthly:
            values["frequency"] = Frequency.BY_WEEKDAY
