"""Fixtures of the browser tests: the system's Chromium, the demo served by this process, nothing outside."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from factories.demo import REPRESENTATIVE, ROOT, free_port
from playwright.sync_api import Page, sync_playwright

from config.demo.accounts import PASSWORD, DemoAccount

# Playwright runs an event loop in this thread, and Django then refuses the ORM that fixtures need.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WIDTHS = (320, 1280)
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def chromium_path() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    path = chromium_path()
    if path is None:
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail("No Chromium was found, and BROWSER_TESTS=required.")
        pytest.skip("No Chromium was found.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_demo(browser, demo):
    """``open_demo("/fr/", width=320)``: a page of the demo in a fresh window. Every request must stay with the demo."""
    windows = []
    outside = []

    def watch(route):
        if route.request.url.startswith((demo, "data:", "blob:", "about:")):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    def visit(path: str, *, width: int = 1280, height: int = 900, cookies=(), scripts: bool = True) -> Page:
        size = {"width": width, "height": height}
        window = browser.new_context(viewport=size, java_script_enabled=scripts, reduced_motion="reduce")
        window.add_cookies([{"url": demo, **cookie} for cookie in cookies])
        window.route("**/*", watch)
        windows.append(window)
        page = window.new_page()
        page.goto(f"{demo}{path}")
        return page

    yield visit
    for window in windows:
        window.close()
    assert outside == []


@pytest.fixture(scope="module")
def demo(demo_copy, request):
    """Address of the demo as “make demo” serves it; each module has a demo of its own to change."""
    copy = demo_copy(request.path.stem)
    port = free_port()
    copy.prepare(port=port)
    server = [sys.executable, "-m", "gunicorn", "--config", "site/gunicorn.conf.py", "--log-level", "warning"]
    with subprocess.Popen(server, cwd=ROOT, env=copy.environment(port=port)) as process:  # noqa: S603
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


@pytest.fixture
def violations():
    """``violations(page)`` is what axe finds on it, as readable lines."""

    return lambda page: in_lines(Axe().run(page, options=AXE_RULES).response["violations"])


@pytest.fixture
def look(violations):
    """``look(page, "hosting")``: nothing axe finds and nothing wider than the screen, with all that folds unfolded."""

    def at_each_width(page: Page, name: str) -> None:
        assert page.locator("h1").count() == 1, name
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], (name, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)

    return at_each_width


@pytest.fixture
def serious_violations():
    """What axe finds serious in the part of a page of the CMS that is ours; what is around it is Wagtail’s."""

    def find(page: Page) -> list[str]:
        found = Axe().run(page, context="#main", options=AXE_RULES).response["violations"]
        return in_lines([one for one in found if one["impact"] in ("serious", "critical")])

    return find


def in_lines(found: list[dict]) -> list[str]:
    return [f"{v['id']}: {v['help']} – {node['html'][:160]}" for v in found for node in v["nodes"]]


@pytest.fixture(scope="session")
def sign_in():
    """``sign_in(page, account)`` fills the form of the password on ``page``, and sends it."""

    def fill_and_send(page: Page, account: DemoAccount) -> None:
        page.fill("input[name=login]", account.email)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()

    return fill_and_send


@pytest.fixture(scope="module")
def cookies_of(browser, demo, sign_in):
    """``cookies_of(account)``: cookies of the account, signed in with the password once; for ``open_demo``."""

    @cache
    def cookies(account: DemoAccount) -> list[dict[str, str]]:
        window = browser.new_context()
        page = window.new_page()
        page.goto(f"{demo}/fr/membres/compte/login/")
        sign_in(page, account)
        page.wait_for_url(lambda url: "/login/" not in url)
        kept = [{"name": one["name"], "value": one["value"]} for one in window.cookies()]
        window.close()
        return kept

    return cookies


@pytest.fixture(scope="module")
def signed_in_cookies(cookies_of):
    """Cookies of the demo's representative."""
    return cookies_of(REPRESENTATIVE)
