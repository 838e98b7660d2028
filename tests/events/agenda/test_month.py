"""The month of the agenda: each date on each of its days, and the same dates as list and feed."""

import datetime as dt
import re
import uuid
from zoneinfo import ZoneInfo

import pytest
from factories.events import EventKindFactory, event_page
from factories.network import OrganisationFactory, WorkingGroupFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.agenda.agenda import read_agenda
from events.agenda.filters import Filters
from events.agenda.month import days_spanned, month_after, month_before, month_bounds, read_month
from events.dates.intervals import past, upcoming
from events.models import EventDate, Occurrence
from home.cache.stamp import renew_stamp
from home.models import SchoolHoliday

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=BRUSSELS)
QUERIES = (17, 3)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def at(day: str, hour: str = "00:00") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=BRUSSELS)


def date_row(start: dt.datetime, end: dt.datetime, kind, **fields) -> Occurrence:
    return Occurrence(
        event_key=uuid.uuid4(),
        row=uuid.uuid4(),
        kind=kind,
        start=start,
        end=end,
        closes_at=start,
        first_published_at=NOW,
        changed_at=NOW,
        texts={"fr": {"title": "Une date"}},
        **fields,
    )


def replace_dates(rows: list[Occurrence]) -> None:
    Occurrence.objects.all().delete()
    Occurrence.objects.bulk_create(rows)
    renew_stamp()


def month_of(first: str, *dates: Occurrence):
    return read_month(dt.date.fromisoformat(f"{first}-01"), dates, [], now=NOW)


def days_with(month) -> list[int]:
    return [day.day.day for week in month.weeks for day in week.days if day.entries]


def html(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def cell_of(page: str, day: str) -> str:
    """The cell of ``day``, as it stands in the page."""
    (cell,) = [cell for cell in re.findall(r"<td.*?</td>", page, re.DOTALL) if f'datetime="{day}"' in cell]
    return cell


@pytest.fixture
def kind():
    return EventKindFactory()


@pytest.mark.parametrize(
    ("start", "end", "all_day", "days"),
    [
        (("2026-12-03", "12:00"), ("2026-12-03", "14:00"), False, [3]),
        (("2026-12-03", "20:00"), ("2026-12-04", "02:00"), False, [3]),
        (("2026-12-03", "20:00"), ("2026-12-04", "00:00"), False, [3]),
        (("2026-12-03", "20:00"), ("2026-12-04", "09:00"), False, [3, 4]),
        (("2026-12-03", "18:00"), ("2026-12-06", "12:00"), False, [3, 4, 5, 6]),
        (("2026-12-03", "18:00"), ("2026-12-06", "00:00"), False, [3, 4, 5]),
        (("2026-12-03", "00:00"), ("2026-12-04", "00:00"), True, [3]),
        (("2026-12-03", "00:00"), ("2026-12-06", "00:00"), True, [3, 4, 5]),
        (("2026-11-28", "00:00"), ("2026-12-03", "00:00"), True, [1, 2]),
        (("2026-12-30", "00:00"), ("2027-01-03", "00:00"), True, [30, 31]),
        (("2026-11-30", "22:00"), ("2026-12-01", "02:00"), False, []),
        (("2026-10-01", "00:00"), ("2027-02-01", "00:00"), True, list(range(1, 32))),
    ],
)
def test_date_stands_on_each_of_its_days_when_it_is_long_or_late(kind, start, end, all_day, days):
    month = month_of("2026-12", date_row(at(*start), at(*end), kind, all_day=all_day))
    assert days_with(month) == days
    assert len(month.dates) == bool(days)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"])
def test_day_stands_once_when_clocks_change(kind, day):
    date = dt.date.fromisoformat(day)
    after = (date + dt.timedelta(days=1)).isoformat()
    rows = [
        date_row(at(day), at(after), kind, all_day=True),
        date_row(at(day, "01:30"), at(day, "03:30"), kind),
        date_row(at(day, "23:30"), at(after), kind),
        date_row(at(after), at(after, "01:00"), kind),
    ]
    replace_dates(rows)
    agenda = read_agenda({"vue": "mois", "mois": day[:7]}, user=None, now=NOW)
    cells = {cell.day: cell for week in agenda.month.weeks for cell in week.days if not cell.is_outside}
    assert len(cells) == (month_after(date) - date.replace(day=1)).days
    assert {entry.date.uid for entry in cells[date].entries} == {row.uid for row in rows[:3]}
    assert len(agenda.month.dates) == (3 if date.day == 31 else 4)


def test_weeks_begin_on_monday_when_the_month_does_not():
    month = month_of("2026-12")
    assert [week.number for week in month.weeks] == [49, 50, 51, 52, 53]
    assert all(week.days[0].day.weekday() == 0 for week in month.weeks)
    assert month.weeks[0].days[0].is_outside


@pytest.mark.parametrize(("first", "previous", "following"), [("2000-01", False, True), ("2100-12", True, False)])
def test_month_has_no_neighbour_when_it_is_the_last(first, previous, following):
    month = month_of(first)
    assert bool(month.previous) is previous
    assert bool(month.next) is following


def test_months_follow_each_other_when_the_year_ends():
    assert month_after(dt.date(2026, 12, 1)) == dt.date(2027, 1, 1)
    assert month_before(dt.date(2027, 1, 1)) == dt.date(2026, 12, 1)


def test_what_goes_on_is_said_when_a_date_lasts_for_days(kind):
    month = month_of("2026-12", date_row(at("2026-12-03", "18:00"), at("2026-12-05", "12:30"), kind))
    times = [day.entries[0].time for week in month.weeks for day in week.days if day.entries]
    assert times == ["18\u00a0h", "", "jusqu’à 12\u00a0h\u00a030"]


def test_holidays_are_named_when_the_month_has_some(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    for community in ("fr", "nl"):
        SchoolHoliday.objects.create(
            name_fr="Vacances d’hiver", community=community, first_day="2026-12-21", last_day="2027-01-03"
        )
    SchoolHoliday.objects.create(name_fr="Journée", community="nl", first_day="2026-12-09", last_day="2026-12-09")
    page = html(client, "/fr/agenda/?vue=mois&mois=2026-12")
    assert "Noël" in cell_of(page, "2026-12-25")
    assert cell_of(page, "2026-12-21").count("Vacances d’hiver") == 1
    assert "is-school-holiday" in cell_of(page, "2026-12-23")
    assert "Vacances" not in cell_of(page, "2026-12-23")
    assert "Journée (NL)" in cell_of(page, "2026-12-09")


def test_table_says_what_it_shows_when_read_aloud(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    page = html(client, "/nl/agenda/?vue=mois")
    assert '<caption class="visually-hidden">November 2026</caption>' in page
    assert page.count('scope="col"') == 8
    assert page.count('scope="row"') == 6
    assert '<abbr title="maandag">' in page
    assert page.count('aria-current="date"') == 1
    assert 'aria-current="date"' in cell_of(page, "2026-11-20")


def test_state_is_said_in_words_when_a_date_of_the_month_is_void(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    event_page(
        title="Un midi",
        dates=[
            EventDate(day=dt.date(2026, 12, 3), start_time=dt.time(12), status="cancelled"),
            EventDate(day=dt.date(2026, 12, 4), start_time=dt.time(12), status="postponed", sort_order=1),
        ],
    )
    page = html(client, "/fr/agenda/?vue=mois&mois=2026-12")
    assert "Annulé" in cell_of(page, "2026-12-03")
    assert "Reporté" in cell_of(page, "2026-12-04")
    assert page.count("<s>Un midi</s>") == 2


def test_old_day_says_where_the_date_went_when_it_was_moved(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    page = event_page(title="Un midi", dates=[EventDate(day=dt.date(2026, 12, 10), start_time=dt.time(12))])
    Occurrence.objects.filter(event_key=page.translation_key).update(previous_start=at("2026-12-03", "12:00"))
    renew_stamp()
    month = html(client, "/fr/agenda/?vue=mois&mois=2026-12")
    assert "Reporté au jeudi 10\u00a0décembre" in cell_of(month, "2026-12-03")
    assert "<s>" not in cell_of(month, "2026-12-10")
    assert "1 date en décembre 2026" in month
    rows = html(client, "/fr/agenda/")
    assert rows.count("row--ghost") == 1
    assert rows.index("row--ghost") < rows.index("12\u00a0h\u00a0–")


@pytest.mark.parametrize("day", [dt.date(2027, 3, 1), dt.date(2026, 1, 1)])
def test_nearest_month_is_offered_when_this_one_is_empty(client, time_machine, day):
    time_machine.move_to(NOW, tick=False)
    event_page(dates=[EventDate(day=day, start_time=dt.time(12))])
    page = html(client, "/fr/agenda/?vue=mois&mois=2026-07")
    assert ">Aucune date en juillet 2026<" in page
    assert f"?vue=mois&amp;mois={day:%Y-%m}" in page


def test_filters_stay_when_reader_turns_to_the_next_month(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    group, kind = WorkingGroupFactory(), EventKindFactory()
    query = f"type={kind.slug}&amp;groupe={group.slug}&amp;vue=mois&amp;mois"
    page = html(client, f"/fr/agenda/?groupe={group.slug}&type={kind.slug}&vue=mois&mois=2026-12")
    assert f'rel="next" href="?{query}=2027-01"' in page
    assert f'rel="prev" href="?{query}=2026-11"' in page


@pytest.mark.parametrize("number", [2, 20])
def test_month_asks_as_few_queries_whatever_the_number_of_dates(client, queries_of, time_machine, number):
    time_machine.move_to(NOW, tick=False)
    for n in range(number):
        day = EventDate(day=dt.date(2026, 12, n + 1), start_time=dt.time(12))
        event_page(dates=[day], group=WorkingGroupFactory(), host=OrganisationFactory())
    assert queries_of("/nl/agenda/?vue=mois&mois=2026-12") == QUERIES
    assert html(client, "/nl/agenda/?vue=mois&mois=2026-12").count('class="month__entry') == number


# What holds for any dates

moments = st.datetimes(
    min_value=dt.datetime(2026, 9, 1),  # noqa: DTZ001 - hypothesis wants them bare
    max_value=dt.datetime(2027, 1, 31),  # noqa: DTZ001
)
lengths = st.one_of(
    st.timedeltas(min_value=dt.timedelta(minutes=1), max_value=dt.timedelta(hours=12)),
    st.timedeltas(min_value=dt.timedelta(hours=12), max_value=dt.timedelta(days=40)),
)
spans = st.lists(st.tuples(moments, lengths), max_size=12)


def rows_of(spans, kind) -> list[Occurrence]:
    starts = [(start.replace(second=0, microsecond=0, tzinfo=BRUSSELS), length) for start, length in spans]
    return [date_row(start, (start.astimezone(dt.UTC) + length), kind) for start, length in starts]


def listed(parameters: dict[str, str], now: dt.datetime) -> set:
    """The dates on all pages of the list."""
    found, number = [], 1
    while True:
        agenda = read_agenda(parameters | {"page": str(number)}, user=None, now=now)
        found += agenda.page.rows
        if not agenda.page.has_next:
            assert len({date.uid for date in found}) == len(found)
            return {date.uid for date in found}
        number += 1


@MANY
@given(spans=spans, now=moments)
def test_each_date_is_past_or_to_come_at_any_moment(kind, spans, now):
    now = now.replace(tzinfo=BRUSSELS)
    rows = rows_of(spans, kind)
    replace_dates(rows)
    coming = {date.uid for date in upcoming(Occurrence.objects.all(), now)}
    over = {date.uid for date in past(Occurrence.objects.all(), now)}
    assert coming | over == {row.uid for row in rows}
    assert not coming & over
    assert coming == listed({}, now)
    assert over == listed({"periode": "passe"}, now)
    years = {str(row.start.astimezone(BRUSSELS).year) for row in rows}
    assert over == set().union(*(listed({"periode": "passe", "annee": year}, now) for year in years))


@MANY
@given(spans=spans, month=st.sampled_from(["2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02"]))
def test_list_month_and_feed_agree_on_the_dates_of_a_month(kind, spans, month):
    rows = rows_of(spans, kind)
    replace_dates(rows)
    first = dt.date.fromisoformat(f"{month}-01")
    during = {row.uid for row in rows if touches(row, first, month_after(first))}
    shown = read_agenda({"vue": "mois", "mois": month}, user=None, now=NOW).month
    assert {date.uid for date in shown.dates} == during
    listed_now = listed({}, NOW) | listed({"periode": "passe"}, NOW)
    assert listed_now == {row.uid for row in rows}
    # The feed holds twelve months back and everything ahead, so all of these.
    feed = Filters.read({}).apply(Occurrence.objects.in_calendars(NOW))
    assert {date.uid for date in feed if touches(date, first, month_after(first))} == during


def touches(date: Occurrence, first: dt.date, last: dt.date) -> bool:
    """Whether ``date`` has a day in [``first``, ``last``)."""
    begins, ends = days_spanned(date.start, date.end, all_day=date.all_day)
    return begins < last and ends >= first


@MANY
@given(spans=spans)
def test_no_date_is_missed_when_months_follow_each_other(kind, spans):
    rows = rows_of(spans, kind)
    replace_dates(rows)
    found = set()
    for number in range(8):
        first = dt.date(2026 + (8 + number) // 12, (8 + number) % 12 + 1, 1)
        start, end = month_bounds(first)
        assert start < end
        found |= {date.uid for date in month_agenda_dates(first)}
    assert found == {row.uid for row in rows}


def month_agenda_dates(first: dt.date) -> list[Occurrence]:
    return read_agenda({"vue": "mois", "mois": f"{first:%Y-%m}"}, user=None, now=NOW).month.dates
