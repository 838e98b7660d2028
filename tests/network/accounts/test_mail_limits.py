"""What strangers ask for in somebody's name: few mails leave, and the owner of the address gets in all the same."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from factories.network import UserFactory

from config.settings.base import caches
from network.accounts import mail_limits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]

ANA, NOBODYS = "ana@association.example", "stranger@elsewhere.example"
LOGIN, ASK, RESET, EMAIL = (
    f"/fr/membres/compte/{path}/" for path in ("login", "login/code", "password/reset", "email")
)
CONFIRM = f"{ASK}confirm/"
CODE = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", re.MULTILINE)


@pytest.fixture(autouse=True)
def ana():
    return UserFactory(email=ANA)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to("2026-11-30T10:00:00+01:00", tick=False)
    return time_machine


def from_network(number):
    return Client(REMOTE_ADDR=f"192.0.{number // 250}.{number % 250}")


def strangers_ask(times, *, email=ANA, path=ASK, first=1):
    return [from_network(first + n).post(path, {"email": email}).status_code for n in range(times)]


def code_in(letter):
    return CODE.search(letter.body)[0]


def is_in(browser):
    return "_auth_user_id" in browser.session


def test_mailing_still_pauses_without_redis_when_many_other_addresses_were_asked_for(settings):
    settings.CACHES = caches("", "forgetful")
    counted = [mail_limits.may_mail("code", ANA) for _time in range(3)]
    for number in range(1000):
        mail_limits.may_mail("code", f"{number}@elsewhere.example")
    assert (counted, mail_limits.may_mail("code", ANA)) == ([True] * 3, False)


def test_the_owner_gets_in_when_strangers_ask_for_codes_without_end(clock):
    for quarter in range(5):
        assert set(strangers_ask(4, first=4 * quarter)) == {302}
        clock.shift(15 * 60)
    assert len(mail.outbox) == 12
    owner = Client(REMOTE_ADDR="198.51.100.7")
    answer = owner.post(ASK, {"email": ANA})
    assert answer.status_code == 302
    assert "le dernier code fonctionne" in owner.get(answer.url).text
    assert len(mail.outbox) == 12
    owner.post(CONFIRM, {"code": code_in(mail.outbox[-1])})
    assert is_in(owner)


def test_the_code_in_a_browser_stays_good_when_mailing_pauses():
    owner = Client(REMOTE_ADDR="198.51.100.7")
    owner.post(ASK, {"email": ANA})
    code = code_in(mail.outbox[-1])
    strangers_ask(4)
    owner.post(ASK, {"email": ANA})
    owner.post(CONFIRM, {"code": code})
    assert is_in(owner)


def test_any_browser_takes_the_last_code_when_several_asked():
    first, second = Client(), Client()
    first.post(ASK, {"email": ANA})
    second.post(ASK, {"email": ANA})
    first.post(CONFIRM, {"code": code_in(mail.outbox[-1])})
    assert is_in(first)


def test_a_code_opens_once_and_a_new_one_leaves_when_the_owner_got_in():
    strangers_ask(4)
    code = code_in(mail.outbox[-1])
    for expected in (True, False):
        browser = Client()
        browser.post(ASK, {"email": ANA})
        browser.post(CONFIRM, {"code": code})
        assert is_in(browser) is expected
    assert len(mail.outbox) == 4


def test_the_last_code_dies_when_it_is_old_and_mails_leave_again(clock):
    strangers_ask(2)
    code = code_in(mail.outbox[-1])
    clock.shift(16 * 60)
    browser = Client()
    browser.post(ASK, {"email": ANA})
    browser.post(CONFIRM, {"code": code})
    assert not is_in(browser)


def test_the_last_code_opens_nothing_when_it_was_of_another_account():
    UserFactory(email="bo@association.example")
    strangers_ask(1)
    browser = Client()
    browser.post(ASK, {"email": "bo@association.example"})
    browser.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert not is_in(browser)


def test_a_code_leaves_when_mailing_pauses_and_the_last_one_was_forgotten(ana):
    strangers_ask(4)
    cache.delete(f"sign-in-code:{ana.pk}")
    strangers_ask(1)
    assert len(mail.outbox) == 4


def test_the_pages_tell_nothing_when_mailing_pauses():
    def seen(email):
        strangers_ask(4, email=email)
        browser = Client(REMOTE_ADDR="198.51.100.7")
        answer = browser.post(ASK, {"email": email})
        page = browser.get(answer.url).text
        wrong = [browser.post(CONFIRM, {"code": "0000-0000"}).status_code for _ in range(3)]
        return answer.status_code, answer.url, re.sub(rf"{email}|value=\"\w{{64}}\"", "", page), wrong

    assert seen(ANA) == seen(NOBODYS)


@pytest.mark.parametrize("path", [ASK, RESET])
def test_few_mails_leave_when_many_addresses_have_no_account(path, monkeypatch):
    monkeypatch.setattr(mail_limits, "TO_STRANGERS", (mail_limits.Allowance(5, mail_limits.A_DAY),))
    answers = [from_network(n).post(path, {"email": f"p{n}@elsewhere.example"}).status_code for n in range(8)]
    assert set(answers) == {302}
    assert len(mail.outbox) == 5
    strangers_ask(1)
    assert mail.outbox[-1].to == [ANA]


@pytest.mark.parametrize("email", [ANA, NOBODYS])
def test_few_links_leave_and_the_last_one_works_when_strangers_ask_for_a_new_password(email, clock):
    for quarter in range(5):
        assert set(strangers_ask(4, email=email, path=RESET, first=4 * quarter)) == {302}
        clock.shift(15 * 60)
    assert len(mail.outbox) == 12
    if email == ANA:
        link = re.search(r"http://testserver(/\S+/key/\S+/)", mail.outbox[-1].body)[1]
        assert "password1" in Client().get(link, follow=True).text


def test_a_password_is_taken_when_strangers_guessed_from_elsewhere():
    wrong = [from_network(n % 6).post(LOGIN, {"login": ANA, "password": "nope"}).status_code for n in range(24)]
    assert set(wrong) == {200}
    assert Client(REMOTE_ADDR="198.51.100.7").post(LOGIN, {"login": ANA, "password": "demo"}).status_code == 302


def test_codes_for_new_addresses_stop_when_one_account_asks_for_many(ana, signed_in, clock):
    browser = signed_in(ana)
    for number in range(11):
        answer = browser.post(EMAIL, {"email": f"p{number}@elsewhere.example", "action_add": ""})
        clock.shift(5 * 60)
    assert len(mail.outbox) == 10
    assert "Trop de codes" in answer.text


def test_a_passkey_or_a_password_begins_the_count_anew():
    strangers_ask(4)
    Client().post(LOGIN, {"login": ANA, "password": "demo"})
    strangers_ask(4, first=20)
    assert len(mail.outbox) == 6
