"""Titles and texts of a partner's calendar: nothing lost, nothing damaged, and bytes of no text told."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from events.importing.parser import CalendarFile, read_calendar
from events.importing.texts import web_address

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Brussels"))


def read(*lines: bytes | str) -> CalendarFile:
    """A file with one event of these lines, which may be bytes of any encoding."""
    told = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:a",
        "DTSTART:20261203T120000Z",
        *lines,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return read_calendar(
        b"\r\n".join(line.encode() if isinstance(line, str) else line for line in told), now=NOW
    )  # fmt: skip


def codes(found: CalendarFile) -> list[str]:
    return [code for _title, code, _line in found.warnings]


GOOGLE_LINK = r'<a href="https://asso.example/?a=1&amp\;b=2">Inscription</a><br><b>Gratuit</b>'
TEXTS = {
    "address of a person": (r"Écrire à <jean@asso.example>", "Écrire à <jean@asso.example>"),
    "link of Outlook": (
        r"S’inscrire<https://asso.example/?a=1&b=2> ici",
        "S’inscrire<https://asso.example/?a=1&b=2> ici",
    ),
    "address with names of characters": (
        "https://asso.example/?a=1&region=b&copy=2&lt=3",
        "https://asso.example/?a=1&region=b&copy=2&lt=3",
    ),
    "signs": ("a < b > c et 1 <3 & plus", "a < b > c et 1 <3 & plus"),
    "html of Google": (
        r"<p>Bonjour &amp\; bienvenue</p><ul><li>soupe</li><li>pain</li></ul>" + GOOGLE_LINK,
        "Bonjour & bienvenue\n\n- soupe\n- pain\nInscription (https://asso.example/?a=1&b=2)\nGratuit",
    ),
    "link that says its address": (
        '<a href="https://asso.example/">https://asso.example</a>, <a href="mailto:x@asso.example">x@asso.example</a>',
        "https://asso.example, x@asso.example",
    ),
    "link that does something": ('<a href="javascript:alert(1)">Ici</a>', "Ici"),
    "scripts and styles": ("<style>p{color:red}</style>Vu<script>alert(1)</script>.", "Vu."),
    "script that nothing ends": ("Vu <script> ou <b>lu</b>", "Vu ou lu"),
    "escapes": (r"Un\, deux\; trois\\quatre\nCinq\NSix", "Un, deux; trois\\quatre\nCinq\nSix"),
    "paragraphs": (r"Un\n\n\n\nDeux", "Un\n\nDeux"),
    "whole": ("x" * 19_000, "x" * 19_000),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_is_not_damaged_when_a_program_wrote_it_its_own_way(name):
    written, text = TEXTS[name]
    found = read("SUMMARY:x", f"DESCRIPTION:{written}")
    assert found.events[0].text == text
    assert found.warnings == []


def test_text_is_that_of_the_web_when_there_is_no_other():
    found = read("SUMMARY:x", "DESCRIPTION:", "X-ALT-DESC;FMTTYPE=text/html:<html><body><p>Soupe</p></body></html>")
    assert found.events[0].text == "Soupe"


def test_beginning_is_kept_and_told_when_a_text_is_very_long():
    found = read("SUMMARY:x", f"DESCRIPTION:{'Une phrase. ' * 3000}")
    assert len(found.events[0].text) <= 20_000
    assert codes(found) == ["text"]


BYTES = {
    "fold in a character": (["SUMMARY:Go\u00fbter".encode()[:11] + b"\r\n " + b"\xbbter"], "Goûter", []),
    "Windows": (["SUMMARY:Goûter".encode("cp1252")], "Goûter", []),
    "a bad byte among good ones": (
        ["SUMMARY:Go\u00fbter d\u2019\u00e9t\u00e9".encode() + b"\xff"],
        "Goûter d’été\ufffd",
        ["bytes"],
    ),
    "a bad byte elsewhere": (["SUMMARY:Goûter", b"COMMENT:\xe9"], "Goûter", ["bytes"]),
    "a mark at a line": (["\ufeffSUMMARY:Goûter"], "Goûter", []),
    "quoted-printable": (
        ["SUMMARY;ENCODING=QUOTED-PRINTABLE:Go=C3=BBter =\r\nd=E2=80=99=C3=A9t=C3=A9"],
        "Goûter d’été",
        [],
    ),
    "quoted-printable of vCalendar": (
        ["SUMMARY;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Go=FBter"],
        "Goûter",
        [],
    ),
    "quoted-printable without its letters": (["SUMMARY;ENCODING=QUOTED-PRINTABLE:Go=FBter"], "Goûter", []),
    "an encoding nobody has": (
        ["SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=x-inconnu:Go=C3=BBter"],
        "Goûter",
        ["bytes"],
    ),
    "base64": (["SUMMARY;ENCODING=BASE64:R2/Du3Rlcg=="], "Goûter", []),
    "broken base64": (["SUMMARY;ENCODING=BASE64:R2/?"], "", ["bytes"]),
    "lines that nobody folded": (["SUMMARY:Goûter", "DESCRIPTION:Un", "deux trois"], "Goûter", ["line"]),
    "line of no calendar": (["SUMMARY:Goûter", "HEURES:de 14 à 16"], "Goûter", ["line"]),
    "spaces and small letters": (["summary ; language=fr : Goûter"], "Goûter", []),
    "twice the end of a line": (["SUMMARY:Goû\r\r\n ter"], "Goûter", []),
}


@pytest.mark.parametrize("name", BYTES)
def test_title_is_read_when_its_bytes_are_unusual(name):
    lines, title, told = BYTES[name]
    found = read(*lines)
    assert found.events[0].title == title
    assert codes(found) == told
    assert all(line for _title, _code, line in found.warnings)


def test_rest_of_a_text_is_kept_when_its_lines_were_not_folded():
    assert read("SUMMARY:x", "DESCRIPTION:Un", "deux trois").events[0].text == "Un\ndeux trois"


def test_private_events_are_counted_and_never_named_when_a_file_holds_them():
    found = read("SUMMARY:Chez Martine", "CLASS:CONFIDENTIAL", "HEURES:chez Martine", b"COMMENT:\xff\xe9")
    assert (found.events, found.left_out, found.warnings, found.private) == ([], [], [], 1)
    assert found.unread == {"a"}


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://asso.example/?a=1&copy=2", "https://asso.example/?a=1&copy=2"),
        ("https://asso.example/?a=1&amp;b=2", "https://asso.example/?a=1&b=2"),
        (f"https://asso.example/{'a' * 900}", f"https://asso.example/{'a' * 900}"),
        (f"https://asso.example/{'a' * 3000}", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_address_is_whole_or_nothing(written, address):
    assert web_address(written) == address


def test_file_is_a_message_when_one_of_its_calendars_has_a_method():
    whole = b"BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"
    message = whole.replace(b"PUBLISH", b"REQUEST")
    assert read_calendar(whole, now=NOW).is_whole
    assert not read_calendar(whole + message, now=NOW).is_whole
