"""One way to write each e-mail address, whatever was typed, pasted or sent by a browser."""

import pytest

from home.text.emails import NormalizedEmailFormField, normalize_email, readable_email

STORED = "zoe@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "typed",
    ["zoe@bücher.example", "Zoe@BÜCHER.Example", "zoe@bu\u0308cher.example", " zoe@XN--BCHER-KVA.example\n", STORED],
)
def test_an_address_is_written_one_way_when_it_is_typed_in_many(typed):
    assert normalize_email(typed) == STORED
    assert NormalizedEmailFormField().clean(typed) == STORED


@pytest.mark.parametrize("text", ["", "bücher", "ana@", "@", "ana@-é-.example", "ana@é_a.example", f"a@{'é' * 70}.be"])
def test_what_is_no_address_stays_as_it_is_when_it_is_normalized(text):
    assert normalize_email(text) == text


def test_a_person_reads_the_accents_when_an_address_has_some():
    assert readable_email(STORED) == "zoe@bücher.example"
    assert readable_email("zoe@xn--\u00e9.example") == "zoe@xn--\u00e9.example"
    assert readable_email("ana@association.example") == "ana@association.example"
