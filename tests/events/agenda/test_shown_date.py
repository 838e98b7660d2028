"""Which date the page of an event is about: said in the sign-up panel, and never with people at a void date."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from factories.events import dates_of, event_page
from factories.network import OrganisationFactory, RepresentativeFactory
from factories.sign_up import signed_up

from events.agenda.event_dates import participants
from events.dates.states import state_of
from events.models import EventPage, Occurrence, Registration, Seat
from events.models.occurrences import Status
from home.dates import date_in_words

pytestmark = pytest.mark.django_db


def sign_up(page: EventPage, organisation) -> Occurrence:
    """A confirmed seat of ``organisation`` at the first date of ``page``."""
    date = dates_of(page)[0]
    user = RepresentativeFactory(organisation=organisation).user
    signed_up(date, organisation, user, "Anouk")
    return date


def test_nobody_is_said_to_have_come_when_the_date_is_cancelled(client, site_tree):
    page = event_page()
    organisation = OrganisationFactory(name_fr="Toit Commun")
    sign_up(page, organisation)
    page.dates.update(status=Status.CANCELLED)
    EventPage.objects.get(pk=page.pk).save_revision().publish()
    shown = client.get(page.url).text
    assert "Annulé" in shown
    assert "Toit Commun" not in shown


def test_organisations_are_in_the_order_of_the_alphabet_when_a_name_begins_with_an_accent(site_tree):
    page = event_page()
    for name in ("Soupe de Minuit", "Épicerie La Balance", "Aidants"):
        date = sign_up(page, OrganisationFactory(name_fr=name))
    assert [organisation.name for organisation in participants(date)] == [
        "Aidants",
        "Épicerie La Balance",
        "Soupe de Minuit",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"status": "offered", "held_until": timezone.now()},
        {"status": "excused", "number": None},
        {"attendance": "absent"},
        {"attendance": "represented"},
    ],
)
def test_organisations_are_left_out_when_their_people_hold_no_confirmed_seat_or_stayed_away(change, site_tree):
    date = sign_up(event_page(), OrganisationFactory())
    assert len(participants(date)) == 1
    Seat.objects.update(**change)
    assert participants(date) == []


def test_nobody_is_named_when_somebody_comes_from_the_public(client, site_tree):
    page = event_page(sign_up="public", shows_participants=True)
    date = sign_up(page, OrganisationFactory(name_fr="Toit Commun"))
    made = Registration.objects.create(
        occurrence=date, contact_name="Zoé Public", email="zoe@public.example", token=uuid.uuid4()
    )
    Seat.objects.create(
        registration=made,
        occurrence=date,
        guest_name="Zoé Public",
        status="confirmed",
        number=2,
        ceiling=date.capacity,
        queued_at=timezone.now(),
    )
    assert [organisation.name for organisation in participants(date)] == ["Toit Commun"]
    assert "Zoé" not in client.get(page.url).text


def test_the_day_sign_up_opens_is_told_when_it_is_to_come(site_tree):
    date = Occurrence.objects.get(event_key=event_page().translation_key)
    opens = dt.datetime(2030, 3, 4, 8, tzinfo=dt.UTC)
    date.opens_at, date.closes_at = opens, opens + dt.timedelta(days=9)
    state = state_of(date)
    assert date_in_words(opens, with_year=False) in state.words
    assert not state.is_open


@pytest.mark.parametrize(("days", "said"), [((20,), 0), ((20, 41), 1)])
def test_panel_says_its_date_when_there_are_several(client, site_tree, days, said):
    page = event_page(days=days)
    panel = client.get(page.url).text.split('class="panel sign-up"')[1].split("</section>")[0]
    day = page.dates.order_by("day").first().day
    assert panel.count(date_in_words(day).capitalize()) == said
