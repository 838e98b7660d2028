"""Text as files can hold it: exports, feeds, calendars and papers all leave out the same characters."""

import sys

# Controls of both sets, halves of surrogate pairs, what Unicode says is no character, and marks that turn the direction
# of all that follows them: XML refuses the first (1.0, section 2.2), a list with the last reads as what it is not.
CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
SURROGATES = range(0xD800, 0xE000)
NO_CHARACTERS = (
    *range(0xFDD0, 0xFDF0),
    *(plane | end for plane in range(0, sys.maxunicode, 0x10000) for end in (0xFFFE, 0xFFFF)),
)
DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
LINE_BREAKS = (0x0A, 0x0D, 0x85, 0x2028, 0x2029)

UNPRINTABLE: dict[int, str] = (
    dict.fromkeys((*CONTROLS, *SURROGATES, *NO_CHARACTERS, *DIRECTIONS), "")
    | dict.fromkeys(LINE_BREAKS, "\n")
    | {0x09: "\t"}
)


def printable(text: str) -> str:
    """``text`` without what a file cannot hold; tabs stay, and every line break becomes one ``\\n``."""
    return text.replace("\r\n", "\n").translate(UNPRINTABLE)


def printable_data(data):
    """``data`` of lists and dictionaries, as JSON knows them, with each text ``printable``."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {key: printable_data(value) for key, value in data.items()}
    return [printable_data(value) for value in data] if isinstance(data, list | tuple) else data
