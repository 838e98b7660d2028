"""A calendar program that people use reads the feed as the page shows it."""

import datetime as dt
import shutil
import subprocess

import pytest
import time_machine
from django.utils import timezone
from factories.events import event_page

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
    if shutil.which("khal") is None:
        pytest.skip("khal is not installed on this machine")
    (tmp_path / "agenda").mkdir()
    (tmp_path / "khal.conf").write_text(CONFIGURATION.format(folder=tmp_path))

    def run(*arguments: str) -> str:
        command = ["khal", "-c", str(tmp_path / "khal.conf"), *arguments]
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
