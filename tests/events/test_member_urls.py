"""Every address of the member space, for every role: what is another's does not exist.

A new address without a row here fails; those below compte/ are allauth's and ask for themselves alone.
"""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from factories.addresses import addresses
from factories.events import EventKindFactory, occurrence
from factories.network import RepresentativeFactory
from factories.sign_up import signed_up

from events import hosting, private_feed
from events.links import signed_registration
from events.models import Registration, Seat
from network.invitations import invite

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


@pytest.fixture
def date(site_tree):
    return occurrence(kind=EventKindFactory(hosts_in_turn=True, takes_proxies=True))


@pytest.fixture
def seat(date, organisation, representative):
    return signed_up(date, organisation, representative, "Ana").seats.get()


@pytest.fixture
def places(date, seat, organisation, representative, coordinator):
    """What each kind of address needs, all of it the representative's organisation's."""
    month = (timezone.localdate().replace(day=1) + dt.timedelta(days=70)).replace(day=1)
    offer = hosting.offer_month(organisation=organisation, kind=date.kind, month=month, user=representative)
    private_feed.issue_token(organisation=organisation, user=representative)
    invited = invite(email="nouvelle@escale.example", organisation=organisation, language="fr", invited_by=coordinator)
    # Only the mail knows the token; the database keeps its hash.
    token = invited.new_token()
    invited.save()
    signed = signed_registration(seat.registration_id, representative.pk)
    # Only who was there is certified.
    Seat.objects.update(attendance="present")
    return {
        "signed": signed,
        "uid": date.uid,
        "slug": organisation.slug,
        "token": token,
        "offer": offer.pk,
        "seat": seat.pk,
    }


def address_of(name: str, places: dict) -> str:
    """The address called ``name``, with those of ``places`` it asks for."""
    known = places | {"pk": places["offer"] if name == "members:withdraw_offer" else places["seat"]}
    return reverse(name, kwargs={key: known[key] for key in member_addresses()[name]})


@pytest.fixture
def browser_of(signed_in, representative, other_representative, coordinator, organisation):
    """``browser_of("former")``: somebody whose mandate for the same organisation ended yesterday."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    former = RepresentativeFactory(organisation=organisation, since=dt.date(2020, 1, 1), until=yesterday).user
    users = {
        "representative": representative,
        "other": other_representative,
        "former": former,
        "coordinator": coordinator,
    }
    return lambda role: signed_in(users[role]) if role in users else Client()


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
    fields = {"organisation": organisation.pk, "name": "Bo", "place": places["seat"], "all": "1"}
    assert browser_of(role).post(address_of(name, places), fields).status_code == FOREIGN_POSTS[name]
    seat = Seat.objects.get()
    assert (seat.status, seat.person.name) == ("confirmed", "Ana")


@pytest.mark.parametrize("role", ["other", "former"])
@pytest.mark.parametrize("name", ["accept", "cancel_several", "sign_up", "several"])
def test_nothing_changes_when_another_organisations_people_are_sent(name, role, places, browser_of, organisation):
    fields = {
        "organisation": organisation.pk,
        "place": places["seat"],
        "all": "1",
        "name_1": "Bo",
        "dates": str(places["uid"]),
        "token": str(uuid.uuid4()),
    }
    response = browser_of(role).post(address_of(f"members:{name}", places), fields)
    assert response.status_code in {200, 302}
    assert "Ana" not in response.text
    assert Seat.objects.get().status == "confirmed"


def test_a_link_opens_nothing_when_its_registration_is_changed(places, browser_of, seat):
    key, signature = places["signed"].rsplit(".", 1)
    changed = key.replace(str(seat.registration_id), str(seat.registration_id + 1), 1)
    for signed in (f"{changed}.{signature}", "abc", "0", "x" * 500):
        assert browser_of("other").get(reverse("members:link", args=[signed])).status_code == 404


def test_a_token_serves_once_when_another_organisation_sends_it(places, browser_of, other_organisation):
    token = Registration.objects.get().token
    fields = {"organisation": other_organisation.pk, "name_1": "Bo", "token": str(token)}
    response = browser_of("other").post(address_of("members:sign_up", places), fields)
    assert "error-summary" in response.text
    assert Registration.objects.count() == 1


def test_a_private_feed_is_not_found_when_the_token_is_guessed(places, browser_of):
    assert browser_of("other").get(reverse("private_feed", args=["x" * 32])).status_code == 404
