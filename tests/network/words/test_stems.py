"""Forms of a word that are one word to a reader."""

import pytest

from network.words.stems import are_one_word, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sans‑ABRI", ["sans", "abri"]),
        ("l’œuvre à cœur", ["l", "oeuvre", "a", "coeur"]),
        ("Straße 12-bis", ["strasse", "12", "bis"]),
        ("_ ?! …", []),
        ("a\x00b", ["a", "b"]),
    ],
)
def test_words_are_folded_and_parted_when_a_text_is_read(text, words):
    assert words_in(text) == words


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "logements", "logement"),
        ("fr", "juridiques", "juridique"),
        ("fr", "endettes", "endettee"),
        ("fr", "travaux", "travail"),
        ("fr", "journaux", "journal"),
        ("nl", "dakloos", "daklozen"),
        ("nl", "scholen", "school"),
        ("nl", "huizen", "huis"),
        ("nl", "brieven", "brief"),
        ("nl", "schulden", "schuld"),
        ("nl", "talen", "taal"),
        ("nl", "kinderen", "kind"),
        ("nl", "voedselpakketten", "voedselpakket"),
    ],
)
def test_two_forms_are_one_word_when_they_differ_by_number_or_vowel(language, one, other):
    assert are_one_word(one, other, language)
    assert are_one_word(other, one, language)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("fr", "logement", "logique"), ("fr", "travail", "traversee"), ("nl", "school", "schop"), ("nl", "huis", "huur")],
)
def test_two_words_stay_two_when_they_only_begin_alike(language, one, other):
    assert not are_one_word(one, other, language)
