"""The agenda in a page of somebody else, under a policy as strict as can be, and copying the code of it."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

ONLY_READS = True


def element(demo: str, language: str, query: str = "") -> str:
    feed = f"{demo}/{language}/agenda/agenda.json{query}"
    return f'<coordination-agenda src="{feed}" nombre="4"><a href="{demo}/">Agenda</a></coordination-agenda>'


def page_of_the_partner(demo: str, language: str) -> str:
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>Partner</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script type="module" src="{demo}/embed/agenda.js"></script></head>
<body><main><h1>Partner</h1>
<iframe src="{demo}/{language}/agenda/cadre/?nombre=4" title="Agenda" width="100%" height="460"></iframe>
{element(demo, language)}
<div id="broken">{element(demo, language, "?type=nulle-part")}</div>
</main></body></html>"""


@pytest.fixture(scope="module")
def partner(demo):
    """Address of a page at another origin that allows our site and nothing else."""

    class Partner(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            policy = f"default-src 'none'; script-src {demo}; connect-src {demo}; frame-src {demo}; style-src 'none'"
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page_of_the_partner(demo, self.path.strip("/")[:2] or "fr").encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Partner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def visit(browser, partner):
    windows = []

    def open_page(language: str, *, width: int = 1280):
        window = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=False)
        windows.append(window)
        page = window.new_page()
        page.refused = []
        page.on("console", lambda message: page.refused.append(message.text) if "Refused" in message.text else None)
        page.goto(f"{partner}/{language}/")
        return page

    yield open_page
    for window in windows:
        window.close()


def titles(demo, language, browser) -> list[str]:
    window = browser.new_context()
    feed = window.request.get(f"{demo}/{language}/agenda/agenda.json?nombre=4").json()
    window.close()
    return [event["title"] for event in feed["events"]]


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_frame_and_element_show_the_dates_when_a_strict_site_embeds_them(language, visit, demo, browser):
    page = visit(language)
    expected = titles(demo, language, browser)
    element = page.locator("coordination-agenda").first
    assert len(expected) == 4
    expect(element.locator("li .title")).to_have_text(expected)
    expect(page.frame_locator("iframe").locator("h2")).to_have_text(expected)
    expect(element.locator("li a").first).to_have_attribute("href", re.compile(f"^{demo}"))
    assert page.refused == []
    assert page.context.cookies() == []


def test_words_of_the_frame_and_the_element_agree_when_both_tell_a_moment(visit):
    page = visit("fr")
    element = page.locator("coordination-agenda").first
    expect(element.locator("time")).to_have_count(4)
    in_the_frame = page.frame_locator("iframe").locator("time")
    expect(in_the_frame).to_have_text(element.locator("time").all_inner_texts())


def test_link_inside_stays_when_the_dates_cannot_be_had(visit):
    page = visit("nl")
    broken = page.locator("#broken")
    expect(broken.locator("[role=status]")).to_contain_text("niet beschikbaar")
    expect(broken.locator("a")).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_frame_and_element_are_accessible_and_fit(language, demo, open_demo, browser, fits):
    fits(open_demo(f"/{language}/agenda/cadre/", width=320), "frame")
    # The strict page of the partner lets no tester in: the element is looked at without its policy.
    window = browser.new_context(bypass_csp=True)
    page = window.new_page()
    page.route("**/nowhere/", lambda route: route.fulfill(body=element_only(demo, language), content_type="text/html"))
    page.goto(f"{demo}/nowhere/")
    expect(page.locator("coordination-agenda li")).to_have_count(4)
    fits(page, "element")
    window.close()


def element_only(demo: str, language: str) -> str:
    lines = page_of_the_partner(demo, language).splitlines()
    return "\n".join(line for line in lines if "<iframe" not in line and "broken" not in line)


@pytest.mark.parametrize("scripts", [True, False])
def test_address_is_there_to_copy_when_scripts_run_or_not(scripts, open_demo):
    page = open_demo("/fr/groupes/", scripts=scripts)
    page.locator("main a[href*='/groupes/']").first.click()
    field = page.locator("#subscribe-address")
    expect(field).to_have_value(re.compile(r"/agenda\.ics$"))
    button = page.locator("[data-copy=subscribe-address]")
    expect(button).to_be_visible(visible=scripts)
    if scripts:
        button.click()
        expect(button).to_contain_text("Copié")
