"""A tab of the editor that was open before a date was called off or put off, and is saved after it."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories.editor import posted_by, save, tab
from factories.events import date_of, dates_of, event_page, fresh, in_days, row
from factories.network import OrganisationFactory
from factories.sign_up import signed_up

from events.models import EventPage, ProgrammeItem
from events.publishing import date_actions
from home.models.stamp import Stamp

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


@pytest.fixture
def act(coordinator):
    """``act(page, "postpone", day=…)`` on the page's first date."""

    def call(page, name, **how):
        service = getattr(date_actions, f"{name}_date")
        return service(occurrence_id=dates_of(page)[0].pk, user=coordinator, **how)

    return call


def refused(response) -> BeautifulSoup:
    assert response.status_code == 200
    html = BeautifulSoup(response.content, "html.parser")
    assert "quelqu’un a agi sur la date" in html.get_text() or "somebody acted on the date" in html.get_text()
    return html


def test_a_tab_is_saved_at_once_when_nobody_acted_meanwhile(office):
    page = event_page()
    assert save(office, page, tab(office, page) | {"title": "Autre titre"}).status_code == 302
    assert fresh(page).title == "Autre titre"


@pytest.mark.parametrize("publish", [True, False])
def test_the_date_stays_cancelled_when_a_tab_opened_before_is_saved(office, act, publish):
    page = event_page()
    data = tab(office, page) | {"title": "Titre tapé"}
    act(page, "cancel", reason_fr="Inondation")
    html = refused(save(office, page, data, publish=publish))
    assert (date_of(page).status, fresh(page).title) == ("cancelled", page.title)
    again = posted_by(html)
    assert (again["title"], again["dates-0-status"], again["dates-0-reason_fr"]) == (
        "Titre tapé",
        "cancelled",
        "Inondation",
    )
    assert save(office, page, again).status_code == 302
    assert (date_of(page).status, date_of(page).sequence, fresh(page).title) == ("cancelled", 1, "Titre tapé")


def test_date_and_sessions_stay_postponed_when_a_tab_opened_before_is_published(
    office, act, organisation, representative
):
    page = event_page(days=(20,))
    page.programme = [ProgrammeItem(day=in_days(20), start_time=dt.time(12), title_fr="Accueil")]
    page.save_revision().publish()
    registration = signed_up(date_of(page), organisation, representative, "Anouk")
    data = tab(office, page) | {"programme-0-title_fr": "Accueil et café"}
    act(page, "postpone", day=in_days(27), start_time=dt.time(18), end_time=dt.time(20))
    before = date_of(page)
    again = posted_by(refused(save(office, page, data)))
    assert save(office, page, again).status_code == 302
    after = date_of(page)
    assert (after.start, after.previous_start, after.sequence) == (before.start, before.previous_start, before.sequence)
    assert [(one["day"], one["title_fr"]) for one in after.programme] == [(in_days(27).isoformat(), "Accueil et café")]
    assert registration.seats.get().status == "confirmed"


def test_the_editor_may_decide_otherwise_when_the_action_was_read(office, act):
    page = event_page()
    data = tab(office, page)
    act(page, "cancel")
    again = posted_by(refused(save(office, page, data)))
    assert save(office, page, again | {"dates-0-status": "planned"}).status_code == 302
    assert date_of(page).status == "planned"


def test_the_host_stays_when_a_tab_opened_before_is_saved(office, coordinator):
    page = event_page()
    data = tab(office, page)
    host = OrganisationFactory(name_fr="Hôte accepté")
    changes = {"host_id": host.pk, "place_fr": "Au fond de la cour", "place_nl": ""}
    date_actions.change_row(occurrence=date_of(page), changes=changes, user=coordinator)
    again = posted_by(refused(save(office, page, data)))
    assert save(office, page, again).status_code == 302
    assert (date_of(page).host, date_of(page).place_fr) == (host, "Au fond de la cour")


def test_nothing_is_said_when_the_row_acted_on_is_not_in_the_form(office, act):
    page = event_page(dates=[row(20), row(30)])
    act(page, "cancel")
    data = tab(office, page)
    act(page, "restore")
    changed = fresh(page)
    changed.dates = list(changed.dates.all())[1:]
    changed.save_revision().publish()
    gone = {"dates-TOTAL_FORMS": "1", "dates-INITIAL_FORMS": "1"}
    kept = {
        name.replace("dates-1-", "dates-0-"): value
        for name, value in data.items()
        if not name.startswith("dates-0-") and not name.endswith("_FORMS")
    }
    forms = {name: value for name, value in data.items() if name.endswith("_FORMS")}
    assert save(office, page, kept | forms | gone).status_code == 302


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, "1e3", "\x00"])
def test_nonsense_is_answered_in_words_when_it_is_sent_as_the_last_action(office, value):
    page = event_page()
    assert save(office, page, tab(office, page) | {"actions_seen": value}).status_code == 200


@pytest.mark.parametrize("keep", [True, False])
def test_the_page_is_saved_when_the_form_does_not_name_the_last_action(office, act, keep):
    page = event_page()
    act(page, "cancel")
    data = tab(office, page)
    data |= {"actions_seen": ""} if keep else {}
    assert save(office, page, data).status_code == 302


def test_a_draft_waits_for_those_who_publish_before_it_takes_its_page(site_tree):
    page = EventPage.objects.get(pk=event_page().pk)
    with CaptureQueriesContext(connection) as queries:
        page.save_revision()
    first = next(query["sql"] for query in queries if query["sql"].startswith("UPDATE"))
    assert Stamp._meta.db_table in first
