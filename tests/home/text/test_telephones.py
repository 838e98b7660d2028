"""Numbers as people type them, dialled as they are meant (acceptance case 5)."""

import pytest

from home.text.telephones import first_to_dial, telephones_in, with_links


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("02 555 82 01", [("+3225558201", "02 555 82 01")]),
        ("02/555.82.01 - 0470/12.34.56", [("+3225558201", "02 555 82 01"), ("+32470123456", "0470 12 34 56")]),
        ("+32 (0)2 555 06 13", [("+3225550613", "02 555 06 13")]),
        ("0032 2 555 06 13", [("+3225550613", "02 555 06 13")]),
        ("02.555.82.01 ou 02.555.82.02", [("+3225558201", "02 555 82 01"), ("+3225558202", "02 555 82 02")]),
        ("0800 12 345", [("+3280012345", "0800 12 345")]),
        ("+33 1 42 68 53 00", [("+33142685300", "+33 1 42 68 53 00")]),
        ("107", [("107", "107")]),
        ("112 ou 1712", [("112", "112"), ("1712", "1712")]),
        ("02 555 82 01 (107 la nuit)", [("+3225558201", "02 555 82 01"), ("107", "107")]),
        ("appeler le matin", []),
        ("de 9 h à 12 h 30", []),
        ("", []),
        ("\x00" * 9, []),
        ("9" * 10_000, []),
    ],
)
def test_each_number_is_found_when_a_field_holds_some(text, numbers):
    assert [(one.dial, one.shown) for one in telephones_in(text)] == numbers


def test_an_extension_is_not_dialled_with_the_number():
    assert first_to_dial("+32 2 555 82 01 (poste 12)") == "+3225558201"
    assert "poste 12" in with_links("+32 2 555 82 01 (poste 12)")


def test_what_stands_around_a_number_stays_and_is_escaped():
    assert with_links("<b> 02/555.82.01 & le matin") == (
        '&lt;b&gt; <a href="tel:+3225558201">02 555 82 01</a> &amp; le matin'
    )
    assert with_links("le matin") == "le matin"
