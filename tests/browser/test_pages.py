"""Every type of page, in both languages, wide and narrow: nothing axe finds, nothing wider than the screen."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

ONLY_READS = True
LANGUAGES = ["fr", "nl"]
# The type of each page, as a pattern of its address below the language; the first that fits is visited.
PAGES = {
    "home": r"",
    "agenda": r"agenda/",
    "event": r"agenda/[^/]+/",
    "directory": r"reseau/",
    "organisation": r"reseau/[^/]+/",
    "groups": r"groupes/",
    "group": r"groupes/[^/]+/",
    "charter": r"charte/",
    "news index": r"actualites/",
    "news": r"actualites/[^/]+/",
    "standard page": r"coordination/[^/]+/",
}
OTHERS = {
    "plan": "reseau/plan/",
    "search": "recherche/?q=logement",
    "empty search": "recherche/",
    "vain search": "recherche/?q=zzzz",
    "tag": "mots-cles/logement/",
    "not found": "nulle-part/",
    "sign in": "membres/compte/login/",
}


@pytest.fixture(scope="module")
def addresses(demo) -> list[str]:
    """Paths the sitemap of the demo lists."""
    sitemap = urllib.request.urlopen(f"{demo}/sitemap.xml").read().decode()  # noqa: S310
    return re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", sitemap)


def path_of(kind: str, language: str, addresses: list[str]) -> str:
    if kind in OTHERS:
        return f"/{language}/{OTHERS[kind]}"
    return next(path for path in addresses if re.fullmatch(f"/{language}/{PAGES[kind]}", path))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*PAGES, *OTHERS])
def test_page_is_accessible_and_fits(kind, language, addresses, open_demo, fits):
    page = open_demo(path_of(kind, language, addresses), width=320)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", language)
    fits(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_page_reads_without_scripts(language, open_demo):
    page = open_demo(f"/{language}/", scripts=False)
    expect(page.locator("main")).to_contain_text(re.compile(r"\w"))


AGENDA = {
    "programme": "colloque-printemps/",
    "stands": "fete-du-carrefour/",
    "moved": "sante-mentale-premiere-ligne/",
    "cancelled": "delais-qui-comptent/",
    "one of a series": "petits-dejeuners-du-samedi/",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_events_and_subscribing_are_accessible_and_fit(language, addresses, demo, open_demo, look):
    page = open_demo("/healthz")
    for name, path in AGENDA.items():
        page.goto(f"{demo}/{language}/agenda/{path}")
        if name == "one of a series":
            page.locator(".dates__line", has=page.locator(".state--stop")).locator("a").first.click()
            page.wait_for_url("**?date=*")
            expect(page.locator(".notice--error")).to_have_count(1)
        look(page, name)
    for kind in ("group", "organisation"):
        page.goto(f"{demo}{path_of(kind, language, addresses)}")
        expect(page.locator("#subscribe")).to_have_count(1)
        look(page, kind)


def test_home_page_weighs_less_than_150_kilobytes(browser, demo):
    window = browser.new_context(viewport={"width": 320, "height": 700})
    page = window.new_page()
    devtools = window.new_cdp_session(page)
    devtools.send("Network.enable")
    sizes = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{demo}/fr/", wait_until="networkidle")
    window.close()
    assert 0 < sum(sizes) < 150_000
