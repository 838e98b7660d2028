"""Getting in, in a browser: an invitation, a mailed code, a second factor; every account page at every width."""

import email
import email.policy
import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from factories.demo import COORDINATION, REPRESENTATIVE
from playwright.sync_api import expect

from demo.accounts import PASSWORD, accounts

LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+/membres/invitation/\S+/")
CODE = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", re.MULTILINE)
DUTCH = accounts()[3]

ENTRANCES = ("login/", "login/code/", "password/reset/", "password/reset/done/", "password/reset/key/a-b/", "signup/")
OWN_PAGES = ("email/", "password/change/", "2fa/", "2fa/webauthn/", "logout/")


@pytest.fixture
def mailed(own_demo):
    """``mailed("nova@…", CODE)``: what the pattern finds in the last mail to that address, once it has come."""

    def find(address: str, pattern: re.Pattern) -> str:
        give_up = time.monotonic() + 10
        while time.monotonic() < give_up:
            files = sorted((own_demo.folder / "mail").iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
            for file in files[:20]:
                message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                body = message.get_body(("plain",)) if message["To"] == address else None
                if body and (found := pattern.search(body.get_content())):
                    return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no mail to {address}")

    return find


def sign_in_by_password(page, account):
    page.fill("input[name=login]", account.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()


@pytest.fixture
def invite(open_demo, cookies_of, serious_violations):
    """``invite("nova@…", "nl")``: as the coordinator does it in the CMS."""

    def fill_and_send(person: str, language: str) -> None:
        office = open_demo("/gestion/reseau/invitations/inviter/", cookies=cookies_of(COORDINATION))
        office.select_option("#id_organisation", label=REPRESENTATIVE.organisation)
        office.fill("#id_emails", person)
        office.select_option("#id_language", language)
        assert serious_violations(office) == []
        office.locator("form.cms-form button[type=submit]").click()
        expect(office.locator("#listing-results")).to_contain_text(person)
        # Without the message, which fades in and is Wagtail's.
        office.goto(office.url)
        assert serious_violations(office) == []

    return fill_and_send


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_an_invited_person_enters_and_comes_back_with_a_code(language, open_demo, invite, mailed, look):
    person = f"nova-{language}@association.example"
    invite(person, language)
    page = open_demo("/fr/", width=320)
    page.goto(mailed(person, LINK))
    expect(page.locator("html")).to_have_attribute("lang", language)
    look(page, "invitation")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**/{language}/membres/")
    expect(page.locator("main")).to_contain_text(REPRESENTATIVE.organisation)
    page.goto(page.url + "mes-donnees/")
    look(page, "my data")
    page.goto(page.url + "effacer/")
    look(page, "erase")
    page.context.clear_cookies()
    page.goto(mailed(person, LINK))
    look(page, "used invitation")
    page.goto(page.url.split("/invitation/")[0] + "/compte/login/code/")
    page.fill("input[name=email]", person)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/confirm/**")
    look(page, "code")
    page.fill("input[name=code]", mailed(person, CODE))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"**/{language}/membres/")
    expect(page.locator("main")).to_contain_text(REPRESENTATIVE.organisation)


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_entrances_are_accessible_and_fit(language, open_demo, look):
    page = open_demo(f"/{language}/membres/compte/login/")
    start = page.url.removesuffix("login/")
    for path in ENTRANCES:
        page.goto(start + path)
        look(page, path)
    page.goto(f"{start.removesuffix('compte/')}invitation/x/")
    look(page, "no invitation")
    page.goto(f"{start}login/")
    for _ in range(6):
        with page.expect_navigation() as answer:
            sign_in_by_password(page, DUTCH._replace(email=f"stranger-{language}@elsewhere.example"))
        if answer.value.status == 429:
            break
    look(page, "too many attempts")
    expect(page.locator("h1")).to_have_text("Trop d’essais" if language == "fr" else "Te veel pogingen")


@pytest.mark.parametrize("account", [REPRESENTATIVE, DUTCH], ids=["fr", "nl"])
def test_pages_of_the_account_are_accessible_and_fit_before_and_after_a_second_factor(account, open_demo, look):
    page = open_demo(f"/{account.language}/membres/compte/login/")
    start = page.url.removesuffix("login/")
    sign_in_by_password(page, account)
    page.wait_for_url("**/membres/")
    for path in OWN_PAGES:
        page.goto(start + path)
        look(page, path)
    page.goto(f"{start}2fa/webauthn/add/")
    page.wait_for_url("**/reauthenticate/**")
    look(page, "confirm access")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url("**/webauthn/add/")
    look(page, "add a passkey")
    page.goto(f"{start}2fa/totp/activate/")
    look(page, "add an app")
    secret = page.input_value("#authenticator_secret")
    page.fill("input[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/recovery-codes/**")
    look(page, "recovery codes")
    for path in ("2fa/", "2fa/totp/deactivate/", "2fa/recovery-codes/generate/"):
        page.goto(start + path)
        look(page, path)
    page.context.clear_cookies()
    page.goto(f"{start}login/")
    sign_in_by_password(page, account)
    page.wait_for_url("**/2fa/authenticate/**")
    look(page, "second factor asked")
