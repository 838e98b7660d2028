"""The member space at every width, in both languages: what it lists, a sign-up with a meal, hosting, the calendar."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_member_space_sign_up_with_a_meal_and_hosting_are_accessible_and_fit(
    language, open_demo, signed_in_cookies, look
):
    page = open_demo(f"/{language}/membres/", cookies=signed_in_cookies)
    space = page.url
    expect(page.locator("html")).to_have_attribute("lang", language)
    look(page, "member space")
    page.locator("a[href*='/membres/inscription/']").first.click()
    page.wait_for_url("**/membres/inscription/**")
    look(page, "sign-up")
    # The first midi may be too near to sign up for.
    page.goto(space.replace("/membres/", "/agenda/?type=midi-de-la-coordination"))
    page.locator(".row a").nth(1).click()
    page.locator("[name^=meal_]").first.wait_for(state="attached")
    look(page, "sign-up with a meal")
    page.goto(f"{space}recevoir/")
    look(page, "hosting")


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_private_calendar_is_accessible_when_it_is_made_replaced_and_closed(
    language, open_demo, signed_in_cookies, look
):
    page = open_demo(f"/{language}/membres/calendrier/", cookies=signed_in_cookies)
    calendar = page.url
    address = page.locator("#subscribe-address")
    button = page.locator("main form button[type=submit]")
    button.click()
    address.wait_for()
    first = address.input_value()
    look(page, "the address")
    page.locator("a[href$='/remplacer/']").click()
    page.wait_for_url("**/remplacer/")
    look(page, "replace it")
    button.click()
    page.wait_for_url(calendar)
    expect(address).not_to_have_value(first)
    assert page.request.get(address.input_value()).ok
    page.locator("a[href$='/fermer/']").click()
    page.wait_for_url("**/fermer/")
    button.click()
    page.wait_for_url(calendar)
    expect(address).to_have_count(0)
