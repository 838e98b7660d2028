"""Every address of sign-up in the CMS, for every role, opened and sent: who may, and who is led away.

A new address without a row here fails. ``test_member_urls`` asks the same of the member space.
"""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from factories.addresses import addresses
from factories.events import EventKindFactory, occurrence
from factories.network import UserFactory
from factories.sign_up import signed_up

from events.hosting import services as hosting
from events.models import Apology, Occurrence, Registration, Seat
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "representative", "editor", "coordinator")
# What is about people who signed up, or goes to them; the rest below is editorial, with tests of its own.
BELONGING = ("dates:", "mail_texts:", "mails:", "erasure", "one_person", "figures", "hosts", "offer_")

# As ``outcome`` tells it, in the order of ROLES. Whoever may not enter the CMS is asked to sign in.
OUT = ("sign in", "sign in")
PAGE = (*OUT, "refused", 200)
# Of the coordination that comes without the form of the list.
BUTTON = (*OUT, "refused", "led on")
# For scripts, which cannot be led anywhere.
DATA = (*OUT, 403, 200)

PAGES = {
    "erasure": PAGE,
    "one_person": PAGE,
    "figures": PAGE,
    "offer_accept": PAGE,
    "hosts": PAGE,
    "hosts_results": PAGE,
    "dates:index": PAGE,
    "dates:index_results": PAGE,
    "dates:inspect": PAGE,
    "dates:attendance": PAGE,
    "dates:attendance_sheet": PAGE,
    "dates:badges": PAGE,
    "dates:door": PAGE,
    "dates:seats_export": PAGE,
    "dates:seats_add": PAGE,
    "dates:message": PAGE,
    "dates:capacity": PAGE,
    "dates:excuse": PAGE,
    "dates:history": PAGE,
    "dates:history_results": PAGE,
    "dates:registration": PAGE,
    "dates:cancel": PAGE,
    "dates:postpone": PAGE,
    "dates:restore": PAGE,
    "mail_texts:index": PAGE,
    "mail_texts:edit": PAGE,
    "mails:index": PAGE,
    "mails:index_results": PAGE,
    "mails:inspect": PAGE,
    "dates:seats_cancel": BUTTON,
    "dates:seats_grant": BUTTON,
    "dates:seats_offer": BUTTON,
    "dates:seats_move": BUTTON,
    "dates:excuse_change": BUTTON,
    "dates:excuse_withdraw": BUTTON,
    "dates:door_list": DATA,
    "dates:door_code": DATA,
    "dates:door_worker": DATA,
    "offer_decline": (*OUT, "refused", 405),
    "dates:door_marks": (*OUT, 405, 405),
    "mails:send_again": (*OUT, 405, 405),
    "dates:certificate": (*OUT, 404, 200),
}
# Whose key an address holds, where it is not the date's.
OF_ANOTHER = {"dates:certificate": "seat", "offer_accept": "offer", "offer_decline": "offer"}


@pytest.fixture
def seat(site_tree, organisation, representative):
    date = occurrence(kind=EventKindFactory(slug="midis", hosts_in_turn=True, takes_proxies=True))
    made = signed_up(date, organisation, representative, "Anouk")
    # Only who was there is certified.
    Seat.objects.update(attendance="present")
    return made.seats.get()


@pytest.fixture
def places(seat, organisation, representative):
    """What each kind of address asks for."""
    month = (timezone.localdate().replace(day=1) + dt.timedelta(days=70)).replace(day=1)
    offer = hosting.offer_month(organisation=organisation, kind=seat.occurrence.kind, month=month, user=representative)
    return {
        "date": seat.occurrence_id,
        "seat": seat.pk,
        "offer": offer.pk,
        "mail": OutgoingMail.objects.first().pk,
        "kind": seat.occurrence.kind.slug,
        "organisation": organisation.pk,
        "registration": seat.registration_id,
    }


def cms_addresses() -> dict[str, list[str]]:
    """Names of the addresses of sign-up in the CMS, each with its parameters."""
    return {
        name: wanted
        for address, name, wanted in addresses(get_resolver().url_patterns)
        if address.startswith("gestion/") and name.startswith(BELONGING)
    }


def address_of(name: str, places: dict) -> str:
    known = places | {"pk": places[OF_ANOTHER.get(name) or ("mail" if name.startswith("mails:") else "date")]}
    known |= {"kind": "registration"} if name.startswith("mail_texts:") else {}
    return reverse(name, kwargs={key: known[key] for key in cms_addresses()[name]})


@pytest.fixture
def browser_of(signed_in, representative, coordinator):
    """``browser_of("editor")``: somebody of the group “Rédaction”."""
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    users = {"representative": representative, "editor": editor, "coordinator": coordinator}
    return lambda role: signed_in(users[role]) if role in users else Client()


def outcome(response) -> int | str:
    """The status; where one is led away, whether it is to sign in or to the front of the CMS."""
    if response.status_code != 302:
        return response.status_code
    if response.url.startswith(reverse("account_login")):
        return "sign in"
    return "refused" if response.url == reverse("wagtailadmin_home") else "led on"


def state() -> list:
    return [list(table.objects.order_by("pk").values()) for table in (Occurrence, Registration, Seat, Apology)]


def test_every_address_has_a_row():
    assert cms_addresses().keys() == PAGES.keys()


def test_each_role_gets_its_own_when_it_opens_an_address(places, browser_of):
    before = state()
    for role, browser in ((role, browser_of(role)) for role in ROLES):
        found = {name: outcome(browser.get(address_of(name, places))) for name in PAGES}
        assert found == {name: row[ROLES.index(role)] for name, row in PAGES.items()}
    assert state() == before


@pytest.mark.parametrize("role", ROLES[:3])
def test_nothing_changes_when_somebody_else_sends(role, places, browser_of):
    before, browser = state(), browser_of(role)
    fields = {"seat": places["seat"], "confirm": "", "capacity": "1", "organisation": places["organisation"]}
    for name in PAGES:
        found = outcome(browser.post(address_of(name, places), fields))
        assert found in ({"refused", 403, 405} if role == "editor" else {"sign in"}), name
    assert state() == before


def test_the_coordination_is_answered_in_words_when_it_sends_nothing(places, browser_of):
    before, browser = state(), browser_of("coordinator")
    names = [name for name in PAGES if not name.startswith("offer_")]
    found = {outcome(browser.post(address_of(name, places))) for name in names}
    assert found <= {200, 400, 405, "led on"}
    assert state() == before


def test_nothing_is_found_when_the_date_does_not_exist(places, browser_of):
    browser, nowhere = browser_of("coordinator"), places | dict.fromkeys(("date", "seat"), 2**31 - 1)
    with_key = [name for name, wanted in cms_addresses().items() if name.startswith("dates:") and "pk" in wanted]
    # What is only for a POST says so first, and what needs the form of the list leads back to it.
    assert {outcome(browser.get(address_of(name, nowhere))) for name in with_key} <= {404, 405, "led on"}
