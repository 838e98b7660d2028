"""Fixtures of the browser tests: the system's Chromium, the demo served by this process, nothing outside."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from functools import cache

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from factories.demo import COORDINATION, REPRESENTATIVE, ROOT, Demo, free_port
from playwright.sync_api import Page, expect, sync_playwright

from config.demo.accounts import PASSWORD, DemoAccount

# Playwright runs an event loop in this thread, and Django then refuses the ORM that fixtures need.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A busy machine of two processors takes its time; a test that holds does not wait.
expect.set_options(timeout=20_000)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # Nothing outside this machine has an address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WIDTHS = (320, 1280)
# What axe finds comes of the language or of the width, never of the two together: it looks at each once.
LOOKED_AT = {"nl": 320, "fr": 1280}
# What passes is not told: writing that down takes axe three times as long as looking.
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


# First the one without windows: the others draw the frame of each, which takes as long as the page.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


def pytest_collection_modifyitems(items):
    missing = chromium_path() is None and os.environ.get("BROWSER_TESTS") != "required"
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason="no Chromium was found; BROWSER_TESTS=required insists"))


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_demo(browser, demo):
    """``open_demo("/fr/", width=320)``: a page of the demo in a fresh window. Every request must stay with the demo."""
    windows = []
    outside = []

    def watch(request):
        if not request.url.startswith((demo, "data:", "blob:", "about:")):
            outside.append(request.url)

    def visit(path: str, *, width: int = 1280, height: int = 900, cookies=(), scripts: bool = True) -> Page:
        size = {"width": width, "height": height}
        window = browser.new_context(viewport=size, java_script_enabled=scripts, reduced_motion="reduce")
        window.add_cookies([{"url": demo, **cookie} for cookie in cookies])
        window.on("request", watch)
        windows.append(window)
        page = window.new_page()
        page.goto(f"{demo}{path}")
        return page

    yield visit
    for window in windows:
        window.close()
    assert outside == []


@pytest.fixture(scope="module")
def own_demo(demo_copy, request):
    """The module's own demo, with its folder, where its mails lie."""
    return demo_copy(request.path.stem)


@pytest.fixture(scope="module")
def demo(request):
    """Address of the demo as “make demo” serves it: one for all modules that say ``ONLY_READS``, else the module's."""
    if getattr(request.module, "ONLY_READS", False):
        yield request.getfixturevalue("demo_to_read")
        return
    with served(request.getfixturevalue("own_demo"), request.getfixturevalue("django_db_blocker")) as address:
        yield address


@pytest.fixture(scope="session")
def demo_to_read(demo_copy, django_db_blocker):
    """Address of the demo that no test changes."""
    with served(demo_copy("read_in_a_browser"), django_db_blocker) as address:
        yield address


@contextmanager
def served(copy: Demo, django_db_blocker):
    """Inside, the demo ``copy`` answers at the address given."""
    port = free_port()
    with django_db_blocker.unblock():
        copy.move(port=port)
    server = [sys.executable, "-m", "gunicorn", "--config", "site/gunicorn.conf.py", "--log-level", "warning"]
    # One process answers one browser, and counts every attempt to sign in.
    environment = copy.environment(port=port) | {"WEB_CONCURRENCY": "1"}
    with subprocess.Popen(server, cwd=ROOT, env=environment) as process:  # noqa: S603
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/healthz")
            yield address
        finally:
            process.terminate()


def wait_for(address: str, *, seconds: float = 30) -> None:
    """Return when ``address`` answers; fail after ``seconds``."""
    give_up = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310
            return
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)


def found_by_axe(page: Page, context: str = "html") -> list[dict]:
    """What axe finds in ``context`` of the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    look = "([context, options]) => axe.run(context, options).then(results => results.violations)"
    return page.evaluate(look, [context, AXE_OPTIONS])


@pytest.fixture
def fits():
    """``fits(page, "the agenda")``: nothing wider than the screen at each width, and nothing axe finds."""

    def at_each_width(page: Page, name: str = "") -> None:
        looked_at = LOOKED_AT[page.evaluate("document.documentElement.lang")]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            if width == looked_at:
                assert in_lines(found_by_axe(page)) == [], (name, width)

    return at_each_width


@pytest.fixture
def look(fits):
    """``look(page, "hosting")``: it fits, with all that folds unfolded."""

    def unfolded(page: Page, name: str) -> None:
        expect(page.locator("h1")).to_have_count(1)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        fits(page, name)

    return unfolded


@pytest.fixture
def serious_violations():
    """What axe finds serious in the part of a page of the CMS that is ours; what is around it is Wagtail’s."""

    def find(page: Page) -> list[str]:
        return in_lines([one for one in found_by_axe(page, "#main") if one["impact"] in ("serious", "critical")])

    return find


def in_lines(found: list[dict]) -> list[str]:
    return [f"{v['id']}: {v['help']} – {node['html'][:160]}" for v in found for node in v["nodes"]]


@pytest.fixture(scope="session")
def sign_in():
    """``sign_in(page, account)`` fills the form of the password on ``page``, sends it, and waits for what follows."""

    def fill_and_send(page: Page, account: DemoAccount) -> None:
        page.fill("input[name=login]", account.email)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/login/" not in url)

    return fill_and_send


@pytest.fixture(scope="module")
def new_session(browser, demo, sign_in):
    """``new_session(account)``: cookies of a session that a test may end."""

    def begin(account: DemoAccount) -> list[dict[str, str]]:
        window = browser.new_context()
        page = window.new_page()
        page.goto(f"{demo}/fr/membres/compte/login/")
        sign_in(page, account)
        kept = [{"name": one["name"], "value": one["value"]} for one in window.cookies()]
        window.close()
        return kept

    return begin


@pytest.fixture(scope="module")
def cookies_of(new_session):
    """``cookies_of(account)``: cookies of the account, signed in with the password once; for ``open_demo``."""
    return cache(new_session)


@pytest.fixture(scope="module")
def signed_in_cookies(cookies_of):
    """Cookies of the demo's representative."""
    return cookies_of(REPRESENTATIVE)


@pytest.fixture
def desk(open_demo, cookies_of, demo):
    """``desk("agenda/nouveau/")``: a page of the CMS, signed in as the coordination."""
    page = open_demo("/healthz", cookies=cookies_of(COORDINATION))

    def visit(path):
        page.goto(f"{demo}/gestion/{path}")
        return page

    return visit
