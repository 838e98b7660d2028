"""Telephone numbers in what people typed: ``02/555.82.01 - 0470/12.34.56 (le matin)`` is two numbers and a remark."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number, parse
from phonenumbers.shortnumberinfo import is_valid_short_number_for_region

REGION = "BE"
SHORT = re.compile(r"(?<![\d.,/+-])[1-9]\d{2,3}(?![\d/]|[.,-]\d)")
# What is wider than a field is no telephone.
LONGEST = 500


@dataclass(frozen=True)
class Telephone:
    """A number from ``start`` to ``end`` of a text: as ``tel:`` wants it (E.164, or a short one) and as it is read."""

    start: int
    end: int
    dial: str
    shown: str

    @property
    def link(self) -> SafeString:
        return format_html('<a href="tel:{}">{}</a>', self.dial, self.shown)


def telephones_in(text: str) -> list[Telephone]:
    """The numbers of ``text``, in order; Belgian ones may be written without their country."""
    text = text[:LONGEST]
    found = [*of_full_length(text, Leniency.VALID)] or [*of_full_length(text, Leniency.POSSIBLE)]
    found += [
        one for one in short_ones(text) if not any(full.start < one.end and one.start < full.end for full in found)
    ]
    return sorted(found, key=lambda one: one.start)


def of_full_length(text: str, leniency: int) -> Iterator[Telephone]:
    for match in PhoneNumberMatcher(text, REGION, leniency=leniency):
        is_here = match.number.country_code == parse("021111111", REGION).country_code
        style = PhoneNumberFormat.NATIONAL if is_here else PhoneNumberFormat.INTERNATIONAL
        # A number of an extension is dialled by hand, once somebody answers.
        extension, match.number.extension = match.number.extension, None
        shown = format_number(match.number, style) + (f" ({extension})" if extension else "")
        yield Telephone(match.start, match.end, format_number(match.number, PhoneNumberFormat.E164), shown)


def short_ones(text: str) -> Iterator[Telephone]:
    """107, 112, 1712: numbers without area."""
    for match in SHORT.finditer(text):
        if is_valid_short_number_for_region(parse(match[0], REGION), REGION):
            yield Telephone(match.start(), match.end(), match[0], match[0])


def with_links(text: str) -> SafeString:
    """``text``, escaped, each number in it a link that calls it."""
    pieces, place = [], 0
    for one in telephones_in(text):
        pieces += [text[place : one.start], one.link]
        place = one.end
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, text[place:]]))


def first_to_dial(text: str) -> str:
    """The first number of ``text`` as machines want it; empty where there is none."""
    return next((one.dial for one in telephones_in(text)), "")
