"""Fixtures of the browser tests: the system's Chromium, the demo served by this process, nothing outside."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

# Playwright runs an event loop in this thread, and Django then refuses the ORM that fixtures need.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parents[2]
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


def windows_on(browser, address: str):
    """Yields ``visit(path, …)``: the page in a fresh window. Every request must stay with ``address``."""
    windows = []
    outside = []

    def watch(route):
        if route.request.url.startswith((address, "data:", "blob:", "about:")):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    def visit(path: str, *, width: int = 1280, height: int = 900, cookies=(), scripts: bool = True) -> Page:
        size = {"width": width, "height": height}
        window = browser.new_context(viewport=size, java_script_enabled=scripts, reduced_motion="reduce")
        window.add_cookies([{"url": address, **cookie} for cookie in cookies])
        window.route("**/*", watch)
        windows.append(window)
        page = window.new_page()
        page.goto(f"{address}{path}")
        return page

    yield visit
    for window in windows:
        window.close()
    assert outside == []


@pytest.fixture
def open_page(browser, live_server):
    """``open_page("/fr/", width=320)``: a page of the site this test prepared."""
    yield from windows_on(browser, live_server.url)


@pytest.fixture
def open_demo(browser, demo):
    """``open_demo("/fr/", width=320)``: a page of the demo."""
    yield from windows_on(browser, demo)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Address of the demo as “make demo” serves it, with a database and files of its own."""
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PORT": str(port),
        "REDIS_URL": "",
        "VAR_DIR": str(folder),
    }
    subprocess.run([sys.executable, "manage.py", "prepare_demo"], cwd=ROOT, env=environment, check=True)
    server = [sys.executable, "-m", "gunicorn", "--config", "site/gunicorn.conf.py", "--log-level", "warning"]
    with subprocess.Popen(server, cwd=ROOT, env=environment) as process:  # noqa: S603
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/healthz")
            yield address
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


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

    def find(page: Page) -> list[str]:
        found = Axe().run(page, options=AXE_RULES).response["violations"]
        return [f"{v['id']}: {v['help']} – {node['html'][:160]}" for v in found for node in v["nodes"]]

    return find


@pytest.fixture
def session_cookie():
    """``session_cookie(user)`` is the cookie of a signed-in account, for ``open_page``."""
    from django.conf import settings
    from django.test import Client

    def cookie(user) -> dict[str, str]:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}

    return cookie
