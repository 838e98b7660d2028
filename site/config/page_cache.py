"""Public pages and feeds kept whole for visitors without a session, never a moment longer than they are true.

An answer is kept under the version of everything public (``home.cache.public_version``), read from the database at each
request, and under the minute: dates end, sign-ups close and doors open on whole minutes, so an answer made in this
minute is still right in it. Whoever has a session, and whatever sets a cookie, forbids keeping or varies by something
the key lacks, passes by.

Strangers choose what is asked, so nothing they can make up names an answer: only hosts that are ours, only the address
that the view says it answered (``home.pages.canonical_urls``), and of those with parameters, so much a minute.

Each process keeps the answers of the present moment in its own memory; with Redis, what one process has made is there
for the others too. It stands in front of Django (PEP 3333), not among its middlewares: a kept answer then costs less
than an empty view.
"""

import time
import uuid
from collections.abc import Callable, Iterable
from hashlib import blake2b
from http import HTTPStatus
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.handlers.wsgi import get_str_from_wsgi
from django.http import HttpResponse, parse_cookie
from django.urls import reverse
from django.utils import translation
from django.utils.http import parse_etags

from events.calendars.statistics import note_reading
from home.cache.allowance import Allowance
from home.cache.public_version import public_version
from home.http.middleware import PERSONAL_COOKIES
from home.pages.canonical_urls import canonical_of, says_all, sorted_query

LONGEST_ADDRESS = 400
LARGEST_ANSWER = 4_000_000
# What the answers of a process may be and weigh together: some hundred pages and the feeds; and, so that these stay
# whatever readers filter by, those of addresses with parameters.
MOST_ANSWERS, MOST_BYTES = 1_000, 64_000_000
MOST_FILTERED, MOST_FILTERED_BYTES = 500, 16_000_000
# What a process shares of either in a minute.
SHARED, SHARED_BYTES = 1_000, 24_000_000
SHARED_FILTERED, SHARED_FILTERED_BYTES = 200, 8_000_000
MINUTE = 60
# Whom an answer may differ for. By cookie only the session matters, and requests with one never come here.
KNOWN_VARIATIONS = {"", "cookie", "accept-encoding", "hx-request"}
FORBIDDING = ("private", "no-store", "no-cache")
# What makes Django answer one reader otherwise than another.
PERSONAL_HEADERS = ("HTTP_AUTHORIZATION", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# What a 304 leaves out of the headers of the answer it stands for (RFC 9110, section 15.4.5).
ABOUT_THE_BODY = {"Content-Type", "Content-Disposition", "Content-Language", "Content-Length"}
# Part of each key of Redis: a process never answers with what was made by code or settings of before its start.
# Gunicorn makes it before it forks, so that its workers share what they keep.
START = uuid.uuid4()

Moment = tuple[str, int]


class Key(NamedTuple):
    """What an answer of one moment depends on: the address, and whether a script asks for a part of the page."""

    is_secure: bool
    host: str
    path: str
    query: str
    is_part: bool


class Answer(NamedTuple):
    """A whole answer: header fields in their order, the bytes, and which feed it is (empty for a page)."""

    headers: list[tuple[str, str]]
    content: bytes
    feed: str
    etag: str
    # Whether an empty parameter more would be an error.
    is_strict: bool


class Shelf:
    """Answers with what they depend on, bounded by number and bytes, for all threads of this process."""

    def __init__(self, most: int, most_bytes: int):
        self.most, self.most_bytes = most, most_bytes
        self.answers: dict[Key, Answer] = {}
        self.bytes = 0
        self.lock = Lock()

    def add(self, key: Key, answer: Answer) -> None:
        """Keep ``answer``; all others are given up where they are too many or weigh too much together."""
        with self.lock:
            self.bytes += len(answer.content)
            if self.bytes > self.most_bytes or len(self.answers) >= self.most:
                self.answers, self.bytes = {}, len(answer.content)
            self.answers[key] = answer


class Kept:
    """Answers of one moment in the memory of this process."""

    def __init__(self, moment: Moment | None):
        self.moment = moment
        self.plain = Shelf(MOST_ANSWERS, MOST_BYTES)
        self.filtered = Shelf(MOST_FILTERED, MOST_FILTERED_BYTES)

    def shelf(self, key: Key) -> Shelf:
        return self.filtered if key.query else self.plain


class PageCache:
    """A WSGI application that answers in place of ``application`` what that has answered already."""

    def __init__(self, application: Callable):
        self.application = application
        # Without Redis it would be the memory of this process once more.
        self.shared = None if isinstance(caches["pages"], LocMemCache) else caches["pages"]
        self.plain_allowance = Allowance(number=SHARED, size=SHARED_BYTES, seconds=MINUTE)
        self.filtered_allowance = Allowance(number=SHARED_FILTERED, size=SHARED_FILTERED_BYTES, seconds=MINUTE)
        self.kept = Kept(None)
        self.hosts = known_hosts()
        self.public = tuple(f"/{language}/" for language, _name in settings.LANGUAGES)
        self.own = tuple(addresses_never_kept())

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = self.key_of(environ) if self.may_be_kept(environ) else None
        moment = key and this_moment()
        if moment is None:
            return self.application(environ, start_response)
        kept = self.kept_at(moment)
        answer = kept.shelf(key).answers.get(key) or self.fetch(kept, key)
        if answer is None or (answer.is_strict and not says_all(environ.get("QUERY_STRING", ""))):
            return self.ask(kept, key, environ, start_response)
        if answer.feed:
            note_reading(answer.feed, environ.get("HTTP_USER_AGENT", ""))
        return send(answer, environ, start_response)

    def may_be_kept(self, environ: dict) -> bool:
        path = environ.get("PATH_INFO", "")
        return (
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and path.startswith(self.public)
            and not path.startswith(self.own)
            # Posters: kept as drawn, and drawn only for whoever has not got them.
            and not path.endswith(".pdf")
            # Views that drop it would give one answer any number of addresses.
            and "\0" not in path
            and not environ.get("SCRIPT_NAME")
            and environ.keys().isdisjoint(PERSONAL_HEADERS)
            and len(path) + len(environ.get("QUERY_STRING", "")) <= LONGEST_ADDRESS
            and not ("HTTP_COOKIE" in environ and names_its_reader(environ))
        )

    def key_of(self, environ: dict) -> Key | None:
        """None where the host is not known to be ours, or the parameters have no one order."""
        host, query = environ.get("HTTP_HOST", ""), sorted_query(environ.get("QUERY_STRING", ""))
        # The port we listen at may stand behind it: where no proxy is in front.
        if query is None or host.removesuffix(f":{environ['SERVER_PORT']}") not in self.hosts:
            return None
        return Key(is_secure(environ), host, environ["PATH_INFO"], query, "HTTP_HX_REQUEST" in environ)

    def kept_at(self, moment: Moment) -> Kept:
        """What this process keeps of ``moment``; nobody can ask again for what it kept of another."""
        kept = self.kept
        if kept.moment != moment:
            kept = self.kept = Kept(moment)
        return kept

    def fetch(self, kept: Kept, key: Key) -> Answer | None:
        """What another process has made of this moment."""
        answer = self.shared.get(shared_key(kept.moment, key)) if self.shared else None
        if answer:
            kept.shelf(key).add(key, answer)
        return answer

    def keep(self, kept: Kept, key: Key, answer: Answer) -> None:
        kept.shelf(key).add(key, answer)
        allowance = self.filtered_allowance if key.query else self.plain_allowance
        if self.shared and allowance.spend(len(answer.content)):
            # Nobody asks for it once its minute is over.
            self.shared.set(shared_key(kept.moment, key), answer, MINUTE - int(time.time() % MINUTE) + 1)

    def ask(self, kept: Kept, key: Key, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Django's answer, kept if every visitor would get the same."""
        # The whole answer is wanted, to be kept; whether this reader has it already is looked at afterwards.
        asked = environ.pop("HTTP_IF_NONE_MATCH", None)
        started = []
        response = self.application(environ, lambda *arguments: started.append(arguments))
        if asked is not None:
            environ["HTTP_IF_NONE_MATCH"] = asked
        if not is_whole(response):
            start_response(*started[0])
            return response
        feed, etag = getattr(response, "feed_label", ""), response.get("ETag", "")
        answer = Answer(started[0][1], response.content, feed, etag, canonical_of(response).is_strict)
        if environ["REQUEST_METHOD"] == "GET" and is_asked_so(response, key, environ) and is_the_same_for_all(response):
            self.keep(kept, key, answer)
        response.close()
        return send(answer, environ, start_response)


def names_its_reader(environ: dict) -> bool:
    """Whether Django, which parses cookies in its own way, will find one of those by which a page knows its reader."""
    return bool(PERSONAL_COOKIES & parse_cookie(get_str_from_wsgi(environ, "HTTP_COOKIE", "")).keys())


def known_hosts() -> frozenset[str]:
    """The names of this site as browsers send them: those written out in the settings, and no other spelling or port.

    None at all where a proxy may rename us in a header that is not part of the key.
    """
    if settings.USE_X_FORWARDED_HOST or settings.USE_X_FORWARDED_PORT:
        return frozenset()
    written_out = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
    return frozenset([*written_out, urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc])


def is_secure(environ: dict) -> bool:
    """What Django makes of the scheme, which links of the page repeat."""
    header, secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    if header in environ:
        return environ[header].split(",", 1)[0].strip() == secure
    return environ.get("wsgi.url_scheme") == "https"


def addresses_never_kept() -> Iterable[str]:
    """The member space, and the search, whose index is written just after a page."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield reverse("members:home")
            yield reverse("search")


def this_moment() -> Moment | None:
    """The state of all that is public, and the minute: an answer is true as long as both stay.

    None where the database has not been asked anything yet, or does not answer: Django then deals with it.
    """
    stamp = public_version()
    return (stamp, int(time.time() // 60)) if stamp else None


def shared_key(moment: Moment, key: Key) -> str:
    """The name under which all processes know an answer."""
    parts = repr((START, moment, key)).encode(errors="surrogateescape")
    return blake2b(parts, digest_size=16).hexdigest()


def is_whole(response) -> bool:
    """Whether Django answered with the bytes of a page or feed, and not with an error, a redirect or a stream."""
    return isinstance(response, HttpResponse) and response.status_code == HTTPStatus.OK


def is_asked_so(response: HttpResponse, key: Key, environ: dict) -> bool:
    """Whether the view understood all that was asked: then the address is one of those that it knows."""
    query, is_strict = canonical_of(response)
    is_known = query is not None and sorted_query(query) == key.query
    return is_known and (not is_strict or says_all(environ.get("QUERY_STRING", "")))


def is_the_same_for_all(response: HttpResponse) -> bool:
    """Whether every visitor without a session would get these very bytes, at least until something changes."""
    control = response.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    return (
        # Django's own word on it, whatever was seen of the cookies in front.
        not getattr(response, "knows_reader", True)
        and not response.cookies
        and not any(word in control for word in FORBIDDING)
        and varies <= KNOWN_VARIATIONS
        and len(response.content) <= LARGEST_ANSWER
    )


def send(answer: Answer, environ: dict, start_response: Callable) -> Iterable[bytes]:
    """The answer, or 304 with the same headers where this reader has it already (RFC 9110, section 13)."""
    if answer.etag and "HTTP_IF_NONE_MATCH" in environ and has_it(answer.etag, environ):
        headers = [(name, value) for name, value in answer.headers if name not in ABOUT_THE_BODY]
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", list(answer.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.content]


def has_it(etag: str, environ: dict) -> bool:
    """Weak comparison (RFC 9110, section 13.1.2)."""
    tags = parse_etags(environ["HTTP_IF_NONE_MATCH"])
    return tags == ["*"] or etag in {tag.removeprefix("W/") for tag in tags}
