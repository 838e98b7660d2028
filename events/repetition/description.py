"""A repetition in words, French or Dutch: as it stands above the dates, and as ``repetition_words`` reads it back."""

from datetime import date, time

from events.repetition.rule import COMMUNITIES, Frequency, Repetition

WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
}
MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ),
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ),
}  # fmt: skip
NTHS = {
    "fr": {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", 5: "cinquième", -1: "dernier"},
    "nl": {1: "eerste", 2: "tweede", 3: "derde", 4: "vierde", 5: "vijfde", -1: "laatste"},
}
AND = {"fr": "et", "nl": "en"}
NO_BREAK = "\u00a0"


def describe(rule: Repetition, language: str, *, bounds: bool = True) -> str:
    """``le deuxième mardi du mois à 12 h, de septembre à juin, sauf jours fériés`` or the same in Dutch.

    With ``bounds`` also its first and last day and the days taken out, so that nothing is lost.
    """
    if bounds:
        rule = rule.in_force()
    write = DUTCH if language == "nl" else FRENCH
    parts = [which_days(rule, write, language)]
    if rule.interval > 1:
        unit = "weeks" if rule.frequency == Frequency.WEEKLY else "months"
        parts.append(write[unit].format(rule.interval))
    if rule.parity:
        parts.append(write[rule.parity])
    if rule.start_time:
        hours = hour(rule.start_time, language)
        until = write["hours"].format(hours, hour(rule.end_time, language)) if rule.end_time else ""
        parts[-1] += " " + (until or write["at"].format(hours))
    if rule.months:
        parts.append(months_in_words(rule.months, write, language))
    if bounds:
        parts.append(write["bounds"].format(*(day_in_words(one, language) for one in (rule.first_day, rule.last_day))))
    if exceptions := exceptions_in_words(rule, write, language, bounds=bounds):
        parts.append(f"{write['except']} {exceptions}")
    return ", ".join(parts)


FRENCH = {
    "every": "chaque {}", "on": "le {}", "day": "chaque jour", "nth": "{} {} du mois", "the": "le {}",
    "month_day": "le {} du mois", "last_day": "le dernier jour du mois",
    "even": "les semaines paires", "odd": "les semaines impaires", "weeks": "toutes les {} semaines",
    "months": "tous les {} mois", "at": "à {}", "hours": "de {} à {}",
    "range": "de {} à {}", "in": "en {}", "bounds": "du {} au {}", "except": "sauf", "public": "jours fériés",
    "school": "vacances scolaires", "fr": "vacances scolaires francophones", "nl": "vacances scolaires néerlandophones",
}  # fmt: skip
DUTCH = {
    "every": "elke {}", "on": "op {}", "day": "elke dag", "nth": "{} {} van de maand", "the": "de {}",
    "month_day": "de {}e van de maand", "last_day": "de laatste dag van de maand",
    "even": "in even weken", "odd": "in oneven weken", "weeks": "om de {} weken",
    "months": "om de {} maanden", "at": "om {}", "hours": "van {} tot {}",
    "range": "van {} tot en met {}", "in": "in {}", "bounds": "van {} tot en met {}", "except": "behalve",
    "public": "feestdagen", "school": "schoolvakanties", "fr": "Franstalige schoolvakanties",
    "nl": "Nederlandstalige schoolvakanties",
}  # fmt: skip


def which_days(rule: Repetition, write: dict, language: str) -> str:
    if rule.frequency == Frequency.BY_DAY:
        if rule.month_day == -1:
            return write["last_day"]
        return write["month_day"].format("1er" if (rule.month_day, language) == (1, "fr") else rule.month_day)
    days = [WEEKDAYS[language][day] for day in rule.weekdays]
    if rule.frequency == Frequency.BY_WEEKDAY:
        nths = listed([write["the"].format(NTHS[language][n]) for n in rule.nths], language)
        return write["nth"].format(nths, listed(days, language))
    if rule.interval > 1 or rule.parity:
        return listed([write["on"].format(day) for day in days], language)
    return write["day"] if len(days) == 7 else write["every"].format(listed(days, language))


def months_in_words(months: tuple[int, ...], write: dict, language: str) -> str:
    """``de septembre à juin`` for three and more in a row, over the new year too; else each of them."""
    names = MONTHS[language]
    starts = [month for month in months if (month - 2) % 12 + 1 not in months]
    if len(months) > 2 and len(starts) == 1:
        last = (starts[0] + len(months) - 2) % 12
        return write["range"].format(names[starts[0] - 1], names[last])
    return write["in"].format(listed([names[month - 1] for month in months], language))


def exceptions_in_words(rule: Repetition, write: dict, language: str, *, bounds: bool) -> str:
    parts = [write["public"]] if rule.skip_public_holidays else []
    if rule.skip_school_holidays == COMMUNITIES:
        parts.append(write["school"])
    else:
        parts += [write[one] for one in rule.skip_school_holidays]
    if bounds:
        parts += [("le " if language == "fr" else "") + day_in_words(day, language) for day in rule.removed]
    return listed(parts, language)


def listed(words: list[str], language: str) -> str:
    """``mardi, jeudi et samedi``."""
    return f" {AND[language]} ".join([*([", ".join(words[:-1])] if words[1:] else []), *words[-1:]])


def day_in_words(day: date, language: str) -> str:
    number = "1er" if (day.day, language) == (1, "fr") else day.day
    return f"{number}{NO_BREAK}{MONTHS[language][day.month - 1]} {day.year}"


def hour(at: time, language: str) -> str:
    if language == "nl":
        return f"{at.hour}.{at.minute:02}{NO_BREAK}u." if at.minute else f"{at.hour}{NO_BREAK}u."
    return f"{at.hour}{NO_BREAK}h{NO_BREAK}{at.minute:02}" if at.minute else f"{at.hour}{NO_BREAK}h"
