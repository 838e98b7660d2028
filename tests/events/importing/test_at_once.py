"""Imports while somebody else writes: another import of the same calendar, an editor who saves, a tab left open."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from factories.calendars import found_date, found_event
from factories.editor import posted_by, save, tab

from events.importing import services
from events.models import EventPage, ImportedEvent, ImportSource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.date(2026, 12, 3)


@pytest.fixture
def office(coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def meanwhile(monkeypatch):
    """``meanwhile(act)``: the next import waits at its lock until ``act`` is done."""

    def wait_for(act):
        lock = services.lock_publishing

        def locked():
            monkeypatch.setattr(services, "lock_publishing", lock)
            act()
            lock()

        monkeypatch.setattr(services, "lock_publishing", locked)

    return wait_for


def test_event_is_made_once_when_two_imports_of_one_calendar_run_at_once(take_in, meanwhile):
    first = []
    meanwhile(lambda: first.extend(take_in(found_event(found_date(DAY)))))
    assert take_in(found_event(found_date(DAY))) == [("unchanged", "")]
    assert first == [("created", "")]
    assert EventPage.objects.filter(locale__language_code="fr").count() == 1
    assert ImportedEvent.objects.count() == 1


def test_newer_version_stays_when_an_older_one_waited_behind_it(take_in, meanwhile, draft):
    take_in(found_event(found_date(DAY)))
    meanwhile(lambda: take_in(found_event(found_date(DAY), title="La dernière", sequence=2)))
    assert take_in(found_event(found_date(DAY), title="L’avant-dernière", sequence=1)) == [("warned", "outdated")]
    assert draft().title == "La dernière"


def test_words_of_an_editor_stay_when_they_were_saved_while_the_import_waited(take_in, meanwhile, draft):
    take_in(found_event(found_date(DAY)))

    def edit():
        stored = draft()
        stored.title = "Notre goûter"
        stored.save_revision()

    meanwhile(edit)
    assert take_in(found_event(found_date(DAY, 15, recurrence=""), title="Grand goûter"))[-1] == ("warned", "differs")
    assert draft().title == "Notre goûter"
    assert draft().dates.get().start_time == dt.time(15)


def test_event_is_told_as_failed_when_its_calendar_was_deleted_while_the_import_waited(take_in, meanwhile, source):
    meanwhile(lambda: ImportSource.objects.all().delete())
    report = services.Outcome(services.SKIPPED, "failed")
    found = found_event(found_date(DAY))
    assert services.take_in(found, source, None, user=None, may_vanish=True, now=dt.datetime.now(dt.UTC)) == report
    assert not EventPage.objects.exists()


# A tab of the editor that was opened before


def words_of(response) -> str:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").get_text()


def test_hours_of_the_import_stay_when_a_tab_opened_before_is_saved(office, take_in, page, draft):
    take_in(found_event(found_date(DAY)))
    data = tab(office, page()) | {"title": "Titre tapé"}
    take_in(found_event(found_date(DAY, 15, recurrence=found_date(DAY).recurrence)))
    response = save(office, page(), data, publish=False)
    assert "Un calendrier de partenaire a changé le brouillon" in words_of(response)
    again = posted_by(BeautifulSoup(response.content, "html.parser"))
    assert again["title"] == "Titre tapé"
    assert save(office, page(), again, publish=False).status_code == 302
    assert (draft().title, draft().dates.get().start_time) == ("Titre tapé", dt.time(15))


def test_date_that_an_import_added_is_not_lost_when_a_tab_opened_before_is_saved(office, take_in, page, rows):
    take_in(found_event(found_date(DAY)))
    data = tab(office, page())
    take_in(found_event(found_date(DAY), found_date(DAY + dt.timedelta(days=7))))
    for _again in range(2):
        assert "10 décembre 2026" in words_of(save(office, page(), data, publish=False)).replace("\xa0", " ")
    assert len(rows()) == 2
    assert save(office, page(), tab(office, page()), publish=False).status_code == 302
    assert len(rows()) == 2


def test_words_of_the_import_are_told_when_a_tab_opened_before_is_saved(office, take_in, page, draft):
    take_in(found_event(found_date(DAY)))
    data = tab(office, page())
    take_in(found_event(found_date(DAY), title="Grand goûter"))
    response = save(office, page(), data, publish=False)
    assert "a changé des mots de son brouillon" in words_of(response)
    assert draft().title == "Grand goûter"
    again = posted_by(BeautifulSoup(response.content, "html.parser"))
    assert save(office, page(), again, publish=False).status_code == 302
    assert draft().title == "Goûter des voisins"
