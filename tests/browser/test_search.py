"""Suggestions below the search boxes: by keyboard, by touch, spoken, and left alone."""

import re

import pytest
from playwright.sync_api import expect

ONLY_READS = True
BOX = "form[data-suggestions] input[type=search]"


@pytest.mark.parametrize(("path", "width"), [("/fr/recherche/", 1280), ("/nl/reseau/", 320)])
def test_suggestions_are_accessible_and_fit(path, width, open_demo, fits):
    page = open_demo(path, width=width)
    page.locator(BOX).press_sequentially("lo")
    expect(page.locator("[role=option]").first).to_be_visible()
    expect(page.locator(BOX)).to_have_attribute("aria-expanded", "true")
    expect(page.locator("form[data-suggestions] [role=status]")).to_contain_text(re.compile(r"\d sugge"))
    fits(page)


def test_one_is_reached_when_only_the_keyboard_is_used(open_demo):
    page = open_demo("/fr/recherche/")
    box = page.locator(BOX)
    box.press_sequentially("logement")
    expect(page.locator("[role=option]").first).to_contain_text("Besoin")
    box.press("ArrowUp")
    expect(page.locator("[role=option]").last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    box.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/fr/reseau/\?theme=logement$"))


def test_the_words_are_searched_when_nothing_is_chosen(open_demo):
    page = open_demo("/fr/recherche/")
    box = page.locator(BOX)
    box.press_sequentially("logement")
    expect(page.locator("[role=option]").first).to_be_visible()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/fr/recherche/\?q=logement$"))


def test_the_list_goes_when_it_is_escaped_or_the_box_is_left_or_empty(open_demo):
    page = open_demo("/fr/reseau/")
    box, options = page.locator(BOX), page.locator("[role=option]")
    box.press_sequentially("esc")
    expect(options.first).to_be_visible()
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("esc")
    box.press_sequentially("a")
    expect(options.first).to_be_visible()
    box.fill("")
    expect(options).to_have_count(0)
    expect(page.locator("form[data-suggestions] [role=status]")).to_be_empty()
    box.press_sequentially("escale")
    expect(options.first).to_be_visible()
    page.locator("h1").click()
    expect(options).to_have_count(0)


def test_one_is_opened_when_it_is_tapped(open_demo):
    page = open_demo("/fr/reseau/", width=320)
    page.locator(BOX).press_sequentially("escale")
    page.locator("[role=option]", has_text="L’Escale du Canal").first.click()
    expect(page).to_have_url(re.compile(r"/fr/reseau/l-?escale-du-canal/$"))
