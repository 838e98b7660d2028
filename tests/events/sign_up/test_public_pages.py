"""The pages by which anybody signs up: what they say, what they refuse and keep, and what robots meet."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.events import date_of, event_page, occurrence
from factories.sign_up import signed_up

from events.access.signed_links import signed_registration
from events.models import Occurrence, Registration, Seat, SignUpSettings
from events.models.actors import LinkHolder
from events.seats import public_registration
from events.seats import services as seats
from events.sign_up import spam_protection
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def date(clock, site_tree):
    return occurrence(capacity=3, sign_up="public")


@pytest.fixture
def browser():
    """A visitor whose browser checks what Django checks of forms, as real ones do."""
    return Client(enforce_csrf_checks=True)


def address(date, page="sign_up"):
    return reverse(f"public:{page}", args=[date.uid])


def hidden(name, text):
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]


@pytest.fixture
def send(browser, date, clock):
    """Open the form, wait as long as a person does, and send it; the response."""

    def fill_in(*, wait=10, client=browser, **fields):
        text = client.get(address(date)).text
        clock.shift(wait)
        own = {name: hidden(name, text) for name in ("csrfmiddlewaretoken", "stamp")}
        fields = {"contact_name": "Boris", "email": "bo@example.org", "website": ""} | own | fields
        return client.post(address(date), fields)

    return fill_in


def state_of_all():
    return [list(table.objects.order_by("pk").values()) for table in (Registration, Seat, OutgoingMail)]


# The way there


def test_the_panel_leads_to_the_form_when_everybody_may_sign_up(client, clock, site_tree):
    page = event_page(sign_up="public")
    text = client.get(page.get_url()).text
    assert address(date_of(page)) in text
    assert "csrfmiddlewaretoken" not in text


@pytest.mark.parametrize("sign_up", ["members", "none"])
def test_the_form_is_not_found_when_the_date_is_not_for_everybody(sign_up, client, date):
    Occurrence.objects.update(sign_up=sign_up)
    for page in ("sign_up", "sent"):
        assert client.get(address(date, page)).status_code == 404


def test_the_form_is_not_found_when_the_date_is_withdrawn(client, date):
    Occurrence.objects.update(withdrawn_at=timezone.now())
    assert client.get(address(date)).status_code == 404


@pytest.mark.parametrize("path", ["nonsense", uuid.UUID(int=0)])
def test_nothing_is_found_when_the_address_is_nonsense(path, client, site_tree):
    assert client.get(f"/fr/inscription/{path}/").status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "cancelled"}, "Cette date est annulée"),
        ({"closes_at": NOW}, "closes"),
        ({"opens_at": NOW + dt.timedelta(days=1)}, "mardi 3"),
    ],
)
def test_the_page_says_why_when_nobody_can_sign_up_now(change, words, client, date):
    Occurrence.objects.update(**change)
    response = client.get(address(date))
    assert response.status_code == 200
    assert words in response.text
    assert '<form method="post"' not in response.text
    assert client.post(address(date), {"contact_name": "Boris"}).status_code == 200
    assert not Registration.objects.exists()


def test_the_page_is_kept_nowhere_when_it_is_read(client, date):
    response = client.get(address(date))
    assert "no-store" in response.headers["Cache-Control"]
    assert 'content="noindex"' in response.text
    assert not Registration.objects.exists()


def test_the_number_of_queries_stays_small_when_the_form_is_shown(client, date, django_assert_num_queries):
    SignUpSettings.objects.get()
    client.get(address(date))
    with django_assert_num_queries(2):
        client.get(address(date))


# Signing up


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_mail_leaves_in_the_language_of_the_page_when_the_form_is_sent(language, send, browser, date, clock):
    text = browser.get(address(date).replace("/fr/", f"/{language}/")).text
    clock.shift(10)
    fields = {name: hidden(name, text) for name in ("csrfmiddlewaretoken", "stamp")}
    response = browser.post(
        address(date).replace("/fr/", f"/{language}/"), fields | {"contact_name": "Boris", "email": "Bo@Example.org"}
    )
    assert response.status_code == 302
    mail = OutgoingMail.objects.get()
    assert (mail.language, mail.recipient) == (language, "bo@example.org")
    registration = Registration.objects.get()
    assert f"/{language}/membres/lien/{signed_registration(registration.pk, None)}/" in mail.text
    assert "bo@example.org" in browser.get(response.url).text


def test_those_who_come_along_have_a_seat_when_they_are_named_or_counted(send):
    send(name_2="Dina", name_4="Eli", to_be_named="1", note="Porte B ?")
    assert [seat.guest_name for seat in Seat.objects.order_by("pk")] == ["Boris", "Dina", "Eli", ""]
    assert Registration.objects.get().note == "Porte B ?"


def test_what_the_date_asks_is_asked_of_each_when_it_asks(send, client, date):
    Occurrence.objects.update(asks_meal=True, asks_needs=True)
    assert 'name="needs_contact_name"' in client.get(address(date)).text
    send(meal_contact_name="vegan", needs_contact_name=["step_free"], name_2="Dina", meal_name_2="none")
    assert [(seat.meal, seat.needs) for seat in Seat.objects.order_by("pk")] == [("vegan", ["step_free"]), ("none", [])]


def test_the_sign_up_is_confirmed_by_the_button_of_the_link_when_it_is_opened(send, browser):
    send()
    link = re.search(r"/fr/membres/lien/\S+", OutgoingMail.objects.get().text)[0]
    assert "Confirmer mon inscription" in browser.get(link).text
    assert Seat.objects.get().status == "pending"
    for _press in range(2):
        response = browser.post(link, {"action": "confirm"})
    assert Seat.objects.get().status == "confirmed"
    assert "Votre inscription est confirmée" in browser.get(response.url).text


def test_the_page_of_the_link_says_so_when_confirming_leads_to_the_queue(
    send, browser, date, representative, organisation
):
    signed_up(date, organisation, representative, "A", "B", "C")
    send()
    link = f"/fr/membres/lien/{signed_registration(Registration.objects.get(organisation=None).pk, None)}/"
    assert "En confirmant, vous entrez dans la liste d’attente" in browser.get(link).text
    response = browser.post(link, {"action": "confirm"})
    assert "vous êtes sur la liste d’attente" in browser.get(response.url).text


def test_the_answer_is_the_same_when_the_address_is_signed_up_already(send, browser):
    def answer(name):
        response = send(contact_name=name)
        page = browser.get(response.url).text
        return response.status_code, response.url, re.sub(r'nonce="[^"]*"', "", page)

    first = answer("Boris")
    public_registration.confirm(user=holder())
    second = answer("Mallory")
    assert first[:2] == second[:2]
    assert "Mallory" not in second[2]
    assert len(first[2]) == len(second[2])


def holder():

    return LinkHolder(Registration.objects.get().pk)


def test_no_form_counts_when_it_was_not_ours_to_send(date):
    assert Client(enforce_csrf_checks=True).post(address(date), {"contact_name": "Boris"}).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"contact_name": ""},
        {"contact_name": "x" * 200},
        {"contact_name": "a\x00b"},
        {"email": ""},
        {"email": "bo"},
        {"email": "b" * 65 + "@example.org"},
        {"email": "bo@localhost"},
        {"email": "bo@[127.0.0.1]"},
        {"email": "bo@" + "x" * 300 + ".org"},
        {"email": "bo@example.org\nBcc: all@example.org"},
        {"name_2": "x" * 200},
        {"to_be_named": "-1"},
        {"to_be_named": "9" * 30},
        {"name_2": "A", "name_3": "B", "to_be_named": "4"},
        {"note": "x" * 1001},
        {"stamp": ""},
        {"stamp": "x" * 5000},
    ],
)
def test_nothing_is_lost_and_nobody_signed_up_when_the_form_is_refused(fields, send):
    response = send(**{"name_5": "Eli d’Outre-Meuse"} | fields)
    assert response.status_code == 200
    assert "Eli d’Outre-Meuse" in response.text
    assert state_of_all() == [[], [], []]


def test_the_seat_is_held_when_the_local_part_has_sixty_four_characters(send):
    assert send(email="b" * 64 + "@example.org").status_code == 302


def test_a_line_break_in_a_name_is_a_space_when_it_is_sent(send):
    send(contact_name="Boris\r\nBcc: all")
    assert Registration.objects.get().contact_name == "Boris Bcc: all"


# Robots


def test_the_form_comes_back_whole_when_the_hidden_field_is_filled_in(send, date, browser, clock):
    response = send(website="https://robots.example", note="Porte B ?")
    assert response.status_code == 200
    assert "Porte B ?" in response.text
    assert "robots.example" not in response.text
    assert state_of_all() == [[], [], []]
    again = {name: hidden(name, response.text) for name in ("csrfmiddlewaretoken", "stamp", "contact_name", "email")}
    assert browser.post(address(date), again).status_code == 302


def test_it_counts_the_second_time_when_the_form_was_sent_too_fast(send, browser, date, clock):
    response = send(wait=1)
    assert response.status_code == 200
    assert not Registration.objects.exists()
    clock.shift(5)
    again = {name: hidden(name, response.text) for name in ("csrfmiddlewaretoken", "stamp", "contact_name", "email")}
    assert browser.post(address(date), again).status_code == 302


def test_it_counts_the_second_time_when_the_form_was_open_for_a_day(send, browser, date, clock):
    response = send(wait=86_400)
    assert not Registration.objects.exists()
    clock.shift(5)
    again = {name: hidden(name, response.text) for name in ("csrfmiddlewaretoken", "stamp", "contact_name", "email")}
    assert browser.post(address(date), again).status_code == 302


def test_the_form_of_another_date_does_not_count_when_it_is_sent_here(send):
    assert send(stamp=spam_protection.new_stamp(str(uuid.uuid4()))).status_code == 200
    assert not Registration.objects.exists()


def test_one_sign_up_is_made_when_the_button_is_pressed_twice(browser, date, clock):
    text = browser.get(address(date)).text
    clock.shift(10)
    fields = {name: hidden(name, text) for name in ("csrfmiddlewaretoken", "stamp")}
    fields |= {"contact_name": "Boris", "email": "bo@example.org"}
    assert [browser.post(address(date), fields).status_code for _press in range(2)] == [302, 302]
    assert OutgoingMail.objects.count() == 1


def test_everybody_signs_up_when_ten_do_within_five_minutes_from_one_connection(send, date):
    Occurrence.objects.update(capacity=12)
    for number in range(10):
        assert send(wait=25, contact_name=f"Élève {number}", email=f"e{number}@example.org").status_code == 302
    assert Registration.objects.count() == 10


@pytest.mark.parametrize(("limit", "wait"), [(10, 0), (150, 700)])
def test_the_visitor_is_told_when_to_send_again_when_there_were_too_many(limit, wait, send, monkeypatch, clock):
    monkeypatch.setattr(spam_protection, "YOUNGEST", -1)
    monkeypatch.setattr(public_registration, "sign_up", lambda **fields: Registration(pk=1))
    statuses = set()
    for number in range(limit):
        clock.shift(wait if number % 10 == 0 else 0)
        statuses.add(send(wait=0, email=f"bo{number}@example.org").status_code)
    assert statuses == {302}
    clock.shift(wait)
    response = send(wait=0, email="last@example.org", note="Porte B ?")
    assert response.status_code == 429
    assert "Porte B ?" in response.text
    assert "minutes" in response.text


def test_a_mailbox_is_not_flooded_when_many_forms_name_it(send):
    statuses = [send(email="Victim@example.org").status_code for _time in range(6)]
    assert statuses == [302, 302, 302, 302, 429, 429]
    assert OutgoingMail.objects.count() == 4


def test_the_page_of_the_link_says_that_no_seat_is_held_when_one_connection_holds_enough(send, browser, date, clock):
    seats.set_capacity(occurrence_id=date.pk, capacity=100)
    for number in range(2):
        assert send(contact_name=f"N{number}", email=f"bo{number}@example.org", to_be_named=5).status_code == 302
    assert send(email="bo3@example.org").status_code == 302
    registration = Registration.objects.get(email="bo3@example.org")
    assert registration.seats.get().number is None
    link = reverse("members:link", args=[signed_registration(registration.pk, None)])
    assert "Aucune place n’est encore gardée" in browser.get(link).text
    assert "fait=confirmee" in browser.post(link, {"action": "confirm"}).url
    # The database never learns from where somebody wrote; another household has its own share.
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert send(client=elsewhere, email="bo4@example.org").status_code == 302
    assert Registration.objects.get(email="bo4@example.org").seats.get().number


def test_a_corrected_address_replaces_the_first_when_the_visitor_goes_back(send):
    send(email="wrong@example.org")
    send(email="right@example.org")
    assert Registration.objects.get().email == "right@example.org"
    assert Seat.objects.count() == 1


def test_another_person_signs_up_too_when_the_computer_is_the_same(send):
    send()
    send(contact_name="Dina", email="dina@example.org")
    assert Registration.objects.count() == 2


def test_what_was_typed_is_there_to_correct_when_that_button_is_pressed(send, browser, date, clock):
    send(name_2="Opa", to_be_named="1", email="wrong@example.org", note="Porte B ?")
    sent = browser.get(address(date, "sent")).text
    assert f"{address(date)}?corriger" in sent
    text = browser.get(f"{address(date)}?corriger").text
    for typed in ("Boris", "Opa", "wrong@example.org", "Porte B ?"):
        assert typed in text
    clock.shift(10)
    own = {name: hidden(name, text) for name in ("csrfmiddlewaretoken", "stamp")}
    browser.post(address(date), own | {"contact_name": "Bob", "email": "right@example.org"})
    assert Registration.objects.get().contact_name == "Bob"


@pytest.mark.parametrize("stamp", ["", "x", "é", "a" * 5000])
def test_nothing_is_corrected_when_the_cookie_is_nonsense(stamp, browser, date):
    browser.cookies["formulaire"] = stamp
    text = browser.get(f"{address(date)}?corriger").text
    assert 'name="stamp"' in text
    assert "?corriger" not in browser.get(address(date, "sent")).text


def test_a_person_is_added_by_the_page_of_the_link_when_it_is_confirmed(send, browser, date):
    send()
    registration = Registration.objects.get()
    link, page = (
        reverse(f"members:{name}", args=[signed_registration(registration.pk, None)]) for name in ("link", "link_add")
    )
    assert page not in browser.get(link).text
    assert "d’abord" in browser.post(page, {"name": "Opa"}).text
    browser.post(link, {"action": "confirm"})
    assert page in browser.get(link).text
    assert browser.get(page).status_code == 200
    for name in ("", "x" * 500, "www.x", "\0", "\u200b"):
        assert browser.post(page, {"name": name}).status_code == 200
    assert registration.seats.count() == 1
    assert browser.post(page, {"name": "Opa"}).url == f"{link}?fait=ajoutee"
    assert registration.seats.filter(status="confirmed").count() == 2


def test_no_person_is_added_by_the_link_of_an_organisation(browser, date, organisation, representative):
    made = signed_up(date, organisation, representative, "Anouk")
    page = reverse("members:link_add", args=[signed_registration(made.pk, representative.pk)])
    assert browser.post(page, {"name": "Opa"}).status_code == 404
    assert made.seats.count() == 1


def test_the_address_stands_as_the_visitor_wrote_it_when_its_domain_has_accents(send, browser):
    answer = send(email="zoe@bücher.example")
    assert "zoe@bücher.example" in browser.get(answer.url).text
