"""Addresses pasted from a mail program: each person once, with the name that stood there."""

import pytest

from network.invitations.pasted_addresses import Pasted, read_addresses

MARIE = Pasted("m@x.example", "Marie", "Dupont")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Nom <a@b.example>; c@d.example", [Pasted("a@b.example", "Nom"), Pasted("c@d.example")]),
        ("Marie Dupont <m@x.example>", [MARIE]),
        ('"Dupont, Marie" <M@X.example>,', [MARIE]),
        ("Dupont, Marie <m@x.example>; Peeters, Jan <j@x.example>", [MARIE, Pasted("j@x.example", "Jan", "Peeters")]),
        ("y@x.example, Marie Dupont <m@x.example>, z@x.example", [Pasted("y@x.example"), MARIE, Pasted("z@x.example")]),
        ("Marie Dupont\tm@x.example\nz@x.example z2@x.example", [MARIE, *map(Pasted, ("z@x.example", "z2@x.example"))]),
        ("m@x.example <m@x.example>", [Pasted("m@x.example")]),
        ("<mailto:m@x.example>", [Pasted("m@x.example")]),
        ("m@x.example; Marie Dupont <m@x.example>; m@x.example", [MARIE]),
        ("Zoé de la Croix <zoe@bücher.example>", [Pasted("zoe@xn--bcher-kva.example", "Zoé", "de la Croix")]),
        ("https://evil.example/x <m@x.example>", [Pasted("m@x.example")]),
        ("\u202eMarie\u200b Dupont <m@x.example>", [MARIE]),
        (" ;\n;, ", []),
    ],
)
def test_people_are_read_as_a_mail_program_writes_them(text, people):
    assert read_addresses(text) == (people, [])


@pytest.mark.parametrize(
    "text",
    ["Marie Dupont", "a@b", "Marie <>", "<m@x.example", "Marie Jan m@x.example j@x.example", "a@-é-.example", "<" * 99],
)
def test_what_is_no_address_is_told_when_it_is_pasted(text):
    people, wrong = read_addresses(f"{text}; z@x.example")
    assert people == [Pasted("z@x.example")]
    assert len(wrong) == 1
