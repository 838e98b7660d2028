"""Names of people: the one form they are kept in, and what is no name."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from home.text.names import NameFormField, as_compared, as_kept, validate_name

REAL = [
    "Zoé",
    "Ștefan Țîrlea",
    "Nguyễn Thị Ánh",
    "أحمد",
    "نام‌ها",
    "李小龙",
    "O’Neil-d’Ursel",
    "J.P. van ’t Hof",
    "क्‍ष",
    "St. Ó",
]
NO_NAMES = [
    "Gagnez : https://evil.example/x",
    "WWW.evil.example",
    "ｗｗｗ．evil",
    "jan@evil.example",
    "jan＠evil.example",
    "ftp://x",
    "42",
    "🎉🎉",
    "- -",
    "a\x00b",
]


@pytest.mark.parametrize("name", REAL)
def test_a_name_stays_as_it_is_when_people_have_it(name):
    kept = as_kept(name)
    assert kept == unicodedata.normalize("NFC", name)
    validate_name(kept)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana \t\r\n Bo ", "Ana Bo"),
        ("Ana\u2028Bo\u0085Di", "Ana Bo Di"),
        ("Ana\x07\x1b\x7f\x9f", "Ana"),
        ("\u202eevil\u202c", "evil"),
        ("A\u200bn\u200da\u2060\ufeff\u00ad", "Ana"),
        ("Jose\u0301", "José"),
        ("e\u034f\u0301", "é"),
        ("\u200b", ""),
        ("\u3164\u2066", ""),
        ("A\ud800na\ue000", "Ana"),
    ],
)
def test_only_what_is_seen_is_kept_when_a_name_is_typed(typed, kept):
    assert as_kept(typed) == kept


@given(st.text())
def test_a_name_changes_no_more_when_it_was_kept_once(typed):
    kept = as_kept(typed)
    assert as_kept(kept) == kept
    assert as_compared(kept) == as_compared(typed)
    assert not any(unicodedata.category(one) == "Cc" for one in kept if one != "\0")


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_is_refused_when_it_is_an_address_or_has_no_letter(name):
    with pytest.raises(ValidationError):
        validate_name(as_kept(name))
    with pytest.raises(ValidationError):
        NameFormField().clean(name)


def test_two_names_are_the_same_when_only_capitals_or_composition_differ():
    assert as_compared("JOSE\u0301") == as_compared("José ")
