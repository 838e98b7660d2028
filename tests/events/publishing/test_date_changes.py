"""What a change of an event means to calendars and to the people signed up."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from factories.events import date_of, dates_of, event_page, fresh, in_days, row
from factories.network import LocationFactory, OrganisationFactory, WorkingGroupFactory
from factories.sign_up import signed_up
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import EventPage, Occurrence, Seat
from events.publishing import date_actions
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


def publish(page, **changes) -> None:
    """Change the page or, with ``row_``, its first date, and publish."""
    page = fresh(page)
    rows = list(page.dates.all())
    for name, value in changes.items():
        setattr(rows[0] if name.startswith("row_") else page, name.removeprefix("row_"), value)
    page.dates = rows
    page.save_revision().publish()


@pytest.fixture
def held(organisation, coordinator):
    """``held(page)`` signs somebody up for the page's first date."""
    return lambda page, *names: signed_up(dates_of(page)[0], organisation, coordinator, *(names or ["Une collègue"]))


# What a change means to calendars


def test_the_sequence_stays_and_the_stamp_moves_when_a_title_is_corrected():
    page = event_page()
    before = date_of(page)
    publish(page, title="Titre corrigé")
    after = date_of(page)
    assert (after.sequence, after.title) == (0, "Titre corrigé")
    assert after.changed_at > before.changed_at
    assert after.first_published_at == before.first_published_at


@pytest.mark.parametrize(
    "change",
    [
        {"row_day": in_days(21)},
        {"row_start_time": dt.time(11)},
        {"row_end_time": dt.time(15)},
        {"row_start_time": None, "row_end_time": None},
        {"row_place_fr": "Ailleurs"},
        {"place_fr": "Ailleurs"},
        {"row_status": "cancelled"},
        {"row_status": "postponed"},
    ],
)
def test_the_sequence_rises_by_one_when_time_place_or_status_changes(change):
    page = event_page()
    before = date_of(page)
    publish(page, **change)
    after = date_of(page)
    assert (after.uid, after.sequence) == (before.uid, 1)
    assert after.changed_at > before.changed_at


@pytest.mark.parametrize("change", [{"capacity": 12}, {"access": "Ascenseur"}, {"shows_participants": False}])
def test_nothing_tells_calendars_when_a_change_is_not_theirs(change):
    page = event_page()
    before = date_of(page)
    publish(page, **change)
    after = date_of(page)
    assert (after.sequence, after.changed_at) == (0, before.changed_at)


def test_the_place_is_the_hosts_address_when_no_other_is_written():
    host = OrganisationFactory()
    LocationFactory(organisation=host, street_fr="rue Secrète 1", protected=True, sort_order=0)
    LocationFactory(organisation=host, street_fr="quai 2", street_nl="kaai 2", sort_order=1)
    LocationFactory(organisation=host, street_fr="autre rue 3", sort_order=2)
    date = date_of(event_page(host=host, place_fr=""))
    assert (date.place_fr, date.place_nl) == ("quai 2, 1060 Saint-Gilles", "kaai 2, 1060 Sint-Gillis")


def test_an_end_never_comes_before_its_start_when_the_hour_does_not_exist():
    date = date_of(event_page(dates=[row(day=dt.date(2027, 3, 28), start_time=dt.time(2, 30), end_time=dt.time(3))]))
    assert date.end > date.start


# Seats


def test_nobody_loses_a_seat_when_code_lowers_the_capacity(held):
    page = event_page(capacity=3)
    held(page, "A", "B", "C")
    publish(page, capacity=1)
    date = date_of(page)
    assert date.capacity == 3
    assert date.seats.filter(status=Seat.Status.CONFIRMED).count() == 3


def test_the_queue_is_served_when_the_capacity_rises(held):
    page = event_page(capacity=1)
    held(page, "A", "B", "C")
    publish(page, capacity=2)
    assert sorted(date_of(page).seats.values_list("status", flat=True)) == ["confirmed", "offered", "waiting"]


def test_seats_have_no_limit_when_the_capacity_is_emptied(held):
    page = event_page(capacity=1)
    held(page, "A", "B", "C")
    publish(page, capacity=None)
    assert set(date_of(page).seats.values_list("status", flat=True)) == {"confirmed", "offered"}


# Whatever is done, in whatever order

EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            ["title", "day", "place", "cancel", "restore", "add", "remove", "unpublish", "capacity", "older"]
        ),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=8,
)


def edit(page: EventPage, what: str, number: int) -> None:
    """One thing a coordinator may do, and its publication."""
    page = fresh(page)
    rows = list(page.dates.all())
    target = rows[number % len(rows)]
    if what == "unpublish":
        page.unpublish()
        return
    if what == "older":
        page.revisions.order_by("pk")[number % page.revisions.count()].publish()
        return
    if what == "title":
        page.title = f"Titre {number}"
    elif what == "capacity":
        page.capacity = number or None
    elif what == "add":
        rows.append(row(30 + number, sort_order=number))
    elif what == "remove" and len(rows) > 1:
        rows.remove(target)
    else:
        values = {"day": ("day", in_days(10 + number)), "place": ("place_fr", f"Lieu {number}")}
        name, value = values.get(what, ("status", "cancelled" if what == "cancel" else "planned"))
        setattr(target, name, value)
    page.dates = rows
    page.save_revision().publish()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_identity_sequence_and_seats_hold_whatever_is_edited(organisation, coordinator, edits):
    with transaction.atomic():
        page = event_page(days=(20, 25), with_revision=True)
        held_date = dates_of(page)[0]
        signed_up(held_date, organisation, coordinator, "A", "B")
        known = {}
        for what, number in edits:
            edit(page, what, number)
            now = {date.row: date for date in dates_of(page)}
            assert known.keys() <= now.keys()
            for key, before in known.items():
                assert now[key].uid == before.uid
                assert now[key].sequence >= before.sequence
                assert now[key].changed_at >= before.changed_at
            known = now
            assert held_date.seats.filter(status="confirmed").count() == 2
            everything = Occurrence.objects.filter(event_key=page.translation_key)
            for moment in [timezone.now(), *(instant for date in now.values() for instant in (date.start, date.end))]:
                upcoming, past = set(everything.upcoming(moment)), set(everything.past(moment))
                assert upcoming | past == set(everything)
                assert not upcoming & past
        assert held_date.row in known
        transaction.set_rollback(True)


def test_dates_follow_when_the_host_moves_and_those_over_stay(organisation, django_capture_on_commit_callbacks):
    address = LocationFactory(organisation=organisation)
    page = event_page(days=(20,), host=organisation, place_fr="")
    over = event_page(days=(-20,), host=organisation, place_fr="")
    address.street_fr = "rue du Port 3"
    with django_capture_on_commit_callbacks(execute=True):
        address.save()
    assert date_of(page).place_fr == "rue du Port 3, 1060 Saint-Gilles"
    assert "quai des Mariniers" in date_of(over).place_fr


def test_no_date_tells_an_address_when_it_is_protected(organisation, django_capture_on_commit_callbacks):
    address = LocationFactory(organisation=organisation)
    pages = [event_page(days=(days,), host=organisation, place_fr="") for days in (20, -20)]
    address.protected = True
    with django_capture_on_commit_callbacks(execute=True):
        address.save()
    assert [date_of(page).place_fr for page in pages] == ["", ""]


@pytest.mark.parametrize("name", ["kind", "group", "host"])
def test_calendars_and_the_search_hear_of_it_when_what_a_date_names_is_renamed(
    name, client, django_capture_on_commit_callbacks
):
    page = event_page(group=WorkingGroupFactory(), host=OrganisationFactory())
    before = date_of(page)
    record = getattr(before, name)
    record.name_fr = "Les Écluses neuves"
    with django_capture_on_commit_callbacks(execute=True):
        record.save()
    after = date_of(page)
    assert after.changed_at > before.changed_at
    assert after.sequence == before.sequence
    assert "Midi chez" in client.get("/fr/agenda/?q=ecluses+neuves").content.decode()


def test_no_calendar_is_disturbed_when_an_organisation_is_saved_without_another_name(
    django_capture_on_commit_callbacks,
):
    page = event_page(host=OrganisationFactory())
    before = date_of(page)
    before.host.phone = "02 000 00 00"
    with django_capture_on_commit_callbacks(execute=True):
        before.host.save()
    assert date_of(page).changed_at == before.changed_at


# A date that was called off


@pytest.mark.parametrize("change", [{"row_start_time": dt.time(15)}, {"place_fr": "Ailleurs"}, {"live": False}])
def test_nobody_is_told_again_when_a_date_called_off_changes(held, coordinator, change):
    page = event_page()
    held(page)
    date_actions.cancel_date(occurrence_id=date_of(page).pk, user=coordinator)
    mails, sequence = OutgoingMail.objects.count(), date_of(page).sequence
    if "live" in change:
        fresh(page).unpublish()
    else:
        publish(page, **change)
    assert date_of(page).sequence == sequence + 1
    assert OutgoingMail.objects.count() == mails


def test_people_hear_of_the_new_hour_when_a_date_called_off_takes_place_after_all(held, coordinator):
    page = event_page()
    held(page)
    date_actions.cancel_date(occurrence_id=date_of(page).pk, user=coordinator)
    publish(page, row_start_time=dt.time(15), row_end_time=dt.time(17))
    date_actions.restore_date(occurrence_id=date_of(page).pk, user=coordinator)
    assert OutgoingMail.objects.order_by("pk").last().kind == "date_restored"
    assert "15" in OutgoingMail.objects.order_by("pk").last().text


def test_people_hear_that_a_date_put_off_is_called_off(held, coordinator):
    page = event_page()
    held(page)
    date_actions.postpone_date(occurrence_id=date_of(page).pk, user=coordinator)
    date_actions.cancel_date(occurrence_id=date_of(page).pk, user=coordinator)
    assert OutgoingMail.objects.order_by("pk").last().kind == "date_cancelled"
