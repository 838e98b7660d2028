"""The radar of the CMS: what it says of a day, to whom, and what nonsense in its address does."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.events import EventKindFactory, date_of, event_page, row
from factories.network import MembershipFactory, UserFactory, WorkingGroupFactory

from home.models import SchoolHoliday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]

TUESDAY = dt.date(2027, 1, 12)
QUERIES = 15


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


def published(day=TUESDAY, start=dt.time(12), end=dt.time(14), **fields):
    return event_page(dates=[row(day=day, start_time=start, end_time=end)], **fields)


def answer(client, **asked):
    response = client.get(reverse("radar"), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_holidays_are_named_in_words_when_the_day_is_one(office):
    SchoolHoliday.objects.create(
        name_fr="Vacances d’hiver", community="fr", first_day=dt.date(2026, 12, 21), last_day=dt.date(2027, 1, 3)
    )
    body = answer(office, day="25/12/2026")
    assert "Jour férié : Noël." in body.replace("\u00a0", " ")
    assert "Congé scolaire, écoles francophones : Vacances d’hiver." in body.replace("\u00a0", " ")


def test_the_day_is_read_when_it_is_typed_in_either_way(office):
    assert "Mardi 12" in answer(office, day="12/01/2027")
    assert "Mardi 12" in answer(office, day="2027-01-12")


def test_our_other_date_is_linked_when_it_is_that_day(office):
    page = published(title="Midi des voisins")
    body = answer(office, day=TUESDAY.isoformat(), start="13:00", end="15:00")
    assert "En même temps" in body
    assert "Midi des voisins" in body
    assert reverse("dates:inspect", args=[date_of(page).pk]) in body
    assert "Aussi ce jour-là" in answer(office, day=TUESDAY.isoformat(), start="15:00", end="16:00")


def test_members_who_are_taken_are_counted_when_a_group_is_given(office):
    group = WorkingGroupFactory()
    host = MembershipFactory(group=group).organisation
    MembershipFactory(group=group)
    published(host=host)
    body = answer(office, day=TUESDAY.isoformat(), start="12:00", group=group.pk)
    assert "1 des 2 membres de ce groupe est déjà pris ce jour-là." in body


def test_nothing_is_in_the_way_when_the_day_is_quiet(office):
    assert "Rien d’autre ce jour-là." in answer(office, day=TUESDAY.isoformat())


def test_three_quiet_days_are_offered_as_the_field_writes_them(office):
    published(day=TUESDAY + dt.timedelta(weeks=1))
    body = answer(office, day=TUESDAY.isoformat())
    days = ("26/01/2027", "02/02/2027", "09/02/2027")
    assert [f'data-radar-choose="{day}"' in body for day in days] == [True] * 3
    assert body.count("data-radar-choose") == 3


@pytest.mark.parametrize("name", ["pk", "translation_key"])
def test_the_dates_of_the_event_itself_do_not_count_when_it_is_being_edited(office, name):
    page = published()
    assert "Midi chez" not in answer(office, day=TUESDAY.isoformat(), event=getattr(page, name))


def test_the_day_is_said_to_be_over_when_it_is(office):
    body = answer(office, day="2026-11-19")
    assert "ce jour est passé" in body
    assert 'data-radar-choose="26/11/2026"' in body


def test_the_convocation_is_part_of_it_when_the_kind_needs_one(office):
    kind = EventKindFactory(name_fr="Assemblée", needs_notice=True)
    assert "La convocation part le" in answer(office, day="2026-12-05", kind=kind.pk)
    late = answer(office, day="2026-12-04", kind=kind.pk)
    assert "Trop tard" in late
    assert 'data-radar-choose="11/12/2026"' in late
    assert "convocation" not in answer(office, day="2026-12-04", kind=EventKindFactory().pk)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?day=",
        "?day=demain",
        "?day=%00",
        "?day=0001-01-01",
        "?day=9999-12-31",
        "?day=2027-01-12&start=25:00",
        "?day=2027-01-12&end=%F0%9F%92%A9",
        "?day=2027-01-12&group=99999999999999999999999",
        "?day=2027-01-12&group=x&kind=%00",
        "?day=2027-01-12&event=%00",
        "?day=2027-01-12&event=nonsense",
    ],
)
def test_a_day_is_asked_for_when_the_address_holds_nonsense(office, query):
    response = office.get(reverse("radar") + query)
    assert response.status_code == 200
    assert "Choisissez un jour" in response.content.decode()


@pytest.mark.parametrize("event", ["99999999999999999999999", "0", "²"])
def test_the_radar_answers_when_there_is_no_such_event(office, event):
    assert office.get(reverse("radar"), {"day": "2027-01-12", "event": event}).status_code == 200


def test_editors_may_ask_when_they_write_events(signed_in):
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    page = published()
    body = answer(signed_in(editor), day=TUESDAY.isoformat())
    assert "Rien d’autre" not in body
    # They have no register of dates: the link leads to the public page.
    assert page.get_url() in body


def test_nobody_else_may_ask(signed_in, representative):
    assert Client().get(reverse("radar")).status_code == 302
    assert signed_in(representative).get(reverse("radar")).status_code in (302, 403)


def test_the_queries_are_as_many_when_the_day_has_2_and_20_dates(office):
    group = WorkingGroupFactory()

    def add(number):
        for _one in range(number):
            host = MembershipFactory(group=group).organisation
            published(host=host, group=WorkingGroupFactory(), kind=EventKindFactory(name_fr=f"Type {host.pk}"))

    def queries():
        asked = {"day": TUESDAY.isoformat(), "start": "12:00", "group": group.pk}
        office.get(reverse("radar"), asked)
        with CaptureQueriesContext(connection) as found:
            office.get(reverse("radar"), asked)
        return len(found)

    add(2)
    two = queries()
    add(18)
    assert (two, queries()) == (QUERIES, QUERIES)


@pytest.mark.parametrize("name", ["new_event", "wagtailadmin_pages:add"])
def test_the_script_is_there_when_a_day_can_be_chosen(office, name):
    page = published()
    addresses = {
        "new_event": reverse("new_event_of_kind", args=[page.kind.slug]),
        "wagtailadmin_pages:add": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    assert f'data-url="{reverse("radar")}"' in office.get(addresses[name]).content.decode()
