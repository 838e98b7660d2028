"""The page of the CMS on which an event repeats: the dates it writes, and what it never takes away."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories.events import dates_of, event_page, fresh
from factories.network import OrganisationFactory, UserFactory
from factories.sign_up import signed_up
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import EventDate, EventPage, Occurrence
from events.repetition.plan import Decision, Decisions, Held, NoDateLeft, Place, SameDateTwice, Undecided, lines_of
from events.repetition.rule import Repetition
from events.repetition.services import apply_repetition, people_by_row

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
NOON, TWO = dt.time(12), dt.time(14)


@pytest.fixture(autouse=True)
def first_of_september(site_tree):
    with time_machine.travel(NOW, tick=False):
        yield


def tuesdays(**changes) -> Repetition:
    values = {
        "frequency": "weekday",
        "first_day": dt.date(2026, 9, 1),
        "last_day": dt.date(2026, 12, 31),
        "weekdays": (1,),
        "nths": (2,),
        "start_time": NOON,
        "end_time": TWO,
    }
    return Repetition(**values | changes)


SLOTS = [dt.date(2026, 9, 8), dt.date(2026, 10, 13), dt.date(2026, 11, 10), dt.date(2026, 12, 8)]


def date_row(day, **fields):
    return EventDate(**{"day": day, "start_time": NOON, "end_time": TWO} | fields)


@pytest.fixture
def page():
    return event_page(dates=[date_row(SLOTS[0])])


def apply(page, rule, user, *, publish=True, lines=None, **decisions):
    return apply_repetition(
        page=page, repetition=rule, decisions=Decisions(lines or {}, **decisions), user=user, publish=publish
    )


def standing(page) -> dict:
    return {date.start.date(): date for date in dates_of(page) if date.withdrawn_at is None}


def sign_up(date, coordinator, *names):
    return signed_up(date, OrganisationFactory(), coordinator, *names)


def line_id(page, day) -> str:
    return f"row-{fresh(page).dates.get(day=day).key.hex}"


# What the rule writes


def test_the_rule_s_dates_are_published_when_asked(page, coordinator):
    apply(page, tuesdays(), coordinator)
    assert list(standing(page)) == SLOTS
    assert [row.slot for row in fresh(page).dates.all()] == SLOTS
    assert Repetition.from_json(fresh(page).repetition) == tuesdays()


def test_the_date_that_stood_keeps_its_record_when_the_rule_gives_its_day(page, coordinator):
    before = dates_of(page)[0]
    apply(page, tuesdays(), coordinator)
    after = standing(page)[SLOTS[0]]
    assert (after.pk, after.uid, after.row) == (before.pk, before.uid, before.row)


def test_nothing_is_published_when_only_the_draft_is_saved(page, coordinator):
    apply(page, tuesdays(), coordinator, publish=False)
    assert list(standing(page)) == SLOTS[:1]
    draft = fresh(page).get_latest_revision_as_object()
    assert [row.day for row in draft.dates.all()] == SLOTS


def test_nothing_is_published_when_the_user_may_not(page):
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    apply(page, tuesdays(), editor)
    assert list(standing(page)) == SLOTS[:1]


def test_the_words_of_the_draft_stay_when_dates_are_written(page, coordinator):
    draft = fresh(page)
    draft.title = "Un titre en préparation"
    draft.save_revision()
    apply(page, tuesdays(), coordinator, publish=False)
    assert fresh(page).get_latest_revision_as_object().title == "Un titre en préparation"


def test_uid_seats_and_own_place_stay_when_the_rule_changes(page, coordinator):
    apply(page, tuesdays(), coordinator)
    changed = fresh(page)
    rows = list(changed.dates.all())
    rows[1].place_fr, rows[1].capacity = "Salle communale", 5
    rows[2].day = dt.date(2026, 11, 12)
    changed.dates = rows
    changed.save_revision().publish()
    before = standing(page)
    sign_up(before[SLOTS[1]], coordinator, "Anouk")
    apply(page, tuesdays(nths=(2, 4), last_day=dt.date(2026, 11, 30)), coordinator, lines={})
    after = standing(page)
    assert [*after] == [
        SLOTS[0], dt.date(2026, 9, 22), SLOTS[1], dt.date(2026, 10, 27), dt.date(2026, 11, 12), dt.date(2026, 11, 24)
    ]  # fmt: skip
    assert after[SLOTS[1]].uid == before[SLOTS[1]].uid
    assert (after[SLOTS[1]].place_fr, after[SLOTS[1]].capacity) == ("Salle communale", 5)
    assert after[SLOTS[1]].seats.count() == 1
    assert after[dt.date(2026, 11, 12)].uid == before[dt.date(2026, 11, 12)].uid


def test_only_dates_with_the_old_hour_follow_when_the_rule_s_hour_changes(page, coordinator):
    apply(page, tuesdays(), coordinator)
    changed = fresh(page)
    rows = list(changed.dates.all())
    rows[1].start_time, rows[1].end_time = dt.time(18), dt.time(20)
    changed.dates = rows
    changed.save_revision().publish()
    apply(page, tuesdays(start_time=dt.time(13), end_time=dt.time(15)), coordinator)
    assert [row.start_time.hour for row in fresh(page).dates.all()] == [13, 18, 13, 13]


def test_a_date_becomes_a_withdrawn_record_when_the_rule_drops_it_and_nobody_is_signed_up(page, coordinator):
    apply(page, tuesdays(), coordinator)
    dropped = standing(page)[SLOTS[3]]
    apply(page, tuesdays(last_day=dt.date(2026, 11, 30)), coordinator)
    dropped.refresh_from_db()
    assert dropped.withdrawn_at


def test_what_is_over_is_never_touched_when_the_rule_changes(coordinator):
    past = dt.date(2026, 8, 11)
    page = event_page(dates=[date_row(past, slot=past), date_row(SLOTS[0])])
    apply(page, tuesdays(start_time=dt.time(9)), coordinator)
    row = fresh(page).dates.get(day=past)
    assert (row.slot, row.start_time) == (past, NOON)


def test_the_editor_s_own_dates_stay_when_the_rule_does_not_give_them(coordinator):
    own = dt.date(2026, 9, 17)
    page = event_page(dates=[date_row(own)])
    apply(page, tuesdays(), coordinator)
    assert [*standing(page)] == sorted([*SLOTS, own])


def test_a_postponed_date_belongs_to_the_day_it_was_planned_on(coordinator):
    before = dt.datetime(2026, 10, 13, 10, tzinfo=dt.UTC)
    page = event_page(dates=[date_row(dt.date(2026, 10, 20), previous_start=before)])
    apply(page, tuesdays(), coordinator)
    assert [*standing(page)] == [SLOTS[0], dt.date(2026, 10, 20), SLOTS[2], SLOTS[3]]


# Single dates


def test_a_day_does_not_come_back_when_it_was_left_out(page, coordinator):
    apply(page, tuesdays(), coordinator, lines={"day-2026-10-13": Decision(leave_out=True)})
    assert SLOTS[1] not in standing(page)
    apply(page, tuesdays(start_time=dt.time(9), removed=(SLOTS[1],)), coordinator)
    assert SLOTS[1] not in standing(page)
    assert Repetition.from_json(fresh(page).repetition).removed == (SLOTS[1],)


def test_a_day_does_not_come_back_when_its_row_was_deleted_in_the_form(page, coordinator):
    apply(page, tuesdays(), coordinator)
    changed = fresh(page)
    changed.dates = [row for row in changed.dates.all() if row.day != SLOTS[2]]
    changed.save_revision().publish()
    apply(page, tuesdays(start_time=dt.time(9)), coordinator)
    assert SLOTS[2] not in standing(page)


def test_a_day_comes_back_when_the_editor_takes_it_in_again(page, coordinator):
    apply(page, tuesdays(), coordinator, lines={"day-2026-10-13": Decision(leave_out=True)})
    rule = tuesdays(removed=(SLOTS[1],))
    apply(page, rule, coordinator, lines={"day-2026-10-13": Decision()})
    assert SLOTS[1] in standing(page)
    assert Repetition.from_json(fresh(page).repetition).removed == ()


def test_a_single_date_moves_and_keeps_its_seats_when_asked(page, coordinator):
    apply(page, tuesdays(), coordinator)
    before = standing(page)[SLOTS[1]]
    sign_up(before, coordinator, "Une collègue")
    moved = Decision(day=dt.date(2026, 10, 15), start_time=dt.time(18))
    apply(page, tuesdays(), coordinator, lines={line_id(page, SLOTS[1]): moved})
    after = standing(page)[dt.date(2026, 10, 15)]
    assert (after.uid, timezone.localtime(after.start).hour, after.seats.count()) == (before.uid, 18, 1)
    assert fresh(page).dates.get(day=dt.date(2026, 10, 15)).slot == SLOTS[1]


def test_a_date_by_hand_stands_beside_the_rule_when_added(page, coordinator):
    extra = Decision(day=dt.date(2026, 9, 30), start_time=NOON)
    apply(page, tuesdays(), coordinator, added=(extra,))
    assert dt.date(2026, 9, 30) in standing(page)
    apply(page, tuesdays(interval=2), coordinator)
    assert dt.date(2026, 9, 30) in standing(page)


def test_two_dates_at_one_moment_are_refused_when_one_is_moved_there(page, coordinator):
    with pytest.raises(SameDateTwice):
        apply(page, tuesdays(), coordinator, lines={"day-2026-10-13": Decision(day=SLOTS[2])})


def test_an_event_without_any_date_is_refused_when_all_are_left_out(page, coordinator):
    apply(page, tuesdays(), coordinator)
    out = {line_id(page, day): Decision(leave_out=True) for day in SLOTS}
    with pytest.raises(NoDateLeft):
        apply(page, tuesdays(), coordinator, lines=out)


# People


@pytest.fixture
def held(page, coordinator):
    """The November date of the published rule, with two people."""
    apply(page, tuesdays(), coordinator)
    date = standing(page)[SLOTS[2]]
    sign_up(date, coordinator, "Anouk", "Beate")
    return date


def without_november():
    return tuesdays(months=(9, 10, 12))


def test_nothing_is_written_when_people_would_lose_a_date_and_nobody_decided(page, held, coordinator):
    with pytest.raises(Undecided):
        apply(page, without_november(), coordinator)
    assert Repetition.from_json(fresh(page).repetition) == tuesdays()


def test_the_date_is_the_editor_s_own_when_it_is_kept_for_its_people(page, held, coordinator):
    apply(page, without_november(), coordinator, lines={line_id(page, SLOTS[2]): Decision(held=Held.KEEP)})
    assert standing(page)[SLOTS[2]].uid == held.uid
    assert fresh(page).dates.get(day=SLOTS[2]).slot is None
    apply(page, without_november(), coordinator)
    assert standing(page)[SLOTS[2]].seats.count() == 2


def test_the_date_is_cancelled_with_its_reason_when_that_is_decided(page, held, coordinator):
    decided = {line_id(page, SLOTS[2]): Decision(held=Held.CANCEL)}
    apply(page, without_november(), coordinator, lines=decided, reason_fr="Travaux")
    held.refresh_from_db()
    assert (held.status, held.reason_fr, held.withdrawn_at) == ("cancelled", "Travaux", None)
    apply(page, without_november(), coordinator)
    held.refresh_from_db()
    assert held.status == "cancelled"


def test_a_date_with_people_is_asked_about_when_it_is_left_out(page, held, coordinator):
    out = Decision(leave_out=True)
    with pytest.raises(Undecided):
        apply(page, tuesdays(), coordinator, lines={line_id(page, SLOTS[2]): out})


# The page of the CMS


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


def address(page) -> str:
    return reverse("event_repetition", args=[page.pk])


def posted(rule: Repetition, **values) -> dict:
    typed = {name: value for name, value in rule.to_json().items() if value not in (None, False) and name != "removed"}
    return typed | values


def shown_after(client, page, rule, **values):
    return client.post(address(page), posted(rule, preview="", **values))


def test_a_rule_is_proposed_from_the_first_date_when_there_is_none(office, page):
    response = office.get(address(page))
    assert response.status_code == 200
    assert "le deuxième mardi du mois" in response.context["rule_in_words"]
    assert [form.line.day for form in response.context["forms"].lines][:2] == SLOTS[:2]


def test_the_dates_are_shown_before_anything_is_saved(office, page):
    response = shown_after(office, page, tuesdays())
    assert [form.line.place for form in response.context["forms"].lines] == [Place.KEPT, *[Place.NEW] * 3]
    assert fresh(page).repetition is None
    assert "13\u00a0octobre 2026" in response.content.decode()


def save(client, page, rule, button="publish", **values):
    shown = shown_after(client, page, rule).context["shown"]
    return client.post(address(page), posted(rule, shown=shown, **{button: ""}, **values))


def test_the_dates_are_published_when_the_coordinator_says_so(office, page):
    response = save(office, page, tuesdays())
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert [*standing(page)] == SLOTS
    form = office.get(response["Location"])
    assert "Le deuxième mardi du mois" in form.content.decode()


def test_nothing_is_saved_when_the_rule_changed_after_its_dates_were_shown(office, page):
    shown = shown_after(office, page, tuesdays()).context["shown"]
    response = office.post(address(page), posted(tuesdays(nths=(1,)), shown=shown, publish=""))
    assert response.status_code == 200
    assert [*standing(page)] == SLOTS[:1]


def test_the_choices_are_filled_when_the_words_are_understood(office, page):
    words = "le premier jeudi du mois à 9 h 30, jusqu’au 31 décembre 2026, sauf jours fériés"
    response = office.post(address(page), posted(tuesdays(), words=words, understand=""))
    assert response.context["form"].rule == tuesdays(
        weekdays=(3,), nths=(1,), start_time=dt.time(9, 30), end_time=dt.time(11, 30), skip_public_holidays=True
    )


def test_the_words_are_named_when_they_are_not_understood(office, page):
    response = office.post(address(page), posted(tuesdays(), words="chaque merdredi à 9 h", understand=""))
    body = response.content.decode()
    assert "merdredi" in body
    assert "mercredi" in body


@pytest.mark.parametrize("words", ["chaque mardi, 3 séances", "drie keer, elke dinsdag", "3 fois le mardi"])
def test_the_dates_end_with_the_last_one_when_the_words_say_how_many(office, page, words):
    response = office.post(address(page), posted(tuesdays(), words=words, understand=""))
    assert response.context["form"].rule.days() == [dt.date(2026, 9, day) for day in (1, 8, 15)]
    assert [form.line.day.day for form in response.context["forms"].lines] == [1, 8, 15]


def test_one_week_in_three_is_counted_from_the_first_such_weekday(office, page):
    words = "un mardi sur trois, à partir de janvier, 3 séances"
    response = office.post(address(page), posted(tuesdays(), words=words, understand=""))
    assert response.context["form"].rule.days() == [dt.date(2027, 1, 5), dt.date(2027, 1, 26), dt.date(2027, 2, 16)]


def test_the_number_of_dates_is_named_when_two_years_hold_fewer(office, page):
    response = office.post(address(page), posted(tuesdays(), words="le 5e mardi du mois, 100 séances", understand=""))
    assert "Pas compris\u00a0: 100\u00a0dates en deux ans" in response.content.decode()


def test_only_even_weeks_are_shown_when_the_words_say_so(office, page):
    words = "le mardi, semaines paires, jusqu'au 31 octobre"
    response = office.post(address(page), posted(tuesdays(), words=words, understand=""))
    assert {form.line.day.isocalendar().week % 2 for form in response.context["forms"].lines if form.line.slot} == {0}
    assert "les semaines paires" in response.content.decode()


def test_the_form_asks_which_when_every_third_week_is_to_be_even(office, page):
    rule = tuesdays(frequency="weekly", nths=(), interval=3)
    response = office.post(address(page), posted(rule, preview="", parity="even"))
    assert list(response.context["form"].errors) == ["parity"]
    assert response.context["forms"] is None


@pytest.mark.parametrize("parity", ["x", "\0", "even,odd"])
def test_the_form_refuses_weeks_that_are_none(office, page, parity):
    response = office.post(address(page), posted(tuesdays(), preview="", parity=parity))
    assert list(response.context["form"].errors) == ["parity"]


def test_an_empty_rule_says_so_when_no_day_fits(office, page):
    rule = tuesdays(months=(2,))
    response = shown_after(office, page, rule)
    [words] = response.context["form"].non_field_errors()
    assert "Cette règle ne donne aucune date" in words
    assert response.context["forms"] is None


def test_single_decisions_reach_the_dates_when_they_are_posted(office, page):
    values = {
        "day-2026-10-13-seen": "True",
        "day-2026-10-13-leave_out": "on",
        "day-2026-11-10-seen": "True",
        "day-2026-11-10-day": "2026-11-12",
        "add-0-day": "2026-12-15",
        "add-0-start_time": "10:00",
    }
    assert save(office, page, tuesdays(), **values).status_code == 302
    assert [*standing(page)] == [SLOTS[0], dt.date(2026, 11, 12), SLOTS[3], dt.date(2026, 12, 15)]


def test_a_date_by_hand_has_the_hours_of_the_rule_when_it_is_given_none(office, page):
    assert save(office, page, tuesdays(), **{"add-0-day": "2026-12-15"}).status_code == 302
    added = standing(page)[dt.date(2026, 12, 15)]
    assert not added.all_day
    assert [timezone.localtime(at).time() for at in (added.start, added.end)] == [NOON, TWO]


def test_people_are_counted_and_asked_about_when_their_date_would_go(office, page, held):
    response = save(office, page, without_november())
    assert response.status_code == 200
    assert "2 personnes" in response.content.decode() or "2 people" in response.content.decode()
    decided = {f"{line_id(page, SLOTS[2])}-seen": "True", f"{line_id(page, SLOTS[2])}-held": "cancel"}
    mails = save(office, page, without_november(), **decided).context["announcement"]
    assert mails.mails == 1
    seen = {"mails_seen": mails.fingerprint}
    assert save(office, page, without_november(), **decided, **seen).status_code == 302
    held.refresh_from_db()
    assert held.status == "cancelled"


def test_an_editor_of_texts_saves_a_draft_even_when_asking_to_publish(page, signed_in):
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    client = signed_in(editor)
    assert 'name="publish"' not in client.get(address(page)).content.decode()
    save(client, page, tuesdays())
    assert [*standing(page)] == SLOTS[:1]
    assert fresh(page).has_unpublished_changes


def test_nobody_else_comes_in_when_not_allowed(page, signed_in, representative):
    for client in (Client(), signed_in(representative)):
        assert client.get(address(page)).status_code in (302, 403)
        assert client.post(address(page), posted(tuesdays(), publish="")).status_code in (302, 403)
    assert fresh(page).repetition is None


def test_the_dutch_page_leads_to_the_french_one_when_its_repetition_is_asked_for(office, page):
    alias = EventPage.objects.exclude(pk=page.pk).get()
    assert office.get(address(alias))["Location"] == address(page)


def test_the_page_is_not_found_when_there_is_no_such_event(office):
    assert office.get(reverse("event_repetition", args=[999_999]), follow=True).status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"frequency": "daily"},
        {"interval": "\0"},
        {"interval": "99"},
        {"first_day": "0001-01-01", "last_day": "9999-12-31"},
        {"first_day": "2026-99-99"},
        {"last_day": "2050-01-01"},
        {"weekdays": ["9", "x"]},
        {"nths": ["7"]},
        {"months": ["\0"]},
        {"month_day": "40", "frequency": "day"},
        {"month_day": "", "frequency": "day"},
        {"start_time": "25:00"},
        {"start_time": "", "end_time": "12:00"},
        {"skip_school_holidays": ["de"]},
        {"words": "x" * 5000},
        {"words": "\0 le 99 mardi"},
        {"words": "du 31 décembre 9999 au 1er janvier 2000 le mardi"},
        {"day-2026-10-13-seen": "1", "day-2026-10-13-day": "9999-12-31"},
        {"day-2026-10-13-seen": "1", "day-2026-10-13-held": "burn"},
        {"add-0-day": "0001-01-01"},
        {"add-1-start_time": "10:00"},
        {"reason_fr": "x" * 900},
    ],
)
@pytest.mark.parametrize("button", ["understand", "preview", "publish"])
def test_the_page_answers_in_words_when_what_is_posted_makes_no_sense(office, page, values, button):
    data = posted(tuesdays(), **{button: ""}) | values if values else {button: ""}
    data["shown"] = shown_after(office, page, tuesdays()).context["shown"]
    assert office.post(address(page), data).status_code in (200, 302)
    assert office.get(address(page), {"words": "\0" * 900}).status_code == 200


def test_a_stored_rule_is_replaced_when_it_cannot_be_read(office, page):
    changed = fresh(page)
    changed.repetition = {"frequency": "hourly"}
    changed.save_revision()
    assert office.get(address(page)).status_code == 200
    assert office.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_the_preview_asks_as_many_queries_for_2_dates_as_for_20(office, page, coordinator):
    def queries(rule):
        shown_after(office, page, rule)
        with CaptureQueriesContext(connection) as found:
            assert shown_after(office, page, rule).status_code == 200
        return len(found)

    few, many = tuesdays(last_day=dt.date(2026, 10, 31)), tuesdays(frequency="weekly", last_day=dt.date(2027, 1, 20))
    assert (len(few.days()), len(many.days())) == (2, 21)
    assert (queries(few), queries(many)) == (26, 26)


# Whatever is done, what is published is what the rows say


@st.composite
def stories(draw):
    """Rules one after the other, with decisions on the lines they give, by position."""
    rule = st.builds(
        tuesdays,
        frequency=st.sampled_from(("weekly", "weekday")),
        interval=st.integers(1, 3),
        nths=st.sets(st.sampled_from((1, 2, 4, -1)), min_size=1).map(tuple),
        weekdays=st.sets(st.integers(0, 6), min_size=1, max_size=2).map(tuple),
        last_day=st.dates(dt.date(2026, 9, 30), dt.date(2026, 12, 31)),
        start_time=st.sampled_from((NOON, dt.time(9))),
        skip_public_holidays=st.booleans(),
    )
    decision = st.builds(
        Decision,
        leave_out=st.booleans(),
        day=st.none() | st.dates(dt.date(2026, 9, 2), dt.date(2027, 1, 31)),
        held=st.sampled_from(Held),
    )
    step = st.tuples(rule, st.dictionaries(st.integers(0, 8), decision, max_size=4), st.booleans())
    return draw(st.lists(step, min_size=1, max_size=3))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories())
def test_the_dates_to_come_are_the_rows_of_the_page_whatever_was_decided(coordinator, story):
    page = event_page(title=f"Série {uuid.uuid4()}", dates=[date_row(SLOTS[0])], capacity=None)
    uids = {}
    for rule, decided, signs_up in story:
        draft = fresh(page)
        lines = lines_of(
            rows=draft.dates.all(),
            rule=rule,
            previous=Repetition.from_json(draft.repetition),
            people=people_by_row(page.translation_key),
            now=NOW,
        )
        asked = {line.id: Decision(held=Held.KEEP, leave_out=line.left_out) for line in lines}
        asked |= {lines[n].id: decision for n, decision in decided.items() if n < len(lines)}
        try:
            apply(page, rule, coordinator, lines=asked)
        except (SameDateTwice, NoDateLeft):
            continue
        records = {date.row: date for date in dates_of(page) if date.withdrawn_at is None}
        rows = {row.key: row for row in fresh(page).dates.all()}
        assert {key: date.start for key, date in records.items()} == {key: row.starts_at for key, row in rows.items()}
        assert all(uids.setdefault(key, date.uid) == date.uid for key, date in records.items())
        held = Occurrence.objects.filter(event_key=page.translation_key, seats__isnull=False)
        assert not held.exclude(withdrawn_at=None).exists()
        if signs_up:
            for date in [date for date in records.values() if date.status == "planned"][:2]:
                sign_up(date, coordinator, "Une collègue")
    assert uids.keys() <= {date.row for date in dates_of(page)}
