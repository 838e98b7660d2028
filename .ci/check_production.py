"""Boot production from deploy/ behind a real nginx, and check what visitors, editors and strangers get from it.

``check_production.py <database URL> <redis URL>``: an empty database of PostgreSQL, and a Redis.
"""

import gzip
import http.client
import io
import json
import os
import re
import secrets
import socket
import ssl
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from production import ACCOUNT, NAME, Production

SAFETY = ("Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy")
POLICY = "Content-Security-Policy"
KEY = f"Wa7-{secrets.token_urlsafe(24)}"
TOO_LONG, TOO_HEAVY, GONE, AWAY = "414.html", "413.html", "404.html", "503.html"
failures: list[str] = []


def expect(holds: object, what: str) -> None:
    if not holds:
        failures.append(what)


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        content = gzip.decompress(self.body) if self.headers["Content-Encoding"] == "gzip" else self.body
        return content.decode(errors="replace")

    def is_page(self, name: str) -> bool:
        page = Path(__file__).parent.parent / "deploy" / "errors" / name
        return self.text == page.read_text()


@dataclass
class Visitor:
    """A browser as far as these checks need one: cookies, and the name of the site whatever the port."""

    site: Production
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, body: bytes | None = None, *, method: str = "", name: str = NAME, **headers) -> Answer:
        trust = ssl.create_default_context(cafile=str(self.site.folder / "fullchain.pem"))
        plain = socket.create_connection(("127.0.0.1", self.site.https), timeout=60)
        connection = http.client.HTTPConnection(name)
        with trust.wrap_socket(plain, server_hostname=NAME) as connection.sock:
            sent = {"Host": name, "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
            sent |= {key.replace("_", "-"): value for key, value in headers.items()}
            connection.request(method or ("GET" if body is None else "POST"), path, body, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        for cookie in answer.headers.get_all("Set-Cookie", []):
            key, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[key] = value
        return answer

    def send(self, path: str, fields: dict[str, str], file: tuple[str, str, bytes] | None = None, **headers) -> Answer:
        """A form of ``path`` as a browser sends it; ``file`` is its field, its name and its bytes."""
        form = self.ask(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)
        fields = {"csrfmiddlewaretoken": token[1] if token else ""} | fields
        headers |= {"Origin": f"https://{NAME}", "Referer": f"https://{NAME}{path}"}
        if file is None:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = multipart(fields, *file)
        return self.ask(path, body, Content_Type=kind, **headers)


def multipart(fields: dict[str, str], name: str, filename: str, content: bytes) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{fields[key]}\r\n' for key in fields]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
    return "".join(
        [*parts, head]
    ).encode() + content + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def photograph(side: int = 1450) -> bytes:
    """A JPEG of noise, seven megabytes heavy."""
    picture, file = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)), io.BytesIO()
    picture.save(file, "JPEG", quality=99, subsampling=0)
    return file.getvalue()


def once(answer: Answer, *names: str, at: str) -> None:
    """Each of these headers, and each of those for safety, stands in the answer exactly once."""
    for name in (*SAFETY, *names):
        found = answer.headers.get_all(name, [])
        expect(len(found) == 1, f"{at}: {name} stands {len(found)} times: {found}")
    expect(answer.headers["Strict-Transport-Security"] == "max-age=31536000", f"{at}: HSTS binds more than this host")


def check_reading(site: Production) -> None:
    visitor = Visitor(site)
    page = visitor.ask("/fr/", Accept_Encoding="gzip")
    expect(page.status == 200, f"home: {page.status}")
    expect(page.headers["Content-Encoding"] == "gzip", "home: not compressed")
    expect("nginx/" not in page.headers.get("Server", ""), "home: tells the version of nginx")
    once(page, POLICY, "X-Frame-Options", "Cross-Origin-Opener-Policy", "Content-Type", at="home")
    expect(visitor.ask("/").headers.get("Location") == "/fr/", "/ does not lead to a language")

    sheet = re.search(r'href="(/static/css/site\.\w+\.css)"', page.text)
    expect(sheet, "home: no hashed style sheet")
    static = visitor.ask(sheet[1] if sheet else "/static/css/site.css", Accept_Encoding="gzip, br")
    once(static, "Cache-Control", "Content-Type", "Content-Encoding", "Vary", at="static")
    expect("immutable" in static.headers.get("Cache-Control", ""), "static: not kept for ever")

    feed = visitor.ask("/fr/agenda/agenda.ics", Accept_Encoding="gzip, br")
    once(feed, POLICY, "ETag", "Content-Type", at="feed")
    expect(feed.status == 200 and feed.body.startswith(b"BEGIN:VCALENDAR"), "feed: no calendar, or compressed")
    expect(feed.headers["Content-Encoding"] is None, "feed: compressed")
    for path in ("/fr/agenda/agenda.ics", "/fr/agenda/agenda.rss"):
        tag = visitor.ask(path, Accept_Encoding="gzip").headers.get("ETag", "")
        expect(visitor.ask(path, If_None_Match=tag, Accept_Encoding="gzip").status == 304, f"{path}: no 304 for {tag}")


def over_http(site: Production, path: str, host: str = NAME) -> Answer | None:
    """The answer without TLS; None where the connection was closed without one."""
    connection = http.client.HTTPConnection("127.0.0.1", site.http, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    except http.client.RemoteDisconnected:
        return None
    finally:
        connection.close()


def check_plain_http(site: Production) -> None:
    answer = over_http(site, f"/fr/membres/lien/{KEY}/?code={KEY}")
    expect(answer and answer.status == 301, "http: not sent to https")
    expect(
        answer and answer.headers["Location"] == f"https://{NAME}/fr/membres/lien/{KEY}/?code={KEY}",
        "http: sent to another address",
    )
    expect(over_http(site, "/fr/", "evil.example") is None, "http: answers to a name that is not ours")
    proof = site.folder / "acme" / ".well-known" / "acme-challenge" / "proof"
    proof.parent.mkdir(parents=True)
    proof.write_text("ours")
    answer = over_http(site, "/.well-known/acme-challenge/proof")
    expect(answer and answer.body == b"ours", "http: certbot cannot prove the name")


def check_strangers(site: Production) -> None:
    visitor = Visitor(site)
    # Gunicorn refuses what contradicts X-Forwarded-Proto, and Django what is no host of ours.
    told = {"X_Forwarded_Proto": "http", "X_Forwarded_Protocol": "http", "X_Forwarded_Ssl": "off"}
    answer = visitor.ask("/fr/", X_Forwarded_Host="evil.example", Forwarded="host=evil.example", **told)
    expect(answer.status == 200 and "evil.example" not in answer.text, "a client says how it came, and is believed")
    with suppress(http.client.RemoteDisconnected):
        expect(not visitor.ask("/fr/", name="evil.example"), "another name is answered")
    tries = [
        visitor.ask(f"/fr/membres/invitation/{KEY}{number}/", X_Forwarded_For=f"198.51.100.{number}").status
        for number in range(25)
    ]
    expect(429 in tries, f"X-Forwarded-For of a client counts as its address: {tries}")
    visitor.ask(f"/flux/{KEY}/agenda.ics")
    visitor.ask(f"/fr/%6Cien/x//membres/%6Cien/{KEY}/annuler/?a=1", Referer=f"https://{NAME}/fr/membres/lien/{KEY}/")
    visitor.ask(f"/fr/membres/compte/password/reset/key/1-{KEY}/?code={KEY}")

    heavy = visitor.ask("/fr/membres/compte/login/", b"x" * 2_000_000)
    expect(heavy.status == 413 and heavy.is_page(TOO_HEAVY), f"2 MB from a stranger: {heavy.status}")
    once(heavy, POLICY, at="413")
    long = visitor.ask(f"/fr/recherche/?q={'logement+' * 3000}")
    expect(long.status == 414 and long.is_page(TOO_LONG), f"24 kB of address: {long.status}")


def check_files(site: Production) -> None:
    editor, visitor = Visitor(site), Visitor(site)
    email, password = ACCOUNT["DJANGO_SUPERUSER_EMAIL"], ACCOUNT["DJANGO_SUPERUSER_PASSWORD"]
    answer = editor.send("/fr/membres/compte/login/", {"login": email, "password": password})
    expect(answer.status == 302, f"sign-in: {answer.status}")
    photo = photograph()
    expect(len(photo) > 7_000_000, f"the photograph has {len(photo)} bytes only")
    answer = editor.send("/gestion/images/add/", {"title": "Marché", "collection": "1"}, ("file", "marche.jpg", photo))
    expect(answer.status == 302, f"upload of 7 MB: {answer.status} {answer.text[:500]}")
    paper = ("file", "proces-verbal.pdf", b"%PDF-1.7\n" + os.urandom(7_000_000))
    answer = editor.send("/gestion/documents/add/", {"title": "Procès-verbal", "collection": "1"}, paper)
    expect(answer.status == 302, f"document of 7 MB: {answer.status} {answer.text[:500]}")
    heavy = editor.ask("/gestion/images/add/", b"x" * 21_000_000)
    expect(heavy.status == 413 and heavy.is_page(TOO_HEAVY), f"21 MB in the CMS: {heavy.status}")

    shown = re.findall(r'src="(/media/[^"]+)"', editor.ask("/gestion/images/").text)
    expect(shown, "no picture is shown in the CMS")
    for path in shown[:1]:
        media = visitor.ask(path)
        expect(media.status == 200 and media.headers["Content-Type"].startswith("image/"), f"{path}: {media.status}")
        once(media, POLICY, "Cache-Control", "Content-Type", "ETag", at="media")
    check_nothing_private(site, visitor)
    site.manage("shell", "--no-imports", "-c", CLOSE_ROOT)
    read = re.search(r'"(/documents/\d+/[^"]+)"', editor.ask("/gestion/documents/").text)
    expect(read and editor.ask(read[1]).status == 200, "an editor cannot read the document")
    expect(read and visitor.ask(read[1]).status != 200, "a stranger reads a private document")


CLOSE_ROOT = """
from wagtail.models import Collection, CollectionViewRestriction
CollectionViewRestriction.objects.create(collection=Collection.get_first_root_node(), restriction_type="login")
"""


def check_nothing_private(site: Production, visitor: Visitor) -> None:
    """No file this install wrote answers, but the copies of pictures."""
    written = [path for path in site.var.rglob("*") if path.is_file() and site.var / "static" not in path.parents]
    private = [path for path in written if site.var / "media" not in path.parents]
    expect(
        all(path.suffix == ".webp" for path in set(written) - set(private)), "media holds more than copies of pictures"
    )
    expect(any(path.name.startswith("proces-verbal") for path in private), "the document is nowhere")
    expect(any(path.name.startswith("marche") for path in private), "the original is nowhere")
    guesses = {f"/media/{folder}{path.name}" for path in private for folder in FOLDERS}
    guesses |= {f"/media/{path.relative_to(site.var)}" for path in private}
    for guess in sorted(guesses):
        answer = visitor.ask(guess)
        expect(answer.status == 404, f"{guess}: {answer.status}")
    for folder in ("/media/", "/media/images/", "/media/images/nothing.webp"):
        expect(visitor.ask(folder).is_page(GONE), f"{folder} is no page in words")


FOLDERS = (
    "",
    "documents/",
    "/documents/",
    "original_images/",
    "Original_images/",
    "images/../original_images/",
    "images/%2e%2e/documents/",
    "images/..%2foriginal_images/",
    "images/../../private/documents/",
)


def check_mail_and_timers(site: Production) -> None:
    Visitor(site).send("/fr/membres/compte/login/code/", {"email": ACCOUNT["DJANGO_SUPERUSER_EMAIL"]})
    commands = [site.command_of("coordination@", command) for command in site.timed_commands()]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda command: site.run(*command), commands))
    give_up = time.monotonic() + 20
    while not list((site.var / "mail").glob("*")) and time.monotonic() < give_up:
        time.sleep(0.2)
    expect(list((site.var / "mail").glob("*")), "no mail with the code left")


def check_being_away(site: Production) -> None:
    site.end("coordination")
    visitor = Visitor(site)
    for method in ("GET", "POST"):
        answer = visitor.ask(f"/fr/membres/lien/{KEY}/", method=method)
        expect(answer.status == 502 and answer.is_page(AWAY), f"{method} while the site is stopped: {answer.status}")
    once(answer, POLICY, "Cache-Control", "X-Frame-Options", at="502")


def check_logs(site: Production) -> None:
    lines = [json.loads(line) for line in (site.folder / "coordination.access.log").read_text().splitlines()]
    expect({line["status"] for line in lines} >= {200, 301, 404, 413, 502}, "the log of nginx lacks requests")
    away = {"method": "POST", "address": "/fr/membres/lien/***", "status": 502}
    expect(any(line | away == line for line in lines), "the log does not say what was asked in vain")
    for path in site.folder.glob("*.log"):
        expect(KEY not in path.read_text(errors="replace"), f"{path.name} holds a key")
        expect("Traceback" not in path.read_text(errors="replace"), f"{path.name} holds a trace:\n{path.read_text()}")


def checks(site: Production) -> Iterator[tuple[str, object]]:
    yield "units", lambda: expect(not (told := site.verify_units()), f"systemd says: {told}")
    yield "README", lambda: expect(len(site.follow_readme()) >= 5, "README lists fewer commands than it did")
    yield "deployment check", lambda: site.manage("check", "--deploy", "--fail-level", "INFO")
    yield "start", site.start_all
    yield "reading", lambda: check_reading(site)
    yield "plain http", lambda: check_plain_http(site)
    yield "files", lambda: check_files(site)
    yield "mail and timers", lambda: check_mail_and_timers(site)
    yield "strangers", lambda: check_strangers(site)
    yield "away", lambda: check_being_away(site)
    yield "logs", lambda: check_logs(site)


def main(database: str, redis: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        site = Production(Path(folder), database=database, redis=redis)
        try:
            for name, check in checks(site):
                started = time.monotonic()
                check()
                print(f"  {name}: {time.monotonic() - started:.1f} s", flush=True)
        finally:
            site.stop()
        if failures:
            print(*failures, site.logs()[-5000:], sep="\n  ")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
