"""Somebody without an account signs up, confirms and cancels: on a telephone, by the keyboard, in both languages."""

import re
from urllib.parse import urlsplit

import pytest
from factories.demo import connected_to
from playwright.sync_api import Page, expect

from events.models import Occurrence
from events.sign_up.spam_protection import YOUNGEST
from network.models import OutgoingMail

WORDS = {
    "fr": {"confirmed": "confirmé, place", "cancelled": "C’est annulé"},
    "nl": {"confirmed": "bevestigd, plaats", "cancelled": "Geannuleerd"},
}


@pytest.fixture(scope="module")
def public_date(demo, own_demo, django_db_blocker):
    """The path, in each language, of a date of the demo that everybody may sign up for."""
    with django_db_blocker.unblock(), connected_to(own_demo):
        date = Occurrence.objects.filter(sign_up="members", status="planned", capacity__gt=20).order_by("start").last()
        Occurrence.objects.filter(pk=date.pk).update(sign_up="public", opens_at=None, asks_meal=True)
    return lambda language: f"/{language}/inscription/{date.uid}/"


@pytest.fixture
def link_mailed(own_demo, django_db_blocker):
    """``link_mailed(address)``: the path of the link in the last mail to it."""

    def find(address: str) -> str:
        with django_db_blocker.unblock(), connected_to(own_demo):
            text = OutgoingMail.objects.filter(recipient=address).latest("pk").text
        return urlsplit(re.search(r"\S+/membres/lien/\S+", text)[0]).path

    return find


def press(page: Page, selector: str) -> None:
    """Reach the element as the keyboard does, and press Enter."""
    page.locator(selector).first.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_visitor_signs_up_confirms_and_cancels_when_only_the_keyboard_is_used(
    language, open_demo, public_date, link_mailed, look
):
    address = f"bo.{language}@example.org"
    page = open_demo(public_date(language), width=320)
    look(page, "form")
    page.set_viewport_size({"width": 320, "height": 700})
    page.locator("input[name=contact_name]").focus()
    page.keyboard.type("Boris Vermeulen")
    page.keyboard.press("Tab")
    page.keyboard.type(address.upper())
    page.wait_for_timeout(YOUNGEST * 1000)
    press(page, "main form[method=post] button[type=submit]")
    page.wait_for_url("**/envoyee/")
    expect(page.locator("[role=status]")).to_contain_text(address)
    look(page, "sent")

    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(page.url.partition(f"/{language}/")[0] + link_mailed(address))
    assert page.locator("html").get_attribute("lang") == language
    look(page, "link to confirm")
    press(page, "button[type=submit]")
    page.wait_for_url("**fait=confirmee")
    expect(page.locator(".sign-ups")).to_contain_text(WORDS[language]["confirmed"])
    look(page, "link confirmed")

    press(page, "a[href*='/places/']")
    page.wait_for_url("**/places/**")
    look(page, "another name")
    page.go_back()
    press(page, "a[href*='/annuler/']")
    page.wait_for_url("**/annuler/**")
    look(page, "cancel")
    press(page, "main button[type=submit]")
    page.wait_for_url("**fait=annulee")
    expect(page.locator("[role=status]")).to_contain_text(WORDS[language]["cancelled"])
    look(page, "link cancelled")


def test_nothing_typed_is_lost_when_the_form_is_sent_incomplete(open_demo, public_date, look):
    page = open_demo(public_date("fr"), width=320)
    page.fill("input[name=contact_name]", "Boris Vermeulen")
    page.fill("input[name=email]", "bo")
    press(page, "main form[method=post] button[type=submit]")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("input[name=contact_name]")).to_have_value("Boris Vermeulen")
    look(page, "refused")


def test_a_link_that_opens_nothing_says_so_when_it_is_broken(open_demo, look):
    look(open_demo("/nl/membres/lien/abc/", width=320), "broken link")
