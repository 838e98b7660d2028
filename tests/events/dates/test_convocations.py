"""Convocations of assemblies: the latest day, who is warned, what pages say."""

import datetime as dt

import pytest
import time_machine
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import Context, Template
from django.urls import reverse
from factories.events import EventKindFactory, date_of, event_page, row
from wagtail.models import Site

from events.dates.convocations import convocations_to_send, notice_of, notice_on, warnings_for
from events.models import EventPage, SignUpSettings
from events.wagtail_hooks import warn_of_late_convocations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]

TODAY = dt.date(2026, 11, 20)
IN_TIME = TODAY + dt.timedelta(days=15)
TOO_LATE = TODAY + dt.timedelta(days=14)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def assembly():
    """The kind whose dates need a convocation."""
    return EventKindFactory(name_fr="Assemblée générale", needs_notice=True)


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


def published(kind, day=IN_TIME, **fields):
    return event_page(title="Assemblée de printemps", kind=kind, dates=[row(day=day, **fields)])


def shown(tag, date):
    return Template(f"{{% load notice_tags %}}{{% {tag} date %}}").render(Context({"date": date})).strip()


def test_the_convocation_leaves_fifteen_days_before_when_nobody_changed_the_settings():
    assert notice_on(dt.date(2026, 12, 5)).latest == dt.date(2026, 11, 20)


def test_the_latest_day_follows_when_the_settings_change():
    assert notice_on(IN_TIME).latest == TODAY
    settings = SignUpSettings.for_site(Site.objects.get(is_default_site=True))
    settings.notice_days = 21
    settings.save()
    assert notice_on(IN_TIME).latest == TODAY - dt.timedelta(days=6)


def test_it_is_in_time_on_the_latest_day_and_too_late_on_the_next_when_it_has_not_left():
    notice = notice_on(IN_TIME)
    assert notice.is_due(TODAY)
    assert not notice.is_too_late(TODAY)
    tomorrow = TODAY + dt.timedelta(days=1)
    assert notice.is_too_late(tomorrow)
    assert not notice.is_due(tomorrow)


def test_it_is_never_too_late_when_it_left():
    notice = notice_on(IN_TIME, sent_on=TODAY)
    assert not notice.is_too_late(IN_TIME)
    assert not notice.was_late
    assert notice_on(IN_TIME, sent_on=TODAY + dt.timedelta(days=1)).was_late


def test_the_day_is_that_of_brussels_when_the_assembly_starts_after_midnight(assembly):
    page = published(assembly, start_time=dt.time(0, 30), end_time=dt.time(2))
    assert notice_of(date_of(page)).latest == TODAY


def test_there_is_no_convocation_when_the_kind_needs_none():
    assert notice_of(date_of(published(EventKindFactory()))) is None


def test_there_is_no_convocation_when_the_assembly_is_cancelled(assembly):
    assert notice_of(date_of(published(assembly, status="cancelled"))) is None


@pytest.mark.parametrize(("days", "listed"), [(0, True), (14, True), (15, True), (29, True), (30, False)])
def test_the_coordination_is_reminded_from_a_fortnight_before_when_it_has_not_left(assembly, coordinator, days, listed):
    published(assembly, day=TODAY + dt.timedelta(days=days))
    assert bool(convocations_to_send(user=coordinator, today=TODAY)) is listed


@pytest.mark.parametrize("fields", [{"convoked_on": TODAY}, {"status": "cancelled"}, {"day": TODAY - dt.timedelta(1)}])
def test_nobody_is_reminded_when_there_is_nothing_to_send(assembly, coordinator, fields):
    published(assembly, **fields)
    assert convocations_to_send(user=coordinator, today=TODAY) == []


def test_the_dashboard_lists_assemblies_in_words_when_their_convocation_is_due(office, assembly):
    page = published(assembly, day=TOO_LATE)
    published(assembly, day=TODAY + dt.timedelta(days=20))
    body = office.get(reverse("wagtailadmin_home")).content.decode()
    assert "Convocations à envoyer" in body
    assert "Trop tard" in body
    assert "À envoyer au plus tard le mercredi 25" in body
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in body


def test_the_dashboard_has_no_such_panel_when_nothing_is_due(office, assembly):
    published(assembly, convoked_on=TODAY)
    assert "Convocations à envoyer" not in office.get(reverse("wagtailadmin_home")).content.decode()


def test_the_dashboard_asks_as_many_queries_when_2_and_20_are_due(office, assembly, django_assert_num_queries):
    for number in range(2):
        published(assembly, day=TODAY + dt.timedelta(days=number))
    office.get(reverse("wagtailadmin_home"))
    with django_assert_num_queries(29):
        office.get(reverse("wagtailadmin_home"))
    for number in range(2, 20):
        published(assembly, day=TODAY + dt.timedelta(days=number))
    office.get(reverse("wagtailadmin_home"))
    with django_assert_num_queries(29):
        office.get(reverse("wagtailadmin_home"))


def test_the_editor_is_warned_for_each_date_that_is_convoked_too_late(assembly):
    rows = [row(day=day, sort_order=order) for order, day in enumerate((TOO_LATE, IN_TIME))]
    rows.append(row(day=TODAY, convoked_on=TODAY - dt.timedelta(days=20)))
    page = event_page(kind=assembly, dates=rows)
    [warning] = warnings_for(page, today=TODAY)
    assert "vendredi 4" in warning
    assert "jeudi 19" in warning


def test_nobody_is_warned_when_the_kind_needs_no_convocation():
    assert warnings_for(published(EventKindFactory(), day=TODAY), today=TODAY) == []


def new_assembly(office, kind, day):
    typed = {"title": "Assemblée", "day": day.isoformat(), "start_time": "18:00", "place_fr": "Maison du Peuple"}
    response = office.post(reverse("new_event_of_kind", args=[kind.slug]), typed | {"publish": "1"}, follow=True)
    assert EventPage.objects.filter(kind=kind).exists()
    return [str(one) for one in response.context["messages"]]


def test_the_office_is_warned_when_a_new_assembly_is_convoked_too_late(office, assembly):
    assert any("Trop tard" in one for one in new_assembly(office, assembly, TOO_LATE))


def test_the_office_is_not_warned_when_a_new_assembly_is_convoked_in_time(office, assembly):
    assert not any("Trop tard" in one for one in new_assembly(office, assembly, IN_TIME))


@pytest.mark.parametrize(("accepted", "warned"), [("text/html", 1), ("application/json", 0)])
def test_a_save_warns_when_somebody_pressed_the_button(rf, coordinator, assembly, accepted, warned):
    request = rf.post("/", headers={"Accept": accepted})
    request.user = coordinator
    request._messages = CookieStorage(request)
    warn_of_late_convocations(request, published(assembly, day=TOO_LATE))
    assert len(request._messages) == warned


def test_the_office_reads_whether_it_left_when_it_looks_at_the_date(assembly, django_assert_num_queries):
    date = date_of(published(assembly))
    shown("notice_for_office", date)
    assert "au plus tard le" not in shown("notice_for_office", date_of(published(EventKindFactory())))
    assert "La convocation part le vendredi 20" in shown("notice_for_office", date)
    assert "Trop tard" in shown("notice_for_office", date_of(published(assembly, day=TOO_LATE)))
    sent = date_of(published(assembly, convoked_on=dt.date(2026, 11, 21)))
    assert "envoyée le samedi 21" in shown("notice_for_office", sent)
    assert "C’était trop tard." in shown("notice_for_office", sent)


def test_the_page_of_the_date_says_it_when_the_office_opens_it(office, assembly):
    date = date_of(published(assembly, day=TOO_LATE))
    assert "Trop tard" in office.get(reverse("dates:inspect", args=[date.pk])).text


def test_readers_read_when_it_leaves_and_no_reproach_when_it_is_late(assembly):
    assert "vendredi 20" in shown("notice_for_readers", date_of(published(assembly)))
    assert shown("notice_for_readers", date_of(published(assembly, day=TOO_LATE))) == ""
    sent = date_of(published(assembly, convoked_on=dt.date(2026, 11, 21)))
    assert shown("notice_for_readers", sent) == "<p>Convocation envoyée le samedi 21\u00a0novembre 2026.</p>"
    assert shown("notice_for_readers", date_of(published(EventKindFactory()))) == ""
