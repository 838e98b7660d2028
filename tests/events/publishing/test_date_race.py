"""Two coordinators at once, and a sign-up in the moment of an action: one after the other, and nothing is lost.

Threads need a database that each can open: PostgreSQL, or SQLite in a file. What the tests commit they take away.
"""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connections
from django.test import Client
from factories.editor import save, tab
from factories.events import EventKindFactory, date_of, event_page, in_days
from factories.sign_up import signed_up
from factories.threads import at_once, in_thread

from events import errors
from events.mails import notifications
from events.models import EventKind, EventPage, Occurrence, Registration, Seat
from events.models.page_form import EventPageForm
from events.publishing import date_actions
from network.models import Commune, Organisation, Representative, User

EMAIL = "course@association.example"


@pytest.fixture
def date(shared_database, monkeypatch):
    """A published date, committed, and gone after the test."""
    monkeypatch.setattr(notifications, "queue", list)
    made = in_thread(found_date)
    yield made
    in_thread(remove_everything)


def found_date() -> Occurrence:
    commune = Commune.objects.get_or_create(nis_code="21013", defaults={"name_fr": "Saint-Gilles"})[0]
    organisation = Organisation.objects.create(name_fr="Course", summary_fr="À deux.", commune=commune)
    user = User.objects.create(email=EMAIL, is_superuser=True)
    Representative.objects.create(user=user, organisation=organisation, since=dt.date(2020, 1, 1))
    page = event_page(title="Course", kind=EventKindFactory(name_fr="Course"))
    return date_of(page)


def remove_everything() -> None:
    Seat.objects.filter(occurrence__kind__name_fr="Course").delete()
    Registration.objects.filter(occurrence__kind__name_fr="Course").delete()
    for page in EventPage.objects.filter(kind__name_fr="Course").order_by("-pk"):
        page.delete()
    Occurrence.objects.filter(kind__name_fr="Course").delete()
    EventKind.objects.filter(name_fr="Course").delete()
    User.objects.filter(email=EMAIL).delete()
    Organisation.objects.filter(name_fr="Course").delete()


def doing(date, action):
    """Work for a thread: ``action`` by somebody who saw the date as it is now."""

    def work():
        user = User.objects.get(email=EMAIL)
        return date_actions.carry_out(action, occurrence_id=date.pk, user=user, sequence=date.sequence).sequence

    return work


def signing_up(date, name):
    def work():
        user = User.objects.get(email=EMAIL)
        organisation = user.mandates.get().organisation
        return signed_up(date, organisation, user, name).pk

    return work


def now_of(date) -> Occurrence:
    return in_thread(lambda: Occurrence.objects.get(pk=date.pk))


def test_one_of_two_is_told_when_they_postpone_to_two_days_at_once(date):
    days = (in_days(27), in_days(34))
    made = at_once(*[doing(date, date_actions.Postponement(day=day)) for day in days])
    assert sorted(type(result).__name__ for result in made) == ["ChangedMeanwhile", "int"]
    assert now_of(date).sequence == 1


def test_it_is_done_once_when_both_cancel_at_once(date):
    made = at_once(*[doing(date, date_actions.Cancellation())] * 2)
    assert sorted(type(result).__name__ for result in made) == ["CancelledAlready", "int"]
    assert now_of(date).sequence == 1


def test_nobody_is_lost_when_people_sign_up_while_the_date_is_postponed(date):
    action = date_actions.Postponement(day=in_days(27))
    made = at_once(doing(date, action), *[signing_up(date, f"Personne {n}") for n in range(5)])
    assert [result for result in made if isinstance(result, Exception)] == []
    assert in_thread(lambda: Seat.objects.filter(occurrence=date, status="confirmed").count()) == 5
    assert now_of(date).previous_start == date.start


def test_a_sign_up_comes_before_or_is_refused_when_the_date_is_cancelled(date):
    made = at_once(doing(date, date_actions.Cancellation()), *[signing_up(date, f"Personne {n}") for n in range(5)])
    refused = [result for result in made if isinstance(result, Exception)]
    assert {type(result) for result in refused} <= {errors.DateCancelled}
    assert in_thread(lambda: Seat.objects.filter(occurrence=date).count()) == 5 - len(refused)
    assert now_of(date).status == "cancelled"


def test_drafts_and_actions_wait_for_each_other_when_both_are_saved_at_once(date):
    def drafting():
        page = EventPage.objects.get(translation_key=date.event_key, alias_of=None)
        page.introduction = "Autre"
        return page.save_revision().pk

    made = at_once(*[drafting] * 3, doing(date, date_actions.Postponement(day=in_days(27))))
    assert [result for result in made if isinstance(result, Exception)] == []
    assert now_of(date).previous_start == date.start


@pytest.mark.parametrize("publish", [True, False])
def test_the_date_stays_cancelled_when_it_is_called_off_while_a_tab_is_checked_and_saved(date, monkeypatch, publish):
    checked = EventPageForm.check_sign_ups
    cancel = doing(date, date_actions.Cancellation())

    def cancel_and_close():
        try:
            return cancel()
        finally:
            connections.close_all()

    def saving():
        client = Client()
        client.force_login(User.objects.get(email=EMAIL))
        page = EventPage.objects.get(translation_key=date.event_key, alias_of=None)
        data = tab(client, page)
        with ThreadPoolExecutor(1) as pool:

            def check_then_let_somebody_act(*args):
                checked(*args)
                acting.append(pool.submit(cancel_and_close))
                wait(acting, timeout=0.5)

            acting = []
            monkeypatch.setattr(EventPageForm, "check_sign_ups", check_then_let_somebody_act)
            response = save(client, page, data | {"title": "Titre tapé"}, publish=publish)
        return response.status_code, acting[0].result()

    status, sequence = in_thread(saving)
    assert (status, sequence, now_of(date).status) == (302, 1, "cancelled")
    assert in_thread(lambda: draft_of(date)) == ("Titre tapé", "cancelled")


def draft_of(date) -> tuple[str, str]:
    """Title of the newest draft, and what it says of its first date."""
    draft = EventPage.objects.get(translation_key=date.event_key, alias_of=None).get_latest_revision_as_object()
    return draft.title, draft.dates.all()[0].status
