"""The coordinator runs a date from its page: finds people, writes to them, gives a seat beyond those there are."""

import re

from playwright.sync_api import expect

WORDS = "Entrez par la cour, la porte de devant est en travaux."


def full_date(desk) -> str:
    """The address of the first date to come where people wait, below the CMS."""
    page = desk("agenda/dates/?period=upcoming")
    row = page.locator("tr", has_text=re.compile(r"\(\+\d+\)")).first
    return row.locator("a[href*='/dates/inspect/']").first.get_attribute("href").split("/gestion/")[1]


def test_a_message_leaves_to_those_ticked_after_it_was_seen(desk, serious_violations):
    page = desk(full_date(desk))
    expect(page.locator("[data-tick-all] input")).to_be_visible()
    assert serious_violations(page) == []
    name = page.locator(".cms-seats tbody a").first.inner_text()
    page.fill(".cms-filters input[name=q]", name)
    page.keyboard.press("Enter")
    expect(page.locator(".cms-filters input[name=q]")).to_have_value(name)
    box = page.get_by_role("checkbox", name=name).first
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-ticked]")).to_contain_text("1")
    page.get_by_role("button", name="Écrire…").click()
    page.fill("#id_subject_fr", "Une autre entrée")
    page.fill("#id_text_fr", WORDS)
    page.locator("button[name=show]").click()
    expect(page.locator(".cms-letter").first).to_contain_text(WORDS)
    assert serious_violations(page) == []
    page.locator("button[name=confirm]").click()
    page.wait_for_url("**/inspect/**")
    expect(page.locator(".messages")).to_contain_text("1\u00a0e-mail")


def test_a_seat_beyond_those_there_are_is_given_with_a_reason(desk, serious_violations):
    page = desk(full_date(desk) + "?state=waiting")
    rows = page.locator("input[type=checkbox][name=seat]")
    rows.first.check()
    page.get_by_role("button", name="Donner une place…").click()
    expect(page.locator("#id_overbooking")).to_be_visible()
    assert serious_violations(page) == []
    page.locator("button[name=confirm]").click()
    expect(page.locator("[role=alert]").first).to_be_visible()
    page.fill("#id_overbooking", "Elle présente le projet.")
    page.locator("button[name=confirm]").click()
    page.wait_for_url("**/inspect/**")
    page.goto(page.url.split("?")[0])
    expect(page.locator(".cms-overbooked", has_text="surréservation").first).to_be_visible()
    expect(page.get_by_text("Elle présente le projet.").first).to_be_visible()


def test_an_organisation_that_called_is_excused_and_comes_after_all(desk, serious_violations):
    page = desk(full_date(desk))
    page.get_by_role("link", name="Excuser une organisation…").click()
    page.select_option("#id_organisation", label="L’Escale du Canal")
    page.fill("#id_note", "Grève des trams")
    # What happens follows what is chosen, without a button.
    expect(page.locator("button[name=confirm]")).to_be_visible()
    expect(page.locator("#date-action-preview .cms-letter").first).to_be_visible()
    assert serious_violations(page) == []
    page.locator("button[name=confirm]").dblclick()
    page.wait_for_url("**/inspect/**")
    row = page.locator("tr", has_text="Grève des trams")
    expect(row).to_contain_text("L’Escale du Canal")
    row.get_by_role("link", name="vient finalement").click()
    assert serious_violations(page) == []
    page.locator("button[name=confirm]").click()
    page.wait_for_url("**/inspect/**")
    expect(page.locator("tr", has_text="Grève des trams")).to_have_count(0)


def test_what_another_number_of_seats_does_is_shown_while_it_is_typed(desk, serious_violations):
    page = desk(full_date(desk).replace("inspect/", "") + "capacity/")
    before = int(page.input_value("#id_capacity"))
    page.fill("#id_capacity", str(before + 5))
    expect(page.locator("#date-action-preview .cms-names li").first).to_be_visible()
    page.fill("#id_capacity", "1")
    expect(page.locator("#date-action-preview .cms-overbooked").first).to_be_visible()
    assert serious_violations(page) == []
    page.locator("button[name=confirm]").click()
    expect(page.locator(".cms-refusal").first).to_be_visible()
