"""Reminders leave once, on time, and say nothing of a date that was moved or called off."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from factories.events import date_of, event_page, row
from factories.network import OrganisationFactory, RepresentativeFactory
from factories.sign_up import signed_up

from events import jobs
from events.mails import reminders
from events.models import Occurrence, Reminder
from events.publishing.synchronise import update
from events.seats import services as seats
from home.cache.stamp import one_reading
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")
DAY = dt.date(2027, 1, 14)


def at(day, hour=9, minute=0):
    """An instant of January 2027 on the clock here."""
    return dt.datetime(2027, 1, day, hour, minute, tzinfo=BRUSSELS)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 12, 1, 9, tzinfo=BRUSSELS), tick=False) as clock:
        yield clock


@pytest.fixture
def date(site_tree):
    """A date on 14 January 2027 from 12 to 14, with a reminder a week before and one two days before."""
    page = event_page(dates=[row(day=DAY)], reminder_days="7, 2", capacity=None)
    return date_of(page)


@pytest.fixture
def sign_up(date, organisation, representative):
    def call(*names, user=None, of=None):
        return signed_up(date, of or organisation, user or representative, *names)

    return call


def written():
    return list(OutgoingMail.objects.filter(kind="reminder").order_by("pk"))


def change(date, now, **facts):
    date = Occurrence.objects.get(pk=date.pk)
    update(date, facts, now=now)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (at(7, 8, 59), None),
        (at(7), 7),
        (at(11, 23), 7),
        (at(12, 8), 7),
        (at(12), 2),
        (at(14, 11, 59), 2),
        (at(14, 12), None),
        (at(20), None),
    ],
)
def test_a_reminder_is_due_from_nine_on_its_day_until_the_next_or_the_start(now, days, date):
    assert reminders.due_days(date, now) == days


def test_no_reminder_is_due_when_the_date_was_published_after_its_hour(date):
    date.first_published_at = at(8)
    assert reminders.due_days(date, at(9)) is None
    assert reminders.due_days(date, at(12)) == 2


def test_the_hour_is_that_of_our_clock_when_it_changes_in_between(date):
    date.start = dt.datetime(2027, 3, 29, 12, tzinfo=BRUSSELS)
    assert timezone.localtime(reminders.due_at(date, 2)).hour == 9
    assert timezone.localtime(reminders.due_at(date, 0)).hour == 9


def test_each_person_is_reminded_once_when_the_job_runs_again_and_again(date, sign_up, organisation):
    sign_up("Anouk", "Boris")
    for hour in (9, 10, 11):
        reminders.send_due(at(7, hour))
    [mail] = written()
    assert "Anouk" in mail.text
    assert "Boris" in mail.text
    assert (mail.reference, mail.not_after) == (f"date:{date.uid}", date.start)
    assert (mail.calendar_method, mail.calendar_sequence) == ("REQUEST", date.sequence)
    kept = Reminder.objects.get()
    assert (kept.planned_start, kept.days_before) == (date.start, 7)
    reminders.send_due(at(12))
    assert len(written()) == 2


def test_nobody_is_reminded_of_what_they_only_wait_for(date, sign_up, other_organisation, other_representative):
    seats.set_capacity(occurrence_id=date.pk, capacity=1)
    sign_up("Anouk")
    sign_up("Cyril", user=other_representative, of=other_organisation)
    assert reminders.send_due(at(7)) == 1
    assert "Cyril" not in written()[0].text


@pytest.mark.parametrize("facts", [{"status": "cancelled"}, {"status": "postponed"}, {"withdrawn_at": at(2)}])
def test_no_reminder_leaves_when_the_date_is_called_off(facts, date, sign_up):
    sign_up("Anouk")
    reminders.send_due(at(7))
    change(date, at(7, 10), **facts)
    assert [mail.status for mail in written()] == ["withdrawn"]
    assert reminders.send_due(at(12)) == 0


def test_a_reminder_speaks_of_the_new_start_when_the_date_moves(date, sign_up):
    sign_up("Anouk")
    reminders.send_due(at(7))
    change(date, at(7, 10), start=date.start + dt.timedelta(days=7), end=date.end + dt.timedelta(days=7))
    assert reminders.send_due(at(7, 11)) == 0
    assert reminders.send_due(at(14)) == 1
    first, second = written()
    assert (first.status, second.status) == ("withdrawn", "queued")
    assert "21\u00a0janvier" in second.text


def test_a_reminder_that_has_not_left_is_written_anew_when_only_the_place_changes(date, sign_up):
    sign_up("Anouk")
    reminders.send_due(at(7))
    change(date, at(7, 10), place_fr="Centre culturel")
    first, second = written()
    assert (first.status, second.status) == ("withdrawn", "queued")
    assert "Centre culturel" in second.text


def test_nobody_is_reminded_twice_when_the_place_changes_after_it_left(date, sign_up):
    sign_up("Anouk")
    reminders.send_due(at(7))
    OutgoingMail.objects.update(status="sent")
    change(date, at(7, 10), place_fr="Centre culturel")
    assert [mail.status for mail in written()] == ["sent"]


def test_a_reminder_is_taken_back_when_its_reader_gives_up_the_last_seat(date, sign_up, representative):
    registration = sign_up("Anouk", "Boris")
    reminders.send_due(at(7))
    one, other = registration.seats.values_list("pk", flat=True)
    seats.cancel(seat_ids=[one], occurrence_id=date.pk, user=representative)
    assert [mail.status for mail in written()] == ["queued"]
    seats.cancel(seat_ids=[other], occurrence_id=date.pk, user=representative)
    assert [mail.status for mail in written()] == ["withdrawn"]


def test_nothing_is_kept_when_the_mails_cannot_be_written(date, sign_up, monkeypatch):
    sign_up("Anouk")

    def fail(letters):
        raise ValueError("disk full")

    monkeypatch.setattr(reminders, "queue", fail)
    [failed] = [one for one in jobs.run_due_jobs(at(7)) if one.error]
    assert failed.name == "reminders"
    monkeypatch.undo()
    assert reminders.send_due(at(7, 10)) == 1


@pytest.mark.parametrize("number", [2, 20])
def test_reminders_cost_as_many_queries_when_more_people_get_them(number, date, sign_up, django_assert_num_queries):
    for _n in range(number):
        mandate = RepresentativeFactory(organisation=OrganisationFactory())
        sign_up("Anouk", user=mandate.user, of=mandate.organisation)
    with one_reading(), django_assert_num_queries(19):
        assert reminders.send_due(at(7)) == number
