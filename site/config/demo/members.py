"""What the data modules say of one member organisation."""

from typing import NamedTuple

DUTCH_NAMES = {
    "anglais": "Engels",
    "arabe": "Arabisch",
    "berbère": "Berbers",
    "dari": "Dari",
    "espagnol": "Spaans",
    "français": "Frans",
    "néerlandais": "Nederlands",
    "pachto": "Pasjtoe",
    "polonais": "Pools",
    "portugais": "Portugees",
    "tigrinya": "Tigrinya",
    "turc": "Turks",
}
"""What Dutch calls the languages members speak."""


class Member(NamedTuple):
    """A fictional organisation. ``groups``, ``needs`` and ``services`` are keys separated by spaces."""

    name: str
    fr: str
    nl: str
    groups: str
    needs: str
    at: str = ""
    hours: str = ""
    services: str = ""
    kind: str = "asbl"
    name_nl: str = ""
    languages: str = "français"
    protected: bool = False
    language: str = "fr"
