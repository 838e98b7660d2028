"""What unpublishing or deleting an event does to calendars: coming dates are cancelled, past ones took place."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from factories.events import dates_of, event_page, fresh
from icalendar import Calendar

from events.models import EventPage, Occurrence

pytestmark = pytest.mark.django_db
AGENDA = "/fr/agenda/agenda.ics"


@pytest.fixture(autouse=True)
def site(site_tree):
    return site_tree


@pytest.fixture
def page():
    """An event that met three weeks ago and meets again in twenty days."""
    return event_page(title="Insalubrité", days=(-21, 20))


def entries(client) -> list[tuple[str, str, int]]:
    """``(title, status, sequence)`` of what the public feed holds, by date."""
    calendar = Calendar.from_ical(client.get(AGENDA).content)
    events = sorted(calendar.walk("VEVENT"), key=lambda event: event["DTSTART"].dt)
    return [(str(event["SUMMARY"]), str(event["STATUS"]), int(event["SEQUENCE"])) for event in events]


TOOK_PLACE = ("Insalubrité", "CONFIRMED", 0)
STRUCK_OUT = ("ANNULÉ – Insalubrité", "CANCELLED", 1)


@pytest.mark.parametrize(
    "take_away",
    [
        lambda page: page.unpublish(),
        lambda page: page.delete(),
        lambda page: EventPage.objects.filter(pk=page.pk).delete(),
    ],
    ids=["unpublished", "deleted", "deleted in bulk"],
)
def test_only_coming_dates_are_cancelled_in_calendars_when_an_event_goes(client, page, take_away):
    assert entries(client) == [TOOK_PLACE, ("Insalubrité", "CONFIRMED", 0)]
    take_away(fresh(page))
    assert entries(client) == [TOOK_PLACE, STRUCK_OUT]


def test_a_meeting_that_took_place_stays_in_calendars_when_its_row_is_removed(client, page):
    draft = fresh(page)
    draft.dates.remove(draft.dates.all()[0])
    draft.save_revision().publish()
    assert entries(client) == [TOOK_PLACE, ("Insalubrité", "CONFIRMED", 0)]
    assert len(dates_of(page)) == 2


def test_the_archive_forgets_a_past_date_when_its_event_is_unpublished(client, page):
    assert "Insalubrité" in client.get("/fr/agenda/?periode=passe").content.decode()
    fresh(page).unpublish()
    assert "Insalubrité" not in client.get("/fr/agenda/?periode=passe").content.decode()


def test_everything_comes_back_when_the_event_is_published_again(client, page):
    fresh(page).unpublish()
    fresh(page).save_revision().publish()
    assert entries(client) == [TOOK_PLACE, ("Insalubrité", "CONFIRMED", 2)]
    assert "Insalubrité" in client.get("/fr/agenda/?periode=passe").content.decode()


def test_a_date_withdrawn_before_it_took_place_stays_so_when_it_is_over(client, page):
    fresh(page).unpublish()
    with time_machine.travel(timezone.now() + dt.timedelta(days=25)):
        call_command("synchronise_dates")
        assert entries(client) == [TOOK_PLACE, STRUCK_OUT]


def test_a_meeting_rewritten_by_an_earlier_version_is_put_right_when_dates_are_synchronised(client, page):
    fresh(page).delete()
    past = Occurrence.objects.filter(event_key=page.translation_key, end__lt=timezone.now())
    past.update(withdrawn_at=timezone.now(), sequence=1, unlisted=False)
    call_command("synchronise_dates")
    assert entries(client) == [("Insalubrité", "CONFIRMED", 2), STRUCK_OUT]


def test_a_deleted_alias_keeps_its_title_when_calendars_strike_it_out(client, page):
    alias = page.create_alias(update_slug="copie")
    alias.delete()
    fresh(page).delete()
    assert entries(client).count(STRUCK_OUT) == 2
