"""What an editor writes about dates that come back, in both languages: understood, or named as not understood."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.repetition.parser import understand
from events.repetition.vocabulary import FILLERS, without_accents

TODAY = dt.date(2026, 9, 1)
TUESDAY = {"frequency": "weekly", "weekdays": (1,)}
WORKDAYS = {"frequency": "weekly", "weekdays": (0, 1, 2, 3, 4)}
EVERY_DAY = {"frequency": "weekly", "weekdays": tuple(range(7))}
WEEKEND = {"frequency": "weekly", "weekdays": (5, 6)}
SCHOOL_YEAR = (1, 2, 3, 4, 5, 6, 9, 10, 11, 12)
SIX_TO_EIGHT = {"start_time": dt.time(18), "end_time": dt.time(20)}
FIFTH_FRIDAY = {"frequency": "weekday", "weekdays": (4,), "nths": (5,)}
JANUARY, END_OF_MARCH = dt.date(2027, 1, 1), dt.date(2027, 3, 31)


def but(*months: int) -> tuple[int, ...]:
    return tuple(month for month in range(1, 13) if month not in months)


def days(first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    return tuple(first + dt.timedelta(days=n) for n in range((last - first).days + 1))


UNDERSTOOD = [
    # Months left out of a stretch of months
    ("chaque mardi de septembre à juin, sauf décembre", TUESDAY | {"months": (1, 2, 3, 4, 5, 6, 9, 10, 11)}),
    ("CHAQUE MARDI DE SEPTEMBRE A JUIN SAUF EN DECEMBRE", TUESDAY | {"months": (1, 2, 3, 4, 5, 6, 9, 10, 11)}),
    ("elke dinsdag van september tot juni, behalve december", TUESDAY | {"months": (1, 2, 3, 4, 5, 6, 9, 10, 11)}),
    ("chaque mardi hors juillet et août", TUESDAY | {"months": but(7, 8)}),
    ("chaque mardi sauf de juin à septembre", TUESDAY | {"months": but(6, 7, 8, 9)}),
    ("elke dinsdag behalve van juni tot en met september", TUESDAY | {"months": but(6, 7, 8, 9)}),
    # How long
    ("chaque mardi à 18h pendant 2h", TUESDAY | SIX_TO_EIGHT),
    ("chaque mardi à dix-huit heures pendant deux heures", TUESDAY | SIX_TO_EIGHT),
    ("pendant 120 minutes, chaque mardi à 18 h 00", TUESDAY | SIX_TO_EIGHT),
    ("elke dinsdag om 18u gedurende 2u", TUESDAY | SIX_TO_EIGHT),
    ("elke dinsdag om achttien uur, twee uur lang", TUESDAY | SIX_TO_EIGHT),
    ("Elke Dinsdag om 18.00 uur gedurende 120 minuten", TUESDAY | SIX_TO_EIGHT),
    ("chaque mardi à 9h30 pendant 1h30", TUESDAY | {"start_time": dt.time(9, 30), "end_time": dt.time(11)}),
    ("chaque mardi à 23h pendant 2h", TUESDAY | {"start_time": dt.time(23), "end_time": dt.time(1)}),
    # Days of the week
    ("elke dag van maandag tot vrijdag", WORKDAYS),
    ("tous les jours, du lundi au vendredi", WORKDAYS),
    ("elke dag", EVERY_DAY),
    ("dagelijks", EVERY_DAY),
    ("tous les jours de la semaine", EVERY_DAY),
    ("tous les jours sauf le dimanche", EVERY_DAY | {"weekdays": (0, 1, 2, 3, 4, 5)}),
    ("elke dag behalve zaterdag en zondag", WORKDAYS),
    ("tous les jours sauf le week-end", WORKDAYS),
    ("les jours ouvrables", WORKDAYS | {"skip_public_holidays": True}),
    ("chaque jour ouvrable sauf le mercredi", WORKDAYS | {"weekdays": (0, 1, 3, 4), "skip_public_holidays": True}),
    ("op werkdagen", WORKDAYS | {"skip_public_holidays": True}),
    ("elke werkdag", WORKDAYS | {"skip_public_holidays": True}),
    ("le week-end", WEEKEND),
    ("chaque week-end", WEEKEND),
    ("elk weekend", WEEKEND),
    ("wekelijks op dinsdag", TUESDAY),
    ("hebdomadaire, le mardi", TUESDAY),
    ("une fois par semaine, le mardi", TUESDAY),
    ("de dinsdagen", TUESDAY),
    ("chaque mardi du mois de mai", TUESDAY | {"months": (5,)}),
    ("elke dinsdag van de maand mei", TUESDAY | {"months": (5,)}),
    # First and last day
    ("chaque mardi jusqu'à fin mars", TUESDAY | {"last_day": END_OF_MARCH}),
    ("chaque mardi jusque fin mars 2027", TUESDAY | {"last_day": END_OF_MARCH}),
    ("CHAQUE MARDI JUSQU’A LA FIN DE MARS", TUESDAY | {"last_day": END_OF_MARCH}),
    ("chaque mardi jusqu'en mars", TUESDAY | {"last_day": END_OF_MARCH}),
    ("elke dinsdag tot eind maart", TUESDAY | {"last_day": END_OF_MARCH}),
    ("elke dinsdag tot en met maart 2027", TUESDAY | {"last_day": END_OF_MARCH}),
    ("chaque mardi jusqu'au 31/3", TUESDAY | {"last_day": END_OF_MARCH}),
    ("chaque mardi jusqu'au 31/3/27", TUESDAY | {"last_day": END_OF_MARCH}),
    ("elke dinsdag tot 31/3", TUESDAY | {"last_day": END_OF_MARCH}),
    ("chaque mardi jusqu'au mercredi 31 mars", TUESDAY | {"last_day": END_OF_MARCH}),
    ("chaque mardi du 1/9 au 31/3", TUESDAY | {"first_day": TODAY, "last_day": END_OF_MARCH}),
    ("le mardi à partir de janvier", TUESDAY | {"first_day": JANUARY}),
    ("le mardi, dès janvier 2027", TUESDAY | {"first_day": JANUARY}),
    ("vanaf januari elke dinsdag", TUESDAY | {"first_day": JANUARY}),
    ("elke dinsdag vanaf begin januari", TUESDAY | {"first_day": JANUARY}),
    ("à partir de septembre, le mardi", TUESDAY | {"first_day": TODAY}),
    ("le mardi à partir de janvier jusqu'à fin mars", TUESDAY | {"first_day": JANUARY, "last_day": END_OF_MARCH}),
    ("elke dinsdag vanaf januari tot eind maart", TUESDAY | {"first_day": JANUARY, "last_day": END_OF_MARCH}),
    ("le mardi de janvier 2027 à mars 2027", TUESDAY | {"first_day": JANUARY, "last_day": END_OF_MARCH}),
    ("chaque mardi de septembre jusqu'en juin", TUESDAY | {"months": SCHOOL_YEAR}),
    ("chaque mardi toute l'année", TUESDAY),
    # One in some
    ("un mardi sur trois", TUESDAY | {"interval": 3}),
    ("Un mardi sur 3 à 18 h", TUESDAY | {"interval": 3, "start_time": dt.time(18)}),
    ("één dinsdag op drie", TUESDAY | {"interval": 3}),
    ("een dinsdag op 3 om 18 u", TUESDAY | {"interval": 3, "start_time": dt.time(18)}),
    ("une semaine sur trois, le mardi", TUESDAY | {"interval": 3}),
    ("le mardi, semaines paires", TUESDAY | {"parity": "even"}),
    ("les mardis des semaines impaires", TUESDAY | {"parity": "odd"}),
    ("elke dinsdag in even weken", TUESDAY | {"parity": "even"}),
    ("dinsdag, oneven weken", TUESDAY | {"parity": "odd"}),
    # Which of the month
    ("le cinquième vendredi", FIFTH_FRIDAY),
    ("le 5e vendredi du mois", FIFTH_FRIDAY),
    ("LE CINQUIEME VENDREDI DU MOIS", FIFTH_FRIDAY),
    ("de vijfde vrijdag van de maand", FIFTH_FRIDAY),
    ("une fois par mois, le 5ème vendredi", FIFTH_FRIDAY),
    # Behind “sauf”
    ("sauf jours fériés, chaque mardi à 18 h", TUESDAY | {"skip_public_holidays": True, "start_time": dt.time(18)}),
    ("tous les mardis sauf jours fériés à 18 h", TUESDAY | {"skip_public_holidays": True, "start_time": dt.time(18)}),
    (
        "tous les mardis sauf jours fériés de septembre à juin",
        TUESDAY | {"skip_public_holidays": True, "months": SCHOOL_YEAR},
    ),
    (
        "tous les mardis sauf jours fériés du 1/9 au 31/3",
        TUESDAY | {"skip_public_holidays": True, "first_day": TODAY, "last_day": END_OF_MARCH},
    ),
    ("tous les mardis sauf du 1er mars au 31 mars", TUESDAY | {"removed": days(dt.date(2027, 3, 1), END_OF_MARCH)}),
    ("elke dinsdag behalve van 1 maart tot 31 maart", TUESDAY | {"removed": days(dt.date(2027, 3, 1), END_OF_MARCH)}),
    ("tous les mardis sauf le mardi 2 mars", TUESDAY | {"removed": (dt.date(2027, 3, 2),)}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "values"), UNDERSTOOD, ids=[words for words, _values in UNDERSTOOD])
def test_what_is_written_is_understood_in_both_languages(words, values):
    read = understand(words, today=TODAY)
    assert (read.values, read.unknown, read.count) == (values, [], None)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("chaque mardi, 10 séances", 10),
        ("dix séances le mardi", 10),
        ("10 fois, chaque mardi sauf jours fériés", 10),
        ("chaque mardi sauf jours fériés, en vingt et une séances", 21),
        ("elke dinsdag, 10 keer", 10),
        ("tien sessies op dinsdag", 10),
        ("elke dinsdag behalve feestdagen, tien keer", 10),
    ],
)
def test_how_many_dates_there_are_to_be_is_understood(words, count):
    read = understand(words, today=TODAY)
    assert (read.count, read.unknown, read.values["weekdays"]) == (count, [], (1,))


# Sentences that say more than the rule can hold, or that it would turn into their contrary.
NAMED = [
    ("le mardi et le jeudi à 18h et à 19h", ["19h"]),
    ("les mardis à 9h et les jeudis à 10h", ["10h"]),
    ("dinsdag om 9u en donderdag om 10u", ["10u"]),
    ("chaque mardi de 9h à 11h et de 14h à 16h", ["14h", "16h"]),
    ("tous les mardis sauf le premier mardi du mois", ["premier", "mardi", "mois"]),
    ("elke dinsdag behalve de eerste van de maand", ["eerste", "maand"]),
    ("tous les mardis sauf pendant les vacances de Noël", ["vacances", "Noël"]),
    ("elke dinsdag behalve de vakantie van Pasen", ["vakantie", "Pasen"]),
    ("le premier week-end du mois", ["week-end"]),
    ("het eerste weekend van de maand", ["weekend"]),
    ("chaque semaine le 2e mardi", ["2e"]),
    ("wekelijks de tweede dinsdag", ["tweede"]),
    ("le 1er et le 15 du mois", ["1er"]),
    ("le 15 du mois, le mardi", ["mardi"]),
    ("le premier mardi du mois, semaines paires", ["semaines paires"]),
    ("chaque mardi, 10 séances, jusqu'au 30 juin", ["10 séances"]),
    ("deux fois par mois, le premier mardi", ["deux", "fois"]),
    ("twee keer per maand, de eerste dinsdag", ["twee", "keer"]),
    ("chaque mardi avant 20h", ["avant", "20h"]),
    ("elke dinsdag tot 20u", ["tot", "20u"]),
    ("elke dinsdag voor 20u", ["voor", "20u"]),
    ("pendant 2h le mardi", ["2h"]),
    ("chaque mardi à 25 h pendant 2 h", ["25", "h", "2", "h"]),
    ("chaque mardi après-midi", ["après-midi"]),
    ("elke dinsdagnamiddag", ["dinsdagnamiddag"]),
    ("elke dinsdag om half negen", ["half", "negen"]),
    ("chaque mardi à 8 h du soir", ["soir"]),
    ("l'avant-dernier mardi du mois", ["l'avant-dernier"]),
    ("tous les mardis jusqu'à mi-mars", ["jusqu'à", "mi-"]),
    ("chaque mardi jusqu'au lundi 31 mars 2027", ["jusqu'au", "31", "2027"]),
    ("tous les trimestres", ["trimestres"]),
    ("elke dinsdag sinds vorig jaar", ["sinds", "vorig", "jaar"]),
    ("toutes les 40 semaines le mardi", ["40", "semaines"]),
    ("chaque mardi, 900 séances", ["900", "séances"]),
    ("chaque mardi jusqu'au 31/2", ["jusqu'au", "31/2"]),
    ("chaque mardi sauf mardi", ["mardi"]),
    ("chaque mardi sauf", ["sauf"]),
    ("elke dinsdag, niet", ["niet"]),
    ("chaque mardi sauf 18h", ["sauf"]),
    ("tous les jours, chaque mardi", ["tous les jours"]),
    ("elke dag op dinsdag", ["elke dag"]),
    ("chaque mardi de mai, toute l'année", ["toute l'année"]),
    ("hebdomadaire, le mardi du mois", ["du mois"]),
    ("maandelijks, om de twee weken op dinsdag", ["maandelijks"]),
]


@pytest.mark.parametrize(("words", "unknown"), NAMED, ids=[words for words, _unknown in NAMED])
def test_what_has_no_place_in_the_rule_is_named(words, unknown):
    assert understand(words, today=TODAY).unknown == list(dict.fromkeys(unknown))


SENTENCES = [words for words, _values in UNDERSTOOD]
LETTERS = st.text("abcdefghijklmnopqrstuvwxyzéèêëçABCDEFGHIJ", min_size=1, max_size=9)
LOOK_ALIKE = st.sampled_from(
    "mardix xmars junius 7x x12 9hh 31/ /3 1//3 2e9 midis janvie pasen weekenda heuresx sauff @ & % 999 12345".split()  # noqa: SIM905
)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(SENTENCES), st.integers(0, 12), LETTERS | LOOK_ALIKE)
def test_a_word_put_anywhere_is_named_or_says_something_of_its_own(sentence, place, word):
    words = sentence.split(" ")
    at = min(place, len(words))
    read = understand(" ".join([*words[:at], word, *words[at:]]), today=TODAY)
    before = understand(sentence, today=TODAY)
    alone = understand(word, today=TODAY)
    is_vocabulary = bool(alone.values) or without_accents(word).strip("'") in FILLERS or not alone.unknown
    assert is_vocabulary or read.unknown or (read.values, read.count) == (before.values, before.count)
    # What is named is written as the editor wrote it.
    assert all(one in f"{sentence} {word}" or " " in one for one in read.unknown)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(sorted({one for words in SENTENCES for one in words.split(" ")})), max_size=9))
def test_no_order_of_known_words_breaks_the_reader(words):
    read = understand(" ".join(words), today=TODAY)
    assert not {name for name in read.values if name.startswith("not_")} | {"weekend", "monthly"} & read.values.keys()


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (
            "le deuxième mardi du mois à 12 h, de septembre à juin, sauf jours fériés et vacances",
            {
                "frequency": "weekday",
                "weekdays": (1,),
                "nths": (2,),
                "start_time": dt.time(12),
                "months": (1, 2, 3, 4, 5, 6, 9, 10, 11, 12),
                "skip_public_holidays": True,
                "skip_school_holidays": ("fr", "nl"),
            },
        ),
        ("chaque samedi de mai et juin", {"frequency": "weekly", "weekdays": (5,), "months": (5, 6)}),
        (
            "Tous les 15 jours le jeudi de 9 h 30 à 11 h 30",
            {
                "frequency": "weekly",
                "interval": 2,
                "weekdays": (3,),
                "start_time": dt.time(9, 30),
                "end_time": dt.time(11, 30),
            },
        ),
        (
            "elke tweede dinsdag van de maand om 12 uur, van september tot juni",
            {
                "frequency": "weekday",
                "weekdays": (1,),
                "nths": (2,),
                "start_time": dt.time(12),
                "months": (1, 2, 3, 4, 5, 6, 9, 10, 11, 12),
            },
        ),
        (
            "om de twee weken op woensdag van 9 tot 11 uur, behalve in juli en augustus",
            {
                "frequency": "weekly",
                "interval": 2,
                "weekdays": (2,),
                "start_time": dt.time(9),
                "end_time": dt.time(11),
                "months": (1, 2, 3, 4, 5, 6, 9, 10, 11, 12),
            },
        ),
        (
            "les 1er et 3e lundis du mois de 12h à 14h",
            {
                "frequency": "weekday",
                "weekdays": (0,),
                "nths": (1, 3),
                "start_time": dt.time(12),
                "end_time": dt.time(14),
            },
        ),
        (
            "un jeudi sur deux à midi",
            {"frequency": "weekly", "interval": 2, "weekdays": (3,), "start_time": dt.time(12)},
        ),
        ("le 15 de chaque mois", {"frequency": "day", "month_day": 15}),
        (
            "tous les mardis sauf jours fériés, de septembre à novembre",
            {"frequency": "weekly", "weekdays": (1,), "skip_public_holidays": True, "months": (9, 10, 11)},
        ),
        (
            "le dernier vendredi du mois, du 25 septembre au 30/04/2027, sauf le 26 février",
            {
                "frequency": "weekday",
                "weekdays": (4,),
                "nths": (-1,),
                "first_day": dt.date(2026, 9, 25),
                "last_day": dt.date(2027, 4, 30),
                "removed": (dt.date(2027, 2, 26),),
            },
        ),
        (
            "du lundi au vendredi à 8h30",
            {"frequency": "weekly", "weekdays": (0, 1, 2, 3, 4), "start_time": dt.time(8, 30)},
        ),
    ],
)
def test_what_an_editor_writes_is_understood_when_it_is_said_simply(words, values):
    read = understand(words, today=TODAY)
    assert (read.values, read.unknown) == (values, [])


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("le mardi à 25 h", ["25", "h"]),
        ("chaque mardi y compris les jours fériés", ["y", "compris", "jours", "fériés"]),
        ("le 2e mardi à la pleine lune", ["pleine", "lune"]),
        ("pas le mardi", ["pas"]),
        ("n’importe quoi \0 <b>", ["n’importe", "quoi", "\0", "<b>"]),
    ],
)
def test_words_are_named_when_they_are_not_understood(words, unknown):
    assert understand(words, today=TODAY).unknown == unknown


def test_a_slip_of_the_pen_is_guessed_when_a_word_comes_close():
    assert understand("chaque merdredi", today=TODAY).guesses == {"merdredi": "mercredi"}
    assert understand("chaque mardi sauf le premier mardi", today=TODAY).guesses == {}
