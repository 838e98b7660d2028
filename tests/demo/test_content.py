"""The files a translator of the demo edits: both languages, names that other files know, and sentences for mistakes."""

import datetime as dt
import tomllib
from typing import NamedTuple

import pytest
from django.core.management import CommandError, call_command

from demo.drawings.pictures import DRAWINGS
from demo.texts import files
from demo.texts.blocks import Block
from demo.texts.days import Day
from demo.texts.reader import FOLDER, ContentError, ContentFile
from demo.texts.words import Words
from home.models import SiteImage
from network.models import User

# What is in French only, as on a real site: a year's past midis, the meetings nobody translated, the older news,
# the minutes, and descriptions of members.
FRENCH_ONLY = {
    "events_midis.toml": {
        *("midi-bibliotheque", "midi-watts", "midi-parloir", "midi-bricoteuses", "midi-lampistes"),
        *("midi-sage-quartier", "midi-mains", "midi-cheveux-d-argent", "midi-toit-commun"),
    },
    "events_gatherings.toml": {"assemblee-de-printemps"},
    "events_group_meetings.toml": {
        *("une-place-pour-chaque-enfant", "accueil-d-urgence", "fetes-sans-solitude"),
        *("un-guichet-humain", "salles-et-materiel", "plan-d-hiver"),
    },
    "news.toml": {"bourse-associations", "jardin-commun", "journee-guichets", "fresque-ballast"},
    "minutes.toml": {"title", "introduction", "said_heading", "to_do_heading", "pv-1", "pv-2", "pv-3"},
    "members_homes_and_papers.toml": {"Watts & Compagnie", "Accueil du Vieux Lavoir", "Papiers en Ordre"},
    "members_youth_and_children.toml": {
        *("Maison de jeunes Le Tiroir", "Pied à l’Étrier", "Ring du Canal", "Sage-Quartier"),
    },
    "members_health_and_age.toml": {"Le Parloir du Canal", "Épicerie La Balance"},
    "members_work_and_culture.toml": {
        *("Relais Emploi des Écluses", "Les Mains Réemployées", "La Scène du Lavoir"),
        *("Bibliothèque de l’Aiguillage", "Jardins Mitoyens"),
    },
}
# What every new site has in French already.
DUTCH_ONLY = {
    "home.toml": {"title", "headline", "agenda", "reseau", "groupes", "actualites"},
    "coordination.toml": {"title"},
    "charter.toml": {"title"},
}


def entries_of(name: str):
    """The tables of the file ``name`` and what stands outside them, each by its slug or name, or by its key."""
    for key, content in tomllib.loads((FOLDER / name).read_text()).items():
        for entry in content if isinstance(content, list) else [content]:
            page = entry.get("page", entry) if isinstance(entry, dict) else {}
            named = [page[field] for field in ("slug", "name") if isinstance(page.get(field), str)]
            yield named[0] if named else key, entry


def texts_in(content: object):
    """Each text in both languages somewhere inside ``content``."""
    if isinstance(content, dict) and content and set(content) <= {"fr", "nl"}:
        yield content
    elif isinstance(content, dict | list):
        for one in content.values() if isinstance(content, dict) else content:
            yield from texts_in(one)


def entries_without(language: str) -> dict[str, set[str]]:
    """By file, the entries with a text that lacks ``language``."""
    found = {
        file.name: {
            entry for entry, content in entries_of(file.name) for one in texts_in(content) if not one.get(language)
        }
        for file in files.EVERY
    }
    return {name: entries for name, entries in found.items() if entries}


@pytest.mark.parametrize("file", files.EVERY, ids=lambda file: file.name)
def test_a_file_is_understood_and_tells_how_to_edit_it(file):
    assert ContentFile(file.name, file.schema).read()
    opening = file.path.read_text().partition("\n\n")[0].splitlines()
    assert [line for line in opening if not line.startswith("#")] == []
    assert "Change only what stands" in " ".join(opening) or "Nothing to translate" in " ".join(opening)


def test_every_file_of_the_folder_is_read():
    assert sorted(file.name for file in files.EVERY) == sorted(path.name for path in FOLDER.iterdir())


def test_every_text_is_in_both_languages_but_for_those_meant_to_be_in_one():
    assert entries_without("nl") == FRENCH_ONLY
    assert entries_without("fr") == DUTCH_ONLY


def test_a_page_is_translated_whole_or_not_at_all():
    news = [one.page for one in files.NEWS.read().news]
    pages = [*files.COORDINATION.read().pages, *news, *(one for file in files.EVENTS for one in file.read().events)]
    half = [page.slug for page in pages if len({bool(words.nl) for words in page.words if words.fr}) == 2]
    assert len(pages) > 30
    assert half == []


def test_what_joins_files_is_known_in_both():
    members = [one for file in files.MEMBERS for one in file.read().members]
    events = [one for file in files.EVENTS for one in file.read().events]
    directory, territory = files.DIRECTORY.read(), files.TERRITORY.read()
    news = [one.page for one in files.NEWS.read().news]
    pages = [*files.COORDINATION.read().pages, files.COORDINATION.read().proposals, *news]
    names = {member.name for member in members}
    letters = {group.letter for group in files.GROUPS.read().groups}
    pictures = {picture.name for picture in files.PICTURES.read().pictures}
    assert pictures == set(DRAWINGS)
    assert {street.commune for street in territory.streets} == {one.nis_code for one in territory.communes}
    for found, known in (
        ((member.at.split()[0] for member in members), {street.key for street in territory.streets}),
        ((key for member in members for key in member.needs.split()), {theme.key for theme in territory.themes}),
        ((key for member in members for key in member.services.split()), {one.key for one in directory.services}),
        ((member.hours for member in members if member.hours), {week.key for week in directory.weeks}),
        (
            (name for member in members for name in member.languages.split(", ")),
            {one.fr for one in directory.languages},
        ),
        ((letter for member in members for letter in member.groups.split()), letters),
        ((event.group for event in events if event.group), letters),
        ((minutes.group for minutes in files.MINUTES.read().minutes), letters),
        ((event.kind for event in events), {kind.key for kind in files.KINDS.read().kinds}),
        ((event.host for event in events if event.host), names),
        ((one.organisation for event in events for one in event.stands if one.organisation), names),
        ((one.organisation for one in files.ACCOUNTS.read().accounts if one.organisation), names),
        ((one.organisation for one in files.INVITATIONS.read().invitations), names),
        ((one.organisation for one in files.HOSTING_OFFERS.read().offers), names),
        ((one.picture for one in (*members, *events, *pages) if one.picture), pictures),
    ):
        used = set(found)
        assert used
        assert used - known == set()


def test_each_change_of_a_date_finds_its_date_whatever_day_it_is():
    dates = [one for file in files.EVENTS for event in file.read().events for one in event.dates if one.changes]
    assert len(dates) == 3
    for number in range(0, 366, 5):
        today = dt.date(2028, 1, 1) + dt.timedelta(days=number)
        for one in dates:
            assert max(change.number for change in one.changes) <= len(one.day.around(today))


class Colour(NamedTuple):
    name: Words
    hex: str
    number: int = 0
    shown: bool = False
    since: Day | None = None
    on: dt.date | None = None
    at: dt.time | None = None


class Colours(NamedTuple):
    colours: tuple[Colour, ...] = ()
    body: tuple[Block, ...] = ()


RED = '[[colours]]\nname.fr = "rouge"\nname.nl = "rood"\nhex = "#f00"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[colours]\n", " cannot be read: Expected ']]' at the end of an array declaration (at line 1, column 10)"),
        ('a = "rouge\n', " cannot be read: Illegal character '\\n' (at line 1, column 11)"),
        ("colour = 1", ": “colour” is not known here; known are colours, body"),
        ('colours = "rouge"', ", colours: “rouge” stands where several are expected, each under [[…]] or between ["),
        ('[[colours]]\nhex = "#f00"', ", colours 1: “name” is missing"),
        ('[[colours]]\nname = "rouge"\nhex = ""', ", colours 1 (“rouge”), name: “rouge” stands where a table is"),
        ('[[colours]]\nname.fr = ""\nhex = ""', ", colours 1 (“”), name: the text is empty"),
        ('[[colours]]\nname.fr = 5\nhex = ""', ", colours 1, name, fr: “5” is not a text between quotation marks"),
        (RED + RED.replace("nl", "de"), ", colours 2 (“rouge”), name: “de” is not known here; known are fr, nl"),
        (
            RED + "deep = 1",
            ", colours 1 (“rouge”): “deep” is not known here; known are name, hex, number, shown, since",
        ),
        (RED + 'number = "3"', ", colours 1 (“rouge”), number: “3” is not a number"),
        (RED + "number = true", ", colours 1 (“rouge”), number: “True” is not a number"),
        (RED + "shown = 1", ", colours 1 (“rouge”), shown: “1” is not true or false"),
        (RED + 'on = "2026-12-21"', ", colours 1 (“rouge”), on: “2026-12-21” is not a date, like 2026-12-21"),
        (RED + "at = 2026-12-21", ", colours 1 (“rouge”), at: “2026-12-21” is not a time of day, like 18:00:00"),
        (RED + "since = 3", ", colours 1 (“rouge”), since: “3” is no day: write “today”, "),
        (RED + 'since = "demain"', ", colours 1 (“rouge”), since: “demain” is no day: write “today”, "),
        ('[[body]]\nheading.fr = "a"\npicture.name = "b"', ", body 1: a block is exactly one of heading, "),
        ("[[body]]", ", body 1: a block is exactly one of heading, "),
    ],
)
def test_one_sentence_names_the_file_and_the_entry_when_something_is_wrong(tmp_path, text, sentence):
    (tmp_path / "broken.toml").write_text(text)
    with pytest.raises(ContentError) as said:
        ContentFile("broken.toml", Colours, tmp_path).read()
    assert str(said.value).startswith(f"broken.toml{sentence}")
    assert "\n" not in str(said.value)


def test_the_file_is_named_when_it_is_missing_or_no_text(tmp_path):
    (tmp_path / "latin.toml").write_bytes("é".encode("latin-1"))
    for name in ("missing.toml", "latin.toml"):
        with pytest.raises(ContentError, match=f"^{name} cannot be read: "):
            ContentFile(name, Colours, tmp_path).read()


@pytest.mark.django_db
def test_the_command_says_that_sentence_and_loads_nothing_when_a_file_is_broken(monkeypatch, tmp_path):
    text = files.NEWS.path.read_text().replace('day = "3 days ago"', 'day = "avant-hier"')
    (tmp_path / "news.toml").write_text(text)
    monkeypatch.setattr(files.NEWS, "path", tmp_path / "news.toml")
    monkeypatch.setattr(files.NEWS, "found", None)
    with pytest.raises(CommandError, match=r"^news\.toml, news 1, day: “avant-hier” is no day: write “today”"):
        call_command("load_demo")
    assert not User.objects.exists()
    assert not SiteImage.objects.exists()


def test_texts_are_set_as_print_sets_them_when_they_are_read(tmp_path):
    french, dutch = 'name.fr = "L\'an : « 12 h 30 »"', 'name.nl = "Om 12 u. \'s middags"'
    (tmp_path / "one.toml").write_text(f'[[colours]]\nhex = ""\n{french}\n{dutch}')
    one = ContentFile("one.toml", Colours, tmp_path).read().colours[0]
    assert one.name == Words("L’an\u00a0: «\u00a012\u00a0h\u00a030\u00a0»", "Om 12\u00a0u. ’s middags")
