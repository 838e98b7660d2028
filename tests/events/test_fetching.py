"""Fetching a partner's calendar: what is refused before, while and after connecting."""

import ipaddress
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from events import fetching
from events.errors import CalendarRefused
from events.fetching import fetch, is_public, read_target

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Partner(BaseHTTPRequestHandler):
    """A site with good and bad answers, by path."""

    hosts = []

    def do_GET(self):
        self.hosts.append(self.headers["Host"])
        getattr(self, f"answer_{self.path.strip('/').partition('?')[0] or 'good'}")()

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

    def answer_gzip(self):
        self.send(200, b"\x1f\x8b", **{"Content-Encoding": "gzip"})

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

    def fetch_path(path, host="127.0.0.1", **options):
        return fetch(f"http://{host}:{partner}{path}", is_allowed=lambda ip: ip == loopback, ports=[partner], **options)

    return fetch_path


def test_bytes_arrive_when_the_site_answers(get):
    assert get("/good") == CALENDAR


def test_redirect_is_followed_when_it_leads_to_an_allowed_address(get):
    assert get("/moved") == CALENDAR


@pytest.mark.parametrize("path", ["/missing", "/loop", "/inside", "/file", "/nonsense", "/cut", "/gzip"])
def test_answer_is_refused_in_words_when_it_is_no_calendar_of_the_public_web(get, path):
    with pytest.raises(CalendarRefused) as refusal:
        get(path)
    assert str(refusal.value)


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


def test_name_is_sent_and_looked_up_once_when_the_connection_is_pinned(get, monkeypatch):
    asked = []
    look_up = socket.getaddrinfo

    def counted(host, *args, **options):
        asked.append(host)
        return look_up("127.0.0.1", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", counted)
    assert get("/good", host="partenaire.example") == CALENDAR
    # The second look-up is of the checked address itself, as create_connection does it.
    assert asked == ["partenaire.example", "127.0.0.1"]
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


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "0.0.0.0",  # noqa: S104
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254",
        "ff02::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_address_is_not_public_when_it_is_special(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"]
)
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
