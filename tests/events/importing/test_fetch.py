"""Fetching a partner's calendar: what is refused before, while and after connecting."""

import gzip
import ipaddress
import socket
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from events.errors import CalendarRefused
from events.importing import fetch as fetching
from events.importing.fetch import fetch, is_public, read_target

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
RAW = zlib.compressobj(wbits=-15)
# Content-Encoding and body of what every one of them holds CALENDAR.
COMPRESSED = {
    "gzip": ("gzip", gzip.compress(CALENDAR)),
    "gzipparts": ("GZIP", gzip.compress(CALENDAR[:7]) + gzip.compress(CALENDAR[7:])),
    "gzippadded": ("x-gzip", gzip.compress(CALENDAR) + bytes(100)),
    "deflate": ("deflate", zlib.compress(CALENDAR)),
    "rawdeflate": ("deflate", RAW.compress(CALENDAR) + RAW.flush()),
    "identity": ("identity", CALENDAR),
}
# Of those that hold none, or too much of it.
BROKEN = {
    "gzipcut": ("gzip", gzip.compress(CALENDAR)[:-9]),
    "gzipempty": ("gzip", b""),
    "gzipnonsense": ("gzip", b"BEGIN:VCALENDAR"),
    "twice": ("gzip, gzip", gzip.compress(gzip.compress(CALENDAR))),
    "br": ("br", CALENDAR),
}
BOMB = gzip.compress(bytes(64 * 1024 * 1024))


class Partner(BaseHTTPRequestHandler):
    """A site with good and bad answers, by path."""

    hosts = []
    cookies = []

    def do_GET(self):
        self.hosts.append(self.headers["Host"])
        self.cookies.append(self.headers["Cookie"])
        name = self.path.strip("/").partition("?")[0] or "good"
        if name in COMPRESSED | BROKEN:
            encoding, body = (COMPRESSED | BROKEN)[name]
            return self.send(200, body, **{"Content-Encoding": encoding})
        return getattr(self, f"answer_{name}")()

    def answer_good(self):
        self.send(200, CALENDAR)

    def answer_large(self):
        self.send(200, b"x" * 3000)

    def answer_endless(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 1000)
        except OSError:
            return

    def answer_slow(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.drip()

    def answer_slowhead(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
        self.drip()

    def drip(self):
        try:
            for _second in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    def answer_cut(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"BEGIN")

    def answer_bomb(self):
        self.send(200, BOMB, **{"Content-Encoding": "gzip"})

    def answer_counted(self):
        """Sends on as often as the query says."""
        left = int(self.path.partition("?")[2])
        self.send(*(302, b"") if left else (200, CALENDAR), Location=f"/counted?{left - 1}")

    def answer_needscookie(self):
        if "session=abc" in (self.headers["Cookie"] or ""):
            self.send(200, CALENDAR)
        else:
            self.send(302, b"", Location="/needscookie", **{"Set-Cookie": "session=abc; Path=/; HttpOnly"})

    def answer_elsewhere(self):
        """To the same server by another name, after a cookie that asks to be sent everywhere."""
        there = f"http://autre.partenaire.example:{self.server.server_address[1]}/good"
        self.send(302, b"", Location=there, **{"Set-Cookie": "session=abc; Domain=.partenaire.example; Path=/"})

    def answer_missing(self):
        self.send(404, b"")

    def answer_loop(self):
        self.send(302, b"", Location="/loop")

    def answer_moved(self):
        self.send(301, b"", Location="/good")

    def answer_inside(self):
        self.send(302, b"", Location="http://10.0.0.1/")

    def answer_file(self):
        self.send(302, b"", Location="file:///etc/passwd")

    def answer_nonsense(self):
        self.send(302, b"", Location="http://[::1")

    def send(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def partner():
    with ThreadingHTTPServer(("127.0.0.1", 0), Partner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def get(partner):
    """``get("/good")`` fetches from the partner, which these tests alone may reach."""
    loopback = ipaddress.ip_address("127.0.0.1")

    def fetch_path(path, host="127.0.0.1", scheme="http", **options):
        address = f"{scheme}://{host}:{partner}{path}"
        return fetch(address, is_allowed=lambda ip: ip == loopback, ports=[partner], **options)

    return fetch_path


@pytest.fixture
def names_lead_here(monkeypatch):
    """Every name is one of this machine; returns the names that were looked up."""
    asked = []
    look_up = socket.getaddrinfo

    def counted(host, *args, **options):
        asked.append(host)
        return look_up("127.0.0.1", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", counted)
    return asked


def test_bytes_arrive_when_the_site_answers(get):
    assert get("/good") == CALENDAR


def test_redirect_is_followed_when_it_leads_to_an_allowed_address(get):
    assert get("/moved") == CALENDAR


@pytest.mark.parametrize("path", ["/missing", "/loop", "/inside", "/file", "/nonsense", "/cut", *BROKEN])
def test_answer_is_refused_in_words_when_it_is_no_calendar_of_the_public_web(get, path):
    with pytest.raises(CalendarRefused) as refusal:
        get(f"/{path.strip('/')}")
    assert str(refusal.value)


@pytest.mark.parametrize("path", COMPRESSED)
def test_bytes_are_inflated_when_the_site_compresses_them(get, path):
    assert get(f"/{path}") == CALENDAR


def test_inflating_stops_when_little_becomes_more_than_allowed(get):
    assert len(BOMB) < 100_000
    with pytest.raises(CalendarRefused) as refusal:
        get("/bomb", largest=100_000)
    assert str(refusal.value) == str(fetching.too_large(100_000))


@pytest.mark.parametrize("way", ["gzip", "gzipparts", "deflate", "rawdeflate", "identity"])
def test_bound_of_an_answer_is_its_last_byte_when_it_is_compressed(get, way):
    # What a small file gains by compression is less than its header costs.
    exact = max(len(CALENDAR), len(COMPRESSED[way][1]))
    assert get(f"/{way}", largest=exact) == CALENDAR
    with pytest.raises(CalendarRefused):
        get(f"/{way}", largest=len(CALENDAR) - 1)


def test_six_redirects_are_followed_when_a_seventh_is_refused(get):
    assert get("/counted?6") == CALENDAR
    with pytest.raises(CalendarRefused):
        get("/counted?7")


def test_cookie_goes_back_when_the_same_host_asked_to_keep_it(get, names_lead_here):
    assert get("/needscookie") == CALENDAR
    assert get("/needscookie", host="partenaire.example") == CALENDAR


def test_cookie_stays_when_the_redirect_leads_to_another_host(get, names_lead_here):
    assert get("/elsewhere", host="partenaire.example") == CALENDAR
    assert Partner.hosts[-1].startswith("autre.partenaire.example:")
    assert Partner.cookies[-2:] == [None, None]


def test_each_redirect_is_checked_when_a_cookie_led_there(get, names_lead_here):
    with pytest.raises(CalendarRefused):
        get("/inside", host="partenaire.example")


@pytest.mark.parametrize("allowed", [True, False])
def test_webcal_is_read_over_http_when_only_that_answers_and_the_setting_allows_it(get, settings, allowed):
    settings.CALENDAR_IMPORT_WEBCAL_OVER_HTTP = allowed
    if allowed:
        assert get("/good", scheme="webcal") == CALENDAR
    else:
        with pytest.raises(CalendarRefused):
            get("/good", scheme="webcal")


@pytest.mark.parametrize("scheme", ["https", "webcals"])
def test_http_is_never_tried_when_the_address_asks_for_encryption(get, settings, scheme):
    settings.CALENDAR_IMPORT_WEBCAL_OVER_HTTP = True
    with pytest.raises(CalendarRefused):
        get("/good", scheme=scheme)


def test_other_ports_are_read_when_the_setting_names_them(settings):
    settings.CALENDAR_IMPORT_PORTS = [443, 8443]
    assert read_target("https://a.example:8443/").url == "https://a.example:8443/"
    with pytest.raises(CalendarRefused) as refusal:
        read_target("http://a.example/")
    assert "443, 8443" in str(refusal.value)


@pytest.mark.parametrize("path", ["/large", "/endless"])
def test_reading_stops_when_the_file_is_larger_than_allowed(get, path):
    with pytest.raises(CalendarRefused):
        get(path, largest=2000)


@pytest.mark.parametrize("path", ["/slow", "/slowhead"])
def test_clock_cuts_off_when_bytes_drip(get, path):
    started = time.monotonic()
    with pytest.raises(CalendarRefused):
        get(path, patience=0.5)
    assert time.monotonic() - started < 2


def test_name_is_sent_and_looked_up_once_when_the_connection_is_pinned(get, names_lead_here):
    assert get("/good", host="partenaire.example") == CALENDAR
    # The second look-up is of the checked address itself, as create_connection does it.
    assert names_lead_here == ["partenaire.example", "127.0.0.1"]
    assert Partner.hosts[-1].startswith("partenaire.example:")


def test_name_is_refused_when_one_of_its_addresses_is_private(monkeypatch):
    rows = [(2, 1, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: rows)
    monkeypatch.setattr(socket, "create_connection", lambda *args, **options: pytest.fail("It was connected to."))
    with pytest.raises(CalendarRefused):
        fetch("https://partenaire.example/agenda.ics")


def test_loopback_is_refused_when_nothing_else_is_said(partner):
    with pytest.raises(CalendarRefused):
        fetch(f"http://127.0.0.1:{partner}/good", ports=[partner])


# One address or two of each row of IANA's special-purpose registries, and their edges.
SPECIAL = """
0.0.0.0 0.255.255.255 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.0 192.0.0.8 192.0.0.9 192.0.0.170 192.0.0.192 192.0.0.255 192.0.2.1 192.31.196.1 192.52.193.1
192.88.99.1 192.168.0.1 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255
240.0.0.1 255.255.255.255 255.255.255.254 :: ::1 ::7f00:1 fd00:ec2::254 ::ffff:127.0.0.1 ::ffff:10.0.0.1
::ffff:192.88.99.1 ::ffff:192.0.0.192 64:ff9b::a00:1 64:ff9b::808:808 64:ff9b:1::1 64:ff9b:1:ffff::808:808 100::1
100:0:0:1::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:2::1 2001:3::1 2001:4:112::1 2001:10::1
2001:20::1 2001:30::1 2001:1ff:ffff::1 2001:db8::1 2002::1 2002:7f00:1::1 2002:808:808::1 2620:4f:8000::1 3fff::1
3fff:fff:ffff::1 4000::1 5f00::1 fc00::1 fd00::1 fe80::1 fec0::1 febf::1 ff02::1 ff0e::1
"""


@pytest.mark.parametrize("address", SPECIAL.split())
def test_address_is_not_public_when_a_registry_sets_it_apart(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "2001:200::1", "2001:4860::1",
     "2a00:1450:4001::1", "193.190.0.1", "192.0.1.1", "192.88.100.1", "3ffe:ffff::1", "100.128.0.1"],
)  # fmt: skip
def test_address_is_public_when_it_is_ordinary(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "", "x", "ftp://a.example/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http:///x",
        "//a.example/",
        "http://a.example:22/", "http://a.example:99999/", "http://a.example:x/", "http://me:secret@a.example/",
        "http://me@a.example/", "http://a example/", "http://a.example/\r\nX: y", "http://[::1", "http://a\0b/",
        "http://" + "a" * 600, "http://" + "a" * 64 + ".example/", "http://..example/", "webcal://",
    ],
)  # fmt: skip
def test_address_is_refused_in_words_when_it_is_malformed(address):
    with pytest.raises(CalendarRefused) as refusal:
        read_target(address)
    assert str(refusal.value)


def test_webcal_is_read_as_https_when_an_address_begins_so():
    target = read_target("webcal://Musée.example/a b.ics?x=é".replace(" ", "%20"))
    assert target.url == "https://xn--muse-dpa.example/a%20b.ics?x=%C3%A9"
    assert target.port == 443


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_other_ways_to_write_loopback_are_refused_when_fetched(host):
    with pytest.raises(CalendarRefused):
        fetch(f"http://{host}/", patience=fetching.PATIENCE / 4)
