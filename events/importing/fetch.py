"""A file from an address that somebody typed, without reaching anything but the public web.

The name is looked up once, every address it has is checked, and the connection goes to one of those checked: a name
that points elsewhere a moment later (DNS rebinding) is not asked again. Redirects are followed by the same rules, and a
cookie goes back to the host that set it alone.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar
from threading import Timer
from urllib.parse import urljoin, urlsplit
from urllib.request import Request

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from events.errors import CalendarRefused
from events.importing.inflation import inflation_of

LARGEST = 5 * 1024 * 1024
PATIENCE = 10.0
"""Seconds for everything: looking up, connecting, redirects, reading."""
MOST_REDIRECTS = 6
LONGEST_ADDRESS = 500
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
HEADERS = {
    "User-Agent": "coordination-agenda/1 (calendar import)",
    "Accept": "text/calendar, */*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}
WEBCAL = ("webcal", "webcals")
# The special-purpose registries of IANA (RFC 6890 and what followed), whole: Python's is_global knows those of its day,
# and 3.11.7 takes some of them for public. Ranges that a gateway or a tunnel turns into others are among them.
SPECIAL = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
]  # fmt: skip
# Where every public address of IPv6 lies; NAT64, segment routing, local and multicast ones lie elsewhere.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotReached(CalendarRefused):
    """Nobody answered in the way that was tried: another way may lead there."""


@dataclass(frozen=True)
class Target:
    """A checked address of the web: ``host`` in ASCII, ``path`` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def is_public(address: Address) -> bool:
    """Whether ``address`` belongs to the public internet: not this machine, not its network, not a cloud's own."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address not in GLOBAL_UNICAST:
            return False
    return address.is_global and not any(address in network for network in SPECIAL)


def read_target(address: str, *, ports: Iterable[int] | None = None, webcal: str = "https") -> Target:
    """The parts of ``address``, ``webcal:`` read as ``webcal``; raises ``CalendarRefused`` for what is not fetched.

    ``ports`` are those of the setting CALENDAR_IMPORT_PORTS where a test names no others.
    """
    address = address.strip()
    if len(address) > LONGEST_ADDRESS or any(ord(character) < 33 or ord(character) == 127 for character in address):
        raise CalendarRefused(_("This address is too long, or holds a space."))
    scheme = address.partition("://")[0].lower()
    if scheme in WEBCAL:
        address = f"{webcal}{address[len(scheme) :]}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        # Names with accents travel in ASCII; a literal IPv6 address has no such form.
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise CalendarRefused(_("This is not an address of the web.")) from None
    if parts.scheme not in PORTS or not host:
        raise CalendarRefused(_("The address must begin with https://, http:// or webcal://."))
    if parts.username is not None or parts.password is not None:
        raise CalendarRefused(_("Leave the name and password out of the address: they would be kept in clear."))
    port = PORTS[parts.scheme] if port is None else port
    allowed = set(settings.CALENDAR_IMPORT_PORTS if ports is None else ports)
    if port not in allowed:
        listed = ", ".join(map(str, sorted(allowed)))
        raise CalendarRefused(_("Calendars are fetched at these ports only: %(ports)s.") % {"ports": listed})
    path = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def fetch(
    address: str,
    *,
    is_allowed: Callable[[Address], bool] = is_public,
    ports: Iterable[int] | None = None,
    patience: float = PATIENCE,
    largest: int = LARGEST,
) -> bytes:
    """The bytes at ``address``, at most ``largest``, within ``patience`` seconds; raises ``CalendarRefused`` in words.

    ``is_allowed`` is asked about every address a name has, at each redirect; only tests pass another one. Where nobody
    answers ``webcal:`` over https, http is tried if the setting CALENDAR_IMPORT_WEBCAL_OVER_HTTP allows it.
    """
    is_webcal = address.strip().partition("://")[0].lower() == "webcal"
    options = {"is_allowed": is_allowed, "ports": ports, "largest": largest}
    give_up = time.monotonic() + patience
    if not (is_webcal and settings.CALENDAR_IMPORT_WEBCAL_OVER_HTTP):
        return follow(read_target(address, ports=ports), give_up=give_up, **options)
    try:
        # A port that swallows what is sent to it leaves time for the other way.
        return follow(read_target(address, ports=ports), give_up=give_up - patience / 2, **options)
    except NotReached:
        return follow(read_target(address, ports=ports, webcal="http"), give_up=give_up, **options)


def follow(
    target: Target,
    *,
    is_allowed: Callable[[Address], bool],
    ports: Iterable[int] | None,
    give_up: float,
    largest: int,
) -> bytes:
    """The bytes at ``target``, or where it sends on to."""
    cookies = defaultdict(CookieJar)
    for _attempt in range(MOST_REDIRECTS + 1):
        jar = cookies[target.host]
        found = fetch_once(target, is_allowed=is_allowed, give_up=give_up, largest=largest, jar=jar)
        if isinstance(found, bytes):
            return found
        target = read_target(joined(target, found), ports=ports)
    raise CalendarRefused(_("This address sends from one to the next without end."))


def joined(target: Target, location: str) -> str:
    """Where ``location`` leads from ``target``; nonsense is left to be refused."""
    try:
        return urljoin(target.url, location)
    except ValueError:
        return location


def fetch_once(
    target: Target, *, is_allowed: Callable[[Address], bool], give_up: float, largest: int, jar: CookieJar
) -> bytes | str:
    """The bytes at ``target``, or the address it redirects to; ``jar`` holds the cookies of its host."""
    ip = checked_ip(target, is_allowed=is_allowed, give_up=give_up)
    connection = http.client.HTTPConnection(target.host, target.port)
    # http.client forgets its socket before the answer is read: whoever cuts off needs it still.
    sockets = []
    guard = Timer(remaining(give_up), cut_off, [sockets])
    guard.daemon = True
    try:
        sockets.append(socket.create_connection((ip, target.port), timeout=remaining(give_up)))
        # Waiting is counted per read: whoever sends a byte now and then is cut off by the clock.
        guard.start()
        if target.scheme == "https":
            secure = ssl.create_default_context()
            sockets.append(secure.wrap_socket(sockets[0], server_hostname=target.host, do_handshake_on_connect=False))
            sockets[-1].do_handshake()
        connection.sock = sockets[-1]
        request = Request(target.url)  # noqa: S310 - never opened: it tells the jar which cookies go there
        jar.add_cookie_header(request)
        connection.request("GET", target.path, headers=HEADERS | dict(request.unredirected_hdrs))
        with connection.getresponse() as response:
            jar.extract_cookies(response, request)
            return read_answer(response, largest=largest, give_up=give_up)
    except ssl.SSLError:
        raise NotReached(
            late_or(give_up, _("The certificate of this site is not valid: the address is not fetched."))
        ) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise NotReached(late_or(give_up, _("This site does not answer."))) from None
    finally:
        guard.cancel()
        connection.close()
        for each in sockets:
            each.close()


def checked_ip(target: Target, *, is_allowed: Callable[[Address], bool], give_up: float) -> str:
    """One address of ``target``; refused as soon as one of those its name has may not be reached."""
    pool = ThreadPoolExecutor(1)
    try:
        looked_up = pool.submit(socket.getaddrinfo, target.host, target.port, type=socket.SOCK_STREAM)
        rows = looked_up.result(timeout=remaining(give_up))
    except TimeoutError:
        raise NotReached(too_late()) from None
    except (OSError, UnicodeError):
        raise CalendarRefused(_("No site has this name. Check the address.")) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    if not found or not all(is_allowed(ipaddress.ip_address(ip.partition("%")[0])) for ip in found):
        raise CalendarRefused(_("This address leads into a private network: it is not fetched."))
    return found[0]


def read_answer(response: http.client.HTTPResponse, *, largest: int, give_up: float) -> bytes | str:
    """The body of ``response``, read piece by piece, or where it redirects to."""
    location = response.getheader("Location")
    if response.status in REDIRECTS and location:
        return location
    if response.status != http.client.OK:
        raise CalendarRefused(_("This site answers with the error %(status)s.") % {"status": response.status})
    inflation = inflation_of(response.getheader("Content-Encoding", ""))
    received, body = 0, bytearray()
    while piece := response.read1(65_536):
        received += len(piece)
        body += inflation.inflated(piece, room=largest + 1 - len(body))
        # What is sent is bounded as well: a compressed file may hold megabytes of nothing.
        if max(received, len(body)) > largest:
            raise CalendarRefused(too_large(largest))
        if time.monotonic() > give_up:
            raise NotReached(too_late())
    if response.length or not inflation.is_complete or time.monotonic() > give_up:
        raise NotReached(late_or(give_up, _("This site broke off in the middle of the calendar.")))
    return bytes(body)


def cut_off(sockets: list[socket.socket]) -> None:
    """End a connection from another thread, whatever it waits for."""
    with suppress(OSError):
        sockets[-1].shutdown(socket.SHUT_RDWR)


def remaining(give_up: float) -> float:
    """Seconds left; raises ``CalendarRefused`` when there are none."""
    left = give_up - time.monotonic()
    if left <= 0:
        raise NotReached(too_late())
    return left


def late_or(give_up: float, message):
    return too_late() if time.monotonic() >= give_up - 0.05 else message


def too_late():
    return _("This site takes too long to answer. Try later, or download the file and give it here.")


def too_large(largest: int):
    return _("This calendar is larger than %(size)s MB. Ask for one with fewer years.") % {
        "size": largest // (1024 * 1024)
    }
