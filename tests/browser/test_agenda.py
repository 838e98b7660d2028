"""Reading the agenda: filters swap in place and stay in the address, by keyboard and without scripts; the month."""

import pytest

from events.subscribe import qr_code

VIEWS = {"filtered": "?groupe=logement", "month": "?vue=mois", "year": "?periode=passe", "nothing": "?vue=mois&q=zzzz"}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("view", VIEWS)
def test_view_is_accessible_and_fits(view, language, width, open_demo, violations):
    page = open_demo(f"/{language}/agenda/{VIEWS[view]}", width=width)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dates_are_swapped_in_place_when_a_filter_is_chosen(open_demo):
    page = open_demo("/fr/agenda/")
    page.evaluate("window.stays = true")
    page.locator("#agenda-more summary").click()
    page.locator("#agenda-groupe").focus()
    page.select_option("#agenda-groupe", "logement")
    page.wait_for_url("**/fr/agenda/?groupe=logement")
    page.locator(".chip--remove", has_text="Logement").wait_for()
    assert page.evaluate("window.stays")
    assert page.evaluate("document.activeElement.id") == "agenda-groupe"
    assert "date" in page.locator("#agenda-status").inner_text()
    assert "Logement" in page.title()
    assert page.locator('link[type="text/calendar"]').get_attribute("href").endswith("agenda.ics?groupe=logement")
    page.locator(".agenda-views a", has_text="Mois").click()
    page.wait_for_url("**/fr/agenda/?groupe=logement&vue=mois&mois=*")
    page.locator(".month__table").wait_for()
    assert page.evaluate("window.stays")
    page.go_back()
    page.wait_for_url("**/fr/agenda/?groupe=logement")
    page.locator(".row").first.wait_for()
    assert page.locator("h1").count() == 1
    assert page.locator(".month__table").count() == 0


def test_month_turns_when_only_the_keyboard_is_used(open_demo):
    page = open_demo("/nl/agenda/?vue=mois&mois=2026-12")
    page.locator("a[rel=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**mois=2027-01")
    page.locator("#month-title", has_text="Januari 2027").wait_for()
    page.wait_for_function("document.activeElement.id === 'agenda-count'")


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
    page.wait_for_url("**/fr/agenda/?groupe=logement")
    page.locator(".chip--remove", has_text="Logement").wait_for()
    go_to(page, ".agenda-views a[href*='vue=mois']")
    page.keyboard.press("Enter")
    page.locator(".month__table").wait_for()
    assert "groupe=logement" in page.url

    feed = f"{demo}/fr/agenda/agenda.{{}}?groupe=logement"
    go_to(page, "#subscribe .button")
    assert page.evaluate("document.activeElement.href") == feed.format("ics").replace("http:", "webcal:")
    go_to(page, "#subscribe-address")
    assert page.locator("#subscribe-address").input_value() == feed.format("ics")
    go_to(page, "#subscribe details summary")
    page.keyboard.press("Enter")
    qr = page.locator("#subscribe .subscribe__qr")
    assert qr.is_visible()
    assert qr.get_attribute("src") == qr_code(f"{demo}/fr/agenda/?groupe=logement#subscribe")
    go_to(page, "#subscribe details:has(.links) summary")
    page.keyboard.press("Enter")
    addresses = [link.get_attribute("href") for link in page.locator("#subscribe .links a:visible").all()[:2]]
    assert addresses == [feed.format("rss"), feed.format("json")]
    titles = [event["title"] for event in page.request.get(addresses[1]).json()["events"]]
    page.goto(f"{demo}/fr/agenda/?groupe=logement")
    assert page.locator(".row h3").all_inner_texts() == titles


def test_filters_work_when_scripts_are_off(open_demo):
    page = open_demo("/fr/agenda/?vue=mois", scripts=False)
    page.locator("#agenda-more summary").click()
    page.locator("#agenda-groupe").select_option("logement")
    page.locator("#agenda-more button").click()
    assert "groupe=logement" in page.url
    assert "vue=mois" in page.url
    assert page.locator(".chip--remove").count() == 1
    page.locator(".agenda-in-use__all").click()
    assert "groupe" not in page.url
    assert page.locator(".month__table").count() == 1
