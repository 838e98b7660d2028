"""Fonts and catalogues made at build time, and what the home page weighs with them."""

import gzip
import os
import re
from pathlib import Path

import polib
import pytest
from django.contrib.staticfiles import finders
from factories.events import event_page
from factories.network import MembershipFactory, OrganisationFactory, WorkingGroupFactory
from fontTools.ttLib import TTFont

from home.design.fonts import WEIGHTS, build_fonts
from home.management.commands.build_assets import compile_catalogues

HEAVIEST = 150_000
LETTERS = "éèêëàâçùûüîïôöœæÉÈÀÇŒ’«»–—€…"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with the fonts, cut once for the tests of this file."""
    folder = tmp_path_factory.mktemp("built")
    build_fonts(folder / "fonts", folder / "stamps")
    return folder


def test_fonts_hold_the_letters_of_both_languages_when_cut(built):
    for weight in WEIGHTS:
        with TTFont(built / "fonts" / f"hanken-grotesk-{weight}.woff2") as font:
            missing = {letter for letter in LETTERS if ord(letter) not in font.getBestCmap()}
        assert not missing


def test_fonts_are_left_alone_when_nothing_changed(built):
    assert build_fonts(built / "fonts", built / "stamps") == []


def test_fonts_are_cut_again_when_one_is_missing(built):
    target = built / "fonts" / "hanken-grotesk-500.woff2"
    target.unlink()
    assert build_fonts(built / "fonts", built / "stamps") == [target]


def test_catalogue_is_compiled_when_it_is_newer_than_the_compiled_one(tmp_path):
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.append(polib.POEntry(msgid="date", msgstr="datum"))
    catalogue.save(str(folder / "django.po"))
    assert compile_catalogues([tmp_path]) == [folder / "django.mo"]
    assert polib.mofile(str(folder / "django.mo"))[0].msgstr == "datum"
    assert compile_catalogues([tmp_path]) == []
    os.utime(folder / "django.mo", (0, 0))
    assert compile_catalogues([tmp_path]) == [folder / "django.mo"]


def weight_of(address: str, built: Path) -> int:
    """Bytes sent for a static file: fonts and pictures as they are, the rest gzipped."""
    name = address.removeprefix("/static/")
    path = built / name if name.startswith("fonts/") else Path(finders.find(name))
    content = path.read_bytes()
    return len(content) if path.suffix in (".woff2", ".webp", ".avif") else len(gzip.compress(content))


@pytest.mark.django_db
def test_home_page_weighs_under_150_kb_when_everything_it_asks_for_is_added_up(client, site_tree, built):
    groups = [WorkingGroupFactory() for _ in range(10)]
    for number in range(100):
        organisation = OrganisationFactory()
        for group in {groups[number % 10], groups[number // 10]}:
            MembershipFactory(organisation=organisation, group=group)
    for number in range(6):
        event_page(title=f"Rencontre {number}", days=(number + 1,))
    page = client.get("/fr/").content
    assert not re.findall(rb"<(?:img|source)", page), "count them here too"
    # What the page links, and what its stylesheets ask for in turn: the three weights.
    linked = re.findall(r'<(?:link rel="(?:stylesheet|preload|icon)" href|script src)="([^"]+)"', page.decode())
    asked = {*linked, *(f"/static/fonts/hanken-grotesk-{weight}.woff2" for weight in WEIGHTS)}
    assert all(address.startswith("/static/") for address in asked)
    total = len(gzip.compress(page)) + sum(weight_of(address, built) for address in asked)
    assert total < HEAVIEST
