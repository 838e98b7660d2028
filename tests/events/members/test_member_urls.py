"""Every address of the member space, for every role: what is another's does not exist.

A new address without a row here fails; those below compte/ are allauth's and ask for themselves alone.
"""

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from factories.addresses import addresses
from factories.events import EventKindFactory, occurrence
from factories.network import RepresentativeFactory, coordinator_account
from factories.sign_up import signed_up

from events.access.signed_links import signed_registration
from events.calendars import private_feed
from events.hosting import services as hosting
from events.models import Occurrence, Registration, Seat
from events.seats import public_registration
from events.seats.guests import register_guests
from events.seats.public_registration import Visitor
from network.invitations.services import invite

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "representative", "other", "former", "coordinator")

# Statuses of a GET, in the order of ROLES; of a POST without fields below.
SIGNED_IN = (302, 200, 200, 200, 200)
OWN = (302, 200, 404, 404, 200)
MANDATED = (302, 200, 404, 404, 404)
BUTTON = (302, 302, 302, 302, 302)
BY_LINK = (200, 200, 200, 200, 200)

PAGES = {
    "members:home": SIGNED_IN,
    "members:sign_up": SIGNED_IN,
    "members:accept": BUTTON,
    # Whoever has nobody there is led back to the date.
    "members:cancel_several": (302, 200, 302, 302, 302),
    # Without an organisation there is nobody to excuse.
    "members:excuse": (302, 200, 200, 302, 302),
    "members:withdraw_apology": BUTTON,
    "members:several": SIGNED_IN,
    "members:cancel": OWN,
    "members:name_person": OWN,
    "members:coming": SIGNED_IN,
    "members:documents": SIGNED_IN,
    "members:past": SIGNED_IN,
    "members:certificate": OWN,
    # The link is the key, whoever is signed in.
    "members:link": BY_LINK,
    "members:link_cancel": BY_LINK,
    "members:link_name": BY_LINK,
    "members:link_add": (404,) * 5,
    "members:link_excuse": BY_LINK,
    "members:hosting": SIGNED_IN,
    "members:withdraw_offer": BUTTON,
    "members:my_feed": BUTTON,
    "members:feed": MANDATED,
    "members:replace_feed": MANDATED,
    "members:revoke_feed": MANDATED,
    "members:language": BUTTON,
    "network:invitation": BY_LINK,
    # Asked of nobody here: the limit and the factor have tests of their own.
    "network:second_factor": BUTTON,
    "network:my_data": SIGNED_IN,
    "network:my_data_export": SIGNED_IN,
    "network:erase": SIGNED_IN,
}

# What a POST of another organisation’s, or by somebody whose mandate ended, must come to; anonymous people sign in.
FOREIGN_POSTS = {
    "members:excuse": 404,
    "members:withdraw_apology": 404,
    "members:cancel": 404,
    "members:name_person": 404,
    "members:withdraw_offer": 404,
    "members:feed": 404,
    "members:replace_feed": 404,
    "members:revoke_feed": 404,
}


def member_addresses() -> dict[str, list[str]]:
    """Names of the addresses of the member space as the site serves them, each with its parameters."""
    return {
        name: wanted
        for address, name, wanted in addresses(get_resolver().url_patterns)
        if address.startswith("membres/") and not address.startswith("membres/compte/")
    }


def test_every_address_has_a_row():
    assert member_addresses().keys() == PAGES.keys()


@pytest.fixture(scope="module")
def ground(module_rows):
    """A seat, an offer, an invitation and a feed of one organisation, and an account of each role."""
    return module_rows(make_ground)


def new_date() -> Occurrence:
    return occurrence(kind=EventKindFactory(hosts_in_turn=True, takes_proxies=True))


def make_ground() -> SimpleNamespace:
    representative, other, coordinator = RepresentativeFactory(), RepresentativeFactory(), coordinator_account()
    organisation, user = representative.organisation, representative.user
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    former = RepresentativeFactory(organisation=organisation, since=dt.date(2020, 1, 1), until=yesterday)
    date = new_date()
    seat = signed_up(date, organisation, user, "Anouk").seats.get()
    month = (timezone.localdate().replace(day=1) + dt.timedelta(days=70)).replace(day=1)
    offer = hosting.offer_month(organisation=organisation, kind=date.kind, month=month, user=user)
    private_feed.issue_token(organisation=organisation, user=user)
    invited = invite(email="nouvelle@escale.example", organisation=organisation, language="fr", invited_by=coordinator)
    # Only the mail knows the token; the database keeps its hash.
    token = invited.new_token()
    invited.save()
    # Only who was there is certified.
    Seat.objects.update(attendance="present")
    return SimpleNamespace(
        users={"representative": user, "other": other.user, "former": former.user, "coordinator": coordinator},
        seat=seat,
        organisation=organisation,
        other_organisation=other.organisation,
        places={
            "signed": signed_registration(seat.registration_id, user.pk),
            "uid": date.uid,
            "slug": organisation.slug,
            "token": token,
            "offer": offer.pk,
            "seat": seat.pk,
        },
    )


@pytest.fixture
def places(ground):
    """What each kind of address needs, all of it the representative's organisation's."""
    return ground.places


@pytest.fixture
def seat(ground):
    return ground.seat


@pytest.fixture
def organisation(ground):
    return ground.organisation


@pytest.fixture
def other_organisation(ground):
    return ground.other_organisation


@pytest.fixture
def representative(ground):
    return ground.users["representative"]


@pytest.fixture
def coordinator(ground):
    return ground.users["coordinator"]


def address_of(name: str, places: dict) -> str:
    """The address called ``name``, with those of ``places`` it asks for."""
    known = places | {"pk": places["offer"] if name == "members:withdraw_offer" else places["seat"]}
    return reverse(name, kwargs={key: known[key] for key in member_addresses()[name]})


@pytest.fixture
def browser_of(signed_in, ground):
    """``browser_of("former")``: somebody whose mandate for the same organisation ended yesterday."""
    return lambda role: signed_in(ground.users[role]) if role in ground.users else Client()


@pytest.mark.parametrize("name", PAGES)
def test_each_role_gets_its_own_when_it_opens_an_address(name, places, browser_of):
    address = address_of(name, places)
    assert tuple(browser_of(role).get(address).status_code for role in ROLES) == PAGES[name]
    assert Seat.objects.get().status == "confirmed"


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if row[0] == 302])
def test_visitors_are_led_to_sign_in_when_they_open_or_send(name, places, browser_of):
    address = address_of(name, places)
    opened, sent = browser_of("anonymous").get(address), browser_of("anonymous").post(address)
    assert opened.url.startswith(f"{reverse('account_login')}?next=/")
    # What has no button takes no POST of anybody.
    assert sent.status_code == 405 or sent.url == opened.url


@pytest.mark.parametrize("role", ["other", "former"])
@pytest.mark.parametrize("name", FOREIGN_POSTS)
def test_nothing_is_found_or_changed_when_another_organisation_sends(name, role, places, browser_of, organisation):
    fields = {"organisation": organisation.pk, "name": "Boris", "place": places["seat"], "all": "1"}
    assert browser_of(role).post(address_of(name, places), fields).status_code == FOREIGN_POSTS[name]
    seat = Seat.objects.get()
    assert (seat.status, seat.person.name) == ("confirmed", "Anouk")


@pytest.mark.parametrize("role", ["other", "former"])
@pytest.mark.parametrize("name", ["accept", "cancel_several", "sign_up", "several"])
def test_nothing_changes_when_another_organisations_people_are_sent(name, role, places, browser_of, organisation):
    fields = {
        "organisation": organisation.pk,
        "place": places["seat"],
        "all": "1",
        "name_1": "Boris",
        "dates": str(places["uid"]),
        "token": str(uuid.uuid4()),
    }
    response = browser_of(role).post(address_of(f"members:{name}", places), fields)
    assert response.status_code in {200, 302}
    assert "Anouk" not in response.text
    assert Seat.objects.get().status == "confirmed"


def test_a_link_opens_nothing_when_its_registration_is_changed(places, browser_of, seat):
    key, signature = places["signed"].rsplit(".", 1)
    changed = key.replace(str(seat.registration_id), str(seat.registration_id + 1), 1)
    for signed in (f"{changed}.{signature}", "abc", "0", "x" * 500):
        assert browser_of("other").get(reverse("members:link", args=[signed])).status_code == 404


def test_a_token_serves_once_when_another_organisation_sends_it(places, browser_of, other_organisation):
    token = Registration.objects.get().token
    fields = {"organisation": other_organisation.pk, "name_1": "Boris", "token": str(token)}
    response = browser_of("other").post(address_of("members:sign_up", places), fields)
    assert "error-summary" in response.text
    assert Registration.objects.count() == 1


def test_a_private_feed_is_not_found_when_the_token_is_guessed(places, browser_of):
    assert browser_of("other").get(reverse("private_feed", args=["x" * 32])).status_code == 404


@pytest.fixture
def date(ground):
    return new_date()


@pytest.fixture
def seat_of(date, organisation, representative, coordinator):
    """``seat_of("public")``: a seat of each origin at the same date."""

    def make(origin: str) -> Seat:
        guests = {"occurrence_id": date.pk, "user": coordinator, "token": uuid.uuid4(), "language": "fr"}
        if origin == "organisation":
            return signed_up(date, organisation, representative, "Cléo").seats.get()
        if origin == "unnamed":
            return signed_up(date, organisation, representative, to_be_named=1).seats.get()
        if origin == "public":
            Occurrence.objects.update(sign_up="public")
            people = [Visitor("Cléo")]
            fields = {"occurrence_id": date.pk, "email": "cleo@example.org", "language": "fr", "token": uuid.uuid4()}
            return public_registration.sign_up(people=people, **fields).seats.get()
        return register_guests(names=["Cléo"], at_the_door=origin == "walk-in", **guests).seats.get()

    return make


@pytest.mark.parametrize("origin", ["organisation", "unnamed", "public", "guest", "walk-in"])
@pytest.mark.parametrize("withdrawn", [False, True])
@pytest.mark.parametrize("action", ["cancel", "name_person"])
def test_the_coordination_changes_a_seat_and_arrives_somewhere_when_it_is_of_any_origin(
    action, withdrawn, origin, seat_of, browser_of
):
    seat = seat_of(origin)
    Occurrence.objects.update(withdrawn_at=timezone.now() if withdrawn else None)
    browser, address = browser_of("coordinator"), reverse(f"members:{action}", args=[seat.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"name": "Dina Vos"}, follow=True).status_code == 200
    seat.refresh_from_db()
    assert seat.status == "cancelled" if action == "cancel" else seat.display_name == "Dina Vos"
    # Once more, as a button pressed twice does.
    assert browser.post(address, {"name": "Dina Vos"}, follow=True).status_code == 200


@pytest.mark.parametrize("origin", ["public", "guest"])
@pytest.mark.parametrize("action", ["cancel", "name_person"])
def test_a_seat_of_the_public_is_led_to_the_page_of_its_date_when_that_is_over(action, origin, seat_of, browser_of):
    seat = seat_of(origin)
    with time_machine.travel(seat.occurrence.end + dt.timedelta(hours=1), tick=False):
        response = browser_of("coordinator").post(reverse(f"members:{action}", args=[seat.pk]), {"name": "x"})
    assert response.url == reverse("dates:inspect", args=[seat.occurrence_id])
