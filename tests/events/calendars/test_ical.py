"""Dates in, bytes out: what ``events.calendars.ical`` writes, read back with the ``icalendar`` package."""

import datetime as dt
import uuid
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import gettext, override
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event
from PIL import ImageColor

from events.calendars import content_lines, ical, texts
from events.models import EventKind, Occurrence
from network.models import Organisation, WorkingGroup

BRUSSELS = ZoneInfo("Europe/Brussels")
UID = uuid.UUID("7d3c1f6a-8f0e-4e5b-9b38-9a2f6f0c1d11")
HEADING = ical.Heading(
    name="Coordination, agenda",
    description="Toutes les dates; publiques",
    page_url="https://coordination.example/fr/agenda/",
    feed_url="https://coordination.example/fr/agenda/agenda.ics",
    colour="#17367f",
)
# Controls and no characters (Cc, Cn of no use), and marks that turn the direction of what follows.
UNPRINTABLE = {*map(chr, (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))} - {
    "\n",
    "\t",
}
NO_CHARACTERS = {
    *map(chr, range(0xFDD0, 0xFDF0)),
    *(chr(plane + end) for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)),
}


def date(**fields) -> Occurrence:
    """An unsaved date, 3 December 2026, 12:00 to 14:00."""
    return Occurrence(
        **{
            "uid": UID,
            "kind": EventKind(name_fr="Midi", name_nl="Middag", colour="#17367f"),
            "start": dt.datetime(2026, 12, 3, 12, tzinfo=BRUSSELS),
            "end": dt.datetime(2026, 12, 3, 14, tzinfo=BRUSSELS),
            "closes_at": dt.datetime(2026, 12, 1, 18, tzinfo=BRUSSELS),
            "first_published_at": dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC),
            "changed_at": dt.datetime(2026, 11, 5, 10, 30, tzinfo=dt.UTC),
            "texts": {"fr": {"title": "Midi à L’Escale", "summary": "Un partenaire ouvre ses portes."}},
            "place_fr": "Maison du Peuple, parvis 37",
        }
        | fields
    )


def read(occurrence: Occurrence, language: str = "fr", **options) -> Event:
    """The date as a calendar reads it."""
    [event] = Calendar.from_ical(ical.calendar([ical.vevent(occurrence, language, **options)])).walk("VEVENT")
    return event


def lines(occurrence: Occurrence, language: str = "fr", **options) -> list[str]:
    return ical.vevent(occurrence, language, **options)


def as_calendars_keep(text: str) -> str:
    """Text with one kind of line break and without control characters, which no calendar can hold."""
    for line_break in ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
        text = text.replace(line_break, "\n")
    return "".join(c for c in text if c not in UNPRINTABLE | NO_CHARACTERS)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_when_it_is_read_by_another_program(text):
    event = read(date(texts={"fr": {"title": "x", "summary": text}}))
    assert str(event.get("DESCRIPTION", "")).split("\n\n" + gettext("Host"))[0] == as_calendars_keep(text)


@given(st.text())
def test_a_line_is_folded_without_cutting_a_character_when_it_is_long(text):
    pieces = content_lines.fold(f"SUMMARY:{content_lines.escape(text)}").encode().split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    joined = b"".join([pieces[0], *(piece[1:] for piece in pieces[1:])])
    assert joined.decode() == f"SUMMARY:{content_lines.escape(text)}"
    assert all(piece.decode() for piece in pieces)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_each_line_of_the_file_is_one_line_for_every_reader_when_text_is_hostile(text):
    data = ical.calendar([ical.vevent(date(texts={"fr": {"title": text, "summary": text}}, place_fr=text), "fr")])
    written = data.decode().splitlines()
    assert written == data.decode().split("\r\n")[:-1]
    assert written.count("BEGIN:VEVENT") == written.count("END:VEVENT") == 1


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_a_name_stays_in_its_quotes_when_a_mail_names_the_addressee(name):
    line = ical.mail_address(name, "a@b.example", label="ATTENDEE", PARTSTAT="ACCEPTED", RSVP="FALSE")
    event = read(date(), extra=[line])
    assert event["ATTENDEE"] == "mailto:a@b.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_the_calendar_says_what_it_is_when_it_is_a_feed():
    data = ical.calendar([], heading=HEADING)
    assert data.decode().split("\r\n")[:16] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Coordination sociale//Agenda 1//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        r"NAME:Coordination\, agenda",
        r"X-WR-CALNAME:Coordination\, agenda",
        r"DESCRIPTION:Toutes les dates\; publiques",
        r"X-WR-CALDESC:Toutes les dates\; publiques",
        "X-WR-TIMEZONE:Europe/Brussels",
        "COLOR:midnightblue",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "SOURCE;VALUE=URI:https://coordination.example/fr/agenda/agenda.ics",
        "URL:https://coordination.example/fr/agenda/",
        "BEGIN:VTIMEZONE",
    ]


@pytest.mark.parametrize("year", range(1998, 2038))
def test_the_time_zone_agrees_with_the_tz_database_when_clocks_change(year):
    # Every second hour of the two months in which clocks change.
    zone = Calendar.from_ical(ical.calendar([])).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    for month in (3, 10):
        for hours in range(0, 31 * 24, 2):
            instant = dt.datetime(year, month, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
            local = instant.astimezone(BRUSSELS)
            if not local.fold and instant.astimezone(BRUSSELS).replace(fold=1).utcoffset() == local.utcoffset():
                assert local.replace(tzinfo=zone).utcoffset() == local.utcoffset()


def test_a_date_carries_its_facts_when_all_are_known():
    group = WorkingGroup(name_fr="Logement", name_nl="Wonen", letter="L", colour="#b5122b")
    host = Organisation(name_fr="L’Escale; du Canal")
    event = read(date(group=group, host=host, sequence=3, sign_up="members"), url="https://c.example/fr/agenda/midi/")
    assert event["UID"] == f"{UID}@coordination.example"
    assert event["SEQUENCE"] == 3
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == dt.datetime(2026, 11, 5, 10, 30, tzinfo=dt.UTC)
    assert event.decoded("CREATED") == dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)
    assert event.decoded("DTSTART") == dt.datetime(2026, 12, 3, 12, tzinfo=BRUSSELS)
    assert event.decoded("DTEND") == dt.datetime(2026, 12, 3, 14, tzinfo=BRUSSELS)
    assert event["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert event["SUMMARY"] == "Midi à L’Escale"
    assert event["LOCATION"] == "Maison du Peuple, parvis 37"
    assert event["URL"] == "https://c.example/fr/agenda/midi/"
    assert event["CATEGORIES"].cats == ["Midi", "Logement"]
    assert (event["STATUS"], event["TRANSP"], event["CLASS"]) == ("CONFIRMED", "OPAQUE", "PUBLIC")
    assert event["COLOR"] == "firebrick"
    paragraphs = event["DESCRIPTION"].split("\n\n")
    assert paragraphs[0] == "Un partenaire ouvre ses portes."
    assert paragraphs[1].endswith("L’Escale; du Canal")
    assert "mardi 1er\xa0décembre 2026, 18\xa0h" in paragraphs[2]
    assert paragraphs[3] == "https://c.example/fr/agenda/midi/"
    assert "RRULE" not in event


def test_nothing_is_written_when_a_fact_is_unknown():
    event = read(date(place_fr="", texts={"fr": {"title": "Midi", "summary": ""}}))
    assert not {"LOCATION", "URL", "GEO", "RELATED-TO", "ORGANIZER", "ATTENDEE"} & set(event)
    assert b"None" not in event.to_ical()


def test_the_place_stands_on_one_line_when_it_was_written_on_several():
    assert "LOCATION:Maison\\, 1er étage" in lines(date(place_fr="Maison,\n 1er étage"))


def test_words_are_dutch_when_the_feed_is_dutch():
    event = read(date(texts={"fr": {"title": "Midi"}, "nl": {"title": "Middag"}}, place_nl="Volkshuis"), "nl")
    assert (event["SUMMARY"], event["LOCATION"], event["CATEGORIES"].cats) == ("Middag", "Volkshuis", ["Middag"])


def test_words_are_french_when_the_event_has_no_dutch():
    event = read(date(), "nl")
    assert (event["SUMMARY"], event["LOCATION"]) == ("Midi à L’Escale", "Maison du Peuple, parvis 37")


def test_whole_days_end_before_the_next_day_when_they_last_several():
    midnight = dt.datetime(2026, 3, 28, tzinfo=BRUSSELS)
    event = lines(date(all_day=True, start=midnight, end=dt.datetime(2026, 3, 30, tzinfo=BRUSSELS)))
    assert "DTSTART;VALUE=DATE:20260328" in event
    assert "DTEND;VALUE=DATE:20260330" in event
    assert "TRANSP:TRANSPARENT" in event


@pytest.mark.parametrize(
    ("day", "utc_hour"), [((2026, 3, 28), 11), ((2026, 3, 29), 10), ((2026, 10, 24), 10), ((2026, 10, 25), 11)]
)
def test_the_local_hour_stands_when_clocks_have_changed(day, utc_hour):
    start = dt.datetime(*day, 12, tzinfo=BRUSSELS)
    event = read(date(start=start, end=start + dt.timedelta(hours=2)))
    assert event.decoded("DTSTART").astimezone(dt.UTC).hour == utc_hour
    assert event.decoded("DTSTART").hour == 12


def test_an_instant_is_written_in_utc_when_its_hour_comes_twice():
    second_passage = dt.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BRUSSELS)
    assert content_lines.instant_line("DTEND", second_passage, all_day=False) == "DTEND:20261025T013000Z"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "cancelled"}, "CANCELLED"),
        ({"withdrawn_at": dt.datetime(2026, 11, 6, tzinfo=dt.UTC)}, "CANCELLED"),
        ({"status": "postponed"}, "TENTATIVE"),
    ],
)
def test_the_time_is_free_again_when_a_date_does_not_stand(fields, status):
    event = read(date(sign_up="members", **fields))
    assert (event["STATUS"], event["TRANSP"]) == (status, "TRANSPARENT")
    assert event["SUMMARY"].endswith(" – Midi à L’Escale")
    assert len(event["DESCRIPTION"].split("\n\n")) == 1


@pytest.mark.parametrize(
    ("language", "cancelled", "postponed"), [("fr", "ANNULÉ", "REPORTÉ"), ("nl", "GEANNULEERD", "UITGESTELD")]
)
def test_the_title_says_so_when_a_date_does_not_stand(language, cancelled, postponed):
    with override(language):
        assert texts.summary(date(status="cancelled"), language) == f"{cancelled} – Midi à L’Escale"
        assert texts.summary(date(status="postponed"), language) == f"{postponed} – Midi à L’Escale"


@pytest.mark.parametrize(
    ("language", "before", "told"),
    [
        ("fr", (2026, 11, 26, 12), "Reporté : la date prévue était le jeudi 26 novembre 2026. Travaux."),
        ("fr", (2026, 12, 10, 12), "Avancé : était prévu le jeudi 10 décembre 2026. Travaux."),
        ("fr", (2026, 12, 3, 18), "Déplacé : était prévu à 18 h. Travaux."),
        ("nl", (2026, 12, 3, 18), "Verplaatst: was gepland om 18 u. Travaux."),
    ],
)
def test_the_day_before_and_the_reason_come_first_when_a_date_was_moved(language, before, told):
    event = read(date(reason_fr="Travaux.", previous_start=dt.datetime(*before, tzinfo=BRUSSELS)), language)
    assert event["DESCRIPTION"].split("\n\n")[0].replace("\xa0", " ") == told


def test_dates_of_one_event_are_tied_when_there_are_several():
    event = read(date(), siblings=["a@coordination.example", "b@coordination.example"])
    assert [str(uid) for uid in event["RELATED-TO"]] == ["a@coordination.example", "b@coordination.example"]
    assert event["RELATED-TO"][0].params["RELTYPE"] == "SIBLING"


def test_a_mail_can_say_more_than_a_feed_when_it_invites():
    organizer = ical.mail_address("Coordination", "coordination@coordination.example", label="ORGANIZER")
    event = read(date(sequence=2), status="TENTATIVE", sequence=3, extra=[organizer])
    assert (event["STATUS"], event["SEQUENCE"]) == ("TENTATIVE", 3)
    assert event["ORGANIZER"].params["CN"] == "Coordination"


def test_bytes_are_the_same_when_data_are_the_same():
    assert ical.calendar([lines(date())], heading=HEADING) == ical.calendar([lines(date())], heading=HEADING)


@given(st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True))
def test_a_colour_has_a_css_name_when_it_is_any_colour(colour):
    assert content_lines.colour_name(colour).isalpha()


@pytest.mark.parametrize(("colour", "name"), [("#ff0000", "red"), ("#FFFFFF", "white"), ("#1e8fff", "dodgerblue")])
def test_the_nearest_colour_is_named_when_it_is_close(colour, name):
    assert content_lines.colour_name(colour) == name


def test_a_colour_has_its_name_when_pillow_has_read_names_of_colours_before():
    # Pillow keeps what it read in the table of names itself.
    ImageColor.getrgb("blue")
    assert content_lines.colour_name("#0100fe") == "blue"


FULL = {
    "latitude": Decimal("50.826900"),
    "longitude": Decimal("4.345000"),
    "access_fr": "Tram 3; entrée de plain-pied",
    "convoked_on": dt.date(2026, 11, 2),
    "conference_url": "https://visio.example/réunion?a=1,2;3",
    "conference_is_public": True,
    "image": "/media/images/affiche.jpg",
    "documents": [
        {"url": "/documents/1/pv.pdf", "is_minutes": True, "is_public": True},
        {"url": "/documents/2/ordre-du-jour.pdf", "is_minutes": False, "is_public": True},
        {"url": "/documents/3/pv-interne.pdf", "is_minutes": True, "is_public": False},
    ],
}


def test_a_date_carries_place_link_picture_and_minutes_when_all_are_public():
    event = read(date(**FULL), base="https://c.example")
    assert event["GEO"].to_ical() == "50.8269;4.345"
    conference = event["CONFERENCE"]
    assert conference == "https://visio.example/r%C3%A9union?a=1,2;3"
    assert (conference.params["VALUE"], conference.params["FEATURE"]) == ("URI", ["AUDIO", "VIDEO"])
    assert conference.params["LABEL"] == "Participer à distance"
    assert event["IMAGE"] == "https://c.example/media/images/affiche.jpg"
    image = event["IMAGE"].params
    assert (image["VALUE"], image["DISPLAY"], image["FMTTYPE"]) == ("URI", "BADGE", "image/jpeg")
    assert event["ATTACH"] == "https://c.example/documents/1/pv.pdf"
    assert event["ATTACH"].params["FMTTYPE"] == "application/pdf"
    assert "Tram 3; entrée de plain-pied" in event["DESCRIPTION"]
    assert "lundi 2\xa0novembre 2026" in event["DESCRIPTION"]


def test_a_picture_keeps_its_address_when_it_lies_elsewhere():
    assert (
        read(date(image="https://media.example/a.jpg"), base="https://c.example")["IMAGE"]
        == "https://media.example/a.jpg"
    )


@pytest.mark.parametrize(
    "fields",
    [{"conference_is_public": False}, {"status": "cancelled"}, {"status": "postponed"}, {"conference_url": ""}],
)
def test_no_link_is_given_when_it_is_secret_or_the_date_does_not_stand(fields):
    event = read(date(**FULL | fields), base="https://c.example")
    assert "CONFERENCE" not in event
    assert "visio.example" not in event.to_ical().decode()


def test_a_mail_brings_no_files_when_it_has_no_base():
    assert not {"IMAGE", "ATTACH"} & set(read(date(**FULL)))


@pytest.mark.parametrize("fields", [{"latitude": None, "longitude": None}, {"latitude": None}, {"longitude": None}])
def test_no_coordinates_are_written_when_one_is_unknown(fields):
    assert "GEO" not in read(date(**FULL | fields))


@given(st.text(max_size=80), st.text(max_size=80))
def test_an_address_stays_on_its_line_when_it_is_hostile(link, path):
    data = ical.calendar(
        [
            ical.vevent(
                date(
                    conference_url=f"https://a.example/{link}",
                    conference_is_public=True,
                    image=f"/media/{path}",
                    documents=[{"url": f"/documents/{path}", "is_minutes": True, "is_public": True}],
                ),
                "fr",
                base="https://c.example",
            )
        ]
    )
    assert data.decode().splitlines() == data.decode().split("\r\n")[:-1]
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert len(Calendar.from_ical(data).walk("VEVENT")) == 1


def test_a_whole_day_of_its_own_lasts_as_long_as_it_should_when_clocks_change():
    lines = ical.whole_day(
        uid=UID,
        day=dt.datetime(2026, 10, 24, 18, tzinfo=BRUSSELS),
        days=2,
        changed_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
        title="Dernier jour, enfin",
        texts=["x"],
        url="",
    )
    [event] = Calendar.from_ical(ical.calendar([lines])).walk("VEVENT")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (dt.date(2026, 10, 24), dt.date(2026, 10, 26))
    assert (event["TRANSP"], event["SUMMARY"]) == ("TRANSPARENT", "Dernier jour, enfin")
