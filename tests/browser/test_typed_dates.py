"""What is typed for a day or an hour in the CMS stays; the picker fills in what is chosen in it."""

import re

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

PICKER = ".xdsoft_datetimepicker:visible"


def type_and_leave(page: Page, field: Locator, text: str) -> None:
    field.click()
    field.fill("")
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def test_typed_days_and_hours_become_the_date_when_a_new_event_is_saved(desk):
    page, year = desk("agenda/nouveau/petit-dejeuner/"), timezone.localdate().year + 1
    page.fill("#id_title", "Table des voisins")
    page.fill("#id_place_fr", "Maison du Peuple, parvis 37, 1060 Saint-Gilles")
    typed = {"#id_day": f"14.1.{year}", "#id_start_time": "9 h 30", "#id_end_time": "11u"}
    for field, text in typed.items():
        type_and_leave(page, page.locator(field), text)
    page.mouse.wheel(0, 300)
    for field, text in typed.items():
        expect(page.locator(field)).to_have_value(text)
    page.locator("button[name=draft]").click()
    page.wait_for_url("**/edit/")
    for name, value in {"day": f"14/01/{year}", "start_time": "09:30", "end_time": "11:00"}.items():
        expect(page.locator(f"#id_dates-0-{name}")).to_have_value(value)


def test_what_is_not_understood_stays_in_the_editor_with_words_when_it_is_saved(desk):
    page = desk("agenda/evenements/?q=Balade")
    # The editor compares with what the form holds two seconds after it is there: what is typed before is no change.
    page.add_init_script(
        "addEventListener('w-unsaved:watch-edits', () => document.documentElement.classList.add('watches-edits'))"
    )
    page.locator("table a[href*='/edit/']").first.click()
    page.locator("html.watches-edits").wait_for()
    page.get_by_role("tab", name="Dates").click()
    type_and_leave(page, page.locator("#id_dates-0-end_time"), "vers midi")
    page.locator("#id_dates-ADD").click()
    day = page.locator("input[name^=dates-][name$=-day]").last
    type_and_leave(page, day, "14/01")
    # The editor saves by itself, is refused, and leaves what is typed alone.
    expect(page.get_by_text("est en pause").first).to_be_visible()
    page.locator("[data-side-panel-toggle=status]").first.click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
    expires = page.locator("#id_expire_at")
    type_and_leave(page, expires, "fin janvier")
    expect(page.locator(PICKER)).to_have_count(0)
    page.locator("#schedule-publishing-dialog button[type=submit]").click()
    expect(page.get_by_text("La page ne peut être enregistrée").first).to_be_visible()
    page.get_by_role("tab", name="Dates").click()
    expect(day).to_have_value("14/01")
    expect(page.locator("#id_dates-0-end_time")).to_have_value("vers midi")
    expect(expires).to_have_value("fin janvier")
    for words in ("Cette date n’est pas comprise", "Cette heure n’est pas comprise"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_a_day_and_an_hour_are_taken_from_the_picker_when_they_are_pressed(desk):
    page = desk("agenda/nouveau/petit-dejeuner/")
    page.click("#id_day")
    page.locator(f"{PICKER} td.xdsoft_date:not(.xdsoft_other_month)", has_text=re.compile("^15$")).click()
    expect(page.locator("#id_day")).to_have_value(timezone.localdate().strftime("15/%m/%Y"))
    page.click("#id_end_time")
    hour = page.locator(f"{PICKER} .xdsoft_time.xdsoft_current + .xdsoft_time")
    chosen = hour.inner_text()
    hour.click()
    expect(page.locator("#id_end_time")).to_have_value(chosen)
    page.keyboard.press("Tab")
    expect(page.locator(PICKER)).to_have_count(0)


def test_a_filter_keeps_what_is_typed_and_says_so_when_it_is_no_day(desk):
    page = desk("agenda/dates/")
    page.get_by_role("button", name="Afficher les filtres").click()
    page.locator(".w-drilldown__toggle", has_text="Jour").click()
    first = page.locator("input[name=start_from]")
    type_and_leave(page, first, "14/01")
    expect(page.locator("#listing-results [role=alert]").first).to_contain_text("14/01/2027")
    expect(first).to_have_value("14/01")
