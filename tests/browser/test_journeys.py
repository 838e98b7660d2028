"""Whole journeys on the demo: a member signs colleagues up on a telephone, the coordinator publishes an event."""

import datetime as dt
import re

from django.utils import timezone
from factories.demo import COORDINATION, REPRESENTATIVE
from playwright.sync_api import expect

PHONE = 320


def sign_up_page(page):
    """From the member space to the first date the organisation may sign up for."""
    page.locator("a[href*='/membres/inscription/']").first.click()
    page.wait_for_url("**/membres/inscription/**")


def name_two_people(page, first, second):
    page.fill("input[name=name_1]", first)
    page.locator("details.sign-up__more > summary").click()
    page.fill("input[name=name_2]", second)


def row_of(page, name):
    return page.locator("li.row", has_text=name)


def test_a_representative_signs_two_people_up_on_a_telephone_and_cancels_one(open_demo, sign_in):
    page = open_demo("/fr/membres/", width=PHONE, height=640)
    sign_in(page, REPRESENTATIVE)
    sign_up_page(page)
    date = page.url
    name_two_people(page, "Animatrice du jeudi", "Stagiaire du jeudi")
    page.get_by_role("button", name="Confirmer").click()
    for name in ("Animatrice du jeudi", "Stagiaire du jeudi"):
        expect(row_of(page, name)).to_contain_text(re.compile(r"confirmée?, place \d+"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.goto(date)
    row_of(page, "Stagiaire du jeudi").locator("a[href$='/annuler/']").click()
    page.locator("button.button--danger").click()
    page.wait_for_url(lambda url: "/annuler/" not in url)
    page.goto(date)
    expect(row_of(page, "Animatrice du jeudi")).to_have_count(1)
    expect(row_of(page, "Stagiaire du jeudi")).to_have_count(0)


def test_one_sign_up_is_made_when_the_button_is_clicked_twice(open_demo, signed_in_cookies):
    page = open_demo("/fr/membres/", width=PHONE, height=640, cookies=signed_in_cookies)
    sign_up_page(page)
    date = page.url
    page.fill("input[name=name_1]", "Collègue pressé")
    page.get_by_role("button", name="Confirmer").dblclick(no_wait_after=True)
    expect(row_of(page, "Collègue pressé")).to_have_count(1)
    page.goto(date)
    expect(row_of(page, "Collègue pressé")).to_have_count(1)


def test_the_coordinator_publishes_an_event_from_its_kind_and_sees_it_in_the_agenda(open_demo, demo, sign_in):
    page = open_demo("/gestion/")
    sign_in(page, COORDINATION)
    page.goto(f"{demo}/gestion/agenda/nouveau/")
    page.locator("a.cms-kind").first.click()
    page.fill("#id_title", "Midi des nouveaux membres")
    page.fill("#id_day", (timezone.localdate() + dt.timedelta(days=2)).strftime("%d/%m/%Y"))
    page.keyboard.press("Escape")
    page.fill("#id_place_fr", "Maison du Peuple, parvis 37, 1060 Saint-Gilles")
    page.locator("button[name=publish]").click()
    page.wait_for_url(lambda url: "/nouveau/" not in url)
    page.goto(f"{demo}/fr/agenda/")
    expect(page.get_by_role("link", name="Midi des nouveaux membres").first).to_be_visible()


def test_a_resident_reaches_an_open_door_and_a_date_in_the_neighbourhood_in_three_taps(open_demo):
    page = open_demo("/fr/", width=PHONE, height=640)
    page.get_by_role("link", name=re.compile("^Logement")).click()
    page.locator("main .row h2 a, main .row h3 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert re.search(r"/fr/reseau/[\w-]+/$", page.url)
    page.goto(page.url.partition("/fr/")[0] + "/fr/")
    page.get_by_role("link", name="Que faire dans le quartier").click()
    page.locator("[aria-labelledby=neighbourhood] h3 a").first.click()
    page.wait_for_url("**/fr/agenda/**")


def test_the_menu_of_a_telephone_opens_from_the_keyboard_and_says_where_one_is(open_demo):
    page = open_demo("/nl/agenda/", width=PHONE, height=640)
    menu = page.locator("details.menu-narrow")
    expect(menu.get_by_role("link", name="Agenda")).to_be_hidden()
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.locator("summary")).to_have_text("Sluiten", use_inner_text=True)
    expect(menu.get_by_role("link", name="Agenda")).to_have_attribute("aria-current", "page")
    expect(menu.get_by_role("link", name="Ledenruimte")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    menu.get_by_role("link", name="Werkgroepen").click()
    page.wait_for_url("**/nl/groupes/")
