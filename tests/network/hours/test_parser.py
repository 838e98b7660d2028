"""Hours as people type them: what is read, what is refused, and that what is written back is read again."""

import datetime as dt
import random
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from network.hours.parser import hours_as_text, overlap, read_hours

MORNING, NINE_TO_ONE = (dt.time(9), dt.time(12)), (dt.time(9, 30), dt.time(13))
AFTERNOON = (dt.time(13), dt.time(16))
READ = {
    # As the specification has them.
    "13h\u201116h": [AFTERNOON],
    "9h30\u201113h": [NINE_TO_ONE],
    "9.30-13u": [NINE_TO_ONE],
    "13u tot 16u30": [(dt.time(13), dt.time(16, 30))],
    "9:00–12:00, 13:30–16:00": [MORNING, (dt.time(13, 30), dt.time(16))],
    "9h30 à 13h et 14h-16h": [NINE_TO_ONE, (dt.time(14), dt.time(16))],
    "20h-8h": [(dt.time(20), dt.time(8))],
    "9h30-13h, 14h-16h30": [NINE_TO_ONE, (dt.time(14), dt.time(16, 30))],
    # Their siblings: marks, words and spaces of both languages.
    "9 h 30 – 13 h": [NINE_TO_ONE],
    "9\u00a0h\u00a030\u202f—\u202f13\u00a0h.": [NINE_TO_ONE],
    "09:30:00-13": None,
    "9H30-13H": [NINE_TO_ONE],
    "9 heures 30 à 13 heures": [NINE_TO_ONE],
    "9.30 u. - 13 u.": [NINE_TO_ONE],
    "9 u. 30 tot 13 uur": [NINE_TO_ONE],
    "9.30u-13u": [NINE_TO_ONE],
    "9:30 uur tot 13:00 uur": [NINE_TO_ONE],
    "9 : 30 - 13 : 00": [NINE_TO_ONE],
    "9h-12. 13h-16h": [MORNING, AFTERNOON],
    "9u-12u. 13u-16u.": [MORNING, AFTERNOON],
    "van 9u30 tot 13u": [NINE_TO_ONE],
    "de 9h30 à 13h": [NINE_TO_ONE],
    "entre 9h et 12h": [MORNING],
    "tussen 9 en 12 uur": [MORNING],
    "de 9h à midi et de 13h à 16h": [MORNING, AFTERNOON],
    "9u-12u en 13u-16u": [MORNING, AFTERNOON],
    "9h-12h & 13h-16h": [MORNING, AFTERNOON],
    "9h-12h + 13h-16h": [MORNING, AFTERNOON],
    "9h-12h / 13h-16h": [MORNING, AFTERNOON],
    "9h/12h": [MORNING],
    "9h-12h\n13h-16h": [MORNING, AFTERNOON],
    "9h-12h; puis 13h-16h": [MORNING, AFTERNOON],
    "9-12 13-16": [MORNING, AFTERNOON],
    "13h-16h, 9h-12h": [MORNING, AFTERNOON],
    "9h-12h, 12h-16h": [MORNING, (dt.time(12), dt.time(16))],
    "0930-1300": [NINE_TO_ONE],
    "9h³⁰-13h": [NINE_TO_ONE],
    "9\u200bh−12h": [MORNING],
    "9h->12h": [MORNING],
    "9h → 12h": [MORNING],
    "9h‒midi": [MORNING],
    "٩-١٢": [MORNING],
    "minuit-8h": [(dt.time(0), dt.time(8))],
    "20h à minuit": [(dt.time(20), dt.time(0))],
    "20u tot middernacht": [(dt.time(20), dt.time(0))],
    "20h-24h": [(dt.time(20), dt.time(0))],
    "20:00-24:00": [(dt.time(20), dt.time(0))],
    "0h-24h": [(dt.time(0), dt.time(0))],
    "24h/24": [(dt.time(0), dt.time(0))],
    "24h sur 24": [(dt.time(0), dt.time(0))],
    "dag en nacht": [(dt.time(0), dt.time(0))],
    "": [],
    "  ": [],
    "fermé": [],
    "Fermée": [],
    "gesloten": [],
    "-": [],
    "—": [],
}
REFUSED = [
    "vendredi matin",
    "9h-",
    "-9h",
    "25h-26h",
    "12h-12h",
    "9h60-10h",
    "24h-8h",
    "9h",
    "à partir de 9h",
    "vanaf 9 uur",
    "9h et 12h",
    "9h-12h et",
    "9h-12h-14h",
    "9h-12h, 11h-13h",
    "20h-8h, 22h-23h",
    "9,30-13",
    "9h-12h 13-15",
    "9 a.m. - 1 p.m.",
    "half tien - 12u",
    "9h-12h sauf mardi",
    "9h-12h (sonnez)",
    "99999h-1h",
    "lundi 9h-12h",
    "9h-12h\0",
    "<b>9h-12h</b>",
    "9h-12h, " * 500,
    "sur rendez-vous",
    "op afspraak",
    "9h-12h sur rendez-vous, 13h-15h sans rendez-vous",
]


@pytest.mark.parametrize(("text", "spans"), READ.items())
def test_hours_are_read_as_people_here_type_them(text, spans):
    if spans is None:
        with pytest.raises(ValidationError):
            read_hours(text)
    else:
        assert list(read_hours(text).spans) == spans


@pytest.mark.parametrize("text", REFUSED)
@pytest.mark.parametrize(("language", "example"), [("fr", "9h30"), ("nl", "9u30")])
def test_hours_are_refused_with_a_reason_when_they_are_not_understood_as_a_whole(text, language, example):
    with translation.override(language), pytest.raises(ValidationError) as error:
        read_hours(text)
    assert len(error.value.messages[0]) < 200


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("9h-12h", ""),
        ("9h-12h sur rendez-vous", "appointment"),
        ("uniquement sur RDV 9h-12h", "appointment"),
        ("9h-12h (sur rendez\u2011vous)", "appointment"),
        ("9u-12u op afspraak", "appointment"),
        ("9u-12u, na afspraak", "appointment"),
        ("sans rendez-vous de 9h à 12h", "drop_in"),
        ("9u-12u zonder afspraak", "drop_in"),
        ("vrije inloop 9-12", "drop_in"),
    ],
)
def test_how_one_comes_is_read_when_the_hours_say_so(text, kind):
    reading = read_hours(text)
    assert (reading.spans, reading.kind) == ((MORNING,), kind)


def any_spans(chance: random.Random) -> list:
    times = [dt.time(chance.randrange(24), chance.choice((0, 5, 30, 59))) for _number in range(6)]
    pairs = zip(times[::2], times[1::2], strict=True)
    return sorted(pair for pair in pairs if pair[0] != pair[1] or pair[0] == dt.time(0))[: chance.randrange(4)]


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_what_is_written_back_is_read_as_it_was(language):
    chance = random.Random(1)
    drawn = [any_spans(chance) for _number in range(1000)]
    valid = [spans for spans in drawn if not any(overlap(one, other) for one, other in pairwise(spans))]
    with translation.override(language):
        assert [list(read_hours(hours_as_text(spans)).spans) for spans in valid] == valid
    assert len(valid) > 400


def test_any_text_is_read_or_refused():
    chance, read = random.Random(2), 0
    pieces = [*"0123456789hu:.,-–/ à\n", "et", "tot", "midi", "9h", "12h30", "-", " "]
    for _number in range(5000):
        text = "".join(chance.choices(pieces, k=chance.randrange(12)))
        try:
            spans = read_hours(text).spans
        except ValidationError:
            continue
        assert list(read_hours(hours_as_text(spans)).spans) == list(spans)
        read += bool(spans)
    assert read > 20
