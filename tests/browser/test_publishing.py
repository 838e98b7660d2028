"""The coordinator publishes a series in words, moves, postpones and cancels its dates; the radar beside a day."""

import datetime as dt
import re

from django.utils import timezone
from playwright.sync_api import expect

from home.dates import date_in_words

TITLE, TITLE_NL = "Table des voisins", "Burentafel"
WORDS = "chaque samedi de 9 h 30 à 11 h 30, jusqu’au {last}"

PATHS = [
    "agenda/nouveau/groupe-de-travail/",
    "agenda/hotes/midi-de-la-coordination/",
    "agenda/import/",
    "agenda/import/new/",
    "agenda/conges-scolaires/",
    "agenda/abonnements/",
]


def saturdays(count: int) -> list[dt.date]:
    """The first Saturdays at least two weeks ahead, so that none is today."""
    today = timezone.localdate()
    first = today + dt.timedelta(days=14 + (5 - today.weekday()) % 7)
    return [first + dt.timedelta(weeks=week) for week in range(count)]


def as_typed(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")


def publish_series(desk, days: list[dt.date], *, moved_to: dt.date, serious_violations) -> None:
    """Write the series in words, and move its second date before publishing."""
    page = desk("agenda/nouveau/petit-dejeuner/")
    page.fill("#id_title", TITLE)
    page.fill("#id_title_nl", TITLE_NL)
    page.check("#id_repeats")
    page.fill("#id_day", as_typed(days[0]))
    page.keyboard.press("Escape")
    page.fill("#id_place_fr", "Maison du Peuple, parvis 37, 1060 Saint-Gilles")
    page.locator("button[name=draft]").click()
    page.wait_for_url("**/repetition/")
    page.fill("#id_words", WORDS.format(last=as_typed(days[-1])))
    page.locator("button[name=understand]").click()
    dates = page.locator(".repetition__dates tbody tr")
    expect(dates).to_have_count(len(days))
    second = dates.nth(1)
    second.locator("summary").click()
    second.locator("input[type=date]").fill(moved_to.isoformat())
    page.locator("button[name=preview]").click()
    expect(dates.nth(1)).to_contain_text("déplacée")
    assert serious_violations(page) == []
    page.locator("button[name=publish]").click()
    page.wait_for_url("**/edit/")


def act(desk, day: dt.date, action: str):
    """The page that does ``action`` to the series’ date of ``day``."""
    page = desk(f"agenda/dates/?q={TITLE.replace(' ', '+')}")
    link = page.locator("a[href*='/dates/inspect/']", has_text=date_in_words(day))
    number = re.search(r"/inspect/(\d+)/", link.first.get_attribute("href"))[1]
    return desk(f"agenda/dates/{number}/{action}/")


def confirm(page):
    """Ask for the mail, read it, then do it."""
    page.locator("button[name=preview]").click()
    expect(page.locator("#date-action-preview h3")).to_be_visible()
    page.locator("button[name=confirm]").click()
    page.wait_for_url("**/inspect/**")


def in_french(day: dt.date) -> str:
    return date_in_words(day, with_year=False).replace("\u00a0", " ")


def unfolded(feed: str) -> str:
    return feed.replace("\r\n ", "")


def events_of(feed: str) -> list[str]:
    return [event for event in unfolded(feed).split("BEGIN:VEVENT")[1:] if TITLE in event]


def test_agenda_page_and_feed_follow_when_a_series_is_published_moved_postponed_and_cancelled(
    desk, demo, serious_violations
):
    days = saturdays(5)
    moved, postponed = days[1] + dt.timedelta(days=1), days[2] + dt.timedelta(days=2)
    publish_series(desk, days, moved_to=moved, serious_violations=serious_violations)
    page = act(desk, days[2], "postpone")
    page.check("input[name=when][value=day]")
    page.fill("#id_day", as_typed(postponed))
    page.keyboard.press("Escape")
    confirm(page)
    page = act(desk, days[3], "postpone")
    page.check("input[name=when][value=open]")
    confirm(page)
    page = act(desk, days[4], "cancel")
    page.fill("#id_reason_fr", "La salle est en travaux.")
    confirm(page)

    page.goto(f"{demo}/fr/agenda/?q={TITLE.replace(' ', '+')}")
    rows = page.locator(".row")
    standing = [days[0], moved, days[2], postponed, days[3], days[4]]
    expect(rows).to_have_count(len(standing))
    told = [" ".join(text.split()) for text in rows.all_inner_texts()]
    assert all(in_french(day) in text for day, text in zip(standing, told, strict=True))
    assert f"Reporté au {in_french(postponed)}" in told[2]
    assert "Reporté, nouvelle date à fixer" in told[4]
    assert "Annulé La salle est en travaux." in told[5]
    rows.first.locator("a").first.click()
    expect(page.locator("h1")).to_have_text(TITLE)
    lines = page.locator(".dates__line")
    expect(lines.filter(has_text="Annulé")).to_have_count(1)
    expect(lines.filter(has_text="à fixer")).to_have_count(1)

    events = events_of(page.request.get(f"{demo}/fr/agenda/agenda.ics?q={TITLE.replace(' ', '+')}").text())
    assert len(events) == len(days)
    starts = sorted(re.search(r"DTSTART;TZID=Europe/Brussels:(\d{8})T093000", event)[1] for event in events)
    assert starts == sorted(day.strftime("%Y%m%d") for day in (days[0], moved, postponed, *days[3:]))
    assert sum("STATUS:CANCELLED" in event for event in events) == 1
    page.goto(f"{demo}/nl/agenda/?q={TITLE_NL}")
    expect(page.locator(".row").last).to_contain_text("Geannuleerd")


def test_mail_is_shown_with_its_readers_when_a_date_with_sign_ups_is_to_be_cancelled(desk, serious_violations):
    page = desk("agenda/dates/?q=Colloque")
    href = page.locator("a[href*='/dates/inspect/']").first.get_attribute("href")
    page = desk(href.split("/gestion/")[1].replace("inspect/", "") + "cancel/")
    page.fill("#id_reason_fr", "La salle est inondée.")
    page.locator("button[name=preview]").click()
    preview = page.locator("#date-action-preview")
    expect(preview.locator("pre").first).to_contain_text("La salle est inondée.")
    expect(preview).to_contain_text(re.compile(r"\d+ e-mails?, au sujet de \d+ personnes inscrites"))
    expect(preview.locator("button[name=confirm]")).to_contain_text(re.compile(r"envoyer \d+ e-mails"))
    assert serious_violations(page) == []
    page.get_by_role("link", name="Ne rien changer").click()
    expect(page.locator(".cms-facts")).to_contain_text("prévu")


def test_pages_of_the_cms_are_accessible(desk, serious_violations):
    found = {path: serious_violations(desk(path)) for path in PATHS}
    assert not any(found.values()), found


def test_coordinator_reads_of_a_holiday_and_takes_a_quiet_day_when_choosing_a_date(desk, serious_violations):
    page = desk("agenda/nouveau/")
    page.locator("a.cms-kind").first.click()
    christmas = dt.date(timezone.localdate().year + 1, 12, 25)
    day = page.locator("#id_day")
    day.fill(christmas.strftime("%d/%m/%Y"))
    page.keyboard.press("Escape")
    radar = page.locator(".radar")
    expect(radar).to_contain_text("Noël")
    expect(radar).to_have_attribute("aria-live", "polite")
    first = radar.get_by_role("button").first
    typed = first.get_attribute("data-radar-choose")
    first.click()
    expect(day).to_have_value(typed)
    expect(radar).not_to_contain_text("Noël")
    assert serious_violations(page) == []
