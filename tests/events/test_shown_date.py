"""Which date the page of an event is about: said in the sign-up panel, and never with people at a void date."""

import uuid

import pytest
from factories.events import event_page
from factories.network import OrganisationFactory, RepresentativeFactory

from events import seats
from events.event_dates import participants
from events.models import EventPage, Occurrence
from events.models.occurrences import Status
from home.dates import date_in_words

pytestmark = pytest.mark.django_db


def sign_up(page: EventPage, organisation) -> Occurrence:
    """A confirmed seat of ``organisation`` at the first date of ``page``."""
    date = Occurrence.objects.filter(event_key=page.translation_key).order_by("start").first()
    user = RepresentativeFactory(organisation=organisation).user
    seats.register(occurrence_id=date.pk, organisation=organisation, user=user, names=["Ana"], token=uuid.uuid4())
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


@pytest.mark.parametrize(("days", "said"), [((20,), 0), ((20, 41), 1)])
def test_panel_says_its_date_when_there_are_several(client, site_tree, days, said):
    page = event_page(days=days)
    panel = client.get(page.url).text.split('class="panel sign-up"')[1].split("</section>")[0]
    day = page.dates.order_by("day").first().day
    assert panel.count(date_in_words(day).capitalize()) == said
