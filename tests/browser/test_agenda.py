"""Reading the agenda: filters swap in place and stay in the address, by keyboard and without scripts; the month."""

import re

import pytest
from playwright.sync_api import expect

from events.calendars.subscription import qr_code

ONLY_READS = True

VIEWS = {"filtered": "?groupe=logement", "month": "?vue=mois", "year": "?periode=passe", "nothing": "?vue=mois&q=zzzz"}


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("view", VIEWS)
def test_view_is_accessible_and_fits(view, language, open_demo, fits):
    fits(open_demo(f"/{language}/agenda/{VIEWS[view]}", width=320))


def test_dates_are_swapped_in_place_when_a_filter_is_chosen(open_demo, demo):
    page = open_demo("/fr/agenda/")
    page.evaluate("window.stays = true")
    page.locator("#agenda-more summary").click()
    page.locator("#agenda-groupe").focus()
    page.select_option("#agenda-groupe", "logement")
    expect(page).to_have_url(f"{demo}/fr/agenda/?groupe=logement")
    expect(page.locator(".chip--remove", has_text="Logement")).to_have_count(1)
    assert page.evaluate("window.stays")
    expect(page.locator("#agenda-groupe")).to_be_focused()
    expect(page.locator("#agenda-status")).to_contain_text("date")
    expect(page).to_have_title(re.compile("Logement"))
    feed = page.locator('link[type="text/calendar"]')
    expect(feed).to_have_attribute("href", re.compile(r"agenda\.ics\?groupe=logement$"))
    page.locator(".agenda-views a", has_text="Mois").click()
    expect(page).to_have_url(re.compile(r"/fr/agenda/\?groupe=logement&vue=mois&mois="))
    expect(page.locator(".month__table")).to_have_count(1)
    assert page.evaluate("window.stays")
    page.go_back()
    expect(page).to_have_url(f"{demo}/fr/agenda/?groupe=logement")
    expect(page.locator(".row").first).to_be_visible()
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".month__table")).to_have_count(0)


def test_month_turns_when_only_the_keyboard_is_used(open_demo):
    page = open_demo("/nl/agenda/?vue=mois&mois=2026-12")
    page.locator("a[rel=next]").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("mois=2027-01$"))
    expect(page.locator("#month-title", has_text="Januari 2027")).to_be_visible()
    expect(page.locator("#agenda-count")).to_be_focused()


def go_to(page, selector: str) -> None:
    """Press Tab until the focus is on the first element of ``selector``."""
    for _press in range(60):
        if page.evaluate("selector => document.activeElement === document.querySelector(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {selector}")


def test_resident_follows_the_choice_on_screen_when_only_the_keyboard_is_used(open_demo, demo):
    page = open_demo("/fr/agenda/")
    go_to(page, "#agenda-more summary")
    page.keyboard.press("Enter")
    go_to(page, "#agenda-groupe")
    page.keyboard.type("Logement")
    expect(page).to_have_url(f"{demo}/fr/agenda/?groupe=logement")
    expect(page.locator(".chip--remove", has_text="Logement")).to_have_count(1)
    expect(page.locator("#agenda-groupe")).to_be_focused()
    go_to(page, ".agenda-views a[href*='vue=mois']")
    page.keyboard.press("Enter")
    expect(page.locator(".month__table")).to_have_count(1)
    expect(page).to_have_url(re.compile("groupe=logement"))
    expect(page.locator("#agenda-count")).to_be_focused()

    feed = f"{demo}/fr/agenda/agenda.{{}}?groupe=logement"
    go_to(page, "#subscribe .button")
    expect(page.locator("#subscribe .button").first).to_have_attribute(
        "href", feed.format("ics").replace("http:", "webcal:")
    )
    go_to(page, "#subscribe-address")
    expect(page.locator("#subscribe-address")).to_have_value(feed.format("ics"))
    go_to(page, "#subscribe details summary")
    page.keyboard.press("Enter")
    qr = page.locator("#subscribe .subscribe__qr")
    expect(qr).to_be_visible()
    expect(qr).to_have_attribute("src", qr_code(f"{demo}/fr/agenda/?groupe=logement#subscribe"))
    go_to(page, "#subscribe details:has(.links) summary")
    page.keyboard.press("Enter")
    links = page.locator("#subscribe .links a:visible")
    for number, name in enumerate(("rss", "json")):
        expect(links.nth(number)).to_have_attribute("href", feed.format(name))
    titles = [event["title"] for event in page.request.get(feed.format("json")).json()["events"]]
    page.goto(f"{demo}/fr/agenda/?groupe=logement")
    expect(page.locator(".row h3")).to_have_text(titles)


def test_filters_work_when_scripts_are_off(open_demo):
    page = open_demo("/fr/agenda/?vue=mois", scripts=False)
    page.locator("#agenda-more summary").click()
    page.locator("#agenda-groupe").select_option("logement")
    page.locator("#agenda-more button").click()
    expect(page).to_have_url(re.compile(r"\?(?=.*vue=mois).*groupe=logement"))
    expect(page.locator(".chip--remove")).to_have_count(1)
    page.locator(".agenda-in-use__all").click()
    expect(page).not_to_have_url(re.compile("groupe"))
    expect(page.locator(".month__table")).to_have_count(1)
