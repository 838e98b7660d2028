"""The interface speaks French and Dutch completely."""

from pathlib import Path

import polib
import pytest

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
    import re

    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))
