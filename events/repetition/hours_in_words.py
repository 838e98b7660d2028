"""Hours in words: ``de 9 h 30 à 11 h``, ``om 18 uur gedurende twee uur``, ``midi``."""

import re
from datetime import date, datetime, time, timedelta

from events.repetition.reader import Reader
from events.repetition.vocabulary import NUMBER, SURE_TIME, TIME, number_in

NOT_A_LENGTH = r"(?<!pendant )(?<!durant )(?<!gedurende )(?<!duree de )"
NOT_AN_END = r"(?<!tot )(?<!jusqu'a )(?<!avant )(?<!voor )(?<!apres )(?<!na )"


def read_times(reader: Reader) -> None:
    def both(match):
        if not re.search(SURE_TIME, match[0]):
            return None
        start, end = read_time(match["start"]), read_time(match["end"])
        if start is None or end is None or "start_time" in reader.values:
            return None
        reader.values |= {"start_time": start, "end_time": end}
        return start

    joined = (
        rf"(?:\b(?:de|van|entre|tussen) )?(?<![\w./-]){NOT_A_LENGTH}(?P<start>{TIME}) ?(?:a|et|jusqu'a|tot|en|-) ?"
        rf"(?P<end>{TIME})(?![\d/])"
    )
    reader.take("start_time", joined, both)
    alone = rf"(?<![\w./-]){NOT_A_LENGTH}{NOT_AN_END}(?P<start>{SURE_TIME})(?! lang)"
    alone = rf"(?:\b(?:a partir de|a|om|vers|des|vanaf|van) )?{alone}"
    reader.take_one("start_time", alone, lambda match: read_time(match["start"]))
    if "start_time" in reader.values:
        reader.take_one("end_time", LASTING, lambda match: end_of(reader.values["start_time"], match))


LENGTH = (
    rf"(?:{NUMBER} ?(?:heures?|uur|uren|h|u)(?![a-z])\.? ?(?:\d{{2}}(?!\d))?|\d{{1,3}} ?(?:minutes?|minuten|min)\b\.?)"
)
LASTING = (
    rf"\b(?:pendant|durant|gedurende|(?:d'une )?duree de) (?P<length>{LENGTH})(?: lang\b)?|"
    rf"(?<![\w./-])(?P<long>{LENGTH}) lang\b"
)


def end_of(start: time, match: re.Match) -> time | None:
    """When what starts then and lasts so long is over; None for nothing and for a day or more."""
    words = match["length"] or match["long"]
    numbers = [number_in(number) for number in re.findall(rf"\d{{3}}|{NUMBER}", words)]
    minutes = numbers[0] if "min" in words else 60 * numbers[0] + sum(numbers[1:])
    is_short = 0 < minutes < 24 * 60
    return (datetime.combine(date.min, start) + timedelta(minutes=minutes)).time() if is_short else None


def read_time(words: str) -> time | None:
    """``12 h``, ``9 h 30``, ``9.30 uur``, ``douze heures``, ``midi``; None for an hour that does not exist."""
    if words in ("midi", "minuit"):
        return time(12 if words == "midi" else 0)
    numbers = [number_in(number) for number in re.findall(NUMBER, words)]
    try:
        return time(*numbers)
    except ValueError:
        return None
