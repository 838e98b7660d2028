"""Publishing and the records of dates: every path, and never a lost sign-up."""

import datetime as dt
import uuid

import pytest

from events import seats
from events.models import EventDate, EventPage, Occurrence
from factories.events import event_page, in_days

pytestmark = pytest.mark.django_db


def dates_of(page):
    return list(Occurrence.objects.filter(event_key=page.translation_key).order_by("start"))


def sign_up(date, organisation, user, *names):
    return seats.register(
        occurrence_id=date.pk, organisation=organisation, user=user, names=names or ["Une collègue"], token=uuid.uuid4()
    )


def test_a_date_is_recorded_when_an_event_is_published(site_tree):
    page = event_page(days=(20,))
    [date] = dates_of(page)
    assert date.start == dt.datetime.combine(in_days(20), dt.time(12)).astimezone()
    assert date.title == page.title
    assert date.sequence == 0


def test_nothing_is_recorded_when_an_event_is_a_draft(site_tree):
    assert dates_of(event_page(publish=False)) == []


def test_the_date_keeps_its_identity_and_seats_when_an_older_draft_is_published(site_tree, organisation, representative):
    page = event_page(publish=False)
    older = page.save_revision()
    page.save_revision().publish()
    [date] = dates_of(page)
    registration = sign_up(date, organisation, representative)
    EventPage.objects.get(pk=page.pk).dates.all()
    older.publish()
    [after] = dates_of(page)
    assert (after.pk, after.uid) == (date.pk, date.uid)
    assert registration.seats.get().status == "confirmed"


def test_a_held_date_comes_back_when_a_draft_without_it_is_published(site_tree, organisation, representative):
    page = event_page(days=(20,))
    older = page.save_revision()
    page = EventPage.objects.get(pk=page.pk)
    page.dates.add(EventDate(day=in_days(30), start_time=dt.time(12), end_time=dt.time(14)))
    page.save_revision().publish()
    second = dates_of(page)[1]
    sign_up(second, organisation, representative)
    older.publish()
    assert dates_of(page)[1].withdrawn_at is None
    assert EventPage.objects.get(pk=page.pk).dates.count() == 2
