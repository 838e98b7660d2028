"""A file from an address that somebody typed, without reaching anything but the public web.

The name is looked up once, every address it has is checked, and the connection goes to one of those checked: a name
that points elsewhere a moment later (DNS rebinding) is not asked again. Redirects are followed by the same rules.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urljoin, urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from events.errors import CalendarRefused

LARGEST = 5 * 1024 * 1024
PATIENCE = 10.0
"""Seconds for everything: looking up, connecting, redirects, reading."""
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 500
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
HEADERS = {"User-Agent": "coordination-agenda/1 (calendar import)", "Accept": "text/calendar, */*;q=0.1"}
# Addresses of IPv6 that carry one of IPv4 inside: what they reach depends on a gateway, so none is fetched from.
GATEWAYS = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


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
        if address.is_site_local or any(address in network for network in GATEWAYS):
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_loopback or address.is_link_local
    )


def read_target(address: str, *, ports: Iterable[int] = tuple(PORTS.values())) -> Target:
    """The parts of ``address``, ``webcal:`` read as ``https:``; raises ``CalendarRefused`` for what is not fetched."""
    address = address.strip()
    if len(address) > LONGEST_ADDRESS or any(ord(character) < 33 or ord(character) == 127 for character in address):
        raise CalendarRefused(_("This address is too long, or holds a space."))
    for scheme in ("webcal", "webcals"):
        if address.lower().startswith(f"{scheme}://"):
            address = f"https{address[len(scheme) :]}"
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
    if port not in set(ports):
        raise CalendarRefused(_("Calendars are fetched at the usual ports of the web only."))
    path = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def fetch(
    address: str,
    *,
    is_allowed: Callable[[Address], bool] = is_public,
    ports: Iterable[int] = tuple(PORTS.values()),
    patience: float = PATIENCE,
    largest: int = LARGEST,
) -> bytes:
    """The bytes at ``address``, at most ``largest``, within ``patience`` seconds; raises ``CalendarRefused`` in words.

    ``is_allowed`` is asked about every address a name has, at each redirect; only tests pass another one.
    """
    give_up = time.monotonic() + patience
    target = read_target(address, ports=ports)
    for _attempt in range(MOST_REDIRECTS + 1):
        found = fetch_once(target, is_allowed=is_allowed, give_up=give_up, largest=largest)
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


def fetch_once(target: Target, *, is_allowed: Callable[[Address], bool], give_up: float, largest: int) -> bytes | str:
    """The bytes at ``target``, or the address it redirects to."""
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
        connection.request("GET", target.path, headers=HEADERS)
        with connection.getresponse() as response:
            return read_answer(response, largest=largest, give_up=give_up)
    except ssl.SSLError:
        raise CalendarRefused(
            late_or(give_up, _("The certificate of this site is not valid: the address is not fetched."))
        ) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise CalendarRefused(late_or(give_up, _("This site does not answer."))) from None
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
        raise CalendarRefused(too_late()) from None
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
    if response.getheader("Content-Encoding", "identity").lower() not in {"", "identity"}:
        raise CalendarRefused(_("This site sends the calendar compressed, which was not asked for."))
    pieces, size = [], 0
    while piece := response.read1(65_536):
        size += len(piece)
        if size > largest:
            raise CalendarRefused(too_large(largest))
        if time.monotonic() > give_up:
            raise CalendarRefused(too_late())
        pieces.append(piece)
    if response.length or time.monotonic() > give_up:
        raise CalendarRefused(late_or(give_up, _("This site broke off in the middle of the calendar.")))
    return b"".join(pieces)


def cut_off(sockets: list[socket.socket]) -> None:
    """End a connection from another thread, whatever it waits for."""
    with suppress(OSError):
        sockets[-1].shutdown(socket.SHUT_RDWR)


def remaining(give_up: float) -> float:
    """Seconds left; raises ``CalendarRefused`` when there are none."""
    left = give_up - time.monotonic()
    if left <= 0:
        raise CalendarRefused(too_late())
    return left


def late_or(give_up: float, message):
    return too_late() if time.monotonic() >= give_up - 0.05 else message


def too_late():
    return _("This site takes too long to answer. Try later, or download the file and give it here.")


def too_large(largest: int):
    return _("This calendar is larger than %(size)s MB. Ask for one with fewer years.") % {
        "size": largest // (1024 * 1024)
    }
