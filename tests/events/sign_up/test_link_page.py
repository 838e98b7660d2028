"""The page of a signed link: what it shows, what its buttons change, and what they leave alone."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.events import EventKindFactory, occurrence
from factories.network import RepresentativeFactory
from factories.sign_up import signed_up

from events import errors
from events.access.signed_links import door_code, sign_up_link, signed_registration
from events.models import Apology, Occurrence, Registration, Seat
from events.seats import services as seats
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=2)


@pytest.fixture
def signing_up(date, organisation, representative):
    """``signing_up("Anouk", "Boris")``: those people of the organisation sign up."""

    def sign_up(*names, user=representative, organisation=organisation):
        return signed_up(date, organisation, user, *names)

    return sign_up


@pytest.fixture
def registration(signing_up):
    return signing_up("Anouk", "Boris")


@pytest.fixture
def other_registration(signing_up, other_organisation, other_representative, registration):
    """Dina of another organisation waits."""
    return signing_up("Dina", user=other_representative, organisation=other_organisation)


@pytest.fixture
def browser():
    """A visitor whose browser checks what Django checks of forms, as real ones do."""
    return Client(enforce_csrf_checks=True)


def link_of(registration, user, page="link", **places):
    signed = signed_registration(registration.pk, user and user.pk)
    return reverse(f"members:{page}", args=[signed, *places.values()])


@pytest.fixture
def link(registration, representative):
    return link_of(registration, representative)


@pytest.fixture
def offered(other_registration, other_representative, registration, representative):
    """Dina is offered Anouk's seat."""
    ana = registration.seats.get(person__name="Anouk")
    seats.cancel(seat_ids=[ana.pk], occurrence_id=ana.occurrence_id, user=representative)
    return other_registration.seats.get()


def statuses(registration):
    return {seat.display_name: seat.status for seat in registration.seats.all()}


def state_of_all():
    """Everything a reading could change."""
    tables = (Seat, Registration, Apology, OutgoingMail)
    return [list(table.objects.order_by("pk").values()) for table in tables]


# Reading


@pytest.mark.parametrize("page", ["link", "link_cancel", "link_excuse"])
def test_nothing_changes_and_no_cookie_is_set_when_a_page_is_read(page, browser, registration, representative):
    before = state_of_all()
    response = browser.get(link_of(registration, representative, page))
    assert response.status_code == 200
    assert state_of_all() == before
    assert not response.cookies
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_the_code_for_the_door_stands_there_when_a_seat_is_confirmed(browser, link, registration):
    text = browser.get(link).text
    assert all(door_code(seat) in text for seat in registration.seats.all())
    assert text.count("data:image/svg+xml") == 2


def test_the_rank_and_the_rule_stand_there_when_somebody_waits(browser, other_registration, other_representative):
    text = browser.get(link_of(other_registration, other_representative)).text
    assert "rang 1" in text
    assert "Comment marche la liste d’attente" in text
    assert "data:image/svg+xml" not in text


def test_the_number_of_queries_is_the_same_when_two_or_twenty_people_come(
    registration, signing_up, representative, browser, django_assert_num_queries
):
    Occurrence.objects.update(capacity=None)
    address = link_of(registration, representative)
    browser.get(address)
    with django_assert_num_queries(8):
        browser.get(address)
    more = signing_up(*[f"Collègue {n}" for n in range(20)])
    address = link_of(more, representative)
    with django_assert_num_queries(8):
        assert "Collègue 19" in browser.get(address).text


# Buttons


def test_the_seat_is_confirmed_when_the_offer_is_accepted_twice(browser, offered, other_representative):
    address = link_of(offered.registration, other_representative)
    assert "L’offre vaut jusqu’au" in browser.get(address).text
    for _press in range(2):
        response = browser.post(address, {"action": "accept", "seats": offered.pk})
        assert response.status_code == 302
    offered.refresh_from_db()
    assert offered.status == Seat.Status.CONFIRMED
    assert "La place est à vous" in browser.get(response.url).text
    assert OutgoingMail.objects.filter(kind="accepted").count() == 1


def test_only_those_ticked_are_accepted_when_several_are_offered(browser, registration, signing_up, representative):
    waiting = signing_up("Chloé", "Dina")
    for seat in registration.seats.all():
        seats.cancel(seat_ids=[seat.pk], occurrence_id=seat.occurrence_id, user=representative)
    chloe = waiting.seats.get(person__name="Chloé")
    browser.post(link_of(waiting, representative), {"action": "accept", "seats": chloe.pk})
    assert statuses(waiting) == {"Chloé": "confirmed", "Dina": "offered"}


def test_the_seat_passes_on_when_the_offer_is_declined(browser, offered, other_representative):
    browser.post(link_of(offered.registration, other_representative), {"action": "decline", "seats": offered.pk})
    offered.refresh_from_db()
    assert offered.status == Seat.Status.CANCELLED


def test_a_confirmed_seat_stays_when_declining_is_sent_for_it(browser, link, registration):
    ana = registration.seats.get(person__name="Anouk")
    browser.post(link, {"action": "decline", "seats": ana.pk})
    assert statuses(registration) == {"Anouk": "confirmed", "Boris": "confirmed"}


def test_the_page_says_so_when_the_offer_has_passed_on(browser, offered, other_representative):
    Seat.objects.filter(pk=offered.pk).update(status="cancelled", number=None, held_until=None)
    response = browser.post(
        link_of(offered.registration, other_representative), {"action": "accept", "seats": offered.pk}
    )
    assert response.status_code == 409
    assert str(errors.OfferGone.message) in response.text


def test_one_person_is_cancelled_when_one_is_ticked(browser, registration, representative):
    ana = registration.seats.get(person__name="Anouk")
    address = link_of(registration, representative, "link_cancel")
    assert browser.get(f"{address}?seats={ana.pk}").text.count(" checked>") == 1
    for _press in range(2):
        assert browser.post(address, {"seats": ana.pk}).status_code == 302
    assert statuses(registration) == {"Anouk": "cancelled", "Boris": "confirmed"}
    assert OutgoingMail.objects.filter(kind="cancellation").count() == 1


def test_all_are_cancelled_when_all_are_ticked(browser, registration, representative):
    address = link_of(registration, representative, "link_cancel")
    assert browser.get(address).text.count(" checked>") == 2
    response = browser.post(address, {"seats": [seat.pk for seat in registration.seats.all()]})
    assert set(statuses(registration).values()) == {"cancelled"}
    assert "Plus personne n’est inscrit" in browser.get(response.url).text


def test_nothing_is_cancelled_when_nobody_is_ticked(browser, registration, representative):
    response = browser.post(link_of(registration, representative, "link_cancel"))
    assert response.status_code == 409
    assert set(statuses(registration).values()) == {"confirmed"}


def test_somebody_else_comes_when_the_name_is_changed(browser, registration, representative):
    ana = registration.seats.get(person__name="Anouk")
    address = link_of(registration, representative, "link_name", pk=ana.pk)
    assert 'value="Anouk"' in browser.get(address).text
    assert browser.post(address, {"name": "Chloé"}).status_code == 302
    assert statuses(registration) == {"Chloé": "confirmed", "Boris": "confirmed"}


def test_what_was_typed_stays_when_the_name_is_refused(browser, registration, representative):
    ana = registration.seats.get(person__name="Anouk")
    response = browser.post(link_of(registration, representative, "link_name", pk=ana.pk), {"name": "Boris"})
    assert 'value="Boris"' in response.text
    assert statuses(registration) == {"Anouk": "confirmed", "Boris": "confirmed"}


def test_the_organisation_is_excused_and_comes_after_all_when_the_buttons_are_pressed(
    browser, registration, representative, organisation
):
    address = link_of(registration, representative, "link_excuse")
    for _press in range(2):
        response = browser.post(address, {"note": "Grippe"})
    assert Apology.objects.get().note == "Grippe"
    assert set(statuses(registration).values()) == {"excused"}
    assert "Votre organisation est excusée" in browser.get(response.url).text
    browser.post(link_of(registration, representative), {"action": "return"})
    assert not Apology.objects.exists()


def test_a_proxy_is_given_when_the_kind_takes_them(browser, registration, representative, other_organisation, date):
    address = link_of(registration, representative, "link_excuse")
    assert "proxy_holder" not in browser.get(address).text
    Occurrence.objects.update(kind=EventKindFactory(name_fr="Assemblée", takes_proxies=True))
    assert "proxy_holder" in browser.get(address).text
    browser.post(address, {"proxy_holder": other_organisation.pk})
    assert Apology.objects.get().proxy_holder == other_organisation


# What is not theirs, and nonsense


@pytest.mark.parametrize(("page", "action"), [("link", "accept"), ("link", "decline"), ("link_cancel", "")])
def test_nothing_changes_when_the_people_of_another_sign_up_are_sent(
    page, action, browser, representative, other_registration
):
    before = state_of_all()
    theirs = other_registration.seats.get()
    mine = Registration.objects.exclude(pk=other_registration.pk).get()
    response = browser.post(link_of(mine, representative, page), {"action": action, "seats": theirs.pk})
    assert response.status_code == 404
    assert state_of_all() == before


def test_the_seat_of_another_sign_up_is_not_found_when_it_is_to_be_named(
    browser, registration, representative, other_registration
):
    address = link_of(registration, representative, "link_name", pk=other_registration.seats.get().pk)
    assert [browser.get(address).status_code, browser.post(address, {"name": "X"}).status_code] == [404, 404]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"action": "steal"},
        {"action": "accept", "seats": "abc"},
        {"action": "accept", "seats": "9" * 30},
        {"action": "accept", "seats": "\x00"},
        {"action": "decline", "seats": ["-1", ""]},
    ],
)
def test_nothing_changes_when_nonsense_is_sent(sent, browser, link):
    before = state_of_all()
    assert browser.post(link, sent).status_code in {404, 409}
    assert state_of_all() == before


@pytest.mark.parametrize("query", ["?seats=abc", "?seats=999999999", "?fait=%00", "?fait=" + "x" * 5000, "?seats=%00"])
def test_the_pages_stand_when_the_query_is_nonsense(query, browser, registration, representative):
    for page in ("link", "link_cancel"):
        assert browser.get(link_of(registration, representative, page) + query).status_code in {200, 302}


@pytest.mark.parametrize("page", ["link", "link_cancel", "link_excuse"])
def test_the_link_of_another_organisation_opens_nothing_when_the_account_is_changed(
    page, browser, registration, other_representative
):
    before = state_of_all()
    address = link_of(registration, other_representative, page)
    assert browser.get(address).status_code == 410
    assert browser.post(address, {"action": "return"}).status_code == 410
    assert state_of_all() == before


@pytest.mark.parametrize("suffix", ["", "annuler/", "excuser/", "places/1/"])
def test_the_page_is_not_found_when_the_link_is_tampered_with(suffix, browser, link):
    address = link[:-2] + ("A" if link[-2] != "A" else "B") + "/" + suffix
    for response in (browser.get(address), browser.post(address, {"action": "accept"})):
        assert response.status_code == 404
        assert "Ce lien n’ouvre rien" in response.text
        assert response.headers["Referrer-Policy"] == "no-referrer"


def test_the_public_cannot_excuse_an_organisation_when_there_is_none(browser, date):
    public = Registration.objects.create(
        occurrence=date, contact_name="Boris", email="bo@example.org", token=uuid.uuid4()
    )
    address = link_of(public, None, "link_excuse")
    assert [browser.get(address).status_code, browser.post(address).status_code] == [404, 404]


# Dates that are over or do not take place


@pytest.mark.parametrize("page", ["link", "link_cancel", "link_excuse"])
@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"withdrawn_at": timezone.now()}])
def test_nothing_changes_when_the_date_is_cancelled(page, change, browser, registration, representative):
    Occurrence.objects.update(**change)
    before = state_of_all()
    address = link_of(registration, representative, page)
    sent = {"action": "return", "seats": [seat.pk for seat in registration.seats.all()]}
    response = browser.post(address, sent)
    assert response.status_code == 410
    assert "Cette date est annulée" in response.text
    assert state_of_all() == before


def test_the_page_is_only_read_when_the_date_is_over(browser, registration, representative):
    link = sign_up_link(registration.pk, representative.pk, "fr")
    with time_machine.travel(registration.occurrence.end + dt.timedelta(days=1), tick=False):
        before = state_of_all()
        response = browser.get(link)
        assert response.status_code == 200
        assert "<button" not in response.text.partition("<main")[2].partition("</main")[0]
        sent = {"seats": [seat.pk for seat in registration.seats.all()]}
        assert browser.post(f"{link}annuler/", sent).status_code == 410
        assert state_of_all() == before


def test_people_may_still_cancel_when_the_date_is_postponed(browser, registration, representative):
    Occurrence.objects.update(status="postponed")
    address = link_of(registration, representative, "link_cancel")
    browser.post(address, {"seats": registration.seats.first().pk})
    assert sorted(statuses(registration).values()) == ["cancelled", "confirmed"]


def test_the_link_goes_to_each_representative_when_there_are_two(browser, registration, organisation):
    colleague = RepresentativeFactory(organisation=organisation).user
    assert browser.get(link_of(registration, colleague)).status_code == 200
