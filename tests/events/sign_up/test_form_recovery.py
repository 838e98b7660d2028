"""What was typed into a form of sign-up comes back after signing in again, and nothing is done before the button."""

import uuid

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.events import occurrence
from factories.sign_up import signed_up

from events.models import Apology, Seat
from events.sign_up.form_recovery import KEPT_FOR

pytestmark = pytest.mark.django_db
HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture(autouse=True)
def no_sessions(db):
    """Tests of threads and of browsers commit theirs, and this module counts them."""
    Session.objects.all().delete()


@pytest.fixture
def date(site_tree):
    return occurrence(capacity=4)


@pytest.fixture
def typed(organisation):
    return {"organisation": organisation.pk, "name_1": "Zoë Typed", "note": "Porte B ?", "token": str(uuid.uuid4())}


def sign_in(browser, user):
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def page_of(date, name="members:sign_up"):
    return reverse(name, args=[date.uid])


def test_the_form_comes_back_filled_in_after_signing_in_again(client, date, typed, representative):
    answer = client.post(page_of(date), typed)
    assert answer.status_code == 302
    # No name and no word stands in an address.
    assert answer.url == f"{reverse('account_login')}?next={page_of(date)}"
    assert client.get(answer.url).status_code == 200
    sign_in(client, representative)
    text = client.get(page_of(date)).text
    assert all(words in text for words in ("Zoë Typed", "Porte B ?", typed["token"]))
    assert not Seat.objects.exists()
    assert client.session.get_expiry_age() > KEPT_FOR
    assert "Zoë Typed" not in client.get(page_of(date)).text
    client.post(page_of(date), typed)
    assert Seat.objects.get().person.name == "Zoë Typed"


def test_several_dates_come_back_filled_in_after_signing_in_again(client, date, typed, representative):
    page = reverse("members:several")
    client.post(page, typed | {"dates": [str(date.uid)]})
    sign_in(client, representative)
    text = client.get(page).text
    assert "Zoë Typed" in text
    assert not Seat.objects.exists()


@pytest.fixture
def changes(date, organisation, representative):
    """The pages that change what stands, with what is typed there: another person, an apology."""
    seat = signed_up(date, organisation, representative, "Anouk").seats.get()
    return {
        reverse("members:name_person", args=[seat.pk]): {"name": "Zoë Typed"},
        page_of(date, "members:excuse"): {"organisation": organisation.pk, "note": "Zoë Typed"},
    }


def test_a_change_comes_back_filled_in_after_signing_in_again(client, changes, representative):
    for page, typed in changes.items():
        assert client.post(page, typed).status_code == 302
        sign_in(client, representative)
        assert "Zoë Typed" in client.get(page).text
        client.logout()
    assert Seat.objects.get().display_name == "Anouk"
    assert not Apology.objects.exists()


def test_an_old_change_comes_back_filled_in_when_its_mark_is_no_longer_good(changes, representative):
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, representative)
    for page, typed in changes.items():
        answer = browser.post(page, typed, **HERE)
        assert (answer.status_code, "Zoë Typed" in answer.text) == (200, True)
    assert Seat.objects.get().display_name == "Anouk"


def test_nobody_else_reads_what_was_typed_when_they_sign_in(client, date, typed, other_representative):
    client.post(page_of(date), typed)
    sign_in(client, other_representative)
    assert "Zoë Typed" not in client.get(page_of(date)).text


def test_nothing_is_kept_for_long_nor_for_another_page(client, date, typed, representative):
    client.post(page_of(date), typed)
    kept = Session.objects.get()
    assert (kept.expire_date - timezone.now()).total_seconds() <= KEPT_FOR
    sign_in(client, representative)
    assert "Zoë Typed" not in client.get(page_of(occurrence(capacity=2))).text
    with time_machine.travel(timezone.now().timestamp() + KEPT_FOR + 1):
        assert "Zoë Typed" not in client.get(page_of(date)).text


def test_nothing_is_kept_when_somebody_floods_the_form(client, date, typed):
    client.post(page_of(date), typed | {"note": "x" * 60_000})
    assert not Session.objects.exists()
    for _form in range(25):
        Client().post(page_of(date), typed)
    assert Session.objects.count() < 25


def test_an_old_form_comes_back_filled_in_when_its_mark_is_no_longer_good(date, typed, representative):
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, representative)
    answer = browser.post(page_of(date), typed, **HERE)
    assert (answer.status_code, "Zoë Typed" in answer.text) == (200, True)
    assert not Seat.objects.exists()
    browser.logout()
    assert browser.post(page_of(date), typed, **HERE).status_code == 302
    sign_in(browser, representative)
    assert "Zoë Typed" in browser.get(page_of(date)).text


def test_the_public_form_comes_back_filled_in_when_its_mark_is_no_longer_good(site_tree):
    date = occurrence(capacity=4, sign_up="public")
    browser = Client(enforce_csrf_checks=True)
    page = page_of(date, "public:sign_up")
    answer = browser.post(page, {"contact_name": "Zoë Typed", "email": "zoe@example.org"}, **HERE)
    assert (answer.status_code, "Zoë Typed" in answer.text) == (200, True)
    assert not Seat.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}])
def test_a_form_of_another_site_is_refused_as_before(date, typed, representative, headers):
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, representative)
    answer = browser.post(page_of(date), typed, **headers)
    assert (answer.status_code, "Zoë Typed" in answer.text) == (403, False)
    browser.logout()
    assert browser.post(page_of(date), typed, **headers).status_code == 403
    assert not Session.objects.exists()


def test_other_forms_are_refused_as_before(site_tree, representative):
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, representative)
    assert browser.post(reverse("members:language"), {"language": "nl"}, **HERE).status_code == 403
