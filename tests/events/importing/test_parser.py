"""Reading a partner's calendar file: times, repetitions, texts, and the files refused in words."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest
from factories.calendars import calendar, event

from events.errors import CalendarRefused
from events.importing.lines import MOST_COMPONENTS
from events.importing.parser import MOST_EVENTS, read_calendar
from events.importing.texts import shortened

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Brussels"))
# Seconds of a processor: a file made to keep the reader busy takes minutes where its trick works.
LONGEST = 10


def read(*events: str, **options):
    return read_calendar(calendar(*events, **options), now=NOW)


def only(*events: str, **options):
    [found] = read(*events, **options).events
    return found


def left_out(*events: str):
    found = read(*events)
    assert found.events == []
    return [reason for _title, reason in found.left_out]


@pytest.mark.parametrize(
    ("start", "end", "row"),
    [
        (
            "DTSTART;TZID=Europe/Brussels:20261203T120000",
            "DTEND;TZID=Europe/Brussels:20261203T140000",
            ("3", "12:00", "14:00", ""),
        ),
        ("DTSTART;TZID=Romance Standard Time:20261203T120000", "DURATION:PT90M", ("3", "12:00", "13:30", "")),
        ("DTSTART:20261203T110000Z", "DTEND:20261203T130000Z", ("3", "12:00", "14:00", "")),
        ("DTSTART:20261203T120000", "", ("3", "12:00", "", "")),
        ("DTSTART;TZID=America/New_York:20261203T180000", "DURATION:PT1H", ("4", "00:00", "01:00", "")),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Brussels:20261203T120000", "", ("3", "12:00", "", "")),
        ("DTSTART;TZID=Nulle/Part:20261203T120000", "", ("3", "12:00", "", "")),
        ('DTSTART;TZID="Europe/Brussels":20261203T120000', "", ("3", "12:00", "", "")),
        ("DTSTART;VALUE=DATE:20261203", "", ("3", "", "", "")),
        ("DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261204", ("3", "", "", "")),
        ("DTSTART;VALUE=DATE:20261203", "DTEND;VALUE=DATE:20261206", ("3", "", "", "5")),
        ("DTSTART:20261203T200000", "DTEND:20261204T020000", ("3", "20:00", "02:00", "")),
        ("DTSTART:20261203T200000", "DTEND:20261205T210000", ("3", "20:00", "21:00", "5")),
        ("DTSTART:20261203T120000", "DTEND:20261203T120000", ("3", "12:00", "", "")),
    ],
)  # fmt: skip
def test_times_are_those_of_brussels_when_a_file_writes_them_its_own_way(start, end, row):
    [date] = only("\r\n".join(filter(None, ["BEGIN:VEVENT", "UID:a", "SUMMARY:x", start, end, "END:VEVENT"]))).dates

    def text(value, pattern):
        return value.strftime(pattern) if value else ""

    assert (
        str(date.day.day),
        text(date.start_time, "%H:%M"),
        text(date.end_time, "%H:%M"),
        str(date.last_day.day) if date.last_day else "",
    ) == row


def test_repetition_is_written_out_when_there_are_exceptions_and_additions():
    found = only(
        event(
            "RRULE:FREQ=WEEKLY;COUNT=5",
            "EXDATE;TZID=Europe/Brussels:20261210T120000",
            "EXDATE:20261217T110000Z",
            "RDATE;TZID=Europe/Brussels:20261204T120000",
        ),
        event("RECURRENCE-ID;TZID=Europe/Brussels:20261224T120000", start="20261223T150000", LOCATION="Ailleurs"),
        event("RECURRENCE-ID;TZID=Europe/Brussels:20261231T120000", "STATUS:CANCELLED", start="20261231T120000"),
    )
    assert [(date.day.isoformat(), date.is_cancelled) for date in found.dates] == [
        ("2026-12-03", False),
        ("2026-12-04", False),
        ("2026-12-23", False),
        ("2026-12-31", True),
    ]
    moved = found.dates[2]
    assert (moved.recurrence, moved.start_time, moved.place) == ("20261224T110000Z", dt.time(15), "Ailleurs")


def test_repetition_keeps_its_hour_when_summer_time_begins():
    found = only(event("RRULE:FREQ=WEEKLY;UNTIL=20270405T215959Z", start="20270325T120000"))
    assert {date.start_time for date in found.dates} == {dt.time(12)}
    assert [date.recurrence for date in found.dates] == ["20270325T110000Z", "20270401T100000Z"]


def test_dates_end_with_the_month_in_a_year_when_a_rule_has_no_end():
    weekly = only(event("RRULE:FREQ=WEEKLY", start="20200102T120000"))
    assert weekly.dates[0].day == dt.date(2026, 11, 26)
    assert weekly.dates[-1].day == dt.date(2027, 11, 25)
    assert len(only(event("RRULE:FREQ=DAILY")).dates) == 100


def test_fingerprint_is_the_same_when_only_stamps_differ():
    first = only(event("DTSTAMP:20260101T000000Z", "SEQUENCE:1", "X-OWN:a"))
    same = only(event("DTSTAMP:20270101T000000Z", "SEQUENCE:2", "X-OWN:b"))
    other = only(event(start="20261203T130000"))
    assert first.fingerprint == same.fingerprint
    assert first.fingerprint != other.fingerprint


def test_event_is_cancelled_when_it_or_the_calendar_says_so():
    assert only(event(STATUS="CANCELLED")).is_cancelled
    assert only(event(), method="CANCEL").is_cancelled
    assert not only(event(STATUS="CONFIRMED")).is_cancelled


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (event(uid=""), "no_uid"),
        (event(start=""), "no_start"),
        (event("DTSTART:demain", start=""), "start"),
        (event("DTSTART:20261332T990000", start=""), "start"),
        (event("DTSTART;VALUE=DATE:00010101", start=""), "year"),
        (event("DTSTART;VALUE=DATE:99991231", start=""), "year"),
        (event("DTEND:20261203T100000"), "backwards"),
        (event("DURATION:-PT1H"), "backwards"),
        (event("DURATION:P9999999999999D"), "start"),
        (event("DURATION:P900D"), "long"),
        (event("RRULE:FREQ=SECONDLY"), "rule"),
        (event("RRULE:FREQ=DAILY;INTERVAL=0"), "rule"),
        (event("RRULE:n'importe quoi"), "rule"),
        (event("RDATE:demain"), "start"),
        (event("RDATE:" + ",".join(["20261203T120000"] * 1001)), "many"),
        (event(start="20251203T120000"), "past"),
        (event(start="19991203T120000"), "past"),
    ],
)
def test_event_is_left_out_with_a_reason_when_it_has_no_date_to_show(told, reason):
    assert left_out(told) == [reason]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n",
        b"<!doctype html><title>Agenda</title>",
        b"PK\x03\x04zip",
        b"\x1f\x8bgzip",
        b"Bonjour",
        calendar(event()) + b"\0",
        calendar(event()).replace(b"END:VEVENT\r\n", b""),
        calendar(event()).replace(b"END:VCALENDAR\r\n", b""),
        calendar(event()) + b"END:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 5000,
        calendar(*["BEGIN:VEVENT\r\nEND:VEVENT"] * (MOST_COMPONENTS + 1)),
        calendar(*[event(uid=str(number)) for number in range(MOST_EVENTS + 1)]),
        b"BEGIN:VCALENDAR\r\n" + b"x" * (5 * 1024 * 1024),
        b"\xff\xfe\xff",
        bytes(range(256)),
    ],
    ids=range(16),
)
def test_file_is_refused_in_words_when_it_is_no_calendar_or_a_hostile_one(data):
    started = time.process_time()
    with pytest.raises(CalendarRefused) as refusal:
        read_calendar(data, now=NOW)
    assert str(refusal.value)
    assert time.process_time() - started < LONGEST


# What takes minutes where a text is read again from each of its characters, or where one line is read as a list.
BOMBS = {
    "comments": f"DESCRIPTION:{'<!--' * 75_000}",
    "angles": f"DESCRIPTION:{'<' * 300_000}",
    "tags": f"DESCRIPTION:{'<a' * 150_000}",
    "nested": f"DESCRIPTION:{'<b>' * 100_000}{'</b>' * 100_000}",
    "declarations": f"DESCRIPTION:{'<![CDATA[' * 75_000}",
    "blocks": f"DESCRIPTION:{'<div>' * 60_000}",
    "links": f"DESCRIPTION:{'<a href=x>' * 30_000}",
    "scripts": f"DESCRIPTION:{'<script>' * 37_500}",
    "entities": f"DESCRIPTION:{'&amp' * 100_000}",
    "number": f"SUMMARY:x&#{'1' * 5000}\\;",
    "accents": f"DESCRIPTION:a{'̖̀' * 100_000}",
    "folded": f"DESCRIPTION:a{chr(13) + chr(10) + ' b' * 2}" * 50_000,
    "parameters": f'SUMMARY;X="{"a" * 1_000_000}',
    "title": f"SUMMARY:{'<' * 100_000}a",
    "place": f"LOCATION:{'<!--' * 75_000}",
    "zone": f"RECURRENCE-ID;TZID={'a/' * 100_000}:20261203T120000",
    "weekdays": f"RRULE:FREQ=DAILY;BYDAY={','.join(['MO'] * 300_000)}",
    "rules": "\r\n".join(["RRULE:FREQ=DAILY"] * 50_000),
    "lines": "\r\n".join(["HEURES:x"] * 50_000),
    "excluding rules": "\r\n".join(["EXRULE:FREQ=DAILY"] * 50_000),
    "daily since Gregory": "RRULE:FREQ=DAILY;COUNT=100000\r\nDTSTART:16010101T000000",
    "exceptions": f"RRULE:FREQ=DAILY\r\nEXDATE:{','.join(['20261203T120000'] * 100_000)}",
    "additions": "\r\n".join(["RDATE:20261203"] * 50_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_an_event_costs_no_more_than_its_bytes_when_it_was_made_to_take_long(bomb):
    started = time.process_time()
    found = read(event(BOMBS[bomb]), event(uid="autre"))
    assert time.process_time() - started < LONGEST
    assert found.events[-1].uid == "autre"


STANDARD = "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
ZONE_BOMBS = {
    "observances": "BEGIN:STANDARD\r\nEND:STANDARD\r\n" * 50_000,
    "onsets": f"{STANDARD}RDATE:{','.join(['19700101T000000'] * 200_000)}\r\nEND:STANDARD",
    "rules": f"{STANDARD}RRULE:FREQ=DAILY\r\nEND:STANDARD\r\n" * 100,
    "rule that never yields": f"{STANDARD}TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\nEND:STANDARD",
    "offset": f"{STANDARD}TZOFFSETFROM:+9900\r\nTZOFFSETTO:-9900\r\nEND:STANDARD",
    "offset of a day": f"{STANDARD}TZOFFSETFROM:+2359\r\nTZOFFSETTO:-2359\r\nEND:STANDARD",
    "year one": "BEGIN:STANDARD\r\nDTSTART:00010101T000000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD",
    "no start": "BEGIN:STANDARD\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD",
}


@pytest.mark.parametrize("bomb", ZONE_BOMBS)
def test_an_event_is_still_read_when_its_zone_was_made_to_take_long(bomb):
    started = time.process_time()
    zone = f"BEGIN:VTIMEZONE\r\nTZID:Hostile\r\n{ZONE_BOMBS[bomb].strip()}\r\nEND:VTIMEZONE"
    [found] = read(zone, event("DTSTART;TZID=Hostile:20261203T140000", start="")).events
    assert len(found.dates) == 1
    assert time.process_time() - started < LONGEST


def test_a_number_that_no_character_has_is_left_out_when_a_title_holds_it():
    assert only(event(SUMMARY=f"Soupe &#{'9' * 5000}\\; et pain")).title == "Soupe et pain"


def test_what_stands_between_markup_is_kept_when_a_text_holds_comments_and_declarations():
    found = only(event(DESCRIPTION="a < b<!-- x > y --> et <![CDATA[c]]> <?php d ?>1 <3 fin<!-- ouvert"))
    assert found.text == "a < b et 1 <3 fin"


def test_ten_thousand_repetitions_are_bounded_when_a_file_lists_them():
    started = time.process_time()
    found = read(*[event("RRULE:FREQ=DAILY", uid=str(number), start="19800101T120000") for number in range(100)])
    assert sum(len(one.dates) for one in found.events) == 100 * 100
    assert time.process_time() - started < LONGEST


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_are_read_when_a_file_has_another_encoding(encoding):
    data = calendar(event()).decode().encode(encoding)
    assert read_calendar(data, now=NOW).events[0].title == "Goûter des voisins"


def test_text_is_plain_when_a_partner_writes_markup():
    found = only(
        event(
            DESCRIPTION="<p>Soupe &amp\\; pain</p><script>alert(1)</script><br>Pour tous\\, <b>gratuit</b>",
            URL="javascript:alert(1)",
            LOCATION="Maison de quartier\\nrue Haute 1\\, 1000 Bruxelles",
        )
    )
    assert "<" not in found.text
    assert found.text.startswith("Soupe & pain")
    assert found.url == ""
    assert found.place == "Maison de quartier, rue Haute 1, 1000 Bruxelles"


def test_lines_are_put_together_when_they_are_folded():
    assert only(event("DESCRIPTION:Un texte qui\r\n  continue\r\n\t ici")).text == "Un texte qui continue ici"


def test_alarm_says_nothing_about_the_event_when_it_lies_in_it():
    alarm = "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDESCRIPTION:Rappel\r\nSUMMARY:Rappel\r\nEND:VALARM"
    assert only(event(alarm)).text == ""


def test_words_are_cut_cleanly_when_a_text_is_long():
    assert shortened("Une phrase. Une autre phrase bien longue", 20) == "Une phrase."
    assert shortened("Une seule phrase bien longue", 20) == "Une seule phrase…"
    assert shortened("Court", 20) == "Court"
