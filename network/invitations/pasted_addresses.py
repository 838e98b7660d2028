"""Addresses as people paste them from a mail program or a list: ``Nom <a@b.example>; c@d.example``."""

import re
from dataclasses import dataclass
from email.headerregistry import Address

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from home.text.emails import normalize_email
from home.text.names import as_kept, validate_name
from network.models import User

LONGEST = User._meta.get_field("email").max_length
LONGEST_NAME = User._meta.get_field("first_name").max_length
QUOTES = "\"'“”„«» \u00a0"
# A name, or addresses and a name, before an address in angle brackets.
IN_BRACKETS = re.compile(r"(?P<before>[^<>]*)<(?P<email>[^<>]*)>")
# A comma that stands in no quotation, where it may part a last name from a first one.
COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')


@dataclass(frozen=True)
class Pasted:
    """One person: an address as it is stored, and the name that stood with it, if any."""

    email: str
    first_name: str = ""
    last_name: str = ""


def read_addresses(text: str) -> tuple[list[Pasted], list[str]]:
    """The people in ``text``, each address once, and the pieces that are no address."""
    people, wrong = {}, []
    for piece in re.split(r"[;\r\n]+", text):
        for name, email in pairs_in(piece):
            normal = normalize_email(email.strip().removeprefix("mailto:"))
            if not is_address(normal):
                wrong.append(" ".join(f"{name} {email}".split()))
            elif normal not in people or not people[normal].first_name:
                people[normal] = Pasted(normal, *split_name(name))
    return list(people.values()), wrong


def pairs_in(piece: str) -> list[tuple[str, str]]:
    """Each name, or an empty one, with what should be its address."""
    pairs, end = [], 0
    for found in IN_BRACKETS.finditer(piece):
        parts = [part.strip() for part in COMMA.split(found["before"]) if part.strip()]
        alone = [part for part in parts if "@" in part and not part.startswith('"')]
        name = ", ".join(part for part in parts if part not in alone)
        # Some programs write the address in the place of the name.
        pairs += [("", part) for part in alone if normalize_email(part) != normalize_email(found["email"])]
        pairs.append((name, found["email"]))
        end = found.end()
    words = re.split(r"[,\s]+", piece[end:].strip(", \t\u00a0"))
    addresses = [word for word in words if "@" in word]
    names = [word for word in words if word and "@" not in word]
    if len(addresses) == 1 or not names:
        return pairs + [(" ".join(names) if len(addresses) == 1 else "", address) for address in addresses]
    return [*pairs, ("", " ".join(words))]


def split_name(name: str) -> tuple[str, str]:
    """First and last name; two empty ones where ``name`` cannot be one."""
    name = as_kept(name.strip(QUOTES))
    last, comma, first = (part.strip() for part in name.partition(","))
    if not comma:
        first, _space, last = name.partition(" ")
    try:
        for part in filter(None, (first, last)):
            validate_name(part)
    except ValidationError:
        return "", ""
    return first[:LONGEST_NAME], last[:LONGEST_NAME]


def is_address(text: str) -> bool:
    """Whether a mail can be sent to ``text``, a normalized address."""
    try:
        validate_email(text)
        Address(addr_spec=text)
    except (ValidationError, ValueError, IndexError):
        return False
    return text.isascii() and len(text) <= LONGEST
