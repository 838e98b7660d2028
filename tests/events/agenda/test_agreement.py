"""Whatever the dates are, the page, the list, the month, the calendar and the data tell of the same ones."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from factories.events import EventKindFactory, event_page
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from events.agenda.agenda import read_agenda
from events.models import Occurrence
from events.models.occurrences import Status
from home.cache.stamp import renew_stamp

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = dt.datetime(2026, 10, 25, 2, 30, tzinfo=BRUSSELS)
DAY = dt.timedelta(days=1)
MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-05")
FATES = ("stands", "stands", "cancelled", "put off", "moved", "withdrawn")

hours = st.sampled_from([dt.time(0), dt.time(0, 30), dt.time(2, 30), dt.time(6), dt.time(12), dt.time(19), dt.time(23)])
days = st.one_of(
    st.sampled_from([dt.date(2026, 10, 24), dt.date(2026, 10, 25), dt.date(2027, 3, 27), dt.date(2027, 3, 28)]),
    st.dates(dt.date(2026, 9, 1), dt.date(2026, 12, 31)),
)
lengths = st.one_of(
    st.sampled_from([dt.timedelta(hours=n) for n in (1, 4, 7, 24)]),
    st.timedeltas(min_value=dt.timedelta(minutes=1), max_value=dt.timedelta(days=40)),
)


@dataclass(frozen=True)
class Plan:
    """A date as it is drawn: whole days where ``hour`` is None."""

    day: dt.date
    hour: dt.time | None
    length: dt.timedelta
    fate: str
    moved_by: int
    is_party: bool


plans = st.lists(
    st.builds(
        Plan,
        day=days,
        hour=st.one_of(st.none(), hours),
        length=lengths,
        fate=st.sampled_from(FATES),
        moved_by=st.integers(-40, 40),
        is_party=st.booleans(),
    ),
    max_size=12,
)


# More than a page of dates that began before today, and one moved away from between their beginning and today.
STILL_ON = Plan(dt.date(2026, 10, 20), None, 10 * DAY, "stands", 0, False)
MOVED = Plan(dt.date(2026, 11, 2), dt.time(12), DAY, "moved", -10, False)


def instant(day: dt.date, hour: dt.time | None) -> dt.datetime:
    return dt.datetime.combine(day, hour or dt.time(), tzinfo=BRUSSELS).astimezone(dt.UTC)


def record(plan: Plan, event_key: uuid.UUID, kinds) -> Occurrence:
    start = instant(plan.day, plan.hour)
    minutes = dt.timedelta(minutes=plan.length // dt.timedelta(minutes=1))
    end = start + minutes if plan.hour else instant(plan.day + DAY + plan.length // DAY * DAY, None)
    statuses = {"cancelled": Status.CANCELLED, "put off": Status.POSTPONED}
    return Occurrence(
        event_key=event_key,
        row=uuid.uuid4(),
        kind=kinds[plan.is_party],
        start=start,
        end=end,
        all_day=plan.hour is None,
        status=statuses.get(plan.fate, Status.PLANNED),
        previous_start=instant(plan.day + plan.moved_by * DAY, plan.hour) if plan.fate == "moved" else None,
        withdrawn_at=NOW if plan.fate == "withdrawn" else None,
        closes_at=start,
        first_published_at=NOW,
        changed_at=NOW,
        texts={"fr": {"title": "Une date"}},
    )


def listed(parameters: dict[str, str]) -> tuple[list, list]:
    """Identifiers of the dates on all pages of the list, and of the traces between them."""
    dates, traces, number, more = [], [], 1, True
    while more:
        agenda = read_agenda(parameters | {"page": str(number)}, user=None, now=NOW)
        rows = [row for _month, rows in agenda.sections for row in rows]
        dates += [row.uid for row in rows if not getattr(row, "is_ghost", False)]
        traces += [row.uid for row in rows if getattr(row, "is_ghost", False)]
        number, more = number + 1, agenda.page.has_next
    return dates, traces


def in_the_grid(parameters: dict[str, str]) -> tuple[set, set]:
    """Identifier and day of each date in the months, and of each trace."""
    dates, traces = set(), set()
    for month in MONTHS:
        grid = read_agenda(parameters | {"vue": "mois", "mois": month}, user=None, now=NOW).month
        for day in (day for week in grid.weeks for day in week.days):
            for entry in day.entries:
                (traces if entry.is_ghost else dates).add((entry.date.uid, day.day))
    return dates, traces


def in_the_calendar(client, query: str) -> dict:
    """What a calendar reads: status, first instant and the one after the last, by identifier."""
    found = {}
    for event in Calendar.from_ical(client.get(f"/fr/agenda/agenda.ics?{query}").content).walk("VEVENT"):
        times = [
            moment.astimezone(dt.UTC) if isinstance(moment, dt.datetime) else instant(moment, None)
            for moment in (event.decoded("DTSTART"), event.decoded("DTEND"))
        ]
        found[uuid.UUID(str(event["UID"]).partition("@")[0])] = (str(event["STATUS"]), *times)
    return found


def in_the_data(client, query: str) -> dict:
    """What another site reads: first instant and the one after the last, by identifier."""
    events = json.loads(client.get(f"/fr/agenda/agenda.json?{query}").content)["events"]
    return {
        uuid.UUID(event["uid"].partition("@")[0]): tuple(
            dt.datetime.fromisoformat(event[name]).astimezone(dt.UTC) for name in ("start", "end")
        )
        for event in events
    }


def days_in_between(start: dt.datetime, end: dt.datetime, *, whole: bool) -> set[dt.date]:
    """The days of a date, told again from its instants alone; a night until six belongs to its evening."""
    first, after = start.astimezone(BRUSSELS).date(), end.astimezone(BRUSSELS)
    last = after.date() if after.time() != dt.time() else after.date() - DAY
    if not whole and after.date() == first + DAY and after.time() <= dt.time(6):
        last = first
    return {first + n * DAY for n in range((last - first).days + 1)}


@pytest.fixture
def kinds(site_tree):
    return EventKindFactory(), EventKindFactory(name_fr="Fête de quartier", plural_fr="Fêtes de quartier")


@pytest.fixture
def page(kinds, time_machine, monkeypatch):
    """An event, on a clock that stands in the hour that comes twice; lists of four dates a page."""
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr("events.agenda.agenda.PER_PAGE", 4)
    return event_page(kind=kinds[0])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=plans, is_filtered=st.booleans())
@example(plans=[*[STILL_ON] * 5, MOVED], is_filtered=False)
def test_the_same_dates_are_told_everywhere_when_they_are_of_any_kind(client, page, kinds, plans, is_filtered):
    Occurrence.objects.all().delete()
    Occurrence.objects.bulk_create(record(plan, page.translation_key, kinds) for plan in plans)
    renew_stamp()
    asked = {"type": kinds[1].slug} if is_filtered else {}
    query = f"type={kinds[1].slug}" if is_filtered else ""
    records = {one.uid: one for one in Occurrence.objects.filter(withdrawn_at=None)}
    shown = {uid: one for uid, one in records.items() if not is_filtered or one.kind == kinds[1]}
    coming, over = listed(asked), listed(asked | {"periode": "passe"})

    # The page of the event tells all of its dates, each once.
    on_page = client.get(page.url).context["dates"]
    assert sorted(one.uid for one in on_page.all) == sorted(records)
    # So does the list, on two sides of this moment.
    assert sorted(coming[0] + over[0]) == sorted(shown)
    assert set(coming[0]) == {one.uid for one in on_page.upcoming} & shown.keys()
    # The month has each of them on each of its days.
    dates, traces = in_the_grid(asked)
    assert dates == {
        (uid, day)
        for uid, one in shown.items()
        for day in days_in_between(one.start, one.end, whole=one.all_day)
        if f"{day:%Y-%m}" in MONTHS
    }
    # A date that was moved to another day leaves one trace in the list, where the month begins to show it.
    moved = {uid for uid, one in shown.items() if one.previous_start and left_its_day(one)}
    assert sorted(coming[1] + over[1]) == sorted(moved)
    assert {uid for uid, _day in traces} == moved
    # Calendars read the same, and those that went are cancelled there for thirty days.
    calendar = in_the_calendar(client, query)
    standing = {uid: one for uid, one in shown.items() if one.status != Status.CANCELLED}
    told = {uid: times for uid, (status, *times) in calendar.items() if status != "CANCELLED"}
    assert told == {uid: [one.start, one.end] for uid, one in standing.items()}
    gone = Occurrence.objects.exclude(uid__in=standing).filter(end__gt=NOW - 30 * DAY)
    gone = gone.filter(kind=kinds[1]) if is_filtered else gone.exclude(uid__in=standing)
    assert calendar.keys() - told.keys() == {one.uid for one in gone}
    # Other sites read what is to come.
    assert in_the_data(client, query) == {uid: (shown[uid].start, shown[uid].end) for uid in coming[0]}


def left_its_day(date: Occurrence) -> bool:
    return date.previous_start.astimezone(BRUSSELS).date() != date.start.astimezone(BRUSSELS).date()
