"""People's names: what may be typed, the one form in which they are kept, and how two are compared.

A name is shown to others and stands in our mails: it never is an address that somebody may follow, and holds nothing
that cannot be seen.
"""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

ADDRESS_MARKS = ("://", "www.", "@")
# Control and format characters, halves of a character, those without a meaning of their own.
INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
# Letters and marks, by their category, that nobody sees.
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
# Of format characters, these two are spelling: in scripts from Arabic to those of India and its neighbours.
JOINERS = "\u200c\u200d"
JOINS_NOTHING = re.compile(rf"(?<![\u0600-\u1aff])[{JOINERS}]+|[{JOINERS}]+(?![\u0600-\u1aff])")


def as_kept(name: str) -> str:
    """``name`` in composed characters (NFC), on one line, without what cannot be seen."""
    # A null character stays, to be refused: no database keeps it, and nobody types it.
    seen = "".join(one for one in " ".join(name.split()) if one == "\0" or is_seen(one))
    return " ".join(unicodedata.normalize("NFC", JOINS_NOTHING.sub("", seen)).split())


def is_seen(character: str) -> bool:
    if character in JOINERS:
        return True
    return unicodedata.category(character) not in INVISIBLE and character not in BLANK


def as_compared(name: str) -> str:
    """A name as two are compared: as kept, without capitals."""
    return unicodedata.normalize("NFC", as_kept(name).casefold().translate(dict.fromkeys(map(ord, JOINERS))))


def validate_name(name: str) -> None:
    """Refuse a name, as kept, that is or holds an address, or has no letter of any script."""
    # As it looks: wide letters and signs make addresses too.
    looks = unicodedata.normalize("NFKC", name).casefold()
    if any(mark in looks for mark in ADDRESS_MARKS):
        raise ValidationError(_("A name holds no address: write a first and a last name only."), code="address")
    if "\0" in name or not any(character.isalpha() for character in name):
        raise ValidationError(_("Write a name with at least one letter."), code="letters")


class NameFormField(forms.CharField):
    """A name as it is typed."""

    default_validators = [validate_name]

    def to_python(self, value):
        return as_kept(super().to_python(value))


class NameField(models.CharField):
    """A person's name, or part of it: kept as ``as_kept`` makes it, whatever writes it."""

    default_validators = [validate_name]

    def to_python(self, value):
        value = super().to_python(value)
        return as_kept(value) if value else value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": NameFormField} | kwargs)
