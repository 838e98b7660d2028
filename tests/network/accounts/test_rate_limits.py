"""Limits on getting in: what comes too often is refused with the minutes to wait, and nobody else pays for it."""

import re
import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from factories.network import UserFactory

from network.accounts.adapter import NOBODY
from network.accounts.rate_limits import Window, client_network, window_of

pytestmark = pytest.mark.django_db

ANA = "ana@association.example"
LOGIN, CODE = "/fr/membres/compte/login/", "/fr/membres/compte/login/code/"


@pytest.fixture(autouse=True)
def account(site_tree):
    return UserFactory(email=ANA)


def wrong_password(email=ANA, *, client=None, path=LOGIN, **extra):
    return (client or Client()).post(path, {"login": email, "password": "nope"}, **extra)


def test_the_answer_says_when_to_try_again_after_five_wrong_passwords(time_machine):
    time_machine.move_to("2026-11-20T10:00:00+01:00", tick=False)
    assert [wrong_password().status_code for _ in range(5)] == [200] * 5
    time_machine.shift(60)
    response = wrong_password()
    assert response.status_code == 429
    assert response["Retry-After"] == "240"
    assert "Réessayez dans 4 minutes." in response.text
    assert f'value="{ANA}"' in response.text
    assert "nope" not in response.text
    assert "Probeer opnieuw over 4 minuten." in wrong_password(path="/nl/membres/compte/login/").text


def test_the_right_password_waits_too_and_is_welcome_afterwards(time_machine):
    time_machine.move_to("2026-11-20T10:00:00+01:00", tick=False)
    for _ in range(6):
        wrong_password()
    assert Client().post(LOGIN, {"login": ANA, "password": "demo"}).status_code == 429
    time_machine.shift(300)
    assert Client().post(LOGIN, {"login": ANA, "password": "demo"}).status_code == 302


def test_another_address_is_not_kept_out_by_the_mistakes_of_one(site_tree):
    for _ in range(6):
        wrong_password()
    assert wrong_password("bo@association.example").status_code == 200


@pytest.mark.parametrize("known", [True, False])
def test_known_and_unknown_addresses_are_locked_alike(known):
    email = ANA if known else "stranger@elsewhere.example"
    assert [wrong_password(email).status_code for _ in range(6)] == [200] * 5 + [429]


def test_the_owner_of_an_address_is_not_kept_out_by_mistakes_from_another_network():
    for _ in range(6):
        wrong_password()
    assert wrong_password(client=Client(REMOTE_ADDR="198.51.100.7")).status_code == 200


def test_signing_in_is_never_limited_by_success():
    assert {Client().post(LOGIN, {"login": ANA, "password": "demo"}).status_code for _ in range(25)} == {302}


def test_an_extra_field_does_not_change_whose_attempts_count():
    statuses = [
        Client().post(LOGIN, {"login": ANA, "password": "nope", "email": f"x{n}@elsewhere.example"}).status_code
        for n in range(6)
    ]
    assert statuses[-1] == 429


@pytest.mark.parametrize("email", [ANA, "stranger@elsewhere.example"])
def test_three_codes_are_sent_and_the_address_typed_is_kept(email):
    answers = [Client().post(CODE, {"email": email.upper(), "next": "/fr/agenda/"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert len(mail.outbox) == 3
    assert f'value="{email.upper()}"' in answers[-1].text
    assert 'value="/fr/agenda/"' in answers[-1].text


def test_a_code_dies_after_three_wrong_ones():
    browser = Client()
    confirm = browser.post(CODE, {"email": ANA}).url
    assert [browser.post(confirm, {"code": "0000-0000"}).status_code for _ in range(3)] == [200, 200, 302]
    code = re.search(r"^\w{4}-\w{4}$", mail.outbox[-1].body, re.MULTILINE)[0]
    browser.post(confirm, {"code": code})
    assert browser.get("/fr/membres/").status_code == 302


def test_codes_typed_are_counted_for_the_visitor():
    for number in range(7):
        browser = Client()
        confirm = browser.post(CODE, {"email": f"p{number}@elsewhere.example"}).url
        last = [browser.post(confirm, {"code": "0000-0000"}).status_code for _ in range(3)]
    assert last == [200, 200, 429]


def test_the_second_factor_is_locked_for_its_account_whatever_the_browser(account):
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": generate_totp_secret()})
    statuses = []
    for number in range(6):
        browser = Client(REMOTE_ADDR=f"192.0.2.{number}")
        browser.post(LOGIN, {"login": ANA, "password": "demo"})
        statuses.append(browser.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code)
    assert statuses == [200] * 5 + [429]


@pytest.mark.parametrize("method", ["get", "post"])
def test_links_are_not_guessed_without_end(method):
    statuses = [getattr(Client(), method)(f"/fr/membres/invitation/{n}/").status_code for n in range(21)]
    assert statuses == [404] * 20 + [429]
    assert Client(REMOTE_ADDR="192.0.2.7").get("/fr/membres/invitation/x/").status_code == 404


def test_password_resets_are_limited_for_an_address():
    path = reverse("account_reset_password")
    assert [Client().post(path, {"email": ANA}).status_code for _ in range(4)] == [302, 302, 302, 429]


def test_pages_are_read_as_often_as_one_likes():
    assert {Client().get(LOGIN).status_code for _ in range(40)} == {200}


# Who counts as one visitor


def network(settings, proxies, **meta):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    return client_network(RequestFactory().get("/", **meta))


@pytest.mark.parametrize(
    ("proxies", "meta", "expected"),
    [
        (0, {"REMOTE_ADDR": "192.0.2.1"}, "192.0.2.1"),
        (0, {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "198.51.100.9"}, "192.0.2.1"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.9"}, "198.51.100.9"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.5, 198.51.100.9"}, "198.51.100.9"),
        (2, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.9"}, "127.0.0.1"),
        (1, {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "nonsense"}, NOBODY),
        (1, {"REMOTE_ADDR": ""}, NOBODY),
        (0, {"REMOTE_ADDR": "2001:db8:1:2:aaaa::1"}, "2001:db8:1:2::/64"),
        (0, {"REMOTE_ADDR": "2001:db8:1:2:bbbb::9"}, "2001:db8:1:2::/64"),
        (0, {"REMOTE_ADDR": "::ffff:192.0.2.1"}, "192.0.2.1"),
    ],
)
def test_a_visitor_is_known_by_the_network_the_trusted_proxies_name(proxies, meta, expected, settings):
    assert network(settings, proxies, **meta) == expected


def test_neighbours_in_a_64_share_a_limit():
    def ask(host):
        return wrong_password(f"{host}@elsewhere.example", client=Client(REMOTE_ADDR=f"2001:db8:1:2::{host:x}"))

    assert [ask(host).status_code for host in range(1, 22)] == [200] * 20 + [429]
    assert wrong_password("z@elsewhere.example", client=Client(REMOTE_ADDR="2001:db8:1:3::1")).status_code == 200


def test_counts_are_those_of_the_cache_that_processes_share():
    first, second = window_of("one", 60), window_of("one", 60)
    assert first == second
    counts = []
    threads = [threading.Thread(target=lambda: counts.append(first.count())) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(1, 21))
    first.give_back()
    assert second.count() == 20


def test_a_window_that_closed_meanwhile_counts_nothing_and_breaks_nothing():
    window = Window(key="gone", ends=0.0)
    window.give_back()
    assert window.count() == 1
    cache.delete("gone")
