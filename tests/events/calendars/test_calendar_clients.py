"""Calendar programs that people use read the feed as the page shows it: khal, ical.js, vdirsyncer."""

import datetime as dt
import subprocess
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from factories.calendar_programs import KHAL, VDIRSYNCER, needs_ical_js, needs_khal, needs_vdirsyncer, run_ical_js
from factories.events import event_page
from icalendar import Calendar

from events.models import EventDate, Occurrence

CONFIGURATION = """
[calendars]
[[agenda]]
path = {folder}/agenda
[locale]
local_timezone = Europe/Brussels
default_timezone = Europe/Brussels
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = agenda
"""
# The days around both changes of the clocks in the year before and the year after.
DAYS = [
    (2026, 3, 28), (2026, 3, 29), (2026, 3, 30), (2026, 10, 24), (2026, 10, 25), (2026, 10, 26),
    (2027, 3, 27), (2027, 3, 28), (2027, 3, 29), (2027, 10, 30), (2027, 10, 31), (2027, 11, 1),
]  # fmt: skip


@pytest.fixture
def khal(tmp_path):
    """``khal(*arguments)`` runs it on an empty calendar and returns what it prints."""
    (tmp_path / "agenda").mkdir()
    (tmp_path / "khal.conf").write_text(CONFIGURATION.format(folder=tmp_path))

    def run(*arguments: str) -> str:
        command = [KHAL or "khal", "-c", str(tmp_path / "khal.conf"), *arguments]
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(  # noqa: S603
            command, env=environment, capture_output=True, text=True, check=True, timeout=60
        )
        assert "warning" not in done.stderr.lower()
        return done.stdout

    return run


def as_khal_writes(date: Occurrence) -> str:
    start, end = timezone.localtime(date.start), timezone.localtime(date.end)
    if date.all_day:
        return f"{start:%Y-%m-%d} {end - dt.timedelta(days=1):%Y-%m-%d} {date.title}"
    return f"{start:%Y-%m-%d %H:%M} {end:%Y-%m-%d %H:%M} {date.title}"


@needs_khal
@pytest.mark.django_db
@time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False)
def test_khal_shows_the_dates_of_the_page_when_it_imports_the_feed(client, khal, tmp_path, site_tree):
    rows = [EventDate(day=dt.date(*day), start_time=dt.time(12), end_time=dt.time(14, 30)) for day in DAYS]
    nights = [EventDate(day=dt.date(*day), start_time=dt.time(1, 30), end_time=dt.time(4)) for day in DAYS]
    event_page(title="Été, hiver; \\ « heure »", dates=rows)
    event_page(title="Nuit", dates=nights)
    event_page(title="Semaine", dates=[EventDate(day=dt.date(2027, 3, 26), last_day=dt.date(2027, 3, 29))])
    (tmp_path / "feed.ics").write_bytes(client.get("/fr/agenda/agenda.ics").content)
    khal("import", "--batch", "-a", "agenda", str(tmp_path / "feed.ics"))
    listed = khal(
        "list", "--once", "--format", "{start-long} {end-long} {title}", "--day-format", "", "2026-01-01", "900d"
    )
    assert sorted(filter(None, listed.splitlines())) == sorted(map(as_khal_writes, Occurrence.objects.all()))
    assert len(listed.split("\n")) > len(DAYS) * 2


READ_WITH_ICAL_JS = """
import fs from "node:fs";
const { default: ICAL } = await import(process.argv[1]);
const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const read = calendar.getAllSubcomponents("vevent").map((one) => {
  const event = new ICAL.Event(one);
  const [start, end] = [event.startDate, event.endDate];
  return [event.uid, event.summary, start.toString(), start.toUnixTime(), end.toUnixTime()];
});
console.log(JSON.stringify(read));
"""


@needs_ical_js
@pytest.mark.django_db
@time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False)
def test_ical_js_and_icalendar_read_the_same_instants_when_clocks_change(client, site_tree):
    rows = [EventDate(day=dt.date(*day), start_time=dt.time(12), end_time=dt.time(14, 30)) for day in DAYS]
    nights = [EventDate(day=dt.date(*day), start_time=dt.time(1, 30), end_time=dt.time(4)) for day in DAYS]
    event_page(title="Été, hiver; \\ « heure »", dates=rows)
    event_page(title="Nuit", dates=nights)
    feed = client.get("/fr/agenda/agenda.ics").content
    read = sorted(tuple(event) for event in run_ical_js(READ_WITH_ICAL_JS, feed))
    records = Occurrence.objects.all()
    assert read == sorted(
        (
            date.calendar_uid,
            date.title,
            timezone.localtime(date.start).strftime("%Y-%m-%dT%H:%M:%S"),
            date.start.timestamp(),
            date.end.timestamp(),
        )
        for date in records
    )
    parsed = Calendar.from_ical(feed).walk("VEVENT")
    assert {(str(event["UID"]), event.decoded("DTSTART").timestamp()) for event in parsed} == {
        (uid, start) for uid, _title, _local, start, _end in read
    }


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """The output of the tests stays readable."""


SYNCHRONISATION = """
[general]
status_path = "{folder}/status"
[pair agenda]
a = "feed"
b = "folder"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "http://127.0.0.1:{port}/fr/agenda/agenda.ics"
[storage folder]
type = "filesystem"
path = "{folder}/agenda"
fileext = ".ics"
"""


@pytest.fixture
def synchronise(open_connection, tmp_path):
    """``synchronise()`` lets vdirsyncer fetch the feed; the events then in its folder, by title without prefix.

    The server answers in this thread, between two looks at the program: it sees what the test has not committed.
    """
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    server.timeout = 0.1
    (tmp_path / "agenda").mkdir()
    (tmp_path / "config").write_text(SYNCHRONISATION.format(folder=tmp_path, port=server.server_port))

    def run(*arguments: str) -> None:
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
        with (
            (tmp_path / "log").open("wb") as log,
            subprocess.Popen(  # noqa: S603
                [VDIRSYNCER or "vdirsyncer", "-c", str(tmp_path / "config"), *arguments],
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            ) as process,
        ):  # fmt: skip
            while process.poll() is None:
                server.handle_request()
        assert process.returncode == 0, (tmp_path / "log").read_text()

    def synchronise() -> dict:
        run("sync", "--force-delete")
        files = [Calendar.from_ical(path.read_bytes()) for path in (tmp_path / "agenda").glob("*.ics")]
        found = [event for file in files for event in file.walk("VEVENT")]
        return {str(event["SUMMARY"]).removeprefix("ANNULÉ – "): event for event in found}

    run("discover")
    yield synchronise
    server.server_close()


@needs_vdirsyncer
def test_vdirsyncer_shows_what_became_of_dates_when_it_synchronises_again(synchronise, site_tree):
    moved, cancelled, deleted = (event_page(title=title, days=(20,)) for title in ("Déplacé", "Annulé", "Supprimé"))
    event_page(title="Intact")
    before = synchronise()
    assert {event["STATUS"] for event in before.values()} == {"CONFIRMED"}
    change(moved, day=timezone.localdate() + dt.timedelta(days=27))
    change(cancelled, status="cancelled")
    deleted.delete()
    after = synchronise()
    assert set(after) == set(before) == {"Déplacé", "Annulé", "Supprimé", "Intact"}
    assert {title: str(event["STATUS"]) for title, event in after.items()} == {
        "Déplacé": "CONFIRMED",
        "Annulé": "CANCELLED",
        "Supprimé": "CANCELLED",
        "Intact": "CONFIRMED",
    }
    week = after["Déplacé"].decoded("DTSTART").date() - before["Déplacé"].decoded("DTSTART").date()
    assert week == dt.timedelta(days=7)
    assert {title: event["SEQUENCE"] for title, event in after.items()} == {
        "Déplacé": 1, "Annulé": 1, "Supprimé": 1, "Intact": 0,
    }  # fmt: skip


def change(page, **fields) -> None:
    """Publish ``page`` with other facts for its only date."""
    [row] = page.dates.all()
    for name, value in fields.items():
        setattr(row, name, value)
    page.dates = [row]
    page.save_revision().publish()
