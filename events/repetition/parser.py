"""What an editor writes about dates that come back, in French or Dutch, read into the fields of a ``Repetition``.

What is not understood is named, never guessed at in silence: a word that no pattern takes, a second hour where there
is room for one, a choice that the rest of the sentence leaves no room for, whatever stands behind “sauf” and is no day.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches

from events.repetition.days_in_words import DAY_AND_DATE, RANGE, first_of, last_of, read_day, read_range
from events.repetition.hours_in_words import read_times
from events.repetition.reader import Reader
from events.repetition.rule import COMMUNITIES, MOST_DATES, MOST_INTERVAL, Frequency, Parity
from events.repetition.vocabulary import (
    DATE,
    DAY,
    DAYS,
    EXCEPT,
    MONTH,
    MONTH_AND_YEAR,
    MONTH_NUMBERS,
    NTH,
    NTH_WORDS,
    NUMBER,
    OF_THE_MONTH,
    day_named,
    months_between,
    nth_named,
    number_in,
    without_accents,
)

# What each frequency has no room for.
NO_ROOM = {
    Frequency.WEEKLY: ("nths", "month_day"),
    Frequency.BY_WEEKDAY: ("month_day", "parity"),
    Frequency.BY_DAY: ("nths", "weekdays", "parity"),
}
# What “sauf” may be followed by.
EXCEPTIONS = ("removed", "skip_public_holidays", "skip_school_holidays", "not_months", "not_weekdays", "not_weekend")
LONGEST_RANGE = 366


@dataclass
class Understood:
    """``values`` by name of field of ``Repetition``; ``unknown`` are the words that were not understood, as written.

    ``count`` is how many dates there are to be, where the words say that instead of a last day.
    """

    values: dict = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    guesses: dict[str, str] = field(default_factory=dict)
    count: int | None = None


def understand(text: str, *, today: date) -> Understood:
    """Read ``text`` as far as possible; a day without its year is the next one from ``today``."""
    text = unicodedata.normalize("NFC", text)
    values, spans = {}, {}
    plain = without_accents(text)
    before, behind = split_at_except(plain)
    main = Reader(before, today, values, spans)
    for read in (read_interval, read_count, read_times, read_bounds, read_which, read_months):
        read(main)
    clause = Reader(behind, today, values, spans, no="not_")
    for read in (read_count, read_times, read_days_left_out, read_bounds, read_holidays, read_weekdays, read_months):
        read(clause)
    settled, misfits = settle(values)
    left = [*main.words_left(), *clause.words_left(), *excepting_nothing(plain, clause)]
    left += (span for name in misfits for span in spans.get(name, ()))
    unknown = list(dict.fromkeys(text[start:end].strip() for start, end in sorted(left)))
    known = {*DAYS, *MONTH_NUMBERS, *NTH_WORDS}
    guesses = {}
    for word in unknown:
        plain = without_accents(word)
        # A word that is known and has no place here is no slip of the pen.
        if plain not in known and (close := get_close_matches(plain, known, 1, 0.75)):
            guesses[word] = close[0]
    return Understood(settled, unknown, guesses, settled.pop("count", None))


def split_at_except(plain: str) -> tuple[str, str]:
    """What stands before and behind “sauf”, each where it was; a clause behind a comma may go back to the first part.

    “sauf jours fériés, de septembre à juin” says when, not when not; and so does the weekday that is named nowhere
    else, or the first and last day.
    """
    found = re.search(EXCEPT, plain)
    if found is None:
        return plain, ""
    start, end = found.start(), len(plain)
    # Behind a comma, or right behind holidays: “sauf vacances de septembre à juin”.
    behind = r"(?:,|(?<=ries)|(?<=nces)|(?<=ires)|(?<=agen)|(?<=ties)|(?<=ones)) ?"
    again = [rf"{behind}(?:de |van |d'){MONTH} ?(?:a|jusqu|tot|t/m|-)", rf", ?(?:de |van |d'){MONTH}"]
    if not re.search(rf"\b{DAY}\b|jour|\bdag|week|semaine", plain[:start]):
        again.append(rf", ?(?:(?:chaque|le|les|tous les|elke|iedere|op|de|du|van) )*(?:{NTH} )?{DAY}\b")
    if not re.search(DATE, plain[:start]):
        again.append(rf"{behind}(?:du|van) {DATE}")
    for pattern in again:
        if back := re.compile(pattern).search(plain, start):
            end = min(end, back.start())
    clause = " " * start + plain[start:end]
    return plain[:start] + "," * (end - start) + plain[end:], re.sub(EXCEPT, lambda one: "," * len(one[0]), clause)


def excepting_nothing(plain: str, clause: Reader) -> list[tuple[int, int]]:
    """Each “sauf” behind which neither a day nor a word that is named anyway stands, once ``clause`` is read."""
    said = [span[0] for name in EXCEPTIONS for span in clause.spans.get(name, ())]
    said += [start for start, _end in clause.words_left()]
    found = [match.span() for match in re.finditer(EXCEPT, plain) if match.end() <= len(clause.left)]
    ends = [*(start for start, _end in found[1:]), *([len(clause.left)] if found else [])]
    return [one for one, end in zip(found, ends, strict=True) if not any(one[1] <= start < end for start in said)]


def settle(values: dict) -> tuple[dict, list[str]]:
    """The fields of the rule, and the names of what was said and cannot be so with the rest.

    Decides what the words leave open: “le deuxième mardi” is of the month, “le mardi” is each week.
    """
    values = dict(values)
    is_monthly = values.pop("monthly", False)
    misfits = [name for name in ("every_day", "all_year") if not values.pop(name, True)]
    for name, every in (("months", range(1, 13)), ("weekdays", ())):
        if excluded := values.pop(f"not_{name}", ()):
            rest = tuple(one for one in values.get(name, every) if one not in excluded)
            values |= {name: rest} if rest else {}
            misfits += [] if rest else [f"not_{name}"]
    if "frequency" not in values:
        if (values.get("nths") and values.get("weekdays")) or (is_monthly and "parity" not in values):
            values["frequency"] = Frequency.BY_WEEKDAY
        elif values.get("weekdays") or "parity" in values:
            values["frequency"] = Frequency.WEEKLY
    if is_weekend_of_a_month(values):
        misfits.append("weekend")
        del values["weekdays"]
    for name in ("weekend", "not_weekend"):
        values.pop(name, None)
    if is_monthly and values.get("frequency") == Frequency.WEEKLY:
        misfits.append("monthly")
    for name in NO_ROOM.get(values.get("frequency"), ()):
        if values.pop(name, None) is not None:
            misfits.append(name)
    if values.get("parity") and values.pop("interval", 1) > 2:
        misfits.append("interval")
    if "count" in values and "last_day" in values:
        del values["count"]
        misfits.append("count")
    return values, misfits


def is_weekend_of_a_month(values: dict) -> bool:
    """“le premier week-end du mois”: its Saturday and its Sunday may be of two months, which no rule of ours says."""
    return "weekend" in values and values.get("frequency") == Frequency.BY_WEEKDAY


def read_interval(reader: Reader) -> None:
    def at_most(match) -> int | None:
        number = number_in(match["n"])
        return number if 1 <= number <= MOST_INTERVAL else None

    def each(frequency: dict, pattern: str, read=at_most) -> None:
        before = reader.values.get("interval")
        reader.take_one("interval", pattern, read)
        if before is None and "interval" in reader.values:
            reader.values |= frequency

    weekly, monthly = {"frequency": Frequency.WEEKLY}, {"monthly": True}
    one = r"\b(?:une?|1|een)"
    fortnight = (
        r"\b(?:tous les (?:15|quinze) jours|om de (?:14|veertien) dagen|tweewekelijkse?|om de (?:andere )?week)\b"
    )
    every = r"\b(?:toutes les|tous les|om de|elke|iedere|alle)"
    each(weekly, fortnight, lambda match: 2)
    each(weekly, rf"{every} (?P<n>{NUMBER}) (?:semaines|weken)\b")
    each(monthly, rf"{every} (?P<n>{NUMBER}) (?:mois|maanden)\b")
    each(weekly, rf"{one} (?:semaine|week) (?:sur|op) (?P<n>{NUMBER})\b")
    each(monthly, rf"{one} (?:mois|maand) (?:sur|op) (?P<n>{NUMBER})\b")
    each(monthly, r"\bom de maand\b", lambda match: 2)

    def one_day_in_some(match) -> int | None:
        number = at_most(match)
        if number:
            reader.values["weekdays"] = (day_named(match["day"]),)
        return number

    each(weekly, rf"{one} (?P<day>{DAY}) (?:sur|op) (?P<n>{NUMBER})\b", one_day_in_some)
    parities = {
        Parity.ODD: r"\b(?:semaines? impaires?|(?:oneven|onpare) (?:weken|week))\b",
        Parity.EVEN: r"\b(?:semaines? paires?|(?:even|pare) (?:weken|week))\b",
    }
    for parity, pattern in parities.items():
        reader.take_one("parity", pattern, lambda match, parity=parity: parity)
    each_week = (
        r"\b(?:(?:une|1|een) (?:fois|keer) )?(?:chaque|toutes les|elke|iedere|par|per) (?:semaines?|week)\b(?!-)|"
        r"\bhebdomadaires?\b|\bwekelijkse?\b"
    )
    if reader.take("frequency", each_week, lambda match: True):
        reader.values.setdefault("frequency", Frequency.WEEKLY)


def read_count(reader: Reader) -> None:
    """“10 séances”: so many dates in all; “deux fois par mois” is another thing."""

    def number(match) -> int | None:
        said = number_in(match["n"])
        return said if 1 <= said <= MOST_DATES else None

    unit = (
        r"(?:seances?|fois|dates?|sessions?|rencontres?|reunions?|ateliers?|cours|lecons?|keer|maal|sessies?|data|"
        r"bijeenkomsten|vergaderingen|workshops?|lessen)"
    )
    often = rf"(?! (?:par|per|sur)\b| op {NUMBER}| (?:chaque|elke|iedere) (?:semaine|mois|week|maand|jour|dag)\b)"
    some = rf"(?<![\w./:-])(?P<n>\d{{1,3}}|{NUMBER}) {unit}\b{often}"
    reader.take_one("count", rf"(?:\b(?:en|pour|pendant|gedurende|voor) )?{some}", number)


def read_bounds(reader: Reader) -> None:
    """The first day and the last, written with “du … au …” or alone."""

    def both(match):
        if {"first_day", "last_day"} & reader.values.keys():
            return None
        span = read_range(match, reader.today)
        if span:
            reader.values |= dict(zip(("first_day", "last_day"), span, strict=True))
        return span

    reader.take("first_day", RANGE, both)
    starts = r"\b(?:a partir d[ue]|a partir|des|depuis|a compter d[ue]|vanaf)"
    first = rf"{starts} (?:le |la )?(?:(?P<day>{DAY_AND_DATE})|(?:(?:debut|begin) )?(?P<month>{MONTH_AND_YEAR}))"
    reader.take_one("first_day", first, lambda match: first_of(match, reader.today))
    # “de septembre jusqu'en juin” are months of each year; behind “à partir de” the last of them is an end.
    read_stretches_of_months(reader)
    after = reader.values.get("first_day", reader.today)
    until = r"\b(?:jusqu'(?:au|a la|a|en)|jusque|tot en met|tot|t/m)"
    ends = r"(?:(?:fin|la fin (?:de |d')|het einde van |eind) ?)?"
    last = rf"{until} (?:le |la )?(?:(?P<day>{DAY_AND_DATE})|{ends}(?P<month>{MONTH_AND_YEAR}))"
    reader.take_one("last_day", last, lambda match: last_of(match, after))


def read_which(reader: Reader) -> None:
    last_day = r"\b(?:le )?dernier jour (?:du|de chaque) mois\b|\b(?:de )?laatste dag van (?:de|elke) maand\b"
    reader.take_one("month_day", last_day, lambda match: -1)
    month_day = r"(?:\b(?:le|de) )(?P<n>\d{1,2})(?:er|e|ste|de)? (?:du mois|de chaque mois|van (?:de|elke) maand)\b"
    reader.take_one("month_day", month_day, lambda match: int(match["n"]) if 1 <= int(match["n"]) <= 31 else None)
    if "month_day" in reader.values:
        reader.values.setdefault("frequency", Frequency.BY_DAY)
    # “du mois de mai” is May, and nothing that comes back each month.
    reader.take("months", rf"\b(?:du|au|le|de|in de|van de) (?:mois (?:de |d')|maand )(?={MONTH})", lambda match: True)
    once = r"(?:\b(?:une|1|een) (?:fois|keer) )?"
    monthly = rf"{once}\b{OF_THE_MONTH}|\bmensuel(?:le)?s?\b|\bmaandelijkse?\b"
    if reader.take("monthly", monthly, lambda match: True):
        reader.values["monthly"] = True
    read_weekdays(reader)
    if nths := reader.take("nths", rf"(?<![\w-]){NTH}(?![\w])", lambda match: nth_named(match[0])):
        reader.values["nths"] = tuple(nths)


WORKDAYS = r"\b(?:jours? (?:ouvrables?|ouvres?)|(?:werk|week)dag(?:en)?|en semaine|doordeweeks)\b"
WEEKEND = r"\bweek-?ends?\b"
EVERY_DAY = (
    r"\b(?:chaque jour|tous les jours|elke dag|iedere dag|alle dagen|dagelijkse?|quotidien(?:ne)?s?)"
    r"(?: de la semaine| van de week)?\b"
)
WEEKDAY_RANGE = rf"\b(?:du|van|de) (?P<a>{DAY}) (?:au|a|tot(?: en met)?|t/m) (?P<b>{DAY})\b"
MONTH_RANGE = (
    rf"(?:\b(?:de |van |d'|debut |begin ))*\b(?P<a>{MONTH}) ?(?:jusqu'en|jusqu'a|a|tot en met|tot|t/m|-) ?"
    rf"(?:fin |eind )?(?P<b>{MONTH})\b"
)


def read_weekdays(reader: Reader) -> None:
    name = f"{reader.no}weekdays"
    weekdays = list(reader.values.get(name, ()))
    for stretch in reader.take(name, WEEKDAY_RANGE, weekdays_between):
        weekdays += stretch
    if reader.take(name, WORKDAYS, lambda match: True):
        weekdays += range(5)
        if not reader.no:
            reader.values["skip_public_holidays"] = True
    if reader.take(f"{reader.no}weekend", WEEKEND, lambda match: True):
        weekdays += (5, 6)
        reader.values[f"{reader.no}weekend"] = True
    is_stretch = bool(weekdays)
    weekdays += reader.take(name, rf"\b{DAY}\b", lambda match: day_named(match[0]))
    # “elke dag van maandag tot vrijdag” is five days, “elke dag, elke dinsdag” makes no sense.
    if not reader.no and reader.take("every_day", EVERY_DAY, lambda match: True):
        reader.values["every_day"] = not weekdays or is_stretch
        weekdays = weekdays or [*range(7)]
    if weekdays:
        reader.values[name] = tuple(sorted(set(weekdays)))


def weekdays_between(match: re.Match) -> list[int]:
    first, last = day_named(match["a"]), day_named(match["b"])
    return [(first + n) % 7 for n in range((last - first) % 7 + 1)]


def read_stretches_of_months(reader: Reader) -> None:
    add_months(reader, MONTH_RANGE, lambda match: months_between(match["a"], match["b"]))


def read_months(reader: Reader) -> None:
    school_year = r"\b(?:(?:pendant|durant|in|tijdens) )?(?:l'annee scolaire|het schooljaar)\b"
    add_months(reader, school_year, lambda match: months_between("septembre", "juin"))
    all_year = r"\b(?:toute l'annee|het hele jaar(?: door)?|heel het jaar)\b"
    is_all_year = reader.take("all_year", all_year, lambda match: True)
    add_months(reader, rf"\b{MONTH}\b", lambda match: [MONTH_NUMBERS[match[0]]])
    if is_all_year:
        reader.values["all_year"] = f"{reader.no}months" not in reader.values


def add_months(reader: Reader, pattern: str, read: Callable[[re.Match], list[int]]) -> None:
    name = f"{reader.no}months"
    if found := [month for months in reader.take(name, pattern, read) for month in months]:
        reader.values[name] = tuple(sorted({*reader.values.get(name, ()), *found}))


def read_days_left_out(clause: Reader) -> None:
    """“sauf le 3 mars et du 1er juillet au 31 août”: none of these days."""
    after = clause.values.get("first_day", clause.today)

    def days_between(match) -> list[date] | None:
        first, last = read_range(match, after) or (None, None)
        if first is None or last is None or (last - first).days > LONGEST_RANGE:
            return None
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    removed = [day for days in clause.take("removed", RANGE, days_between) for day in days]
    # “jusqu'au 3 mars” is the end of all dates, wherever it stands.
    alone = rf"(?<!jusqu'au )(?<!tot )(?<!partir du )(?<!vanaf )(?:\b(?:le|les|op) )?\b(?P<day>{DAY_AND_DATE})"
    removed += clause.take("removed", alone, lambda match: read_day(match["day"], after))
    if removed:
        clause.values["removed"] = tuple(removed)


def read_holidays(clause: Reader) -> None:
    public = r"\b(?:(?:op|les|aux|in) )*(?:jours? )?(?:feries?|feestdag(?:en)?)\b"
    if clause.take("skip_public_holidays", public, lambda match: True):
        clause.values["skip_public_holidays"] = True
    for one in clause.take(
        "skip_school_holidays",
        r"\b(?:(?:les|pendant|des|in|de|tijdens) )*(?:franstalige |nederlandstalige )?"
        r"(?:vacances(?: scolaires?)?|conges scolaires|(?:school)?vakanties?)\b(?: francophones?| neerlandophones?)?"
        # “vacances de Noël” are not all of them.
        r"(?! (?:de|van) | d')",
        lambda match: "nl" if "neerl" in match[0] or "nederl" in match[0] else "fr" if "fran" in match[0] else "both",
    ):
        skipped = clause.values.get("skip_school_holidays", ())
        clause.values["skip_school_holidays"] = (*skipped, *(COMMUNITIES if one == "both" else (one,)))
