"""What our own feed writes comes back as it was: the same days and hours, whatever they are."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.utils import timezone
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from events.calendars import ical
from events.importing.parser import read_calendar
from events.models import EventDate, EventKind, Occurrence

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Brussels"))
DAYS = st.dates(dt.date(2026, 11, 22), dt.date(2027, 11, 20)) | st.sampled_from(
    # Around the changes of the clock.
    [dt.date(2027, 3, 27), dt.date(2027, 3, 28), dt.date(2027, 10, 30), dt.date(2027, 10, 31)]
)
MINUTES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@st.composite
def rows(draw):
    day, start = draw(DAYS), draw(st.none() | MINUTES)
    last_day = draw(st.none() | st.integers(1, 5).map(lambda days: day + dt.timedelta(days)))
    row = EventDate(day=day, start_time=start, end_time=draw(MINUTES) if start else None, last_day=last_day)
    # The quarter of an hour that a row lasts at least may end in the second passage of an hour, which no row can say.
    assume(not timezone.localtime(row.ends_at).fold)
    return row


def dated(number: int, row: EventDate) -> Occurrence:
    stamp = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)
    return Occurrence(
        uid=uuid.UUID(int=number),
        kind=EventKind(name_fr="Midi", name_nl="Middag", colour="#17367f"),
        start=row.starts_at,
        end=row.ends_at,
        all_day=row.start_time is None,
        closes_at=stamp,
        first_published_at=stamp,
        changed_at=stamp,
        texts={"fr": {"title": f"Midi {number}", "summary": "Soupe; <pain>, café & thé : <jean@asso.example>"}},
        place_fr="Maison du Peuple, parvis 37",
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(rows(), min_size=1, max_size=5))
def test_dates_come_back_without_change_when_our_own_feed_is_imported(written):
    dates = [dated(number, row) for number, row in enumerate(written)]
    found = read_calendar(ical.calendar([ical.vevent(date, "fr") for date in dates]), now=NOW)
    assert (found.warnings, found.left_out) == ([], [])
    assert len(found.events) == len(dates)
    for event, date in zip(found.events, dates, strict=True):
        [row] = (one.as_row() for one in event.dates)
        assert (row.starts_at, row.ends_at) == (date.start, date.end)
        assert not date.all_day or row.start_time is None
        assert (event.title, event.place) == (date.texts["fr"]["title"], date.place_fr)
        assert event.text.startswith(date.texts["fr"]["summary"])
