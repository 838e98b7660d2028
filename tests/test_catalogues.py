"""The interface speaks French and Dutch completely."""

import re
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext

LOCALE = Path(__file__).resolve().parent.parent / "site" / "locale"


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_catalogue_is_complete(language):
    catalogue = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))
    assert len(catalogue) > 100
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_translation_keeps_the_places_of_its_source(language):
    catalogue = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"), check_for_duplicates=True)
    broken = [entry.msgid for entry in catalogue if not entry.obsolete and places(entry.msgid) != places(entry.msgstr)]
    assert [msgid for msgid in broken if not catalogue.find(msgid).msgid_plural] == []


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))


def test_no_dutch_sentence_puts_a_full_stop_behind_an_hour_which_has_one():
    """``tot dinsdag 1 december, 10.58 u.`` ends with the stop of its hour."""
    catalogue = polib.pofile(str(LOCALE / "nl" / "LC_MESSAGES" / "django.po"))
    said = [text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in said if "%(time)s." in text or "%(moment)s." in text] == []


def test_no_french_line_breaks_before_its_punctuation():
    catalogue = polib.pofile(str(LOCALE / "fr" / "LC_MESSAGES" / "django.po"))
    said = [text for entry in catalogue if not entry.obsolete for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in said if re.search(r"\S [:;?!»]|« ", text)] == []


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_words_of_django_and_wagtail_keep_their_meaning(language):
    """What we say in one word and they in another sense needs a context of its own."""
    theirs = {"fr": {"and": "et", "Yes": "Oui", "No": "Non"}, "nl": {"and": "en", "Yes": "Ja", "No": "Nee"}}
    with translation.override(language):
        assert {word: gettext(word) for word in theirs[language]} == theirs[language]
        assert gettext("Look up") != pgettext("appearance", "Look")


def test_a_reason_is_called_by_one_word():
    catalogue = polib.pofile(str(LOCALE / "fr" / "LC_MESSAGES" / "django.po"))
    assert [entry.msgid for entry in catalogue if "raison" in entry.msgstr.lower().replace("maison", "")] == []
