"""Fixtures of the browser tests: the system's Chromium, the demo served by this process, nothing outside."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from factories.demo import COORDINATION, REPRESENTATIVE, ROOT, free_port
from factories.killing import wait_for_end
from playwright.sync_api import Page, expect, sync_playwright

from demo.accounts import PASSWORD, DemoAccount

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


# The same few colours stand behind every word of a page, and reading them anew takes axe a third of its time. Breaks
# when axe's colours are no longer read by ``parseString``: the first page says that it is not a function.
REMEMBER_COLOURS = """
(() => {
  const { prototype } = axe.commons.color.Color;
  const read = prototype.parseString.call.bind(prototype.parseString);
  const known = new Map();
  prototype.parseString = function (text) {
    if (!known.has(text)) {
      const { r, g, b, alpha } = read(this, text);
      known.set(text, { r, g, b, alpha });
    }
    return Object.assign(this, known.get(text));
  };
})()
"""


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
def watched(demo):
    """``watched(page)``: the page, or window, of which every request must stay with the demo."""
    seen, outside = [], []

    def note(request):
        if not request.url.startswith((demo, "data:", "blob:", "about:")):
            outside.append(request.url)

    def watch(one):
        one.on("request", note)
        seen.append(one)
        return one

    yield watch
    for one in seen:
        one.remove_listener("request", note)
    assert outside == []


@pytest.fixture
def open_demo(browser, demo, watched, request):
    """``open_demo("/fr/", width=320)``: a page of the demo in a fresh window. Modules that say ``ONLY_READS`` share one
    that has the styles, the scripts and axe at hand.
    """
    windows = []
    only_reads = getattr(request.module, "ONLY_READS", False)

    def visit(path: str, *, width: int = 1280, height: int = 900, cookies=(), scripts: bool = True) -> Page:
        size = {"width": width, "height": height}
        if only_reads and scripts and not cookies:
            page = watched(request.getfixturevalue("page_to_read"))
            page.set_viewport_size(size)
        else:
            window = watched(browser.new_context(viewport=size, java_script_enabled=scripts, reduced_motion="reduce"))
            window.add_cookies([{"url": demo, **cookie} for cookie in cookies])
            windows.append(window)
            page = window.new_page()
        page.goto(f"{demo}{path}")
        return page

    yield visit
    for window in windows:
        window.close()


@pytest.fixture(scope="session")
def page_to_read(browser):
    """A page that nobody signs in on."""
    with browser.new_context(reduced_motion="reduce") as window:
        yield window.new_page()


@pytest.fixture(scope="module")
def own_demo(server, request):
    """The demo that is served, with its folder, where its mails lie: as new for each module, while those that say
    ``ONLY_READS`` read what others like them have read.
    """
    only_reads = getattr(request.module, "ONLY_READS", False)
    if not (only_reads and server.untouched):
        server.renew()
    server.untouched = only_reads
    return server.copy


@pytest.fixture(scope="module")
def demo(server, own_demo):
    """Address of the demo as “make demo” serves it."""
    return server.address


@pytest.fixture(scope="session")
def server(demo_copy, django_db_blocker):
    """The one gunicorn of this run, or of this worker of it."""
    running = Server(demo_copy, django_db_blocker)
    yield running
    running.stop()


class Server:
    """A gunicorn that has Django loaded. Its demo is laid under it anew; the process that answers then begins anew too,
    without what it remembered.
    """

    def __init__(self, demo_copy, django_db_blocker):
        self.demo_copy, self.django_db_blocker = demo_copy, django_db_blocker
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.untouched = False

    def renew(self) -> None:
        if self.process:
            self.end_worker()
        self.copy = self.demo_copy("served")
        with self.django_db_blocker.unblock():
            self.copy.move(port=self.port)
        if not self.process:
            self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "--config", "site/gunicorn.conf.py", "--log-level", "warning"]
        # One process answers one browser, and counts every attempt to sign in.
        environment = self.copy.environment(port=self.port) | {"WEB_CONCURRENCY": "1"}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603
        wait_for(f"{self.address}/healthz")

    def end_worker(self) -> None:
        """Gunicorn starts another at once, which opens the database at its first request."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for worker in map(int, children.split()):
            os.kill(worker, signal.SIGTERM)
            wait_for_end(worker)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()


def wait_for(address: str, *, seconds: float = 120) -> None:
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
        page.evaluate(AXE_SCRIPT + REMEMBER_COLOURS)
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


@pytest.fixture(scope="module")
def office(browser, demo, cookies_of):
    """A window signed in as the coordination, for a module: it keeps the scripts of the CMS, which weigh megabytes."""
    with browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as window:
        window.add_cookies([{"url": demo, **cookie} for cookie in cookies_of(COORDINATION)])
        yield window


@pytest.fixture
def desk(office, demo, watched):
    """``desk("agenda/nouveau/")``: a page of the CMS, signed in as the coordination."""
    page = watched(office.new_page())
    page.goto(f"{demo}/healthz")
    page.evaluate("localStorage.clear()")

    def visit(path):
        page.goto(f"{demo}/gestion/{path}")
        return page

    yield visit
    page.close()
