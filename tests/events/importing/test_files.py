"""Whole files in the dress of the programs that partners use: all of them understood, and nothing warned of in vain."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from events.importing.parser import read_calendar

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Brussels"))
FOLDER = Path(__file__).parent / "files"
# By file: title, place and text of each event, and its dates.
FILES = {
    "outlook.ics": [
        (
            "Permanence",
            "Maison du Canal",
            "Inscription<https://asso.example/?a=1&copy=2>\nÉcrire à <jean@asso.example>",
            ["3 Dec 14:00-16:00", "17 Dec 14:00-16:00"],
        ),
        ("Fermé", "", "", ["11 Dec"]),
    ],
    "google.ics": [
        (
            "Chorale",
            "Rue Haute 1, 1000 Bruxelles, Belgique",
            "Avec la chorale\n\n- chant\n- thé\nInscription (https://asso.example/?a=1&b=2)",
            ["3 Dec 18:00-19:30", "11 Dec 19:00-20:30", "17 Dec 18:00-19:30"],
        )
    ],
    "apple.ics": [
        (
            "Jardin partagé",
            "Potager, Rue du Ruisseau 3, 1080 Bruxelles",
            "",
            ["5 Dec 10:00-12:00", "2 Jan 10:00-12:00"],
        )
    ],
    "nextcloud.ics": [
        ("Assemblée", "", "Ordre du jour :\n- budget\n- divers", ["3 Dec 19:00-21:00"]),
        ("Brocante", "", "", ["4 Dec 10:00-12:00"]),
    ],
    "the_events_calendar.ics": [
        (
            "Projection – « L’école »",
            "Salle des fêtes, Rue Basse 2, Bruxelles, 1000, Belgique",
            "Entrée libre & gratuite\n\nAvec débat",
            ["3 Dec 19:30-22:00"],
        ),
        ("Marché", "", "", ["12 Dec to 13 Dec"]),
    ],
    "modern_events.ics": [("Yoga", "Salle 2", "Venez avec un tapis", ["3 Dec 14:00-16:00", "10 Dec 14:00-16:00"])],
    "placecal.ics": [("Café", "Maison, Rue 1", "Un texte\n\nhttps://asso.example/events/1", ["3 Dec 14:00-16:00"])],
    "mobilizon.ics": [
        ("Atelier couture", "Rue Haute 1, Bruxelles", "Un atelier\nouvert à tous", ["3 Dec 14:00-16:00"])
    ],
    "drupal.ics": [
        (
            "Conférence",
            "Bibliothèque",
            "Un texte long que le site plie à sa façon, sans égard pour la norme.",
            ["3 Dec 14:00-16:00"],
        )
    ],
    "eventbrite.ics": [
        (
            "Formation",
            "Online",
            "For details, click here: https://eventbrite.example/e/123?aff=ical&region=b",
            ["3 Dec 14:00-16:00"],
        )
    ],
    "vcalendar.vcs": [("Goûter", "Salle 1", "Un texte qui va loin\net une ligne", ["3 Dec 14:00-16:00"])],
}
# What is not understood, with its line.
WARNINGS = {"vcalendar.vcs": [("Cours", "rule", "RRULE:W1 TH #10")]}
ADDRESSES = {
    "the_events_calendar.ics": "https://asso.example/evenement/projection/",
    "modern_events.ics": "https://asso.example/events/yoga/?occurrence=2026-12-03",
    "mobilizon.ics": "https://mobilizon.example/events/1111",
    "drupal.ics": "https://asso.example/node/12?a=1&b=2",
    "eventbrite.ics": "https://eventbrite.example/e/123?aff=ical&region=b",
}


def written(date) -> str:
    hours = f" {date.start_time:%H:%M}-{date.end_time:%H:%M}" if date.start_time else ""
    last = f" to {date.last_day:%-d %b}" if date.last_day else ""
    return f"{date.day:%-d %b}{hours}{last}"


@pytest.mark.parametrize("name", FILES)
def test_file_of_a_program_comes_in_whole(name):
    found = read_calendar((FOLDER / name).read_bytes(), now=NOW)
    events = [(one.title, one.place, one.text, list(map(written, one.dates))) for one in found.events]
    assert events == FILES[name]
    assert found.warnings == WARNINGS.get(name, [])
    assert found.events[0].url == ADDRESSES.get(name, "")
    assert found.is_whole


def test_marks_of_events_are_read_when_programs_set_them():
    assert read_calendar((FOLDER / "outlook.ics").read_bytes(), now=NOW).private == 1
    tentative, cancelled = read_calendar((FOLDER / "nextcloud.ics").read_bytes(), now=NOW).events
    assert (tentative.is_tentative, tentative.is_cancelled) == (True, False)
    assert (cancelled.is_tentative, cancelled.is_cancelled) == (False, True)
    assert (tentative.sequence, tentative.stamp) == (2, dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC))


def test_every_file_is_expected_when_one_is_added():
    assert {path.name for path in FOLDER.iterdir()} == set(FILES)
